import { describe, expect, it } from 'vitest';
import { maskQuery } from '../../../handler/view/mask-query.ts';

const NAMES = ['authorization', 'x-api-key', '*-token', '*-secret'];

describe('a query on the page', () => {
  it.each([
    ['no secret', 'a=1&b&c=', 'a=1&b&c'],
    ['a name of a redacted header', 'authorization=abc', 'authorization=[redacted, 3 bytes]'],
    ['underscores', 'x_api_key=abc', 'x_api_key=[redacted, 3 bytes]'],
    ['a pattern', 'a=1&hub.verify_token=abcd', 'a=1&hub.verify_token=[redacted, 4 bytes]'],
    [
      'the bare word of a pattern',
      'token=ab&SECRET=c',
      'token=[redacted, 2 bytes]&SECRET=[redacted, 1 bytes]',
    ],
    ['an encoded name', 'access%5Ftoken=abc', 'access%5Ftoken=[redacted, 3 bytes]'],
    ['an equals sign in the value', 'token=a=b', 'token=[redacted, 3 bytes]'],
    ['what is encoded wrongly', '%zz=1', '%zz=1'],
    ["an object's own names", '__proto__=1&constructor=2', '__proto__=1&constructor=2'],
    ['nothing', '', ''],
  ])('hides secrets: %s', (_, query, shown) => {
    expect(maskQuery(query, NAMES)).toBe(shown);
  });
});
