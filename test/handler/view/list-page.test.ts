import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { ListedRequest } from '../../../handler/reading/stored-request.ts';
import { type ListContent, listPage } from '../../../handler/view/list-page.ts';

describe('the table of requests', () => {
  it('allows the one style it has, by its hash, and nothing else', () => {
    const { body, headers } = show({ requests: [request({})] });
    const style = /<style>([\s\S]*?)<\/style>/.exec(body)?.[1] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    expect(headers['content-security-policy']).toBe(
      `default-src 'none'; style-src 'sha256-${hash}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
    );
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      vary: 'accept, cookie',
      'x-content-type-options': 'nosniff',
      'x-robots-tag': 'noindex',
    });
    expect(body).not.toMatch(/<script|\sstyle=|\son\w+=|https?:\/\//);
  });

  it('says how to send the first request, to the address that the browser used', () => {
    const { body } = show({ origin: 'https://abc.example' });
    expect(body).toContain('Nothing was received yet');
    expect(body).toContain('curl -d hello https://abc.example/first');
  });

  it('has what a screen reader tells', () => {
    const { body } = show({ requests: [request({ id: 7 })], storedId: 7 });
    for (const part of [
      '<html lang="en">',
      '<caption>',
      '<th scope="col">Path</th>',
      '<th scope="row">7</th>',
    ])
      expect(body).toContain(part);
    expect(body).toContain('<time datetime="2026-01-02T03:04:05.678Z">');
    expect(body).toContain('stored as number 7');
  });

  it('tells signature, size and attempts in words', () => {
    const { body } = show({ requests: [request({ signature: 'stale', bytes: 1234, attempts: 3 })] });
    expect(body).toContain('<td class="s stale">too old</td><td class="n">1.2 kB</td>');
    expect(body).toContain('<b>3</b>');
  });

  it('shows nothing but id, method, path and time where it is public, and no way to more', () => {
    const hidden = {
      query: 'hidden',
      route: '/hidden',
      event: 'hidden',
      deliveryId: 'hidden',
      sourceIp: 'hidden',
    };
    const { body } = show({ requests: [request(hidden)], isPublic: true });
    expect(body.replace(/<style>.*<\/style>/s, '')).not.toMatch(/hidden|Signature|\/_\/r\/|logout/);
  });

  it('refreshes below /_/ alone, with its filter, and only the newest page', () => {
    const live = 5;
    const criteria = { path: '/a"&b', method: 'POST', since: Date.UTC(2026, 0, 2) };
    expect(show({ criteria, live }).body).toContain(
      '<meta http-equiv="refresh" content="5; url=/_/?path=%2Fa%22%26b&#38;method=POST&#38;since=2026-01-02T00%3A00&#38;live=5">',
    );
    expect(show({ live: undefined }).body).not.toContain('http-equiv');
    expect(show({ criteria: { before: 5 }, live }).body).not.toContain('http-equiv');
    expect(show({ live, problem: 'since must be a time.' }).body).not.toContain('http-equiv');
  });

  it('leads to older and newer requests with its filter, and nowhere else', () => {
    const { body } = show({
      requests: [request({})],
      criteria: { path: '//evil.example' },
      older: 3,
      newer: 9,
    });
    const links = [...body.matchAll(/(?:href|action)="([^"]*)"/g)].map((match) => match[1]);
    expect(links).toContain('/_/?path=%2F%2Fevil.example&#38;before=3');
    expect(links).toContain('/_/?path=%2F%2Fevil.example&#38;after=9');
    expect(links.filter((link) => !/^(\/_\/|#main$)/.test(link ?? ''))).toEqual([]);
  });

  it.each([
    ['markup', '<'],
    ['what is shown by number', '\u{e0001}'],
    ['four bytes a character', '😀'],
  ])('stays below 200 KB, whatever is stored: %s', (_, character) => {
    const path = character.repeat(512);
    const text = character.repeat(128);
    const requests = Array.from({ length: 200 }, (__, index) =>
      request({ id: 1000 - index, path, event: text, route: text }),
    );
    const { body } = show({ requests, older: 800 });
    expect(Buffer.byteLength(body)).toBeLessThan(200_000);
    const shown = [...body.matchAll(/<th scope="row">(\d+)/g)].map((match) => Number(match[1]));
    expect(shown.length).toBeGreaterThan(5);
    expect(body).toContain(`/_/?before=${shown.at(-1)}"`);
  });
});

function show(content: Partial<ListContent>) {
  return listPage({
    requests: [],
    criteria: {},
    older: undefined,
    newer: undefined,
    searchedTo: undefined,
    isPublic: false,
    live: undefined,
    origin: 'http://localhost',
    ...content,
  });
}

function request(given: Partial<ListedRequest>): ListedRequest {
  return {
    id: 1,
    receivedAt: '2026-01-02T03:04:05.678Z',
    lastAt: undefined,
    attempts: 1,
    method: 'POST',
    path: '/a',
    query: undefined,
    route: undefined,
    event: undefined,
    deliveryId: undefined,
    signature: 'none',
    bytes: 0,
    sourceIp: undefined,
    ...given,
  };
}
