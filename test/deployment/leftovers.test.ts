import { describe, expect, it } from 'vitest';
import { runsOf } from '../../src/aws/runs.ts';
import { changeSetName, discardAbandoned, endOfRun, isAbandoned } from '../../src/deployment/leftovers.ts';
import type { Runs } from '../../src/deployment/ports.ts';
import { NAME } from '../support/engine.ts';
import { fakeAccount } from '../support/fake-account.ts';

const DAY = 24 * 60 * 60_000;
const alive = new Set([1, 2]);
const process = (id: number, machine = 'here') => runsOf(machine, id, (its) => alive.has(its));

describe('a change set that was left', () => {
  const { ports } = fakeAccount();
  const named = (runs: Runs) => changeSetName({ ...ports, runs });
  const own = process(1);
  const seenHere = (name: string, age = 0) =>
    isAbandoned({ arn: '', name, createdAt: new Date(ports.clock.now() - age) }, { ...ports, runs: own });

  const mine = named(own);
  const ended = named(own);
  endOfRun(ended, { runs: own });

  it.each([
    ['of a run of this process that works', mine, 0, false],
    ['of a run of this process that has ended', ended, 0, true],
    ['of another process that works', named(process(2)), 0, false],
    ['of another process that was killed', named(process(3)), 0, true],
    ['of another machine, where nothing can be seen', named(process(3, 'there')), 0, false],
    ['of another machine, so old that nobody waits for it', named(process(3, 'there')), DAY + 1, true],
    ['that somebody else made, however old', 'proxywebhook-of-mine', 10 * DAY, false],
    [
      'of an earlier version of this product, which has no mark',
      'proxywebhook-m1abc-0123abcd',
      10 * DAY,
      false,
    ],
  ])('%s', (_, name, age, abandoned) => {
    expect(seenHere(name, age)).toBe(abandoned);
  });

  it('is deleted, and what is in use is not', async () => {
    const account = fakeAccount();
    const make = async (changeSetName: string) => {
      await account.ports.changeSets.create({
        stackName: NAME,
        changeSetName,
        type: 'CREATE',
        templateBody: '{"Resources":{"A":{"Type":"AWS::EC2::VPC"}}}',
        parameters: {},
        tags: {},
        token: changeSetName,
      });
    };
    await make(mine);
    await make(ended);
    await make('somebody-elses');
    await discardAbandoned(NAME, { ...account.ports, runs: own });
    const left = await account.ports.changeSets.list(NAME);
    expect(left.map(({ name }) => name)).toEqual([mine, 'somebody-elses']);
  });
});
