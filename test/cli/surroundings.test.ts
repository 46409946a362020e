import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { type Surroundings, surroundingsOf } from '../../src/cli/surroundings.ts';
import { terminal } from './run-cli.ts';

function around(columns: number | undefined, env: Readonly<Record<string, string>> = {}): Surroundings {
  const noop = () => {};
  return surroundingsOf({
    argv: [],
    env,
    stdin: Object.assign(new PassThrough(), { isTTY: columns !== undefined }),
    stdout: terminal(columns, noop),
    stderr: terminal(columns, noop),
    cwd: () => '/',
    on: noop,
    off: noop,
  });
}

describe('where a live block is drawn', () => {
  const live = (expected: boolean, columns: number | undefined, env?: Readonly<Record<string, string>>) =>
    expect(around(columns, env).live).toBe(expected);
  it('on a terminal', () => live(true, 80));
  it('on one of 60 columns', () => live(true, 60));
  it('not on a narrower one', () => live(false, 59));
  it('not on one that does not know its width', () => live(false, 0));
  it('not into a pipe', () => live(false, undefined));
  it('not in CI', () => live(false, 80, { CI: 'true' }));
  it('where CI says it is none', () => live(true, 80, { CI: 'false' }));
  it('not on a dumb terminal', () => live(false, 80, { TERM: 'dumb' }));
});

describe('where there is colour', () => {
  const coloured = (expected: boolean, columns: number | undefined, env?: Readonly<Record<string, string>>) =>
    expect(around(columns, env).stderr.style.bad('x') !== 'x').toBe(expected);
  it('on a terminal', () => coloured(true, 80));
  it('not into a pipe', () => coloured(false, undefined));
  it('not with NO_COLOR', () => coloured(false, 80, { NO_COLOR: '1' }));
  it('with an empty NO_COLOR, as its page says', () => coloured(true, 80, { NO_COLOR: '' }));
  it('into a pipe with FORCE_COLOR', () => coloured(true, undefined, { FORCE_COLOR: '1' }));
  it('not with FORCE_COLOR=0', () => coloured(false, 80, { FORCE_COLOR: '0' }));
  it('not on a dumb terminal', () => coloured(false, 80, { TERM: 'dumb' }));
});

describe('how wide it is', () => {
  const wide = (
    expected: number | undefined,
    columns: number | undefined,
    env?: Readonly<Record<string, string>>,
  ) => expect(around(columns, env).stdout.width()).toBe(expected);
  it('as wide as the terminal', () => wide(72, 72));
  it('nothing limits a pipe', () => wide(undefined, undefined));
  it('but COLUMNS', () => wide(50, undefined, { COLUMNS: '50' }));
  it('a COLUMNS that is no number is none', () => wide(undefined, undefined, { COLUMNS: 'wide' }));
});

describe('a pipe that is broken', () => {
  it('is not written to again, and nothing throws', () => {
    const written: string[] = [];
    const stream = terminal(undefined, (text) => written.push(text));
    const { stdout } = surroundingsOf({
      argv: [],
      env: {},
      stdin: new PassThrough(),
      stdout: stream,
      stderr: terminal(undefined, () => {}),
      cwd: () => '/',
      on: () => {},
      off: () => {},
    });
    stdout.line('one');
    stream.emit('error', Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
    stdout.line('two');
    expect(written.join('')).toBe('one\n');
  });
});
