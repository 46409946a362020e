import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '../..');
const ENTRIES = ['src/index.ts', 'handler/create-handler.ts', 'src/testing.ts'];

it.each(ENTRIES.flatMap(exportsOf))(
  '%s is exported with a sentence that says what it is for',
  (name, file) => {
    expect(isExplained(file, name)).toBe(true);
  },
);

it('the check sees an export without one', () => {
  expect(isExplained('src/cli/text/body.ts', 'nothing')).toBe(false);
  expect(ENTRIES.flatMap(exportsOf).length).toBeGreaterThan(60);
});

function exportsOf(entry: string): readonly (readonly [name: string, file: string])[] {
  const text = readFileSync(path.join(ROOT, entry), 'utf8');
  const passedOn = [...text.matchAll(/^export (?:type )?\{([^}]+)\} from '([^']+)'/gm)].flatMap(
    ([, names = '', from = '']) =>
      names
        .split(',')
        .map((name) => name.trim().replace(/^type /, ''))
        .filter((name) => name !== '')
        .map((name) => [name, path.join(path.dirname(entry), from)] as const),
  );
  const own = [...text.matchAll(/^export (?:async )?(?:interface|type|function\*?|const|class) (\w+)/gm)];
  return [...passedOn, ...own.map(([, name = '']) => [name, entry] as const)];
}

/** Follows a name to where it is declared. */
function isExplained(file: string, name: string): boolean {
  const at = path.join(ROOT, file);
  if (!existsSync(at)) return false;
  const text = readFileSync(at, 'utf8');
  const declared = new RegExp(
    `^(.*)\\nexport (?:async )?(?:interface|type|function\\*?|const|class) ${name}\\b`,
    'm',
  ).exec(text);
  if (declared !== null) return declared[1]?.endsWith('*/') === true;
  const passed = new RegExp(`^export (?:type )?\\{[^}]*\\b${name}\\b[^}]*\\} from '([^']+)'`, 'm').exec(
    text,
  )?.[1];
  return passed !== undefined && isExplained(path.join(path.dirname(file), passed), name);
}
