import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { configure } from '@codegenie/serverless-express';
import { Hono } from 'hono';
import { handle } from 'hono/aws-lambda';
import { describe, expect, it } from 'vitest';
import type { HttpApiEvent } from '../../../src/local/http-api/http-api.ts';
import { testApi } from './api.ts';

/** What an application saw of a request. */
interface Echo {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly header: string | undefined;
  readonly cookie: string | undefined;
  readonly body: string;
}

type Call = (event: HttpApiEvent) => Promise<unknown>;

const ADAPTERS: readonly (readonly [name: string, handler: Call])[] = [
  ['hono', honoHandler()],
  ['serverless-express', expressHandler()],
];

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
  ];

describe.each(ADAPTERS)('an application behind the adapter of %s', (_, handler) => {
  it.each(REQUESTS)('sees %s as it was sent', async (_, path, init, seen) => {
    const api = await testApi(handler);
    const response = await fetch(`${api.url}${path}`, init);
    expect(await response.json()).toMatchObject(seen);
  });

  it('answers with its own status, headers, cookies and bytes', async () => {
    const api = await testApi(handler);
    const response = await fetch(`${api.url}/image`);
    expect([response.status, response.headers.get('content-type')]).toEqual([203, 'image/png']);
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(Buffer.from(await response.arrayBuffer()).toString('hex')).toBe('00ff80');
  });
});

function honoHandler(): Call {
  const app = new Hono();
  app.get('/image', (context) => {
    context.header('set-cookie', 'a=1', { append: true });
    context.header('set-cookie', 'b=2', { append: true });
    return context.body(Uint8Array.of(0, 255, 128), 203, { 'content-type': 'image/png' });
  });
  app.all('*', async ({ req, json }) => {
    const url = new URL(req.url);
    return json({
      method: req.method,
      path: url.pathname,
      query: url.search.slice(1),
      header: req.header('x-probe'),
      cookie: req.header('cookie'),
      body: Buffer.from(await req.arrayBuffer()).toString('hex'),
    } satisfies Echo);
  });
  const serve = handle(app);
  return (event) => serve(event as Parameters<typeof serve>[0]);
}

/** An application as express makes them: a function of request and response. */
function expressHandler(): Call {
  const app = (request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (url.pathname === '/image') {
      response.writeHead(203, { 'content-type': 'image/png', 'set-cookie': ['a=1', 'b=2'] });
      return void response.end(Uint8Array.of(0, 255, 128));
    }
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(Buffer.from(chunk)));
    request.on('end', () => {
      response.setHeader('content-type', 'application/json');
      response.end(
        JSON.stringify({
          method: request.method ?? '',
          path: url.pathname,
          query: url.search.slice(1),
          header: request.headers['x-probe'] as string,
          cookie: request.headers.cookie,
          body: Buffer.concat(chunks).toString('hex'),
        } satisfies Echo),
      );
    });
  };
  const serve = configure({
    app: Object.assign(app, { handle: app, createServer }) as never,
    binarySettings: { contentTypes: ['image/png'] },
  }) as unknown as (event: HttpApiEvent, context: object) => Promise<unknown>;
  return (event) => serve(event, {});
}
