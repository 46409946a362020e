import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Outcome } from './front.ts';
import type { WireAnswer, WireRequest } from './protocols/protocol.ts';

export interface ServerOptions {
  /** 0 for any that is free. */
  readonly port: number;
  readonly handle: (request: WireRequest) => Promise<Outcome>;
  readonly report: (error: unknown) => void;
}

export interface RunningServer {
  /** `http://127.0.0.1:PORT`. */
  readonly endpoint: string;
  /** Cuts what is under way. */
  stop(): Promise<void>;
}

/** Serves requests on loopback. Refuses a `Host` that is not this machine's: a web page must not reach it by DNS tricks. */
export async function serve({ port, handle, report }: ServerOptions): Promise<RunningServer> {
  const waiting = new Set<NodeJS.Timeout>();
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      if (!request.errored) report(error);
      response.destroy();
    });
  });
  server.keepAliveTimeout = 60_000;
  server.on('clientError', (_, socket) => socket.destroy());
  await listen(server, port);
  const address = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    async stop() {
      for (const timer of waiting) clearTimeout(timer);
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };

  async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    response.on('error', () => {});
    const request = await readRequest(incoming);
    if (request === undefined) return send(response, incoming, TOO_LARGE);
    if (!isLoopback(request.headers.host)) return send(response, incoming, FOREIGN_HOST);
    const outcome = await handle(request);
    await pause(outcome.delay);
    if (outcome.kind === 'cut') {
      if (outcome.midway !== undefined) await sendHalf(response, outcome.midway);
      incoming.socket.resetAndDestroy();
      return;
    }
    send(response, incoming, outcome.answer);
  }

  function pause(milliseconds: number): Promise<void> {
    if (milliseconds <= 0) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        waiting.delete(timer);
        resolve();
      }, milliseconds);
      waiting.add(timer);
    });
  }
}

const MOST_BYTES = 512 * 1024 * 1024;

const TOO_LARGE = plain(413, 'The request is larger than 512 MiB.');
const FOREIGN_HOST = plain(403, 'The local cloud answers on 127.0.0.1 and localhost only.');

function plain(status: number, text: string): WireAnswer {
  return { status, headers: { 'content-type': 'text/plain' }, body: `${text}\n` };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}

async function readRequest(incoming: IncomingMessage): Promise<WireRequest | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    bytes += chunk.byteLength;
    if (bytes > MOST_BYTES) return undefined;
    chunks.push(chunk);
  }
  const [path = '/', query = ''] = splitOnce(incoming.url ?? '/');
  return {
    method: incoming.method ?? 'GET',
    path,
    query: new URLSearchParams(query),
    headers: Object.fromEntries(
      Object.entries(incoming.headers).map(([name, value]) => [name, String(value ?? '')]),
    ),
    body: new Uint8Array(Buffer.concat(chunks)),
  };
}

function splitOnce(url: string): readonly string[] {
  const at = url.indexOf('?');
  return at === -1 ? [url] : [url.slice(0, at), url.slice(at + 1)];
}

function isLoopback(host: string | undefined): boolean {
  return host === undefined || /^(127\.\d+\.\d+\.\d+|\[::1\]|(?:[^:/]+\.)?localhost)(:\d+)?$/i.test(host);
}

function send(
  response: ServerResponse,
  { method }: IncomingMessage,
  { status, headers, body }: WireAnswer,
): void {
  if (response.destroyed) return;
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  const bodiless = method === 'HEAD' || status === 204 || status === 304;
  response.writeHead(status, {
    ...headers,
    ...(status === 204 ? {} : { 'content-length': headers['content-length'] ?? bytes.byteLength }),
  });
  response.end(bodiless ? undefined : bytes);
}

/** The head announces the whole answer; resolves once half of the body is on its way. */
function sendHalf(response: ServerResponse, { status, headers, body }: WireAnswer): Promise<void> {
  if (response.destroyed) return Promise.resolve();
  const bytes = Buffer.from(body as string);
  response.writeHead(status, { ...headers, 'content-length': Math.max(bytes.byteLength, 1) });
  const half = bytes.subarray(0, Math.floor(bytes.byteLength / 2));
  response.flushHeaders();
  return new Promise((resolve) => {
    response.write(half.byteLength === 0 ? '' : half, () => setImmediate(resolve));
  });
}
