import type { Progress } from '../../deployment/events.ts';

/**
 * How long each resource has been in progress, by this machine's clock from when it was first seen: AWS's clock and
 * this one need not agree.
 */
export interface Stopwatch {
  /** Takes note of what is in progress, and gives the progress back. */
  readonly see: (progress: Progress) => Progress;
  /** Milliseconds. */
  readonly elapsed: (logicalId: string) => number;
}

export function stopwatch(now: () => number): Stopwatch {
  let running = new Map<string, number>();
  let first = true;
  return {
    see(progress) {
      running = new Map(
        progress.inProgress.map(({ logicalId, since }) => {
          const known = running.get(logicalId);
          // What was already going on when this command came is as old as AWS says.
          return [logicalId, known ?? (first ? Math.min(now(), since.getTime()) : now())];
        }),
      );
      first = false;
      return progress;
    },
    elapsed: (logicalId) => now() - (running.get(logicalId) ?? now()),
  };
}
