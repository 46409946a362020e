import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { escapeHtml, page } from '../../handler/page.ts';

describe('the page', () => {
  it('allows the one style it has, by its hash, and nothing else', () => {
    const { body, headers } = page([]);
    const style = /<style>([\s\S]*?)<\/style>/.exec(body)?.[1] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    expect(headers['content-security-policy']).toBe(
      `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    );
    expect(body).not.toMatch(/<script|\sstyle=|\son\w+=/);
  });

  it('says that there is nothing yet', () => {
    expect(page([]).body).toContain('Nothing was received yet.');
  });

  it('has a table that a screen reader can tell', () => {
    const { body } = page([{ id: 7, method: 'GET', path: '/a', receivedAt: '2026-01-02T03:04:05.678Z' }], 7);
    expect(body).toContain('<th scope="col">Path</th>');
    expect(body).toContain('<time datetime="2026-01-02T03:04:05.678Z">');
    expect(body).toContain('stored as number 7');
  });

  it.each([
    ['markup', `<a href="x">'&`, '&#60;a href=&#34;x&#34;&#62;&#39;&#38;'],
    ['what turns the direction', 'a\u202eb', 'a\\u{202e}b'],
    ['what is not seen', '\u0000\u200b\u007f', '\\u{0}\\u{200b}\\u{7f}'],
    ['half of a pair', '\ud83d', '\\u{d83d}'],
    ['emoji, which is left', '😀', '😀'],
  ])('shows %s as text', (_, text, shown) => {
    expect(escapeHtml(text)).toBe(shown);
  });
});
