import { describe, expect, it } from 'vitest';
import { pairwise } from './pairwise.ts';

const dimensions = {
  a: { 1: 0, 2: 0, 3: 0 },
  b: { 1: 0, 2: 0 },
  c: { 1: 0, 2: 0, 3: 0, 4: 0 },
  d: { 1: 0, 2: 0 },
};

describe('pairwise rows', () => {
  const rows = pairwise(dimensions) as readonly Readonly<Record<string, string>>[];
  const names = Object.keys(dimensions) as (keyof typeof dimensions)[];

  it('have every pair of values of two dimensions', () => {
    for (const one of names) {
      for (const other of names.filter((name) => name > one)) {
        const pairs = new Set(rows.map((row) => `${row[one]} ${row[other]}`));
        expect(pairs.size).toBe(Object.keys(dimensions[one]).length * Object.keys(dimensions[other]).length);
      }
    }
  });

  it('are few, whole, and begin with the first values', () => {
    expect(rows.length).toBeLessThan(20);
    expect(rows[0]).toEqual({ a: '1', b: '1', c: '1', d: '1' });
    for (const row of rows) expect(Object.keys(row)).toEqual(names);
  });
});
