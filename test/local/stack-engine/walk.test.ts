import { describe, expect, it } from 'vitest';
import { walk } from '../../../src/local/stack-engine/walk.ts';

const before = new Map([
  ['b', ['a']],
  ['c', ['b']],
  ['d', ['elsewhere', 'd']],
]);

describe('a walk', () => {
  it('begins what waits for nothing at once, the rest one after the other', async () => {
    const begun: string[] = [];
    const outcome = await walk({
      ids: ['c', 'b', 'a', 'd'],
      before,
      run: async (id) => {
        begun.push(id);
        return true;
      },
    });
    expect(begun).toEqual(['a', 'd', 'b', 'c']);
    expect([...outcome.values()]).toEqual([true, true, true, true]);
  });

  it('does not begin what waits for something that failed', async () => {
    const outcome = await walk({ ids: ['a', 'b', 'c', 'd'], before, run: async (id) => id !== 'a' });
    expect(Object.fromEntries(outcome)).toEqual({ a: false, d: true });
  });

  it('begins nothing more once it is aborted', async () => {
    const abort = new AbortController();
    const outcome = await walk({
      ids: ['a', 'b'],
      before,
      signal: abort.signal,
      run: async () => {
        abort.abort();
        return true;
      },
    });
    expect([...outcome.keys()]).toEqual(['a']);
  });

  it('lets others begin as soon as one is ready', async () => {
    const told: string[] = [];
    await walk({
      ids: ['a', 'b'],
      before,
      run: async (id, ready) => {
        told.push(`${id} begins`);
        ready();
        await new Promise((resolve) => setImmediate(resolve));
        told.push(`${id} ends`);
        return true;
      },
    });
    expect(told).toEqual(['a begins', 'b begins', 'a ends', 'b ends']);
  });
});
