import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { RULES, rulesTable } from '../../../src/local/http-api/rules.ts';

const ROOT = path.resolve(import.meta.dirname, '../../..');

describe('the rules of the HTTP API', () => {
  it('stand in the documentation as they stand in the code', () => {
    const page = readFileSync(path.join(ROOT, 'docs/local-http-api.md'), 'utf8');
    expect(page).toContain(rulesTable());
  });

  it('say of what was never seen that it is assumed', () => {
    const assumed = Object.values(RULES).filter(({ source }) => source.startsWith('assumed'));
    expect(assumed.map(({ verified }) => verified as string).filter((how) => how !== 'unverified')).toEqual(
      [],
    );
  });

  it('are the ones that the code names', () => {
    const folder = path.join(ROOT, 'src/local/http-api');
    const code = readdirSync(folder)
      .map((file) => readFileSync(path.join(folder, file), 'utf8'))
      .join('\n');
    const named = [...code.matchAll(/\(rules? ([a-z\d*-]+(?:, [a-z\d*-]+)*)\)/g)].flatMap(([, names = '']) =>
      names.split(', '),
    );
    const keys = Object.keys(RULES);
    expect(named.length).toBeGreaterThan(5);
    expect(
      named.filter(
        (name) =>
          !keys.some((key) => key === name || (name.endsWith('*') && key.startsWith(name.slice(0, -1)))),
      ),
    ).toEqual([]);
  });
});
