// Every AWS call of up, down, status and diff × every fault: `npm run test:faults [-- --only TEXT] [-- --workers N]`. Prints what
// failed, a table of the cells and how many there were; ends with 1 when one failed.
import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { COMMANDS } from '../test/faults/commands.ts';
import { KINDS } from '../test/faults/kinds.ts';
import { bundled } from './faults/bundled.ts';
import type { CellTold } from './faults/worker.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    workers: { type: 'string', default: String(Math.max(2, availableParallelism())) },
  },
});

const cacheDirectory = mkdtempSync(path.join(tmpdir(), 'proxywebhook-faults-'));
const script = await bundled(path.join(import.meta.dirname, 'faults/worker.ts'));
const began = performance.now();
const cells: CellTold[] = [];
const broken: string[] = [];
try {
  const workers = Number(values.workers);
  await Promise.all(Array.from({ length: workers }, (_, index) => work(index, workers)));
} finally {
  rmSync(cacheDirectory, { recursive: true, force: true });
}
const failed = cells.filter(({ verdict }) => verdict !== undefined).length + broken.length;
printTable();
for (const line of broken) console.log(`FAIL ${line}`);
console.log(`${Math.round((performance.now() - began) / 1000)} s`);
console.log(`${cells.length - failed + broken.length} passed, ${failed} failed`);
process.exitCode = failed === 0 && cells.length > 0 ? 0 : 1;

function work(index: number, workers: number): Promise<void> {
  return new Promise((resolve) => {
    const worker = fork(script, [String(index), String(workers), cacheDirectory, values.only], {
      execArgv: ['--enable-source-maps'],
      env: { ...process.env, NODE_NO_WARNINGS: '1' },
    });
    worker.on('message', (told: CellTold) => {
      cells.push(told);
      if (told.verdict !== undefined) console.log(`FAIL ${told.name} | ${told.verdict}`);
    });
    worker.on('exit', (code, signal) => {
      if (code !== 0) broken.push(`a worker ended with ${signal ?? code}`);
      resolve();
    });
  });
}

function printTable(): void {
  const count = (command: string, kind: string) =>
    cells.filter((cell) => cell.command === command && cell.kind === kind).length;
  const width = 17;
  console.log([''.padEnd(16), ...COMMANDS.map(({ name }) => name.padStart(width))].join(''));
  for (const { name: kind } of KINDS) {
    const counts = COMMANDS.map(({ name }) => String(count(name, kind)).padStart(width));
    console.log([kind.padEnd(16), ...counts].join(''));
  }
}
