import { describe, expect, it } from 'vitest';
import { startHttpApi } from '../../../src/local/http-api/http-api.ts';
import { testApi } from './api.ts';

const MB = 1024 * 1024;

describe('an answer', () => {
  it('has what the function gave, and the id of the request', async () => {
    const api = await testApi(() => ({
      statusCode: 201,
      headers: { 'content-type': 'text/html', 'x-a': 'é' },
      cookies: ['a=1', 'b=2'],
      body: '<p>',
    }));
    const response = await fetch(`${api.url}/x`);
    expect([response.status, await response.text()]).toEqual([201, '<p>']);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/html',
      'content-length': '3',
      'apigw-requestid': api.events[0]?.requestContext.requestId,
    });
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(Buffer.from(response.headers.get('x-a') ?? '', 'latin1').toString()).toBe('é');
  });

  it('to HEAD has the length of the body, and no body', async () => {
    const api = await testApi(() => ({ statusCode: 200, body: 'twelve bytes' }));
    const text = await api.raw('HEAD / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
    expect(text).toMatch(/content-length: 12\r\n/);
    expect(text.endsWith('\r\n\r\n')).toBe(true);
    expect(api.events[0]?.requestContext.http.method).toBe('HEAD');
  });

  it.each([204, 304])('of %d has neither body nor length', async (statusCode) => {
    const api = await testApi(() => ({ statusCode, body: 'not sent' }));
    const text = await api.raw('GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
    expect(text).not.toMatch(/content-length/i);
    expect(text.endsWith('\r\n\r\n')).toBe(true);
  });
});

describe('a body', () => {
  it('that comes in chunks reaches the function whole', async () => {
    const api = await testApi();
    await api.raw(
      'POST / HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n' +
        '5\r\nHello\r\n6\r\n chunk\r\n0\r\n\r\n',
    );
    expect(api.events[0]).toMatchObject({ body: 'Hello chunk', headers: { 'content-length': '11' } });
    expect(api.events[0]?.headers).not.toHaveProperty('transfer-encoding');
  });

  it('that waits for leave is asked for', async () => {
    const api = await testApi(() => ({ statusCode: 200, body: 'ok' }));
    const text = await api.raw(
      'POST / HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nExpect: 100-continue\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi',
    );
    expect(text).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK/);
    expect(api.events[0]?.body).toBe('hi');
  });

  it('that waits for leave and is too large is not asked for', async () => {
    const api = await testApi();
    const text = await api.raw(
      `POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: ${11 * MB}\r\nConnection: close\r\n\r\n`,
    );
    expect(text).toMatch(/^HTTP\/1\.1 413 /);
  });

  it('of binary comes back byte for byte', async () => {
    const api = await testApi(({ body }) => ({ statusCode: 200, isBase64Encoded: true, body }));
    const bytes = Uint8Array.from({ length: 256 }, (_, at) => at);
    const response = await fetch(api.url, { method: 'POST', body: bytes });
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(bytes);
  });

  it.each([
    ['10 MB of binary, an event over 6 MB', 10 * MB, 'application/octet-stream', 413],
    ['over 10 MB', 10 * MB + 1, 'application/octet-stream', 413],
    ['4 MB of binary', 4 * MB, 'application/octet-stream', 200],
    ['5 MB of binary, 6.7 MB as base64', 5 * MB, 'application/octet-stream', 413],
    ['5 MB of text', 5 * MB, 'text/plain', 200],
  ])('of %s', async (_, bytes, type, status) => {
    const api = await testApi();
    const response = await fetch(api.url, {
      method: 'POST',
      headers: { 'content-type': type },
      body: Buffer.alloc(bytes, 'a'),
    });
    expect(response.status).toBe(status);
    const text = await response.text();
    expect(text).toBe(status === 200 ? '' : '{"message":"Request Entity Too Large"}');
    expect(api.events).toHaveLength(status === 200 ? 1 : 0);
  });
});

describe('the API answers itself', () => {
  /** The first line and the body of what comes back. */
  const exchange = async (request: string, settings: Parameters<typeof testApi>[1] = {}) => {
    const api = await testApi(undefined, settings);
    const text = await api.raw(request);
    expect(api.events).toEqual([]);
    expect(text).toMatch(/apigw-requestid: [\w-]{15}=/);
    const [head = '', body = ''] = text.split('\r\n\r\n');
    return [head.split('\r\n')[0], body];
  };
  const get = (target: string, headers = '') =>
    `GET ${target} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${headers}\r\n`;

  it.each([
    [
      'a path that cannot be decoded',
      get('/50%25off'),
      'HTTP/1.1 400 Bad Request',
      '{"message":"Bad Request"}',
    ],
    ['a target that is no path', get('*'), 'HTTP/1.1 400 Bad Request', '{"message":"Bad Request"}'],
    [
      'what is not HTTP',
      'GET / HTTP/1.1\r\nHost: a\r\nbroken\r\n\r\n',
      'HTTP/1.1 400 Bad Request',
      '{"message":"Bad Request"}',
    ],
    [
      'headers over 10,240 bytes',
      get('/', `A: ${'a'.repeat(10_240)}\r\n`),
      'HTTP/1.1 431 Request Header Fields Too Large',
      '{"message":"Request Header Fields Too Large"}',
    ],
    [
      'headers no parser takes',
      get('/', `A: ${'a'.repeat(70_000)}\r\n`),
      'HTTP/1.1 431 Request Header Fields Too Large',
      '{"message":"Request Header Fields Too Large"}',
    ],
  ])('%s', async (_, request, line, body) => {
    expect(await exchange(request)).toEqual([line, body]);
  });

  it('what does not begin with the stage', async () => {
    const api = { stageName: 'dev' };
    expect(await exchange(get('/development'), { api })).toEqual([
      'HTTP/1.1 404 Not Found',
      '{"message":"Not Found"}',
    ]);
  });

  it('headers of just 10,240 bytes go through', async () => {
    const api = await testApi();
    const rest = 'GET / HTTP/1.1'.length + 'a'.length + 'close'.length;
    await api.raw(get('/', `A: ${'a'.repeat(10_240 - rest)}\r\n`));
    expect(api.events).toHaveLength(1);
  });
});

describe('a stage', () => {
  it('with a name is the first segment of the path', async () => {
    const api = await testApi(undefined, { api: { stageName: 'dev' } });
    await fetch(`${api.url}/dev/a`);
    expect(api.events[0]).toMatchObject({ rawPath: '/dev/a', requestContext: { stage: 'dev' } });
  });

  it('throttles by its settings, which may change while it runs', async () => {
    const time = { now: 1_000_000 };
    const throttle = { ratePerSecond: 1, burst: 2 };
    const api = await testApi(undefined, { api: { throttle }, now: () => time.now });
    const statuses = async (count: number) => {
      const responses = await Promise.all(Array.from({ length: count }, () => fetch(api.url)));
      return responses.map(({ status }) => status).sort();
    };
    expect(await statuses(3)).toEqual([200, 200, 429]);
    expect(await (await fetch(api.url)).text()).toBe('{"message":"Too Many Requests"}');
    time.now += 1000;
    expect(await statuses(2)).toEqual([200, 429]);
    api.configure({ ratePerSecond: 100, burst: 5 });
    time.now += 1000;
    expect(await statuses(6)).toEqual([200, 200, 200, 200, 200, 429]);
  });
});

describe('a function', () => {
  const failing = (code: string) => () => {
    throw Object.assign(new Error('Rate Exceeded.'), { code });
  };
  it.each([
    [
      'that failed',
      () => ({ payload: Buffer.from('{"errorMessage":"x"}'), failure: 'Unhandled' }),
      500,
      'Internal Server Error',
    ],
    ['at its concurrency', failing('TooManyRequestsException'), 503, 'Service Unavailable'],
    ['that is not there', failing('ResourceNotFoundException'), 500, 'Internal Server Error'],
    ['that does not end in time', () => new Promise(() => {}), 503, 'Service Unavailable'],
  ])('%s is answered for', async (_, handler, status, text) => {
    const api = await testApi(handler, { timeoutMilliseconds: 50 });
    const response = await fetch(api.url);
    expect([response.status, await response.text()]).toEqual([status, `{"message":"${text}"}`]);
    expect(api.records[0]).toMatchObject({ status, errorMessage: text });
    expect(api.records[0]?.integrationErrorMessage).not.toBe('');
  });
});

describe('the access log', () => {
  it('has a record of every request, with what the function gave', async () => {
    const api = await testApi(() => ({ payload: Buffer.from('"hi"'), coldStart: true }), {
      now: () => 1783711145766,
    });
    await fetch(`${api.url}/a%20b?c=d`, { method: 'PUT', headers: { 'user-agent': 'test' } });
    expect(api.records).toEqual([
      {
        requestId: api.events[0]?.requestContext.requestId,
        requestTimeEpoch: 1783711145766,
        requestTime: '10/Jul/2026:19:19:05 +0000',
        sourceIp: '127.0.0.1',
        userAgent: 'test',
        httpMethod: 'PUT',
        path: '/a b',
        protocol: 'HTTP/1.1',
        stage: '$default',
        routeKey: '$default',
        status: 200,
        responseLength: 2,
        responseLatency: expect.any(Number),
        integrationLatency: expect.any(Number),
        integrationStatus: 200,
        integrationErrorMessage: undefined,
        errorMessage: undefined,
        result: expect.objectContaining({ coldStart: true }),
      },
    ]);
  });

  it('has no record of a request whose sender went away before its end', async () => {
    const api = await testApi();
    const sent = new AbortController();
    const body = new ReadableStream({ start: (controller) => controller.enqueue(Buffer.from('part')) });
    const request = fetch(api.url, {
      method: 'POST',
      body,
      duplex: 'half',
      signal: sent.signal,
    } as RequestInit);
    setTimeout(() => sent.abort(), 20);
    await expect(request).rejects.toThrow();
    await fetch(api.url);
    expect(api.records.map(({ httpMethod }) => httpMethod)).toEqual(['GET']);
  });
});

describe('stopping', () => {
  it('lets a request under way end, and takes no other', async () => {
    let answer = (_: unknown): void => {};
    const asked = new Promise<void>((resolve) => {
      answer = () => resolve();
    });
    let arrived = (): void => {};
    const arrival = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const api = await testApi(async () => {
      arrived();
      await asked;
      return { statusCode: 200, body: 'ended' };
    });
    const response = fetch(api.url);
    await arrival;
    const stopped = api.stop();
    answer(undefined);
    expect(await (await response).text()).toBe('ended');
    await stopped;
    await expect(fetch(api.url)).rejects.toThrow();
    await api.stop();
  });

  it('a port that is taken is told as the system tells it', async () => {
    const { port } = await testApi();
    const second = startHttpApi({
      port,
      api: {
        apiId: 'a',
        region: 'us-east-1',
        account: '1',
        stageName: '$default',
        throttle: { ratePerSecond: 1, burst: 1 },
      },
      invoke: async () => ({ payload: new Uint8Array() }),
    });
    await expect(second).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});

describe('a request that is unusual', () => {
  it.each([
    [
      'names the whole address',
      'GET http://localhost/a?b=c HTTP/1.1',
      { rawPath: '/a', rawQueryString: 'b=c' },
    ],
    ['has no path', 'GET http://localhost?b=c HTTP/1.1', { rawPath: '/', rawQueryString: 'b=c' }],
    ['has a second question mark', 'GET /a?b=c?d HTTP/1.1', { rawPath: '/a', rawQueryString: 'b=c?d' }],
    ['has an empty query', 'GET /a? HTTP/1.1', { rawPath: '/a', rawQueryString: '' }],
    ['has two slashes', 'GET //a//b HTTP/1.1', { rawPath: '//a//b' }],
    ['wants to upgrade', 'GET / HTTP/1.1\r\nUpgrade: websocket', { rawPath: '/' }],
    ['has a method of its own', 'PROPFIND / HTTP/1.1', { requestContext: { http: { method: 'PROPFIND' } } }],
    ['is of HTTP 1.0', 'GET / HTTP/1.0', { requestContext: { http: { protocol: 'HTTP/1.0' } } }],
    ['has no agent', 'GET / HTTP/1.1', { requestContext: { http: { userAgent: '' } } }],
  ])('because it %s', async (_, line, seen) => {
    const api = await testApi();
    await api.raw(`${line}\r\nHost: a\r\nConnection: close\r\n\r\n`);
    expect(api.events).toMatchObject([seen]);
  });

  it('because two come at once on one connection is answered in order', async () => {
    const api = await testApi(({ rawPath }) => ({ statusCode: 200, body: rawPath }));
    const text = await api.raw(
      'GET /first HTTP/1.1\r\nHost: a\r\n\r\nGET /second HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
    );
    expect(text.match(/\/first|\/second/g)).toEqual(['/first', '/second']);
  });
});
