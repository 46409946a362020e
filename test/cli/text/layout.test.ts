import { describe, expect, it } from 'vitest';
import { count, cut, table, textWidth, unbroken, wrap } from '../../../src/cli/text/layout.ts';

describe('wrapping', () => {
  const wraps = (text: string, width: number | undefined, expected: string, first = '', rest = first) =>
    expect(wrap(text, width, first, rest)).toBe(expected);

  it('breaks at spaces', () => wraps('one two three', 8, 'one two\nthree'));
  it('leaves a text that fits', () => wraps('one two', 7, 'one two'));
  it('leaves everything when nothing limits the width', () =>
    wraps('one two three', undefined, 'one two three'));
  it('starts the first line and the others differently', () =>
    wraps('one two three', 9, '- one two\n  three', '- ', '  '));
  it('keeps a word that is too long whole', () =>
    wraps('see https://example.com/long', 10, 'see\nhttps://example.com/long'));
  it('keeps line breaks', () => wraps('one\ntwo', 80, 'one\ntwo'));
  it('does not touch an excerpt with its pointer', () =>
    wraps('at:\n  { "a": 1 }  b\n    ^', 6, 'at:\n  { "a": 1 }  b\n    ^'));
  it('does not touch an excerpt of esbuild', () =>
    wraps('    2 │   return 1 +;\n      ╵          ^', 9, '    2 │   return 1 +;\n      ╵          ^'));
  it('keeps indentation', () => wraps('why:\n  one two', 6, 'why:\n  one\n  two'));
  it('does not break where it was told not to', () =>
    wraps(`took ${unbroken('3 min 12 s')}`, 8, 'took\n3 min 12 s'));
  it('counts colours as nothing', () => expect(textWidth('\u001B[31mred\u001B[39m')).toBe(3));
});

describe('tables', () => {
  it('are as wide as their cells', () => {
    expect(
      table([
        ['a', 'one'],
        ['long', 'two'],
      ]),
    ).toBe('a     one\nlong  two');
  });
  it('wrap the last cell below itself', () => {
    expect(table([['key', 'one two three']], { width: 13 })).toBe('key  one two\n     three');
  });
  it('put a word that does not fit below its row', () => {
    expect(table([['key', 'arn:aws:long']], { width: 14 })).toBe('key\n  arn:aws:long');
  });
  it('have no width when empty', () => expect(table([])).toBe(''));
});

describe('small words', () => {
  it('cuts with an ellipsis', () => expect(cut('abcdef', 4)).toBe('abc…'));
  it('does not cut what fits', () => expect(cut('abcd', 4)).toBe('abcd'));
  it('counts one', () => expect(count(1, 'resource')).toBe('1 resource'));
  it('counts many', () => expect(count(2, 'resource')).toBe('2 resources'));
});
