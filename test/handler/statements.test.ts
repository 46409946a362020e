import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ReceivedRequest } from '../../handler/received-request.ts';
import { insertStatement, PINNING_LENGTH } from '../../handler/statements.ts';

describe('the statement that stores a request', () => {
  it('holds no character of a sender but as hexadecimal or base64', () => {
    const property = fc.property(
      fc.record({
        requestId: fc.string({ unit: 'binary' }),
        receivedAt: fc
          .date({ min: new Date(0), max: new Date('9999-12-31'), noInvalidDate: true })
          .map(Number),
        method: fc.string({ unit: 'binary' }),
        path: fc.string({ unit: 'binary' }),
        query: fc.string({ unit: 'binary' }),
        sourceIp: fc.oneof(fc.string(), fc.ipV4(), fc.ipV6()),
        headers: fc.dictionary(fc.string(), fc.string({ unit: 'binary' })),
        body: fc.option(
          fc.uint8Array().map((bytes) => Buffer.from(bytes)),
          { nil: undefined },
        ),
      }),
      (request) => {
        const literal =
          /X'[0-9a-f]*'|FROM_BASE64\('[A-Za-z0-9+/=]*'\)|''|'\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}'/g;
        expect(
          insertStatement('webhooks', request)
            .replaceAll(literal, '?')
            .replace(/INET6_ATON\(_ascii \?\)|NULL/, 'ip'),
        ).toMatch(
          /^INSERT INTO `webhooks`\.`request` \([a-z_, ]+\) VALUES \(\?, \?, (_ascii )?\?, (_ascii )?\?, (_utf8mb4 )?\?, (_ascii )?\?, ip, CONVERT\(\? USING utf8mb4\), \d+, [01], (\?|NULL)\)$/,
        );
      },
    );
    fc.assert(property, { numRuns: 300 });
  });

  it.each([
    ['stays as it is when it is short', Buffer.from('hello'), '0'],
    ['is compressed when that keeps the statement from pinning', Buffer.alloc(60_000, '{"a":1}'), '1'],
    ['stays as it is when compressing makes it no shorter', noise(40_000), '0'],
  ])('a body %s', (_, body, encoding) => {
    const sql = insertStatement('webhooks', { ...REQUEST, body });
    expect(/, (\d), (FROM_BASE64\([^)]*\)|'')\)$/.exec(sql)?.[1]).toBe(encoding);
    if (encoding === '1') expect(sql.length).toBeLessThan(PINNING_LENGTH);
  });

  it.each([
    ['a lone surrogate', { path: '/\ud800' }, "_utf8mb4 X'2fefbfbd'"],
    ['a path longer than the column', { path: 'ü'.repeat(11_000) }, `_utf8mb4 X'${'c3bc'.repeat(10_240)}'`],
    ['a query beyond ASCII', { query: 'ü=1' }, "_ascii X'2543332542433d31'"],
    [
      'an IPv6 address',
      { sourceIp: '2001:db8::1' },
      `INET6_ATON(_ascii X'${Buffer.from('2001:db8::1').toString('hex')}')`,
    ],
    ['no address', { sourceIp: 'unix:' }, ', NULL, '],
  ])('stores %s', (_, part, literal) => {
    expect(insertStatement('webhooks', { ...REQUEST, ...part })).toContain(literal);
  });
});

const REQUEST: ReceivedRequest = {
  requestId: 'r',
  receivedAt: 0,
  method: 'GET',
  path: '/',
  query: '',
  sourceIp: '',
  headers: {},
  body: undefined,
};

/** The same bytes each time, which no compression makes shorter. */
function noise(length: number): Buffer {
  let state = 1;
  return Buffer.from(
    Array.from({ length }, () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state >>> 24;
    }),
  );
}
