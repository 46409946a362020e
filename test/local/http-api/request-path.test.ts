import { describe, expect, it } from 'vitest';
import { decodePath, queryParameters } from '../../../src/local/http-api/request-path.ts';

describe('a path as the function sees it', () => {
  // As AWS was seen to do: github.com/hotsock/voker, vokerhttp/testdata/ingress-paths.json.
  it.each([
    ['/capture/plain', '/capture/plain'],
    ['/capture/space%20value', '/capture/space value'],
    ['/capture/question%3Fvalue', '/capture/question'],
    ['/capture/percent%25done', undefined],
    ['/capture/hash%23value', '/capture/hash#value'],
    ['/capture/slash%2Fvalue', '/capture/slash/value'],
    ['/capture/unicode-%CE%BB-%E4%B8%96%E7%95%8C', '/capture/unicode-λ-世界'],
    ['/capture/literal%252Fvalue', '/capture/literal/value'],
    ['/capture/literal%253Fvalue', '/capture/literal?value'],
    ['/capture/literal%2525value', '/capture/literal%value'],
  ])('AWS makes of %s %s', (sent, seen) => {
    expect(decodePath(sent)).toBe(seen);
  });

  it.each([
    ['/a+b', '/a+b'],
    ['/%', undefined],
    ['/%zz', undefined],
    ['/%FF', '/\uFFFD'],
  ])('it is assumed to make of %s %s', (sent, seen) => {
    expect(decodePath(sent)).toBe(seen);
  });
});

describe('query parameters', () => {
  it.each([
    ['', undefined],
    ['&', undefined],
    ['a', { a: '' }],
    ['a=', { a: '' }],
    ['a=1&b=2&a=3', { a: '1,3', b: '2' }],
    ['a=1+2%2B3', { a: '1 2+3' }],
    ['a%20b=c=d', { 'a b': 'c=d' }],
    ['__proto__=1', JSON.parse('{"__proto__":"1"}')],
    ['a=%zz', { a: '%zz' }],
  ])('of %s are %j', (query, parameters) => {
    expect(queryParameters(query)).toEqual(parameters);
  });
});
