import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { isBusy } from '../../src/deployment/states.ts';
import { type Place, stages } from '../support/stage.ts';
import { type Found, leadTo } from './lead-to.ts';
import { type Cell, COMMANDS, whatCame } from './what-came.ts';

// A day of CloudFormation in a few looks.
const openPlace = stages({ speed: 600 });

/** The page's second table is what is expected. */
const ROWS = readFileSync(path.resolve(import.meta.dirname, '../../docs/stack-statuses.md'), 'utf8')
  .split('## What each comes to')[1]
  ?.split('\n')
  .filter((line) => /^\| (`[A-Z_]+`|none) /.test(line))
  .map((line) => {
    const [, found = '', ...cells] = line.split('|').map((cell) => cell.trim().replaceAll('`', ''));
    const expected = COMMANDS.map((command, at) => {
      const [said = '', after = found] = (cells[at] ?? '').split(' → ');
      return { command, said, after };
    });
    return { found: found as Found, expected };
  });

describe('what each command comes to', () => {
  it.each(ROWS ?? [])('on a stack that is $found', async ({ found, expected }) => {
    let place: Place | undefined;
    let seen = 0;
    // Whatever leaves all as it is can be seen in one place; the first that does not is the last there.
    for (const cell of expected.toSorted((a, b) => Number(changes(a, found)) - Number(changes(b, found)))) {
      place ??= await ledTo(found);
      const before = await held(place);
      const { command, said, after } = cell;
      expect({ command, ...(await whatCame(command, place)) }).toEqual({ command, said, after });
      seen += 1;
      const now = await held(place);
      if (changes(cell, found)) {
        checkWhatStands(cell, now);
        place = undefined;
      } else {
        expect(now, `what there is after ${command}`).toEqual(before);
      }
    }
    expect(seen).toBe(COMMANDS.length);
  });

  it.each(ROWS?.filter(({ found }) => found !== 'none' && isBusy(found)) ?? [])(
    'without waiting for the end of $found is exit code 5, and nothing else',
    async ({ found }) => {
      const place = await ledTo(found);
      const before = await held(place);
      for (const command of ['up', 'down', 'recover'] as const) {
        expect(await whatCame(command, place, { wait: false })).toEqual({
          said: '5 stack-busy (status)',
          after: found,
        });
      }
      expect(await held(place)).toEqual(before);
    },
  );

  it('has a row of every status there is', () => {
    expect(ROWS?.length).toBe(24);
    expect(new Set(ROWS?.map(({ found }) => found)).size).toBe(24);
  });
});

async function ledTo(found: Found): Promise<Place> {
  const place = await openPlace();
  await leadTo(place, found);
  return place;
}

/** Whether a cell's command is to do anything, or to see something end. */
function changes({ command, said, after }: Cell, found: Found): boolean {
  return after !== found || (command === 'up' && said.startsWith('0 '));
}

/** All that a command could have made, changed or left behind. */
async function held({ cloud }: Place) {
  const { stacks, databases, proxies, secrets } = await cloud.state();
  const functions = [...cloud.world.functions.values()].map(({ name, properties }) => ({
    name,
    memory: properties.MemorySize,
  }));
  return { stacks, databases, proxies, secrets, functions, networks: cloud.world.vpcs.size };
}

type Held = Awaited<ReturnType<typeof held>>;

function checkWhatStands({ command, said, after }: Cell, now: Held): void {
  expect(now.stacks.flatMap(({ changeSets }) => changeSets)).toEqual([]);
  const memory = now.functions.map((it) => it.memory);
  if (after === 'DELETE_COMPLETE' || after === 'ROLLBACK_COMPLETE') {
    expect([now.databases, now.proxies, memory, now.networks]).toEqual([[], [], [], 0]);
  } else if (command === 'up') expect(memory).toEqual([512]);
  else if (said === '0 rolled-back') expect(memory).toEqual([256]);
  else expect(now.databases).toHaveLength(1);
}
