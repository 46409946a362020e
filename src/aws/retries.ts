import { StandardRetryStrategy } from '@smithy/core/retry';

const ATTEMPTS = 7;
const LONGEST_WAIT = 5_000;

/**
 * The SDK's standard retries with a cap: seven attempts, never more than `longestWait` milliseconds between two. (Its own
 * cap of 20 s looks like a hang.)
 */
export function retryStrategy({
  longestWait = LONGEST_WAIT,
  attempts = ATTEMPTS,
}: {
  readonly longestWait?: number | undefined;
  readonly attempts?: number | undefined;
} = {}): StandardRetryStrategy {
  let base = 0;
  return new StandardRetryStrategy({
    maxAttempts: attempts,
    baseDelay: 100,
    backoff: {
      setDelayBase: (delay) => {
        base = delay;
      },
      computeNextBackoffDelay: (attempt) =>
        Math.floor(Math.min(base * 2 ** attempt, longestWait) * (0.5 + Math.random() / 2)),
    },
  });
}
