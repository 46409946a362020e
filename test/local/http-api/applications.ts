// One application, written with three frameworks, each as the handler of an HTTP API (by the adapter that its users take) and on a
// plain server. `/image` answers bytes and cookies, `/moved` a redirect, everything else what it saw of the request.
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { configure } from '@codegenie/serverless-express';
import awsLambdaFastify from '@fastify/aws-lambda';
import Fastify from 'fastify';
import { Hono } from 'hono';
import { handle } from 'hono/aws-lambda';
import type { HttpApiEvent } from '../../../src/local/http-api/http-api.ts';

/** What an application saw of a request. */
export interface Echo {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly header: string | undefined;
  readonly cookie: string | undefined;
  /** In hexadecimal. */
  readonly body: string;
}

export interface Application {
  readonly handler: (event: HttpApiEvent) => Promise<unknown>;
  readonly listener: () => Promise<RequestListener>;
}

export const APPLICATIONS: Readonly<Record<string, Application>> = {
  hono: hono(),
  fastify: fastify(),
  'serverless-express': express(),
};

const IMAGE = Uint8Array.of(0, 255, 128);

function hono(): Application {
  const app = new Hono();
  app.get('/image', (context) => {
    context.header('set-cookie', 'a=1', { append: true });
    context.header('set-cookie', 'b=2', { append: true });
    return context.body(IMAGE, 203, { 'content-type': 'image/png' });
  });
  app.get('/moved', (context) => context.redirect('/elsewhere?a=%2F', 308));
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
  return {
    handler: (event) => serve(event as Parameters<typeof serve>[0]),
    listener: async () => (request, response) => void serveFetch(app, request, response),
  };
}

/** A server for applications that take a `Request`. */
async function serveFetch(app: Hono, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await bytesOf(request);
  const answer = await app.fetch(
    new Request(`http://${request.headers.host}${request.url}`, {
      method: request.method ?? 'GET',
      headers: Object.entries(request.headers).map(([name, value]): [string, string] => [
        name,
        String(value),
      ]),
      ...(body.length === 0 ? {} : { body }),
    }),
  );
  response.statusCode = answer.status;
  for (const [name, value] of answer.headers) response.appendHeader(name, value);
  response.end(Buffer.from(await answer.arrayBuffer()));
}

function fastify(): Application {
  const app = Fastify();
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_, body, done) => done(null, body));
  app.get('/image', (_, reply) =>
    reply.code(203).header('set-cookie', ['a=1', 'b=2']).type('image/png').send(Buffer.from(IMAGE)),
  );
  app.get('/moved', (_, reply) => reply.redirect('/elsewhere?a=%2F', 308));
  app.all('/*', (request, reply) => {
    const url = new URL(request.url, 'http://localhost');
    return reply.send({
      method: request.method,
      path: url.pathname,
      query: url.search.slice(1),
      header: request.headers['x-probe'] as string | undefined,
      cookie: request.headers.cookie?.replaceAll(/; ?/g, '; '), // Its adapter joins them without a space.
      body: Buffer.isBuffer(request.body) ? request.body.toString('hex') : '',
    } satisfies Echo);
  });
  const serve = awsLambdaFastify(app, {
    enforceBase64: ({ headers }) => /^image\//.test(String(headers['content-type'])),
  });
  return {
    handler: (event) => serve(event, {} as never),
    async listener() {
      await app.ready();
      return app.routing as RequestListener;
    },
  };
}

/** An application as express makes them: a function of request and response. */
function express(): Application {
  const app = async (request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (url.pathname === '/image') {
      response.writeHead(203, { 'content-type': 'image/png', 'set-cookie': ['a=1', 'b=2'] });
      return void response.end(IMAGE);
    }
    if (url.pathname === '/moved') {
      response.writeHead(308, { location: '/elsewhere?a=%2F' });
      return void response.end();
    }
    const body = await bytesOf(request);
    response.setHeader('content-type', 'application/json');
    response.end(
      JSON.stringify({
        method: request.method ?? '',
        path: url.pathname,
        query: url.search.slice(1),
        header: request.headers['x-probe'] as string | undefined,
        cookie: request.headers.cookie,
        body: body.toString('hex'),
      } satisfies Echo),
    );
  };
  const serve = configure({
    app: Object.assign(app, { handle: app, createServer }) as never,
    binarySettings: { contentTypes: ['image/png'] },
  }) as unknown as (event: HttpApiEvent, context: object) => Promise<unknown>;
  return {
    handler: (event) => serve(event, {}),
    listener: async () => (request, response) => void app(request, response),
  };
}

async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}
