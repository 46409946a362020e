import { describe, expect, it } from 'vitest';
import { isHttpEvent, isJobEvent } from '../../handler/http-event.ts';
import { pathOf, readRequest } from '../../handler/received-request.ts';
import { redact } from '../../handler/redact.ts';

describe('an event', () => {
  it.each([
    ['with requestContext.http is from outside', { requestContext: { http: {} } }, true, false],
    [
      'with a job too is from outside all the same',
      { requestContext: { http: {} }, proxywebhook: 'check' },
      true,
      false,
    ],
    ['with a job only is from inside', { proxywebhook: 'check' }, false, true],
    ['of payload format 1.0 is neither', { requestContext: { httpMethod: 'GET' } }, false, false],
    [
      'of payload format 1.0 with a job is neither',
      { requestContext: {}, proxywebhook: 'check' },
      false,
      false,
    ],
    ['whose job is no text is neither', { proxywebhook: ['check'] }, false, false],
    ['that is an array is neither', [{ proxywebhook: 'check' }], false, false],
    ['that is null is neither', null, false, false],
  ])('%s', (_, event, http, job) => {
    expect([isHttpEvent(event), isJobEvent(event)]).toEqual([http, job]);
  });

  it.each([
    ['/a/b', '$default', '/a/b'],
    ['/prod/a', 'prod', '/a'],
    ['/prod', 'prod', '/'],
    ['/production', 'prod', '/production'],
    ['', '$default', '/'],
  ])('of path %s in stage %s is for %s', (rawPath, stage, path) => {
    expect(pathOf({ rawPath, requestContext: { stage, http: {} } })).toBe(path);
  });

  it.each([
    ['text', { body: 'ü' }, Buffer.from('ü')],
    ['base64', { body: '/wA=', isBase64Encoded: true }, Buffer.from([255, 0])],
    ['nothing at all', {}, undefined],
    ['empty text', { body: '' }, Buffer.alloc(0)],
  ])('carries its body as %s', (_, part, body) => {
    expect(readRequest({ requestContext: { http: {} }, ...part }, [], 0).body).toEqual(body);
  });

  it.each([['now'], [-1], [Number.NaN], [1e18], [undefined]])('of time %j is of now', (timeEpoch) => {
    const event = { requestContext: { http: {}, timeEpoch: timeEpoch as number } };
    expect(readRequest(event, [], 42).receivedAt).toBe(42);
  });

  it.each([['text'], [['a', 'list']], [7], [null]])('with %j for headers has none', (headers) => {
    const event = { requestContext: { http: {} }, headers } as unknown as Parameters<typeof readRequest>[0];
    expect(readRequest(event, [], 0).headers).toEqual({});
  });

  it('without an id of API Gateway gets one of its own', () => {
    const ids = [1, 2].map(() => readRequest({ requestContext: { http: {} } }, [], 0).requestId);
    expect(new Set(ids).size).toBe(2);
  });
});

describe('the headers that are not kept', () => {
  it.each([
    ['authorization', ['authorization'], true],
    ['x-authorization', ['authorization'], false],
    ['x-shop-token', ['*-token'], true],
    ['x-token-id', ['*-token'], false],
    ['x.y', ['x*y'], true],
    ['xay', ['x.y'], false],
    ['x-api-key', ['X-API-Key'], true],
  ])('%s by %j: %s', (name, names, redacted) => {
    expect(redact({ [name]: 'vålue' }, names)[name]).toBe(redacted ? '[redacted, 6 bytes]' : 'vålue');
  });
});
