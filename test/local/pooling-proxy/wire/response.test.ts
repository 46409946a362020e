import { describe, expect, it } from 'vitest';
import { STATUS } from '../../../../src/local/pooling-proxy/wire/capabilities.ts';
import type { ResponseShape } from '../../../../src/local/pooling-proxy/wire/commands.ts';
import { errorPayload, frame, okPayload } from '../../../../src/local/pooling-proxy/wire/packets.ts';
import { type Outcome, trackResponse } from '../../../../src/local/pooling-proxy/wire/response.ts';

const COLUMN = Buffer.concat([Buffer.from([3]), Buffer.from('def')]);
const eof = (status: number) => Buffer.from([0xfe, 0, 0, status & 0xff, status >> 8]);
const row = (text: string) => Buffer.concat([Buffer.from([text.length]), Buffer.from(text)]);
const ok = okPayload(STATUS.autocommit);
const failure = errorPayload({ code: 1064, state: '42000', message: 'no' });
const result = (status: number) => [Buffer.from([1]), COLUMN, eof(2), row('a'), row(''), eof(status)];

describe('the end of a response', () => {
  it.each<[string, Exclude<ResponseShape, 'none'>, Buffer[], Partial<Outcome>]>([
    ['an OK', 'results', [ok], { status: 2, results: 1 }],
    ['an error', 'results', [failure], { error: 1064, results: 0 }],
    ['an insert id', 'results', [Buffer.from([0, 1, 0xfc, 1, 2, 3, 0, 0, 0])], { insertId: 513n, status: 3 }],
    ['rows', 'results', result(2), { status: 2, results: 1 }],
    [
      'rows that end in an error',
      'results',
      [...result(2).slice(0, 4), failure],
      { error: 1064, results: 0 },
    ],
    ['several results', 'results', [...result(10), okPayload(10), ...result(3)], { status: 3, results: 3 }],
    ['a later error', 'results', [okPayload(10), failure], { error: 1064, results: 1 }],
    [
      'a cursor that was opened',
      'results',
      [Buffer.from([1]), COLUMN, eof(STATUS.cursorExists)],
      { results: 1 },
    ],
    ['rows that were fetched', 'rows', [row('a'), row('b'), eof(2)], { results: 1 }],
    ['a prepared statement without anything', 'prepared', [Buffer.alloc(12)], {}],
    [
      'a prepared statement with parameters and columns',
      'prepared',
      [Buffer.from([0, 1, 0, 0, 0, 1, 0, 2, 0, 0, 0, 0]), COLUMN, COLUMN, eof(2), COLUMN, eof(2)],
      {},
    ],
    ['text', 'one', [Buffer.from('Uptime: 1')], { status: undefined }],
  ])('%s', (_, shape, payloads, outcome) => {
    const bytes = Buffer.concat(payloads.map((payload, index) => frame(index + 1, payload)));
    for (const size of [1, 3, 7, bytes.length]) {
      const tracker = trackResponse(shape);
      let end: number | undefined;
      for (let offset = 0; offset < bytes.length; offset += size) {
        expect(end).toBeUndefined();
        end = tracker.feed(bytes.subarray(offset, offset + size));
      }
      expect(end).toBeGreaterThan(0);
      expect(tracker.outcome).toMatchObject(outcome);
    }
  });

  it('what begins like an end inside a row of more than 16 MB is none', () => {
    const tracker = trackResponse('rows');
    const whole = Buffer.alloc(0xff_ffff + 4);
    whole.writeUIntLE(0xff_ffff, 0, 3);
    whole[4] = 0xfe;
    expect(tracker.feed(whole)).toBeUndefined();
    expect(tracker.feed(frame(2, eof(2)))).toBeUndefined();
    expect(tracker.feed(frame(3, eof(2)))).toBe(9);
  });
});
