/** Parts of the matrix that are the same on every machine. */
import { createHash } from 'node:crypto';
import type { Cell } from './cell.ts';
import { nameOf } from './matrix.ts';

/** The `part`th of `parts`, from 1: together they are the whole matrix. */
export interface Share {
  readonly part: number;
  readonly parts: number;
}

/** Reads `2/3`. Throws a RangeError. */
export function readShare(text: string): Share {
  const [, part, parts] = /^(\d+)\/(\d+)$/.exec(text)?.map(Number) ?? [];
  if (part !== undefined && parts !== undefined && part >= 1 && part <= parts) return { part, parts };
  throw new RangeError(`a share is like 1/3, not ${text}`);
}

/** The cells of a share by a hash of their names. */
export function shareOf(cells: readonly Cell[], { part, parts }: Share): readonly Cell[] {
  return cells.filter((cell) => numberOf(nameOf(cell)) % parts === part - 1);
}

/**
 * One cell of every command × call × fault: `up` that is the first or changes nothing, the first or the second such call, once or
 * to its end – the hash of the name chooses.
 */
export function cover(cells: readonly Cell[]): readonly Cell[] {
  const chosen = new Map<string, Cell>();
  const number = (cell: Cell) => numberOf(nameOf(cell));
  for (const cell of cells) {
    const before = chosen.get(rowOf(cell));
    if (before === undefined || number(cell) < number(before)) chosen.set(rowOf(cell), cell);
  }
  return [...chosen.values()];
}

function rowOf({ command, call, kind }: Cell): string {
  return `${command.split(/[ ,]/)[0]} | ${call.service}:${call.action} | ${kind.name}`;
}

function numberOf(name: string): number {
  return createHash('sha256').update(name).digest().readUInt32BE();
}
