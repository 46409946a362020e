import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { captureStatement, findStatement, PINNING_LENGTH } from '../../handler/capture-statement.ts';
import type { SignatureOutcome } from '../../handler/inspection.ts';
import type { InspectedRequest } from '../../handler/received-request.ts';

describe('the statement that stores a request', () => {
  it('holds no character of a sender but as hexadecimal or base64', () => {
    const property = fc.property(
      fc.record({
        requestId: fc.string({ unit: 'binary' }),
        receivedAt: fc
          .date({ min: new Date(0), max: new Date('9999-12-31'), noInvalidDate: true })
          .map(Number),
        method: fc.string({ unit: 'binary' }),
        path: fc.string({ unit: 'binary', maxLength: 400 }),
        query: fc.string({ unit: 'binary', maxLength: 400 }),
        sourceIp: fc.oneof(fc.string(), fc.ipV4(), fc.ipV6()),
        headers: fc.dictionary(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' })),
        body: perhaps(fc.uint8Array().map((bytes) => Buffer.from(bytes))),
        route: perhaps(fc.string({ unit: 'binary', maxLength: 200 })),
        signature: fc.constantFrom<SignatureOutcome>('none', 'valid', 'invalid', 'stale', 'unknown-key'),
        deliveryId: perhaps(fc.string({ unit: 'binary', maxLength: 400 })),
        event: perhaps(fc.string({ unit: 'binary', maxLength: 200 })),
      }),
      (request) => {
        const literal =
          /CONVERT\(FROM_BASE64\('[A-Za-z0-9+/=]+'\) USING (?:ascii|utf8mb4)\)|(?:_ascii |_utf8mb4 )?X'[0-9a-f]*'|FROM_BASE64\('[A-Za-z0-9+/=]*'\)|'\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}'|(?<=[ (])''(?=[,)]| COLLATE)|INET6_ATON\(_ascii X'[0-9a-f]+'\)|(?<= )NULL(?=,)/g;
        expect(captureStatement('webhooks', request).replaceAll(literal, '?')).toBe(
          'INSERT INTO `webhooks`.`request` (dedupe, received_at, request_id, method, path, query, source_ip, route, ' +
            'delivery_id, event, signature, headers, body_bytes, body_enc, body, counted) ' +
            `VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ` +
            `${['none', 'valid', 'invalid', 'stale', 'unknown-key'].indexOf(request.signature)}, ?, ` +
            `${request.body?.length ?? 0}, 0, ?, ?) ON DUPLICATE KEY UPDATE ` +
            'attempts = attempts + (IFNULL(LOCATE(?, counted), 0) = 0), ' +
            'last_at = IF(IFNULL(LOCATE(?, counted), 0) = 0, ?, last_at), ' +
            'counted = IF(IFNULL(LOCATE(?, counted), 0) = 0, RIGHT(CONCAT(IFNULL(counted, ?), ?), 128), counted)',
        );
        expect(findStatement('webhooks', request).replaceAll(literal, '?')).toBe(
          "SELECT id, attempts, TIMESTAMPDIFF(MICROSECOND, '1970-01-01', received_at) DIV 1000 AS received, " +
            'request_id = ? COLLATE ascii_bin AS own FROM `webhooks`.`request` WHERE dedupe = ?',
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
    const sql = captureStatement('webhooks', { ...REQUEST, body });
    expect(/, (\d), FROM_BASE64\([^)]*\), X'\w+'\) ON DUPLICATE/.exec(sql)?.[1]).toBe(encoding);
    if (encoding === '1') expect(sql.length).toBeLessThan(PINNING_LENGTH);
  });

  it.each([
    ['a lone surrogate', { path: '/\ud800' }, "_utf8mb4 X'2fefbfbd'"],
    [
      'a path longer than the column',
      { path: 'ü'.repeat(11_000) },
      Buffer.from('ü'.repeat(10_240)).toString('base64'),
    ],
    ['a query beyond ASCII', { query: 'ü=1' }, "_ascii X'2543332542433d31'"],
    [
      'an IPv6 address',
      { sourceIp: '2001:db8::1' },
      `INET6_ATON(_ascii X'${Buffer.from('2001:db8::1').toString('hex')}')`,
    ],
    ['no address', { sourceIp: 'unix:' }, ', NULL, '],
  ])('stores %s', (_, part, literal) => {
    expect(captureStatement('webhooks', { ...REQUEST, ...part })).toContain(literal);
  });
});

const REQUEST: InspectedRequest = {
  requestId: 'r',
  receivedAt: 0,
  method: 'GET',
  path: '/',
  query: '',
  sourceIp: '',
  headers: {},
  body: undefined,
  route: undefined,
  signature: 'none',
  deliveryId: undefined,
  event: undefined,
};

function perhaps<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.option(arbitrary, { nil: undefined });
}

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
