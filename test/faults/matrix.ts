/** All cells of the matrix, in an order in which each finds what the one before it left. */
import type { Bench } from './bench.ts';
import { type Cell, runCell, type Undisturbed, undisturbed, type Verdict } from './cell.ts';
import { COMMANDS, type CommandName } from './commands.ts';
import { KINDS } from './kinds.ts';

export type Recorded = ReadonlyMap<CommandName, Undisturbed>;

/** Runs every command undisturbed and writes down what it calls: new calls join the matrix by themselves. */
export async function record(bench: Bench, cacheDirectory: string): Promise<Recorded> {
  const recorded = new Map<CommandName, Undisturbed>();
  for (const { name } of COMMANDS) recorded.set(name, await undisturbed(name, bench, cacheDirectory));
  return recorded;
}

export function allCells(recorded: Recorded): readonly Cell[] {
  const of = (command: CommandName): readonly Cell[] =>
    (recorded.get(command)?.calls ?? []).flatMap((call) =>
      KINDS.flatMap((kind) => [false, true].map((sticky) => ({ command, call, kind, sticky }))),
    );
  const ups = of('up, first');
  const downs = of('down');
  const pairs = Array.from({ length: Math.max(ups.length, downs.length) }, (_, index) =>
    [ups[index], downs[index]].filter((cell) => cell !== undefined),
  );
  const others = COMMANDS.filter(({ name }) => name !== 'up, first' && name !== 'down');
  return [...others.flatMap(({ name }) => of(name)), ...pairs.flat()];
}

/** A pair of a first `up` and a `down` stays together; all else goes round. */
export function share(cells: readonly Cell[], worker: number, workers: number): readonly Cell[] {
  let turn = -1;
  return cells.filter(({ command }, index) => {
    if (command !== 'down' || cells[index - 1]?.command !== 'up, first') turn += 1;
    return turn % workers === worker;
  });
}

export async function runCells(
  cells: readonly Cell[],
  recorded: Recorded,
  bench: Bench,
  cacheDirectory: string,
  tell: (cell: Cell, verdict: Verdict) => void,
): Promise<void> {
  for (const cell of cells) {
    const expected = recorded.get(cell.command);
    if (expected === undefined) throw new Error(`${cell.command} was not recorded`);
    tell(cell, await runCell(cell, expected, bench, cacheDirectory));
  }
}

export function nameOf({ command, call, kind, sticky }: Cell): string {
  return `${command} | ${call.action} ${call.nth + 1} | ${kind.name}${sticky ? ', to its end' : ''}`;
}
