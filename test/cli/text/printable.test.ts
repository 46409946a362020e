import { describe, expect, it } from 'vitest';
import { printable } from '../../../src/cli/text/printable.ts';

describe('printable', () => {
  it.each([
    ['plain text is left alone', 'a stack, 50 %\n\tand more', 'a stack, 50 %\n\tand more'],
    ['our colours are left alone', '\u001B[31;1mbad\u001B[0m', '\u001B[31;1mbad\u001B[0m'],
    ['the screen cannot be cleared', 'a\u001B[2Jb\u001B[Hc', 'a[2Jb[Hc'],
    ['a title cannot be set', '\u001B]0;owned\u0007x', ']0;ownedx'],
    ['a line cannot be written over', 'failed\r✔ all fine', 'failed✔ all fine'],
    ['C1 controls are no way in either', 'a\u009B2Jb', 'a2Jb'],
    ['the direction of text cannot be turned', 'a\u202Eb', 'ab'],
  ])('%s', (_, text, shown) => {
    expect(printable(text)).toBe(shown);
  });
});
