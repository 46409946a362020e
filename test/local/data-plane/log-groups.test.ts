import { expect, it } from 'vitest';
import { createWorld } from '../../../src/local/create-world.ts';
import { logGroupWriter } from '../../../src/local/data-plane/log-groups.ts';
import type { LogGroup } from '../../../src/local/world.ts';

function place() {
  const world = createWorld();
  const group: LogGroup = { name: 'g', arn: 'arn:aws:logs:us-east-1:1:log-group:g:*', events: [] };
  world.logGroups.set(group.name, group);
  const write = logGroupWriter(world);
  return { group, write: (id: string, message: string) => write(id, { at: 0, stream: 's', message }) };
}

it.each(['g', 'arn:aws:logs:us-east-1:1:log-group:g:*', 'arn:aws:logs:us-east-1:1:log-group:g'])(
  'a group is found by %s',
  (id) => {
    const { group, write } = place();
    write(id, 'line');
    expect(group.events).toEqual([{ at: 0, stream: 's', message: 'line' }]);
  },
);

it('a line for a group that is not there is lost', () => {
  const { group, write } = place();
  write('other', 'line');
  expect(group.events).toEqual([]);
});

const keeps = (what: string, count: number, length: number, most: number) =>
  it(`a group keeps the newest ${what}, and counts what it lost`, () => {
    const { group, write } = place();
    for (let at = 0; at < count; at += 1) write('g', `${at}`.padStart(length, ' '));
    expect(group.events.length).toBeLessThanOrEqual(most);
    expect(group.events.length).toBeGreaterThan(most * 0.8);
    expect(group.dropped).toBe(count - group.events.length);
    expect(group.events.at(-1)?.message.trim()).toBe(`${count - 1}`);
  });
keeps('10,000 lines', 12_345, 1, 10_000);
keeps('8 MB', 20, 1_000_000, 8);
