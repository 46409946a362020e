import { request as sendRequest } from 'node:http';
import type { DevCloudEvent, ServedRequest } from '../dev-cloud.ts';
import type { Invocation } from '../function-runtime/function-runtime.ts';
import type { AccessRecord } from '../http-api/access-log.ts';
import type { Exchange } from '../http-api/exchange.ts';

/** The requests of a local cloud: numbered, told of, and the last of them kept for another time. */
export interface ServedRequests {
  arrived(): number;
  answered(record: AccessRecord<Invocation>, exchange: Exchange): void;
  /** There will be no answer. */
  broken(number: number): void;
  /** A session was pinned: by the request under way, when there is one only. */
  pinned(reason: string): void;
  /** Sends one again, the last one when no number is given, to `url`; resolves to the status of its answer. */
  replay(url: string, number?: number): Promise<number | undefined>;
}

const MOST_KEPT = 100;
/** Bytes of all bodies that are kept. */
const MOST_BYTES = 32_000_000;

export function servedRequests(tell: (event: DevCloudEvent) => void): ServedRequests {
  let count = 0;
  /** Why each request under way pinned, if it did. */
  const underWay = new Map<number, string | undefined>();
  let kept: (Exchange & { readonly body: Uint8Array })[] = [];
  let bytes = 0;

  function keep(exchange: Exchange): void {
    const { body } = exchange;
    // What was refused before its body was read cannot be sent again.
    if (body === undefined) return;
    kept.push({ ...exchange, body });
    bytes += body.byteLength;
    while (kept.length > MOST_KEPT || (bytes > MOST_BYTES && kept.length > 1)) {
      const [oldest, ...rest] = kept;
      kept = rest;
      bytes -= oldest?.body.byteLength ?? 0;
    }
  }

  return {
    arrived() {
      count += 1;
      underWay.set(count, undefined);
      return count;
    },
    answered(record, exchange) {
      const pinned = underWay.get(exchange.number);
      underWay.delete(exchange.number);
      keep(exchange);
      tell({ type: 'request', request: servedRequest(record, exchange, pinned) });
    },
    broken(number) {
      underWay.delete(number);
    },
    pinned(reason) {
      const [number, ...others] = underWay.keys();
      if (number !== undefined && others.length === 0) underWay.set(number, reason);
    },
    async replay(url, number) {
      const found = number === undefined ? kept.at(-1) : kept.find((each) => each.number === number);
      return found === undefined ? undefined : sendAgain(url, found);
    },
  };
}

function servedRequest(
  record: AccessRecord<Invocation>,
  { number, method, target, query, answer }: Exchange,
  pinned: string | undefined,
): ServedRequest {
  const header = (name: string) => answer.headers.find(([each]) => each.toLowerCase() === name)?.[1];
  const storedId = header('proxywebhook-id');
  const coldStart = record.result?.initMilliseconds;
  const error = record.integrationErrorMessage ?? record.errorMessage;
  return {
    number,
    at: new Date(record.requestTimeEpoch),
    method,
    target: record.path === '' ? target : `${record.path}${query === '' ? '' : `?${query}`}`,
    status: record.status,
    milliseconds: record.responseLatency,
    ...(storedId === undefined ? {} : { storedId: Number(storedId) }),
    ...(header('proxywebhook-duplicate') === 'true' ? { duplicate: true as const } : {}),
    ...(coldStart === undefined ? {} : { coldStart: Math.round(coldStart) }),
    ...(pinned === undefined ? {} : { pinned }),
    ...(error === undefined ? {} : { error }),
  };
}

/** Of one connection only, or about how the body was cut: the body goes whole this time. */
const NOT_SENT_AGAIN = new Set(['connection', 'content-length', 'expect', 'keep-alive', 'transfer-encoding']);

function sendAgain(
  url: string,
  { method, target, rawHeaders, body }: Exchange & { readonly body: Uint8Array },
): Promise<number> {
  const { host, hostname, port } = new URL(url);
  const headers: string[] = [];
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const [name = '', value = ''] = rawHeaders.slice(at, at + 2);
    if (!NOT_SENT_AGAIN.has(name.toLowerCase())) headers.push(name, value);
  }
  const had = (names: RegExp) => rawHeaders.some((name, at) => at % 2 === 0 && names.test(name));
  // HTTP/1.0 has none.
  if (!had(/^host$/i)) headers.push('host', host);
  if (had(/^(content-length|transfer-encoding)$/i)) headers.push('content-length', String(body.byteLength));
  headers.push('connection', 'close');
  return new Promise((resolve, reject) => {
    const path = target.startsWith('/') ? target : `/${target}`;
    const request = sendRequest({ host: hostname.replace(/^\[|\]$/g, ''), port, method, path, headers });
    request.on('error', reject);
    request.on('response', (response) => {
      response.on('error', reject).on('end', () => resolve(response.statusCode ?? 0));
      response.resume();
    });
    request.end(body);
  });
}
