/** All cells of the matrix, in an order in which each finds what the one before it left. */
import type { Bench } from './bench.ts';
import { type Cell, runCell, type Undisturbed, undisturbed } from './cell.ts';
import { COMMANDS, type CommandName } from './commands.ts';
import type { Verdict } from './judge.ts';
import { KINDS } from './kinds.ts';

export type Recorded = ReadonlyMap<CommandName, Undisturbed>;

/** Runs every command undisturbed and writes down what it calls: new calls join the matrix by themselves. */
export async function record(bench: Bench, cacheDirectory: string): Promise<Recorded> {
  const recorded = new Map<CommandName, Undisturbed>();
  for (const { name } of COMMANDS) recorded.set(name, await undisturbed(name, bench, cacheDirectory));
  return recorded;
}

export function allCells(recorded: Recorded): readonly Cell[] {
  return COMMANDS.flatMap(({ name: command }) =>
    (recorded.get(command)?.calls ?? []).flatMap((call) =>
      KINDS.flatMap((kind) =>
        (kind.kills || kind.interrupts ? [false] : [false, true]).map((sticky) => ({
          command,
          call,
          kind,
          sticky,
        })),
      ),
    ),
  );
}

/** Cells in the order in which each finds what the one before it left: a first `up` and a `down` make a pair. */
export function dealt(cells: readonly Cell[], worker: number, workers: number): readonly Cell[] {
  const of = (name: CommandName) => cells.filter(({ command }) => command === name);
  const [ups, downs] = [of('up, first'), of('down')];
  const pairs = Array.from({ length: Math.max(ups.length, downs.length) }, (_, index) =>
    [ups[index], downs[index]].filter((cell) => cell !== undefined),
  );
  const others = cells.filter(({ command }) => command !== 'up, first' && command !== 'down');
  return [...others.map((cell) => [cell]), ...pairs].filter((_, index) => index % workers === worker).flat();
}

export async function runCells(
  cells: readonly Cell[],
  recorded: Recorded,
  bench: Bench,
  cacheDirectory: string,
  tell: (cell: Cell, verdict: Verdict) => void,
  begin: (cell: Cell) => void = () => {},
): Promise<void> {
  for (const cell of cells) {
    begin(cell);
    const expected = recorded.get(cell.command);
    if (expected === undefined) throw new Error(`${cell.command} was not recorded`);
    tell(cell, await runCell(cell, expected, bench, cacheDirectory));
  }
}

export function nameOf({ command, call, kind, sticky }: Cell): string {
  return `${command} | ${call.action} ${call.nth + 1} | ${kind.name}${sticky ? ', to its end' : ''}`;
}
