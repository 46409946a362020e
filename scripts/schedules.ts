// Random runs on random stacks in the local CloudFormation, in virtual time: `npm run test:schedules [-- --seed N --runs M]`. What is
// said of an operation is held against the stack, what is told of its events against all that happened. The seed of a failure
// makes it again. Ends with 1 when one failed, or when memory grew.
import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { bundled } from './faults/bundled.ts';
import type { SharedTold } from './schedules/worker.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    runs: { type: 'string', default: '10000' },
    workers: { type: 'string', default: String(Math.max(2, availableParallelism())) },
  },
});
/** What the heap may grow between the first tenth of a worker's runs and its last. */
const GROWTH_MB = 15;

const script = await bundled(path.join(import.meta.dirname, 'schedules/worker.ts'));
const began = performance.now();
const [seed, runs, workers] = [Number(values.seed), Number(values.runs), Number(values.workers)];
const sum: Record<string, number> = {};
let [made, failed] = [0, 0];
const heaps = await Promise.all(Array.from({ length: workers }, (_, index) => work(seed + index)));
const most = Math.max(...heaps.flat());
for (const heap of heaps) {
  const tenth = Math.max(1, Math.floor(heap.length / 10));
  const [early, late] = [Math.max(...heap.slice(0, tenth)), Math.max(...heap.slice(-tenth))];
  if (late - early <= GROWTH_MB) continue;
  failed += 1;
  console.log(`FAIL memory grew from ${early.toFixed(0)} to ${late.toFixed(0)} MB`);
}
if (made !== runs) {
  failed += 1;
  console.log(`FAIL ${runs - made} runs are missing: a worker ended before its time`);
}
console.log(
  `seeds ${seed} to ${seed + runs - 1}: ${Object.entries(sum)
    .map(([what, count]) => `${count} ${what}`)
    .join(', ')}; heap at most ${most.toFixed(0)} MB; ${Math.round((performance.now() - began) / 1000)} s`,
);
console.log(`${made - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 && made > 0 ? 0 : 1;

/** Resolves to how much of the heap was in use, time after time. */
function work(first: number): Promise<readonly number[]> {
  const heap: number[] = [];
  return new Promise((resolve) => {
    const worker = fork(script, [String(first), String(workers), String(seed + runs)], {
      execArgv: ['--expose-gc', '--enable-source-maps'],
      env: { ...process.env, NODE_NO_WARNINGS: '1' },
    });
    worker.on('message', (told: SharedTold) => {
      made += told.runs;
      heap.push(told.megabytes);
      for (const [what, count] of Object.entries(told.sum)) sum[what] = (sum[what] ?? 0) + count;
      for (const { seed: its, why } of told.failed) {
        failed += 1;
        console.log(
          `FAIL seed ${its}: ${why.slice(0, 500)} (again: npm run test:schedules -- --seed ${its} --runs 1)`,
        );
      }
    });
    worker.on('exit', () => resolve(heap));
  });
}
