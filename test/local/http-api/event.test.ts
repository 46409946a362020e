import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import {
  buildEvent,
  commonLogTime,
  type HttpApiEvent,
  newRequestId,
} from '../../../src/local/http-api/event.ts';
import { testApi } from './api.ts';
import { CAPTURES } from './captures.ts';

describe('the event of a request', () => {
  it.each(CAPTURES)('is what AWS was seen to send: $title', async ({ request, event }) => {
    const api = await testApi(undefined, { now: () => 1783711145766 });
    await api.raw(request);
    expect(api.events.map(masked)).toEqual([event]);
    expect(JSON.parse(JSON.stringify(api.events[0]))).not.toHaveProperty('stageVariables');
  });

  it('is what the published types of AWS Lambda say', () => {
    const typed: APIGatewayProxyEventV2 = eventOf({ rawHeaders: ['A', 'b'] });
    expect(typed.version).toBe('2.0');
  });

  it.each<[what: string, rawHeaders: readonly string[], seen: Partial<HttpApiEvent['headers']>]>([
    [
      'appends the client to who came before',
      ['X-Forwarded-For', '192.0.2.1'],
      { 'x-forwarded-for': '192.0.2.1,127.0.0.1' },
    ],
    ['does not believe a forwarded port', ['X-Forwarded-Port', '8080'], { 'x-forwarded-port': '443' }],
    ['keeps a trace that came', ['X-Amzn-Trace-Id', 'Root=1-5'], { 'x-amzn-trace-id': 'Root=1-5' }],
    ['joins headers Node would drop', ['User-Agent', 'a', 'User-Agent', 'b'], { 'user-agent': 'a,b' }],
    ['reads header values as UTF-8', ['X-Name', Buffer.from('é').toString('latin1')], { 'x-name': 'é' }],
    [
      'leaves out headers of one connection',
      ['Connection', 'close', 'Transfer-Encoding', 'chunked', 'Expect', '100-continue'],
      { connection: undefined, 'transfer-encoding': undefined, expect: undefined },
    ],
  ])('%s', (_, rawHeaders, seen) => {
    const { headers } = eventOf({ rawHeaders });
    expect(Object.fromEntries(Object.keys(seen).map((name) => [name, headers[name]]))).toEqual(seen);
  });

  it('lists the cookies of every cookie header, trimmed', () => {
    expect(eventOf({ rawHeaders: ['Cookie', 'a=1;b=2;', 'cookie', ' c=3 '] }).cookies).toEqual([
      'a=1',
      'b=2',
      'c=3',
    ]);
  });

  it('has an id of 15 characters and an equals sign', () => {
    expect(newRequestId()).toMatch(/^[\w-]{15}=$/);
  });

  it('has a trace with the time and 24 digits', () => {
    expect(eventOf({}).headers['x-amzn-trace-id']).toMatch(/^Root=1-6a5145a9-[\da-f]{24}$/);
  });

  it('tells the time as common logs do', () => {
    expect(commonLogTime(Date.UTC(2026, 0, 2, 3, 4, 5))).toBe('02/Jan/2026:03:04:05 +0000');
  });
});

function eventOf(request: Partial<Parameters<typeof buildEvent>[0]>): HttpApiEvent {
  return buildEvent(
    {
      requestId: newRequestId(),
      at: 1783711145766,
      method: 'GET',
      path: '/',
      query: '',
      protocol: 'HTTP/1.1',
      sourceIp: '127.0.0.1',
      rawHeaders: [],
      body: new Uint8Array(),
      ...request,
    },
    { apiId: 'sjzepsqsu5', region: 'us-west-2', account: '123456789012', stageName: '$default' },
  );
}

function masked(event: HttpApiEvent): unknown {
  const { headers, requestContext } = event;
  return {
    ...event,
    headers: { ...headers, 'x-amzn-trace-id': 'ANY' },
    requestContext: { ...requestContext, requestId: 'ANY' },
  };
}
