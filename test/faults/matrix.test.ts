// A slice of the fault matrix: every call that changes something, at each of its faults. `npm run test:faults` runs all of it.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Bench, openBench } from './bench.ts';
import type { Cell } from './cell.ts';
import { COMMANDS, type CommandName } from './commands.ts';
import { allCells, dealt, nameOf, type Recorded, record, runCells } from './matrix.ts';
import { cover, readShare, shareOf } from './share.ts';

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

describe('the matrix', () => {
  it('has cells for every command, each with a name of its own', () => {
    const cells = allCells(recorded);
    expect(cells.length).toBeGreaterThan(1_000);
    expect(new Set(cells.map(nameOf)).size).toBe(cells.length);
    expect(new Set(cells.map(({ command }) => command)).size).toBe(COMMANDS.length);
  });

  it('is the sum of its shares, and all workers of a share run all of it', () => {
    const cells = allCells(recorded);
    const shares = [1, 2, 3].map((part) => shareOf(cells, { part, parts: 3 }));
    expect(shares.flat().map(nameOf).toSorted()).toEqual(cells.map(nameOf).toSorted());
    const all = [0, 1, 2, 3].flatMap((worker) => dealt(cells, worker, 4));
    expect(all.map(nameOf).toSorted()).toEqual(cells.map(nameOf).toSorted());
  });

  it('is covered by one cell of every command × call × fault', () => {
    const row = ({ command, call, kind }: Cell) => `${command.split(/[ ,]/)[0]} ${call.action} ${kind.name}`;
    const cells = allCells(recorded);
    expect(cover(cells).map(row).toSorted()).toEqual([...new Set(cells.map(row))].toSorted());
    expect(new Set(cover(cells).map(({ call, sticky }) => `${call.nth} ${sticky}`)).size).toBeGreaterThan(10);
  });

  it.each(['0/3', '4/3', '1', 'a/b', '1/0'])('has no share %s', (text) => {
    expect(() => readShare(text)).toThrow(RangeError);
  });
});

describe('a command that is disturbed', () => {
  it.each([
    ['up, first', 'CreateChangeSet', ['reset after']],
    ['up, first', 'ExecuteChangeSet', ['garbled']],
    ['up, changed', 'ExecuteChangeSet', ['reset after']],
    ['up, unchanged', 'DeleteChangeSet', ['access denied']],
    ['diff, changed', 'CreateChangeSet', ['half an answer']],
    ['down', 'DeleteStack', ['reset after']],
    ['up, first', 'CreateChangeSet', ['kill -9']],
    ['down', 'DeleteStack', ['kill -9']],
  ] as const)(
    '%s at %s: tells the truth and converges when run again',
    async (command, action, kinds) => {
      const cells = allCells(recorded).filter(
        (cell) =>
          cell.command === (command satisfies CommandName) &&
          cell.call.action === action &&
          kinds.some((kind) => kind === cell.kind.name),
      );
      expect(cells.length).toBeGreaterThanOrEqual(kinds.length);
      const wrong: string[] = [];
      await runCells(cells, recorded, bench, cacheDirectory, (cell, verdict) => {
        if (verdict !== undefined) wrong.push(`${nameOf(cell)}: ${verdict}`);
      });
      expect(wrong).toEqual([]);
    },
    120_000,
  );
});
