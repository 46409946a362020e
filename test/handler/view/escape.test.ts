import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeHtml, escapeLines } from '../../../handler/view/escape.ts';

describe('text on the page', () => {
  it.each([
    ['markup', `<a href="x">'&`, '&#60;a href=&#34;x&#34;&#62;&#39;&#38;'],
    ['what turns the direction', 'a\u202eb', 'a\\u{202e}b'],
    ['what is not seen', '\u0000\u200b\u007f', '\\u{0}\\u{200b}\\u{7f}'],
    ['lines', 'a\r\nb\u2028', 'a\\u{d}\\u{a}b\\u{2028}'],
    ['half of a pair', '\ud83d', '\\u{d83d}'],
    ['emoji, which is left', '😀', '😀'],
  ])('shows %s as text', (_, text, shown) => {
    expect(escapeHtml(text)).toBe(shown);
  });

  it('keeps lines and tabs of a body, and shows nothing else that is not seen', () => {
    expect(escapeLines('a\r\n\tb\r\u202e<&>')).toBe('a\n\tb\\u{d}\\u{202e}&#60;&#38;&#62;');
  });

  it('never holds what begins or ends an element, an attribute or a reference', () => {
    const ends = fc.constantFrom('<', '>', '&', '"', "'", '\u202e', '\0', '\ud800');
    const text = fc.string({
      unit: fc.oneof(ends, fc.string({ unit: 'binary', maxLength: 1 })),
      maxLength: 40,
    });
    fc.assert(
      fc.property(text, (given) => {
        const kept = escapeHtml(given).replaceAll(/&#\d+;/g, '');
        const lines = escapeLines(given).replaceAll(/&#\d+;/g, '');
        expect([/[<>&"'\p{Cc}\p{Cf}\p{Cs}]/u.test(kept), /[<>&]/.test(lines)]).toEqual([false, false]);
      }),
    );
  });
});
