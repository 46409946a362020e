import { randomBytes } from 'node:crypto';
import { isText } from './body-encoding.ts';
import { queryParameters } from './request-path.ts';

/** An API as far as its events show it. */
export interface ApiIdentity {
  readonly apiId: string;
  readonly region: string;
  readonly account: string;
  /** `$default`, or the first segment of every path. */
  readonly stageName: string;
}

/** A request as it came. */
export interface IncomingRequest {
  readonly requestId: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly method: string;
  /** Decoded. */
  readonly path: string;
  readonly query: string;
  /** `HTTP/1.1` */
  readonly protocol: string;
  readonly sourceIp: string;
  /** Names and values in turn, as Node gives them. */
  readonly rawHeaders: readonly string[];
  readonly body: Uint8Array;
}

export interface HttpApiEvent {
  readonly version: '2.0';
  readonly routeKey: string;
  readonly rawPath: string;
  readonly rawQueryString: string;
  readonly cookies?: string[];
  readonly headers: Readonly<Record<string, string>>;
  readonly queryStringParameters?: Readonly<Record<string, string>>;
  readonly requestContext: {
    readonly accountId: string;
    readonly apiId: string;
    readonly domainName: string;
    readonly domainPrefix: string;
    readonly http: {
      readonly method: string;
      readonly path: string;
      readonly protocol: string;
      readonly sourceIp: string;
      readonly userAgent: string;
    };
    readonly requestId: string;
    readonly routeKey: string;
    readonly stage: string;
    readonly time: string;
    readonly timeEpoch: number;
  };
  readonly body?: string;
  readonly isBase64Encoded: boolean;
}

/** The event of a request in payload format 2.0, its fields in the order AWS writes them. */
export function buildEvent(request: IncomingRequest, api: ApiIdentity): HttpApiEvent {
  const { method, path, query, protocol, sourceIp, requestId, at, body } = request;
  const given = joinedHeaders(request.rawHeaders);
  const cookies = cookiesOf(given.get('cookie'));
  const parameters = queryParameters(query);
  const text = body.length > 0 && isText(given.get('content-type'));
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString: query,
    ...(cookies.length === 0 ? {} : { cookies }),
    headers: headersOf(given, request),
    ...(parameters === undefined ? {} : { queryStringParameters: parameters }),
    requestContext: {
      accountId: api.account,
      apiId: api.apiId,
      domainName: `${api.apiId}.execute-api.${api.region}.amazonaws.com`,
      domainPrefix: api.apiId,
      http: { method, path, protocol, sourceIp, userAgent: given.get('user-agent') ?? '' },
      requestId,
      routeKey: '$default',
      stage: api.stageName,
      time: commonLogTime(at),
      timeEpoch: at,
    },
    ...(body.length === 0 ? {} : { body: Buffer.from(body).toString(text ? 'utf8' : 'base64') }),
    isBase64Encoded: body.length > 0 && !text,
  };
}

/** 15 characters and `=`. */
export function newRequestId(): string {
  return `${randomBytes(11).toString('base64url')}=`;
}

/** `10/Jul/2026:19:19:05 +0000` */
export function commonLogTime(at: number): string {
  const [, day, month, year, time] =
    /^\w+, (\d+) (\w+) (\d+) (\S+) GMT$/.exec(new Date(at).toUTCString()) ?? [];
  return `${day}/${month}/${year}:${time} +0000`;
}

/** Header values by lower-case names, duplicates joined (rules headers-names, headers-joined). */
function joinedHeaders(raw: readonly string[]): Map<string, string> {
  const joined = new Map<string, string>();
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = (raw[at] ?? '').toLowerCase();
    const value = Buffer.from(raw[at + 1] ?? '', 'latin1').toString('utf8');
    const before = joined.get(name);
    const separator = name === 'cookie' ? ';' : ',';
    joined.set(name, before === undefined ? value : `${before}${separator}${value}`);
  }
  return joined;
}

function cookiesOf(header = ''): string[] {
  return header
    .split(';')
    .map((cookie) => cookie.trim())
    .filter((cookie) => cookie !== '');
}

function headersOf(
  given: ReadonlyMap<string, string>,
  { sourceIp, at, body }: IncomingRequest,
): Readonly<Record<string, string>> {
  const kept = [...given].filter(([name]) => !OF_ONE_CONNECTION.has(name) && name !== 'cookie');
  const before = given.get('x-forwarded-for');
  const added = {
    'content-length': String(body.length),
    'x-amzn-trace-id': given.get('x-amzn-trace-id') ?? newTraceId(at),
    'x-forwarded-for': before === undefined ? sourceIp : `${before},${sourceIp}`,
    'x-forwarded-port': '443',
    'x-forwarded-proto': 'https',
  };
  const all = Object.entries({ ...Object.fromEntries(kept), ...added });
  return Object.fromEntries(all.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function newTraceId(at: number): string {
  const seconds = Math.floor(at / 1000).toString(16);
  return `Root=1-${seconds.padStart(8, '0')}-${randomBytes(12).toString('hex')}`;
}

/** RFC 9110, section 7.6.1, and what answers to it (rule headers-hop). */
const OF_ONE_CONNECTION = new Set([
  'connection',
  'expect',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);
