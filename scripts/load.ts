// Sends from many senders at once to `proxywebhook dev` with a small pool, and asks the database itself what came of it. Everything
// is on loopback and stops by itself. With --kill, the database, an execution environment, the proxy's connections and `dev`
// itself are killed meanwhile. Prints its figures; ends with 1 when a promise was not kept.
//   tsx scripts/load.ts [--seconds 30] [--senders 200] [--pool 3] [--environments 20] [--kill] [--db auto] [--json]
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { type DatabaseWatch, watchDatabase } from './load/database-watch.ts';
import { type DevProcess, startDev } from './load/dev-process.ts';
import { executionEnvironment } from './load/kills.ts';
import { startSenders } from './load/senders.ts';
import { judge, reportOf } from './load/verdict.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '30' },
    senders: { type: 'string', default: '200' },
    pool: { type: 'string', default: '3' },
    environments: { type: 'string', default: '20' },
    db: { type: 'string' },
    kill: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});
const [seconds, senders, pool, environments] = [
  values.seconds,
  values.senders,
  values.pool,
  values.environments,
].map(Number) as [number, number, number, number];

/** Longer than the handler tries (8 s), so that the pool runs out and calls end while the database stands still. Milliseconds. */
const STALL = 10_000;

const folder = mkdtempSync(path.join(tmpdir(), 'pwh-load-'));
const settings = { folder, pool, environments, ...(values.db === undefined ? {} : { database: values.db }) };
let dev: DevProcess | undefined;
let watch: DatabaseWatch | undefined;
const runs: DevProcess[] = [];
try {
  dev = await startDev({ ...settings, port: 0 });
  runs.push(dev);
  watch = await watchDatabase(folder);
  await run(dev, watch);
} finally {
  await watch?.stop();
  await dev?.stop();
  rmSync(folder, { recursive: true, force: true });
}

async function run(first: DevProcess, database: DatabaseWatch): Promise<void> {
  const started = performance.now();
  const sending = startSenders(senders, () => dev?.url ?? first.url);
  const done: string[] = [];
  const parts = values.kill ? kills(database) : [() => stalled(database)];
  const pause = (seconds * 1000) / (parts.length + 1);
  for (const part of parts) {
    await sleep(pause);
    done.push(await part());
    console.error(`${Math.round((performance.now() - started) / 1000)} s: ${done.at(-1)}`);
  }
  await sleep(pause);
  const outcomes = await sending.stop();
  const figures = {
    seconds: (performance.now() - started) / 1000,
    senders,
    pool,
    environments,
    done,
    pinned: runs.flatMap(({ pinned }) => pinned),
    faults: summed(runs.map(({ faults }) => faults)),
    mostSeen: database.most,
    looks: database.looks,
    mostCounted: await database.mostCounted(),
    stored: await database.stored(),
    outcomes,
  };
  const verdicts = judge(figures, { killed: values.kill });
  console.log(
    values.json ? JSON.stringify({ figures: reportOf(figures), verdicts }, undefined, 2) : reportOf(figures),
  );
  for (const { kept, promise } of verdicts) console.error(`${kept ? '✔' : '✖'} ${promise}`);
  const failed = verdicts.filter(({ kept }) => !kept).length;
  console.log(`${verdicts.length - failed} passed, ${failed} failed`);
  if (failed > 0) process.exitCode = 1;
}

async function stalled(database: DatabaseWatch): Promise<string> {
  await database.stall(STALL);
  return `the database stood still for ${STALL / 1000} s`;
}

function kills(database: DatabaseWatch): readonly (() => Promise<string>)[] {
  return [
    async () => {
      process.kill(database.serverPid(), 'SIGKILL');
      return 'killed the database';
    },
    async () => {
      process.kill(executionEnvironment(dev?.pid ?? 0), 'SIGKILL');
      return 'killed an execution environment';
    },
    async () => `killed ${await database.killConnections()} connections of the proxy`,
    async () => {
      const port = Number(new URL(dev?.url ?? '').port);
      await dev?.kill9();
      const killed = performance.now();
      dev = await startDev({ ...settings, port });
      runs.push(dev);
      return `killed dev; another one served ${((performance.now() - killed) / 1000).toFixed(1)} s later`;
    },
  ];
}

function summed(all: readonly ReadonlyMap<string, number>[]): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const [what, count] of all.flatMap((each) => [...each])) sums.set(what, (sums.get(what) ?? 0) + count);
  return sums;
}
