import { describe, expect, it } from 'vitest';
import { readResult } from '../../../src/local/http-api/answer.ts';

const JSON_TYPE = ['content-type', 'application/json'];
const PLAIN = ['content-type', 'text/plain; charset=utf-8'];

/** A function's result, read: status, headers and body as text. */
function answer(result: unknown, failure?: string) {
  const payload = Buffer.from(
    typeof result === 'string' && failure === 'raw' ? result : JSON.stringify(result),
  );
  const read = readResult({ payload, ...(failure === undefined || failure === 'raw' ? {} : { failure }) });
  return { ...read, body: Buffer.from(read.body).toString('utf8') };
}

describe('a result without a status', () => {
  it.each([
    ['an object', { message: 'hi' }, '{"message":"hi"}'],
    ['a text', 'Hello from Lambda!', 'Hello from Lambda!'],
    ['nothing', null, 'null'],
    ['a number', 7, '7'],
    ['a list', [{ statusCode: 404 }], '[{"statusCode":404}]'],
    ['an object with a body', { body: 'x' }, '{"body":"x"}'],
  ])('is the body: %s', (_, result, body) => {
    expect(answer(result)).toEqual({ status: 200, headers: [JSON_TYPE], body });
  });
});

describe('a result with a status', () => {
  it.each([
    [{ statusCode: 201 }, { status: 201, headers: [PLAIN], body: '' }],
    [
      { statusCode: '202', body: 'x' },
      { status: 202, headers: [PLAIN], body: 'x' },
    ],
    [
      { statusCode: 200, body: null, headers: null },
      { status: 200, headers: [PLAIN], body: '' },
    ],
    [
      { statusCode: 200, headers: { 'Content-Type': 'text/html', 'X-N': 1, 'X-B': true }, body: '<p>' },
      {
        status: 200,
        headers: [
          ['content-type', 'text/html'],
          ['x-n', '1'],
          ['x-b', 'true'],
        ],
        body: '<p>',
      },
    ],
    [
      { statusCode: 200, isBase64Encoded: true, body: 'w6k=' },
      { status: 200, headers: [PLAIN], body: 'é' },
    ],
    [
      { statusCode: 200, cookies: ['a=1', 'b=2; Secure'], headers: { 'set-cookie': 'c=3' } },
      {
        status: 200,
        headers: [['set-cookie', 'a=1'], ['set-cookie', 'b=2; Secure'], ['set-cookie', 'c=3'], PLAIN],
        body: '',
      },
    ],
    [
      {
        statusCode: 200,
        headers: {
          Connection: 'close',
          'Content-Length': '9',
          Date: 'x',
          'Transfer-Encoding': 'chunked',
          Upgrade: 'h2',
        },
      },
      { status: 200, headers: [PLAIN], body: '' },
    ],
    [
      { statusCode: 200, multiValueHeaders: { a: ['b'] }, more: 1 },
      { status: 200, headers: [PLAIN], body: '' },
    ],
  ])('%j is answered %j', (result, expected) => {
    expect(answer(result)).toEqual(expected);
  });
});

describe('the answer is 500 to', () => {
  it.each([
    ['a status that is none', { statusCode: 'ok' }],
    ['a status of nothing', { statusCode: null }],
    ['a status below 200', { statusCode: 101 }],
    ['a status with a fraction', { statusCode: 200.5 }],
    ['a body that is an object', { statusCode: 200, body: { a: 1 } }],
    ['headers that are a list', { statusCode: 200, headers: ['a'] }],
    ['a header that is an object', { statusCode: 200, headers: { a: {} } }],
    ['a header that would split the answer', { statusCode: 200, headers: { a: 'b\r\nc: d' } }],
    ['a header name that is none', { statusCode: 200, headers: { 'a b': 'c' } }],
    ['cookies that are a text', { statusCode: 200, cookies: 'a=1' }],
    ['a cookie that would split the answer', { statusCode: 200, cookies: ['a=1\r\nb: c'] }],
  ])('%s', (_, result) => {
    expect(answer(result)).toMatchObject({
      status: 500,
      headers: [JSON_TYPE],
      body: '{"message":"Internal Server Error"}',
    });
  });

  it('what is not JSON', () => {
    expect(answer('<html>', 'raw')).toMatchObject({
      status: 500,
      body: '{"message":"Internal Server Error"}',
    });
  });

  it('a function that failed, whatever it gave', () => {
    const failed = answer({ statusCode: 200, errorMessage: 'secret' }, 'Unhandled');
    expect(failed).toMatchObject({ status: 500, body: '{"message":"Internal Server Error"}' });
    expect(failed.integrationError).toContain('The Lambda function returned the following error');
  });
});
