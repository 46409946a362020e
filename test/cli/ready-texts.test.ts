/** The texts that are made when the package is built: `npm run setup` has built it. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { COMMAND_GROUPS, COMMANDS } from '../../src/cli/command-list.ts';
import { parseArguments } from '../../src/cli/parse-arguments.ts';
import { READY_WIDTHS, readyText } from '../../src/cli/ready-texts.ts';
import { packageVersion } from '../../src/cli/version.ts';

const dist = new URL('../../dist/', import.meta.url);
const WORDS = ['', ...COMMANDS.map(({ name }) => name), ...Object.keys(COMMAND_GROUPS)];

describe('the help that is ready', () => {
  it.each(READY_WIDTHS)('is there for every command at %d columns', (width) => {
    const texts = JSON.parse(readFileSync(new URL(`help-${width}.json`, dist), 'utf8'));
    expect(Object.keys(texts)).toEqual(WORDS);
  });

  it.each([undefined, 50, 79, 80, 99, 100, 200])('is what yargs says at %s columns', async (columns) => {
    let ready = 0;
    for (const words of WORDS) {
      const argv = [...words.split(' '), '--help'].filter((word) => word !== '');
      const text = readyText(argv, { columns, folder: dist });
      expect(readyText([...argv.slice(0, -1), '-h'], { columns, folder: dist })).toBe(text);
      if (text === undefined) continue;
      ready += 1;
      expect(await parseArguments(argv, { columns })).toEqual({ kind: 'text', text });
    }
    const laidOut = columns === undefined || columns === 80 || columns >= 100;
    expect(ready).toBe(laidOut ? WORDS.length : 0);
  });

  it.each(['upp --help', 'constructor --help', 'up --env dev --help', 'up', '--help up', ''])(
    'is not there for %j',
    (line) => {
      expect(readyText(line.split(' '), { columns: 80, folder: dist })).toBeUndefined();
    },
  );

  it('is not there where nothing was built', () => {
    expect(readyText(['--help'], { columns: 80 })).toBeUndefined();
  });
});

it('the version is ready alone, and otherwise what yargs makes of it', () => {
  expect(readyText(['--version'], { columns: 80 })).toBe(packageVersion());
  expect(readyText(['--version', '--json'], { columns: 80 })).toBeUndefined();
});
