// A share of the random schedules in a process of its own: `worker.ts FIRST STEP END`. Tells its parent every hundred lives.
import { type Life, live } from '../../test/schedules/schedule.ts';

export interface SharedTold {
  readonly lives: number;
  readonly sum: Life;
  readonly failed: readonly { readonly seed: number; readonly why: string }[];
  /** Of the heap that is in use after a collection, in MB. */
  readonly megabytes: number;
}

const [first = 0, step = 1, end = 0] = process.argv.slice(2).map(Number);
const EVERY = 100;
let told = nothing();
for (let seed = first; seed < end; seed += step) {
  try {
    const life = await live(seed);
    for (const key of Object.keys(told.sum) as (keyof Life)[]) told.sum[key] += life[key];
  } catch (error) {
    told.failed.push({ seed, why: error instanceof Error ? error.message : String(error) });
  }
  told.lives += 1;
  if (told.lives === EVERY) tell();
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
    lives: 0,
    sum: { operations: 0, events: 0, calls: 0, failures: 0, gaveUp: 0 } as {
      -readonly [Key in keyof Life]: number;
    },
    failed: [] as { seed: number; why: string }[],
  };
}
