// A slice of the fault matrix: every call that changes something, at each of its faults. `npm run test:faults` runs all of it.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Bench, openBench } from './bench.ts';
import { COMMANDS, type CommandName } from './commands.ts';
import { allCells, nameOf, type Recorded, record, runCells } from './matrix.ts';

let cacheDirectory = '';
let bench: Bench;
let recorded: Recorded;
beforeAll(async () => {
  cacheDirectory = await mkdtemp(path.join(tmpdir(), 'proxywebhook-faults-'));
  bench = openBench(cacheDirectory);
  recorded = await record(bench, cacheDirectory);
});
afterAll(async () => {
  await bench.close();
  await rm(cacheDirectory, { recursive: true, force: true });
});

describe('a command that is disturbed', () => {
  it('has calls that can be, each of which makes two cells a fault', () => {
    const cells = allCells(recorded);
    expect(cells.length).toBeGreaterThan(1_000);
    expect(new Set(cells.map(nameOf)).size).toBe(cells.length);
    expect(new Set(cells.map(({ command }) => command)).size).toBe(COMMANDS.length);
  });

  it.each([
    ['up, first', 'CreateChangeSet', ['reset after']],
    ['up, first', 'ExecuteChangeSet', ['garbled']],
    ['up, changed', 'ExecuteChangeSet', ['reset after']],
    ['up, unchanged', 'DeleteChangeSet', ['access denied']],
    ['diff', 'CreateChangeSet', ['half an answer']],
    ['down', 'DeleteStack', ['reset after']],
  ] as const)(
    '%s at %s: tells the truth and converges when run again',
    async (command, action, kinds) => {
      const cells = allCells(recorded).filter(
        (cell) =>
          cell.command === (command satisfies CommandName) &&
          cell.call.action === action &&
          kinds.some((kind) => kind === cell.kind.name),
      );
      expect(cells.length).toBeGreaterThanOrEqual(kinds.length * 2);
      const wrong: string[] = [];
      await runCells(cells, recorded, bench, cacheDirectory, (cell, verdict) => {
        if (verdict !== undefined) wrong.push(`${nameOf(cell)}: ${verdict}`);
      });
      expect(wrong).toEqual([]);
    },
    120_000,
  );
});
