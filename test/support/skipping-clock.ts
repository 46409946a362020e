import type { Clock } from '../../src/deployment/ports.ts';

/** A clock on which waiting takes no time: sleeping moves it on. Rejects as the real one does when the signal is aborted. */
export function skippingClock(startsAt = Date.parse('2026-11-24T09:00:00Z')): Clock {
  let now = startsAt;
  return {
    now: () => now,
    async sleep(milliseconds, signal) {
      signal?.throwIfAborted();
      now += milliseconds;
      await Promise.resolve();
      signal?.throwIfAborted();
    },
  };
}
