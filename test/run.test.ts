import { describe, expect, it } from 'vitest';
import { finish, type Run } from '../src/run.ts';

describe('a run that is driven to its end', () => {
  it('puts back what it was in the middle of when its listener throws, and rejects with what was thrown', async () => {
    const done: string[] = [];
    async function* work(): Run<string, string> {
      try {
        yield 'half way';
        done.push('went on');
        return 'ended';
      } finally {
        await Promise.resolve();
        done.push('put back');
      }
    }
    const thrown = new Error('the listener');
    await expect(
      finish(work(), () => {
        throw thrown;
      }),
    ).rejects.toBe(thrown);
    expect(done).toEqual(['put back']);
  });

  it('resolves to its result, and rejects with its error', async () => {
    async function* work(fails: boolean): Run<string, string> {
      yield 'one';
      if (fails) throw new Error('failed');
      return 'ended';
    }
    const told: string[] = [];
    expect(await finish(work(false), (event) => told.push(event))).toBe('ended');
    expect(told).toEqual(['one']);
    await expect(finish(work(true))).rejects.toThrow('failed');
  });
});
