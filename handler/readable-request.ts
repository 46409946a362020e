import { type HttpEvent, isRecord } from './http-event.ts';
import { methodOf, pathOf } from './received-request.ts';
import type { SignedRequest, Source } from './signatures/scheme.ts';

/** A request whose parts can be asked for by their source. */
export interface ReadableRequest extends SignedRequest {
  /** A text or number at a source, as text; undefined for anything else. The body is parsed once, when first asked for. */
  read(source: Source): string | undefined;
}

/** Larger bodies are not parsed: what is looked for in them is at their beginning, and parsing holds up the answer. */
const LARGEST_JSON = 1024 * 1024;

export function readableRequest(event: HttpEvent, body: Buffer | undefined): ReadableRequest {
  const headers = textsOf(isRecord(event.headers) ? event.headers : {});
  const query = typeof event.rawQueryString === 'string' ? event.rawQueryString : '';
  const bytes = body ?? Buffer.alloc(0);
  let parsed: { readonly value: unknown } | undefined;
  return {
    method: methodOf(event),
    url: `https://${headers.host ?? ''}${pathOf(event)}${query === '' ? '' : `?${query}`}`,
    headers,
    body: bytes,
    read: (source) => {
      if (source.startsWith('?')) return new URLSearchParams(query).get(source.slice(1)) ?? undefined;
      if (!source.startsWith('.')) return headers[source];
      parsed ??= { value: parse(bytes) };
      return textOf(source.slice(1).split('.').reduce(member, parsed.value));
    },
  };
}

/** Without a prototype: a header that nobody sent is undefined, whatever its name. */
function textsOf(headers: Readonly<Record<string, unknown>>): Readonly<Record<string, string | undefined>> {
  const texts = Object.entries(headers).flatMap(([name, value]) =>
    typeof value === 'string' ? [[name.toLowerCase(), value] as const] : [],
  );
  return Object.assign(Object.create(null), Object.fromEntries(texts));
}

function parse(body: Buffer): unknown {
  const begin = body.subarray(0, 3).equals(BYTE_ORDER_MARK) ? 3 : 0;
  if (body.length > LARGEST_JSON || !/^\s*[[{]/.test(body.toString('latin1', begin, begin + 64)))
    return undefined;
  try {
    return JSON.parse(body.toString('utf8', begin));
  } catch {
    return undefined;
  }
}

const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}
