import { describe, expect, it } from 'vitest';
import { isText } from '../../../src/local/http-api/body-encoding.ts';

// The rows marked "measured" were seen on AWS: github.com/floci-io/floci issue 2172, github.com/ministackorg/ministack pull
// request 766. The others are assumed.
const ROWS: readonly (readonly [type: string | undefined, text: boolean, how: 'measured' | 'assumed'])[] = [
  ['text/plain', true, 'measured'],
  ['text/html', true, 'measured'],
  ['text/csv', true, 'measured'],
  ['text/xml', true, 'measured'],
  ['application/json', true, 'measured'],
  ['application/xml', true, 'measured'],
  ['application/javascript', true, 'measured'],
  ['application/graphql', true, 'measured'],
  ['Application/JSON', true, 'measured'],
  ['TEXT/PLAIN', true, 'measured'],
  ['text/plain; charset=utf-8', true, 'measured'],
  ['application/json; charset=utf-8', true, 'measured'],
  ['text/plain; charset=iso-8859-1', false, 'measured'],
  [undefined, false, 'measured'],
  ['application/x-www-form-urlencoded', false, 'measured'],
  ['multipart/form-data; boundary=x', false, 'measured'],
  ['application/octet-stream', false, 'measured'],
  ['application/protobuf', false, 'measured'],
  ['application/zip', false, 'measured'],
  ['application/pdf', false, 'measured'],
  ['image/png', false, 'measured'],
  ['audio/mpeg', false, 'measured'],
  ['video/mp4', false, 'measured'],
  ['application/vnd.unknown', false, 'measured'],
  ['text/html; charset=UTF-8', true, 'assumed'],
  ['application/json;charset="utf-8"', true, 'assumed'],
  ['application/json; profile=a', true, 'assumed'],
  ['application/cloudevents+json', false, 'assumed'],
  ['application/problem+json', false, 'assumed'],
  ['application/jsonx', false, 'assumed'],
  ['text', false, 'assumed'],
  ['', false, 'assumed'],
];

describe('a body', () => {
  it.each(ROWS)('of type %s is text: %s (%s)', (type, text) => {
    expect(isText(type)).toBe(text);
  });
});
