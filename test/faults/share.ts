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

/** The same, and one cell at least of every command × call × fault. */
export function coveringShareOf(cells: readonly Cell[], { part, parts }: Share): readonly Cell[] {
  const drawn = cells.map((cell) => ({ cell, number: numberOf(nameOf(cell)) }));
  const first = new Map<string, (typeof drawn)[number]>();
  const covered = new Set<string>();
  for (const each of drawn) {
    const row = rowOf(each.cell);
    if (each.number % parts === part - 1) covered.add(row);
    else if (each.number < (first.get(row)?.number ?? Number.POSITIVE_INFINITY)) first.set(row, each);
  }
  return drawn.flatMap((each) => {
    const row = rowOf(each.cell);
    const chosen = each.number % parts === part - 1 || (!covered.has(row) && first.get(row) === each);
    return chosen ? [each.cell] : [];
  });
}

function rowOf({ command, call, kind }: Cell): string {
  return `${command} | ${call.service}:${call.action} | ${kind.name}`;
}

function numberOf(name: string): number {
  return createHash('sha256').update(name).digest().readUInt32BE();
}
