import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { messageOf } from '../../errors.ts';
import type { AccessRecord } from './access-log.ts';
import { type FunctionResult, type HttpAnswer, message, readResult } from './answer.ts';
import { type ApiIdentity, buildEvent, commonLogTime, type HttpApiEvent, newRequestId } from './event.ts';
import type { Exchange } from './exchange.ts';
import { LARGEST_BODY, readBody } from './read-body.ts';
import { pathAndQuery } from './request-path.ts';
import { type Throttle, tokenBucket } from './throttle.ts';

export type { AccessRecord } from './access-log.ts';
export type { FunctionResult } from './answer.ts';
export type { HttpApiEvent } from './event.ts';
export type { Exchange } from './exchange.ts';
export type { Throttle } from './throttle.ts';

export interface HttpApiOptions<Result extends FunctionResult> {
  /** 0 or none: any that is free. */
  readonly port?: number;
  /** `127.0.0.1` when not given. */
  readonly host?: string;
  readonly api: ApiIdentity & { readonly throttle: Throttle };
  /** Calls the function. An error with the code `TooManyRequestsException` means that its concurrency is used up. */
  readonly invoke: (event: HttpApiEvent) => Promise<Result>;
  /** Told of every request once it is answered, also of those that the function never saw. */
  readonly log?: (record: AccessRecord<Result>, exchange: Exchange) => void;
  /** Numbers each request as it arrives. */
  readonly arrived?: () => number;
  /** Told of one that never got an answer: its client went away. */
  readonly broken?: (number: number) => void;
  /** Milliseconds since the epoch: of the events and of the throttle. */
  readonly now?: () => number;
  /** How long the function may take. 30,000 when not given. */
  readonly timeoutMilliseconds?: number;
}

export interface HttpApi {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  readonly port: number;
  /** New settings of the stage, without a break. */
  configure(throttle: Throttle): void;
  /** Takes no more requests, gives those under way two seconds, and closes. Of no effect the second time. */
  stop(): Promise<void>;
}

const LARGEST_HEADERS = 10_240;
/** Lambda Developer Guide, "Lambda quotas": a synchronous request. */
const LARGEST_EVENT = 6_291_456;
const GRACE = 2000;

/**
 * Serves an HTTP API with the one route `$default` to a function, as API Gateway does; `RULES` has what that means, rule by
 * rule. Throws the system's error (`EADDRINUSE`) when the port cannot be had.
 */
export async function startHttpApi<Result extends FunctionResult>(
  options: HttpApiOptions<Result>,
): Promise<HttpApi> {
  const { host = '127.0.0.1', api, invoke, log = () => {}, now = Date.now } = options;
  const { arrived = () => 0, broken = () => {} } = options;
  const timeout = options.timeoutMilliseconds ?? 30_000;
  const bucket = tokenBucket(api.throttle, now());
  const underWay = new Set<Promise<void>>();

  const server = createServer({ maxHeaderSize: 65_536, keepAliveTimeout: 60_000 });
  const take = (request: IncomingMessage, response: ServerResponse) => {
    const number = arrived();
    const served = serve(request, response, number).catch(() => {
      response.destroy();
      broken(number);
    });
    underWay.add(served);
    void served.finally(() => underWay.delete(served));
  };
  server.on('request', take);
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    if (Number(request.headers['content-length'] ?? 0) <= LARGEST_BODY) response.writeContinue();
    take(request, response);
  });
  server.on('clientError', refuseUnreadable);
  server.listen(options.port ?? 0, host);
  await once(server, 'listening');
  const bound = server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : 0;

  async function serve(request: IncomingMessage, response: ServerResponse, number: number): Promise<void> {
    const started = performance.now();
    const at = now();
    let body: Uint8Array | undefined;
    const requestId = newRequestId();
    const { method = 'GET' } = request;
    const [path, query] = pathAndQuery(request.url ?? '/');
    const sourceIp = (request.socket.remoteAddress ?? '').replace(/^::ffff:/, '');
    const protocol = `HTTP/${request.httpVersion}`;

    const { answer, call } = await decide();
    send(response, method, answer, requestId);
    const record: AccessRecord<Result> = {
      requestId,
      requestTimeEpoch: at,
      requestTime: commonLogTime(at),
      sourceIp,
      userAgent: request.headers['user-agent'] ?? '',
      httpMethod: method,
      path: path ?? '',
      protocol,
      stage: api.stageName,
      routeKey: '$default',
      status: answer.status,
      responseLength: answer.body.byteLength,
      responseLatency: Math.round(performance.now() - started),
      integrationLatency: call?.milliseconds,
      integrationStatus: call?.result === undefined ? undefined : 200,
      integrationErrorMessage: answer.integrationError,
      errorMessage:
        call?.result === undefined || answer.integrationError !== undefined ? messageIn(answer) : undefined,
      result: call?.result,
    };
    const { url: target = '/', rawHeaders } = request;
    log(record, { number, method, target, query, rawHeaders, body, answer });

    async function decide(): Promise<{ answer: HttpAnswer; call?: Call<Result> }> {
      if (headerBytes(request) > LARGEST_HEADERS)
        return { answer: message(431, 'Request Header Fields Too Large') };
      if (path === undefined) return { answer: message(400, 'Bad Request') };
      if (!isOfStage(path, api.stageName)) return { answer: message(404, 'Not Found') };
      if (!bucket.take(at)) return { answer: message(429, 'Too Many Requests') };
      body = await readBody(request);
      if (body === undefined) return { answer: TOO_LARGE };
      const { rawHeaders } = request;
      const event = buildEvent(
        { requestId, at, method, path, query, protocol, sourceIp, rawHeaders, body },
        api,
      );
      if (Buffer.byteLength(JSON.stringify(event)) > LARGEST_EVENT) return { answer: TOO_LARGE };
      return callFunction(event);
    }
  }

  async function callFunction(event: HttpApiEvent): Promise<{ answer: HttpAnswer; call: Call<Result> }> {
    const started = performance.now();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<'late'>((resolve) => {
      timer = setTimeout(() => resolve('late'), timeout);
    });
    const called = invoke(event);
    try {
      const result = await Promise.race([called, late]);
      const milliseconds = Math.round(performance.now() - started);
      if (result !== 'late') return { answer: readResult(result), call: { milliseconds, result } };
      called.catch(() => {});
      return { answer: unavailable('Endpoint request timed out'), call: { milliseconds } };
    } catch (error) {
      return { answer: refusedCall(error), call: { milliseconds: Math.round(performance.now() - started) } };
    } finally {
      clearTimeout(timer);
    }
  }

  let stopped: Promise<void> | undefined;
  const stop = async () => {
    const closed = once(server, 'close');
    server.close();
    server.closeIdleConnections();
    let timer: NodeJS.Timeout | undefined;
    const grace = new Promise((resolve) => {
      timer = setTimeout(resolve, GRACE);
    });
    await Promise.race([Promise.allSettled([...underWay]), grace]);
    clearTimeout(timer);
    server.closeAllConnections();
    await closed;
  };
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    port,
    configure: (throttle) => bucket.configure(throttle),
    stop() {
      stopped ??= stop();
      return stopped;
    },
  };
}

interface Call<Result> {
  readonly milliseconds: number;
  readonly result?: Result;
}

const TOO_LARGE = message(413, 'Request Entity Too Large');

function unavailable(reason: string): HttpAnswer {
  return message(503, 'Service Unavailable', reason);
}

/** Lambda refused the call: the function never ran. */
function refusedCall(error: unknown): HttpAnswer {
  const reason = messageOf(error);
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'TooManyRequestsException') return unavailable(reason);
  if (code === 'RequestEntityTooLargeException') return TOO_LARGE;
  return message(500, 'Internal Server Error', reason);
}

function isOfStage(path: string, stageName: string): boolean {
  return stageName === '$default' || path === `/${stageName}` || path.startsWith(`/${stageName}/`);
}

/** Request line and header values. API Gateway Developer Guide, "Quotas for configuring and running an HTTP API". */
function headerBytes({ method = '', url = '', httpVersion, rawHeaders }: IncomingMessage): number {
  const line = `${method} ${url} HTTP/${httpVersion}`.length;
  return rawHeaders.reduce((sum, text, at) => (at % 2 === 1 ? sum + text.length : sum), line);
}

function send(response: ServerResponse, method: string, answer: HttpAnswer, requestId: string): void {
  const { status, headers, body } = answer;
  const bodiless = status === 204 || status === 304;
  const all: readonly (readonly [string, string])[] = [
    ...(bodiless ? [] : [['content-length', String(body.byteLength)] as const]),
    ...headers,
    ['apigw-requestid', requestId],
  ];
  response.writeHead(status, all.flat());
  response.end(bodiless || method === 'HEAD' ? undefined : body);
}

/** What the HTTP parser refuses never becomes a request. */
function refuseUnreadable(error: Error & { readonly code?: string }, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const status =
    error.code === 'HPE_HEADER_OVERFLOW' ? 431 : error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400;
  const text = STATUS_CODES[status] ?? '';
  const body = JSON.stringify({ message: text });
  socket.end(
    `HTTP/1.1 ${status} ${text}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n` +
      `apigw-requestid: ${newRequestId()}\r\nconnection: close\r\n\r\n${body}`,
  );
}

function messageIn({ body }: HttpAnswer): string {
  return (JSON.parse(Buffer.from(body).toString('utf8')) as { message: string }).message;
}
