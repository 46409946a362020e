/** A stage's settings. */
export interface Throttle {
  readonly ratePerSecond: number;
  readonly burst: number;
}

export interface TokenBucket {
  /** True when a request may pass. `now` is milliseconds. */
  take(now: number): boolean;
  /** New settings; what is in the bucket stays, as far as it fits. */
  configure(throttle: Throttle): void;
}

/**
 * The token bucket that a stage's requests pass: it holds `burst` of them and gets `ratePerSecond` more each second.
 * Source: API Gateway Developer Guide, "Throttle requests to your HTTP APIs for better throughput".
 */
export function tokenBucket(throttle: Throttle, now: number): TokenBucket {
  let { ratePerSecond, burst } = throttle;
  let tokens = burst;
  let filledAt = now;
  return {
    take(at) {
      tokens = Math.min(burst, tokens + (Math.max(0, at - filledAt) / 1000) * ratePerSecond);
      filledAt = at;
      if (tokens < 1) return false;
      tokens -= 1;
      return true;
    },
    configure(given) {
      ({ ratePerSecond, burst } = given);
      tokens = Math.min(tokens, burst);
    },
  };
}
