import { describe, expect, it } from 'vitest';
import { tokenBucket } from '../../../src/local/http-api/throttle.ts';

/** How many of `tries` requests at one moment pass. */
function passing(bucket: ReturnType<typeof tokenBucket>, at: number, tries = 100): number {
  return Array.from({ length: tries }, () => bucket.take(at)).filter(Boolean).length;
}

describe('a stage', () => {
  it('lets its burst through at once and then its rate', () => {
    const bucket = tokenBucket({ ratePerSecond: 10, burst: 20 }, 0);
    expect([0, 500, 1000, 60_000].map((at) => passing(bucket, at))).toEqual([20, 5, 5, 20]);
  });

  it('lets nothing through with a rate and burst of none', () => {
    expect(passing(tokenBucket({ ratePerSecond: 0, burst: 0 }, 0), 10_000)).toBe(0);
  });

  it('takes new settings without forgetting what has been used', () => {
    const bucket = tokenBucket({ ratePerSecond: 10, burst: 20 }, 0);
    passing(bucket, 0, 15);
    bucket.configure({ ratePerSecond: 1, burst: 3 });
    expect([passing(bucket, 0), passing(bucket, 2000)]).toEqual([3, 2]);
  });

  it('is not confused by a clock that goes back', () => {
    const bucket = tokenBucket({ ratePerSecond: 1, burst: 1 }, 5000);
    expect([passing(bucket, 5000), passing(bucket, 4000), passing(bucket, 5000)]).toEqual([1, 0, 1]);
  });
});
