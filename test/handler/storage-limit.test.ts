import { describe, expect, it } from 'vitest';
import { storageLimit } from '../../handler/storage-limit.ts';

/** A limit of 100 bytes over a table whose size is set, with a clock that is set. */
function limited() {
  const it = { bytes: 0 as number | Error, now: 0, looks: 0, failed: [] as unknown[] };
  const limit = storageLimit(
    100,
    async () => {
      it.looks += 1;
      if (it.bytes instanceof Error) throw it.bytes;
      return it.bytes;
    },
    { now: () => it.now, failed: (error) => it.failed.push(error) },
  );
  return { it, isReached: () => limit.isReached(it.now + 8000) };
}

describe('the limit of what is stored', () => {
  it('is reached at the limit, and not below', async () => {
    for (const [bytes, reached] of [
      [99, false],
      [100, true],
    ] as const) {
      const { it, isReached } = limited();
      it.bytes = bytes;
      expect(await isReached()).toBe(reached);
    }
  });

  it('is looked at once a minute at most, and seen again when there is room', async () => {
    const { it, isReached } = limited();
    it.bytes = 200;
    expect(await isReached()).toBe(true);
    it.bytes = 0;
    it.now = 59_999;
    expect([await isReached(), it.looks]).toEqual([true, 1]);
    it.now = 60_000;
    expect([await isReached(), it.looks]).toEqual([false, 2]);
  });

  it('is not reached when it cannot be looked at, which is not tried again for a minute', async () => {
    const { it, isReached } = limited();
    it.bytes = new Error('away');
    expect([await isReached(), await isReached(), it.looks]).toEqual([false, false, 1]);
    expect(it.failed).toEqual([it.bytes]);
  });
});
