// A share of the random schedules in a process of its own: `worker.ts FIRST STEP END`. Tells its parent every hundred runs.
import { type Outcome, runSchedule } from '../../test/schedules/schedule.ts';

export interface SharedTold {
  readonly runs: number;
  readonly sum: Outcome;
  readonly failed: readonly { readonly seed: number; readonly why: string }[];
  /** Of the heap that is in use after a collection, in MB. */
  readonly megabytes: number;
}

const [first = 0, step = 1, end = 0] = process.argv.slice(2).map(Number);
const EVERY = 100;
let told = nothing();
for (let seed = first; seed < end; seed += step) {
  try {
    const outcome = await runSchedule(seed);
    for (const key of Object.keys(told.sum) as (keyof Outcome)[]) told.sum[key] += outcome[key];
  } catch (error) {
    told.failed.push({ seed, why: error instanceof Error ? error.message : String(error) });
  }
  told.runs += 1;
  if (told.runs === EVERY) tell();
}
tell();
process.disconnect?.();

function tell(): void {
  globalThis.gc?.();
  process.send?.({ ...told, megabytes: process.memoryUsage().heapUsed / 1e6 } satisfies SharedTold);
  told = nothing();
}

function nothing() {
  return {
    runs: 0,
    sum: {
      creations: 0,
      updates: 0,
      deletions: 0,
      watched: 0,
      events: 0,
      calls: 0,
      failures: 0,
      gaveUp: 0,
      unwatched: 0,
    } as {
      -readonly [Key in keyof Outcome]: number;
    },
    failed: [] as { seed: number; why: string }[],
  };
}
