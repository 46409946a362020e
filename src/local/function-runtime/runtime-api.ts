import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/** One request for the process behind a Runtime API. */
export interface RuntimeRequest {
  readonly requestId: string;
  readonly payload: Uint8Array;
  /** Milliseconds since the epoch. */
  readonly deadline: number;
  readonly functionArn: string;
  readonly traceId?: string | undefined;
}

/** What the process said, in the order it said it. */
export type RuntimeMessage =
  /** It asks for the next request, and waits. */
  | { readonly type: 'next' }
  | { readonly type: 'response'; readonly payload: Uint8Array; readonly rssKb: number | undefined }
  | { readonly type: 'error'; readonly payload: Uint8Array; readonly rssKb: number | undefined }
  | { readonly type: 'init-error'; readonly payload: Uint8Array }
  | { readonly type: 'too-large' };

export interface RuntimeApi {
  /** `127.0.0.1:PORT` */
  readonly address: string;
  /** Answers the call that waits for a request. */
  give(request: RuntimeRequest): void;
  close(): void;
}

/** Lambda Developer Guide, "Lambda quotas": 6 MB each way; the answer may have 100 bytes more. */
export const LARGEST_RESPONSE = 6_291_556;

/**
 * Serves Lambda's Runtime API to the one process of an execution environment, on a port of its own.
 * Source: Lambda Developer Guide, "Using the Lambda runtime API for custom runtimes".
 */
export async function serveRuntimeApi(listen: (message: RuntimeMessage) => void): Promise<RuntimeApi> {
  let waiting: ServerResponse | undefined;
  let current: string | undefined;
  let address = '';

  const server = createServer({ requestTimeout: 0, headersTimeout: 0 }, (request, response) => {
    route(request, response).catch(() => response.destroy());
  });
  server.keepAliveTimeout = 0;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const bound = server.address();
  address = `127.0.0.1:${typeof bound === 'object' && bound !== null ? bound.port : 0}`;

  async function route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // A page in the developer's browser may not take a function's requests.
    if (request.headers.host !== address) return refuse(response, 403, 'InvalidHost', 'Unknown host');
    const [, id, end] =
      /^\/2018-06-01\/runtime\/(?:invocation\/([^/]+)\/)?(.+)$/.exec(request.url ?? '') ?? [];
    if (request.method === 'GET' && end === 'invocation/next') {
      waiting = response;
      listen({ type: 'next' });
      return;
    }
    const body = await read(request);
    if (request.method !== 'POST') return refuse(response, 404, 'NotFound', 'Unknown path');
    if (id === undefined && end === 'init/error') {
      accept(response);
      return listen({ type: 'init-error', payload: body ?? Buffer.from('{}') });
    }
    if (id === undefined || (end !== 'response' && end !== 'error')) {
      return refuse(response, 404, 'NotFound', 'Unknown path');
    }
    if (decodeURIComponent(id) !== current) {
      return refuse(response, 400, 'InvalidRequestID', 'Invalid request ID');
    }
    current = undefined;
    if (body === undefined) {
      refuse(
        response,
        413,
        'RequestEntityTooLarge',
        `Exceeded maximum allowed payload size (${LARGEST_RESPONSE} bytes).`,
      );
      return listen({ type: 'too-large' });
    }
    accept(response);
    const used = Number(request.headers['proxywebhook-rss-kb']);
    listen({ type: end, payload: body, rssKb: used > 0 ? used : undefined });
  }

  return {
    address,
    give({ requestId, payload, deadline, functionArn, traceId }) {
      const response = waiting;
      waiting = undefined;
      if (response === undefined) throw new Error('The environment was given a request it did not ask for.');
      current = requestId;
      response.writeHead(200, {
        'content-type': 'application/json',
        'content-length': payload.byteLength,
        'lambda-runtime-aws-request-id': requestId,
        'lambda-runtime-deadline-ms': String(deadline),
        'lambda-runtime-invoked-function-arn': functionArn,
        ...(traceId === undefined ? {} : { 'lambda-runtime-trace-id': traceId }),
      });
      response.end(payload);
    },
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** Undefined for a body that is larger than a response may be. */
async function read(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= LARGEST_RESPONSE) chunks.push(chunk);
  }
  return size > LARGEST_RESPONSE ? undefined : Buffer.concat(chunks, size);
}

function accept(response: ServerResponse): void {
  answer(response, 202, { status: 'OK' });
}

function refuse(response: ServerResponse, status: number, errorType: string, errorMessage: string): void {
  answer(response, status, { errorType, errorMessage });
}

function answer(response: ServerResponse, status: number, value: unknown): void {
  const body = JSON.stringify(value);
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
  });
  response.end(body);
}
