import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CATALOGUE, CHECK_NAMES, entryOf, FINDING_NAMES } from '../../src/preflight/catalogue.ts';

const page = readFileSync(new URL('../../docs/preflight.md', import.meta.url), 'utf8');
const rows = [...page.matchAll(/^\| `([\w-]+)` \| (.*) \|$/gm)].map(([, name = '', rest = '']) => ({
  name,
  cells: rest.split(' | '),
}));

describe('docs/preflight.md', () => {
  it('has a row for every check and finding, and for no other', () => {
    expect(rows.map(({ name }) => name).toSorted()).toEqual([...CHECK_NAMES, ...FINDING_NAMES].toSorted());
  });

  it.each(FINDING_NAMES)('says of %s how grave it is, what it means and what to do', (name) => {
    const cells = rows.find((row) => row.name === name)?.cells ?? [];
    expect(cells[0]).toBe(entryOf(name).severity);
    expect(cells.slice(1).map((cell) => cell.length > 3)).toEqual([true, true]);
  });
});

describe('the catalogue', () => {
  it('names no finding twice, nor as a check', () => {
    const all = [...CHECK_NAMES, ...FINDING_NAMES];
    expect(new Set(all).size).toBe(all.length);
  });

  it.each(CHECK_NAMES)('says what is not checked when %s is not', (name) => {
    expect(CATALOGUE[name].looksAt).toMatch(/^(the|what|whether|how) /);
  });
});
