// What following a deployment costs: `npm run bench:engine`. Nothing here is a test; bench/README.md has the figures.
// Options: --runs 200 (seeded, virtual time), --seed 1, --real (one run in real time, a quarter of an hour), --speed 1 (of --real).
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os, { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ourCommand, realRun } from './engine/real-run.ts';
import { type VirtualRun, virtualRun } from './engine/virtual-run.ts';

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
process.env.AWS_ACCESS_KEY_ID = 'AKIAIOSFODNN7EXAMPLE';
process.env.AWS_SECRET_ACCESS_KEY = 'of-the-local-cloud';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    real: { type: 'boolean', default: false },
    speed: { type: 'string', default: '1' },
  },
});
const folder = mkdtempSync(path.join(tmpdir(), 'pwh-bench-engine-'));
console.log(`Node ${process.version}, ${os.cpus().length} cores, load ${os.loadavg()[0]?.toFixed(1)}`);
try {
  if (values.real) await inRealTime(Number(values.seed), Number(values.speed));
  else await inVirtualTime(Number(values.runs), Number(values.seed));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function inVirtualTime(count: number, firstSeed: number): Promise<void> {
  for (const eventLag of [0, 1_000]) {
    const runs: VirtualRun[] = [];
    const before = process.memoryUsage().rss;
    for (let seed = firstSeed; seed < firstSeed + count; seed += 1) {
      runs.push(await virtualRun({ seed, cacheDirectory: folder, eventLag, latency: [40, 120] }));
    }
    const lags = runs.map(({ lagSeconds }) => lagSeconds);
    const minutes = runs.map(({ operationSeconds }) => operationSeconds / 60);
    const totals = runs.map(({ calls }) => sum(calls));
    // What an undisturbed deployment of twelve minutes takes, from those that took about that.
    const perTwelve = runs.map(({ calls, operationSeconds }) => (sum(calls) / operationSeconds) * 720);
    console.log(
      `\n${count} runs, seeds from ${firstSeed}; events told ${eventLag} ms late; a call takes 40 to 160 ms`,
    );
    console.table({
      'the operation, minutes': spread(minutes),
      'calls of AWS': spread(totals),
      'calls of AWS in 12 minutes': spread(perTwelve),
      'from its end to the end of the command, seconds': spread(lags),
    });
    const grown = (process.memoryUsage().rss - before) / 2 ** 20;
    console.log(`this process grew by ${grown.toFixed(0)} MB over ${count} runs, the local clouds included`);
  }
}

async function inRealTime(seed: number, speed: number): Promise<void> {
  writeFileSync(path.join(folder, 'config.bench.json'), '{}');
  const run = await realRun({ command: ourCommand(), directory: folder, seed, speed });
  console.log(
    `exit ${run.exitCode}, ${(run.seconds / 60).toFixed(1)} minutes, load ${os.loadavg()[0]?.toFixed(1)}`,
  );
  console.table({
    'calls of AWS': sum(run.calls),
    'from the end of the operation to the end of the command, seconds': run.lagSeconds.toFixed(2),
    'resident at most, MB': run.memory.peak.toFixed(0),
    'resident after a minute, MB': run.memory.early.toFixed(0),
    'resident at the end, MB': run.memory.late.toFixed(0),
    'processor, seconds': run.cpuSeconds.toFixed(1),
  });
  console.table(run.calls);
}

function spread(numbers: readonly number[]): { p50: string; p95: string; most: string } {
  const sorted = numbers.toSorted((one, other) => one - other);
  const at = (share: number) =>
    (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(2);
  return { p50: at(0.5), p95: at(0.95), most: at(1) };
}

function sum(calls: Readonly<Record<string, number>>): number {
  return Object.values(calls).reduce((total, each) => total + each, 0);
}
