// Every AWS call of up, down, status, diff, cancel and recover × every fault:
// `npm run test:faults [-- --only TEXT] [-- --share 1/3] [-- --cover] [-- --workers N]`. Prints how far it is, what failed, a
// table of the cells, what was left out and how many there were; ends with 1 when one failed.
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { COMMANDS } from '../test/faults/commands.ts';
import { KINDS } from '../test/faults/kinds.ts';
import { readShare } from '../test/faults/share.ts';
import { bundled } from './faults/bundled.ts';
import type { CellName } from './faults/worker.ts';
import { work } from './faults/workers.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    share: { type: 'string', default: '1/1' },
    cover: { type: 'boolean', default: false },
    workers: { type: 'string', default: String(Math.max(2, availableParallelism())) },
  },
});
const share = readShare(values.share);
const workers = Number(values.workers);

const PROGRESS = 20_000;
const began = performance.now();
const passed: CellName[] = [];
const failures: string[] = [];
let counts = { wanted: 0, all: 0 };
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(1));

const cacheDirectory = mkdtempSync(path.join(tmpdir(), 'proxywebhook-faults-'));
process.on('exit', () => rmSync(cacheDirectory, { recursive: true, force: true }));
const script = await bundled(path.join(import.meta.dirname, 'faults/worker.ts'));
const progress = setInterval(printProgress, PROGRESS);
await Promise.all(
  Array.from({ length: workers }, (_, worker) =>
    work(
      script,
      { worker, workers, cacheDirectory, only: values.only, share, cover: values.cover, skip: 0 },
      {
        recorded: (recorded) => {
          counts = recorded;
        },
        ended: (cell, verdict) =>
          verdict === undefined ? passed.push(cell) : fail(`${cell.name} | ${verdict}`),
        broke: fail,
      },
    ),
  ),
);
clearInterval(progress);
if (passed.length + failures.length < counts.wanted) {
  fail(`${counts.wanted - passed.length - failures.length} cells were not run`);
}
printProgress();
printTable();
const left = counts.all - counts.wanted;
if (left > 0) {
  const because = [
    ...(share.parts > 1 ? [`this is share ${values.share}`] : []),
    ...(values.cover ? ['one cell of every command × call × fault'] : []),
    ...(values.only === '' ? [] : [`only those that hold "${values.only}"`]),
  ];
  console.log(
    `${left} of ${counts.all} cells were left out: ${because.join(', ')}. All: npm run test:faults`,
  );
}
console.log(`${passed.length} passed, ${failures.length} failed`);
process.exitCode = failures.length === 0 && passed.length > 0 ? 0 : 1;

function fail(what: string): void {
  failures.push(what);
  console.log(`FAIL ${what}`);
}

function printProgress(): void {
  const seconds = Math.round((performance.now() - began) / 1000);
  const load = (loadavg()[0] ?? 0).toFixed(1);
  console.log(
    `${passed.length + failures.length} of ${counts.wanted} cells, ${failures.length} failed, ${seconds} s, load ${load}`,
  );
}

/** The cells that passed: commands down, faults across. */
function printTable(): void {
  const row = (name: string, cell: (kind: string) => string, sum: string) =>
    console.log(
      [
        name.padEnd(17),
        ...KINDS.map(({ name: kind }) => cell(kind).padStart(kind.length + 2)),
        sum.padStart(7),
      ]
        .join('')
        .trimEnd(),
    );
  const count = (command: string | undefined, kind?: string) =>
    String(
      passed.filter(
        (cell) =>
          (command === undefined || cell.command === command) && (kind === undefined || cell.kind === kind),
      ).length,
    );
  row('', (kind) => kind, 'all');
  for (const { name } of COMMANDS) row(name, (kind) => count(name, kind), count(name));
  row('all', (kind) => count(undefined, kind), count(undefined));
}
