// proxywebhook beside the CDK CLI with the same stack, as whole processes against one local cloud that does everything at once, so
// that what is measured is the tools'. Both go through one front, which counts the calls. `npm run bench:cdk`; [--rounds 5],
// [--cdk FOLDER] with the CDK installed in it, and [--speed 4]: instead, one deployment that takes its time, so many times faster than AWS.
// Both tools are installed into a temporary folder. Nothing here is a test; bench/README.md has the figures.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os, { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { startCloud } from '../scripts/demo/cloud.ts';
import { followed } from './cdk/follow.ts';
import { startFront } from './cdk/front.ts';
import { type Measured, measured, median, minimum } from './cdk/measured.ts';
import { cdk, ours, STEPS, type Step, type Tool } from './cdk/tools.ts';

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '5' }, cdk: { type: 'string' }, speed: { type: 'string' } },
});
const rounds = Number(values.rounds);
const load = () => os.loadavg()[0]?.toFixed(1);
console.log(`Node ${process.version}, ${os.cpus().length} cores, load ${load()}`);

const folder = mkdtempSync(path.join(tmpdir(), 'pwh-bench-cdk-'));
try {
  if (values.speed === undefined) await steps();
  else await follow(Number(values.speed));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function toolsFor(endpoint: string): readonly [Tool, Tool] {
  const mine = ours(folder, endpoint);
  const [node = '', bin = ''] = mine.command('synth');
  const template = execFileSync(node, [bin, 'synth', '--env', 'dev'], {
    cwd: mine.directory,
    env: mine.env,
    encoding: 'utf8',
  });
  const code = path.join(folder, 'code');
  mkdirSync(code);
  // As large as our bundle, in the peer's favour: it bundles nothing.
  writeFileSync(path.join(code, 'index.mjs'), `export const handler = () => {};\n//${'x'.repeat(59_000)}\n`);
  return [mine, cdk(folder, endpoint, { template, code, given: values.cdk })];
}

async function steps(): Promise<void> {
  const cloud = await startCloud();
  const front = await startFront(cloud.endpoint);
  try {
    const tools = toolsFor(front.endpoint);
    const bare: Measured[] = [];
    const runs = new Map<string, Measured[]>();
    const calls = new Map<string, number>();
    // The first round is not counted: it makes the bucket and fills the caches of both.
    for (let round = 0; round <= rounds; round += 1) {
      const empty = await measured([process.execPath, '-e', '0'], tools[0]);
      if (round > 0) bare.push(empty);
      for (const step of STEPS) {
        for (const tool of tools) {
          if (step === 'first up' || step === 'changed up') tool.configure(step === 'first up' ? 256 : 512);
          front.calls();
          const run = await measured(tool.command(step), tool);
          calls.set(keyOf(tool, step), front.calls());
          if (round > 0) runs.set(keyOf(tool, step), [...(runs.get(keyOf(tool, step)) ?? []), run]);
        }
      }
    }
    print(bare, runs, calls, tools);
  } finally {
    await front.stop();
    await cloud.stop();
  }
}

async function follow(speed: number): Promise<void> {
  const results = await followed(toolsFor, {
    speed,
    seed: 1,
    stackOf: ({ name }) => (name === 'CDK' ? 'cdk-bench' : 'proxywebhook-dev'),
  });
  console.log(`the cloud ${speed} times as fast as AWS; load at the end ${load()}\n`);
  console.log(
    '| | minutes | calls, a minute | from the end of the operation to the end of the command, s | MB |',
  );
  console.log('|---|---|---|---|---|');
  for (const { name, minutes, calls, lagSeconds, megabytes } of results) {
    const rate = `${calls}, ${(calls / minutes).toFixed(0)}`;
    console.log(
      `| ${name} | ${minutes.toFixed(1)} | ${rate} | ${lagSeconds.toFixed(1)} | ${megabytes.toFixed(0)} |`,
    );
  }
}

function keyOf({ name }: Tool, step: Step): string {
  return `${name} ${step}`;
}

function print(
  bare: readonly Measured[],
  runs: ReadonlyMap<string, readonly Measured[]>,
  calls: ReadonlyMap<string, number>,
  [mine, peer]: readonly [Tool, Tool],
): void {
  const empty = minimum(bare.map((it) => it.milliseconds));
  const spread = bare.map((it) => it.milliseconds);
  console.log(
    `\nbare \`node -e 0\`: ${shown(spread)} ms; ${spread.length} rounds; load at the end ${load()}\n`,
  );
  console.log(
    '| | ours ms: least, median | CDK ms: least, median | ours: × bare node | CDK: × ours | MB: ours, CDK | calls: ours, CDK |',
  );
  console.log('|---|---|---|---|---|---|---|');
  for (const step of STEPS) {
    const [one, other] = [runs.get(keyOf(mine, step)) ?? [], runs.get(keyOf(peer, step)) ?? []];
    const [fast, slow] = [one, other].map((each) => each.map((it) => it.milliseconds));
    if (fast === undefined || slow === undefined) continue;
    const peak = (each: readonly Measured[]) => Math.max(...each.map((it) => it.megabytes)).toFixed(0);
    console.log(
      `| ${[
        step,
        shown(fast),
        shown(slow),
        (minimum(fast) / empty).toFixed(2),
        (minimum(slow) / minimum(fast)).toFixed(1),
        `${peak(one)}, ${peak(other)}`,
        `${calls.get(keyOf(mine, step))}, ${calls.get(keyOf(peer, step))}`,
      ].join(' | ')} |`,
    );
  }
  console.log('\n| | install from the cache, s | installed MB | packages |\n|---|---|---|---|');
  for (const { name, installed } of [mine, peer]) {
    const { seconds, megabytes, packages } = installed;
    console.log(
      `| ${name} | ${seconds?.toFixed(1) ?? 'not measured'} | ${megabytes.toFixed(1)} | ${packages} |`,
    );
  }
}

function shown(milliseconds: readonly number[]): string {
  return `${minimum(milliseconds).toFixed(0)}, ${median(milliseconds).toFixed(0)}`;
}
