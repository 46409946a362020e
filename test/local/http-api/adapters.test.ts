import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { testApi } from './api.ts';
import { APPLICATIONS, type Application, type Echo } from './applications.ts';

const REQUESTS: readonly (readonly [title: string, path: string, init: RequestInit, seen: Partial<Echo>])[] =
  [
    [
      'a GET with a query',
      '/a/b?x=1&x=2&y=%2F',
      {},
      { method: 'GET', path: '/a/b', query: 'x=1&x=2&y=%2F', body: '' },
    ],
    [
      'a POST of JSON',
      '/hook',
      { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"a":"λ"}' },
      { method: 'POST', body: Buffer.from('{"a":"λ"}').toString('hex') },
    ],
    [
      'a form',
      '/hook',
      { method: 'POST', body: new URLSearchParams({ a: 'b c' }) },
      { body: Buffer.from('a=b+c').toString('hex') },
    ],
    [
      'bytes',
      '/hook',
      { method: 'PUT', body: Uint8Array.of(0, 255, 128) },
      { method: 'PUT', body: '00ff80' },
    ],
    [
      'headers and cookies',
      '/',
      { headers: { 'x-probe': 'one', cookie: 'a=1; b=2' } },
      { header: 'one', cookie: 'a=1; b=2' },
    ],
    ['a DELETE without a body', '/item/7', { method: 'DELETE' }, { method: 'DELETE', body: '' }],
  ];

describe.each(Object.entries(APPLICATIONS))('an application of %s', (_, application) => {
  it.each(REQUESTS)(
    'sees %s as it was sent, behind the API as on a plain server',
    async (_, path, init, seen) => {
      const [behind, plain] = await both(application, path, init);
      expect(JSON.parse(Buffer.from(behind.body, 'hex').toString())).toMatchObject(seen);
      expect(behind).toEqual(plain);
    },
  );

  it.each([
    ['bytes, cookies and a status of its own', '/image', 203, ['a=1', 'b=2'], '00ff80'],
    ['a redirect', '/moved', 308, [], ''],
  ])('answers with %s, behind the API as on a plain server', async (_, path, status, cookies, body) => {
    const [behind, plain] = await both(application, path, {});
    expect(behind).toMatchObject({ status, cookies, body });
    expect(behind).toEqual({ ...plain, headers: { ...TYPE_OF_NONE, ...plain.headers } });
  });
});

/** The answers to one request, behind the API and on a plain server. */
async function both(
  application: Application,
  path: string,
  init: RequestInit,
): Promise<readonly [behind: Answer, plain: Answer]> {
  const api = await testApi(application.handler as never);
  const server = createServer(await application.listener()).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  const plain = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return Promise.all([ask(`${api.url}${path}`, init), ask(`${plain}${path}`, init)]);
}

interface Answer {
  readonly status: number;
  readonly cookies: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

async function ask(url: string, init: RequestInit): Promise<Answer> {
  const response = await fetch(url, { ...init, redirect: 'manual' });
  return {
    status: response.status,
    cookies: response.headers.getSetCookie(),
    headers: Object.fromEntries([...response.headers].filter(([name]) => !OF_THE_SERVER.has(name))),
    body: Buffer.from(await response.arrayBuffer()).toString('hex'),
  };
}

/** Rule answer-type. */
const TYPE_OF_NONE = { 'content-type': 'text/plain; charset=utf-8' };

/** What API Gateway and a server of Node.js each say in their own way (rules answer-headers, answer-request-id). */
const OF_THE_SERVER = new Set([
  'apigw-requestid',
  'connection',
  'content-length',
  'date',
  'keep-alive',
  'set-cookie',
  'transfer-encoding',
]);

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});
