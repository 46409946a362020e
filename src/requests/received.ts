import { ProxyWebhookError } from '../errors.ts';
import type { JobAnswer } from './ask-function.ts';

/** A request in a list: times are ISO 8601. Header values, query and path are whatever the sender sent. */
export interface RequestSummary {
  readonly id: number;
  readonly receivedAt: string;
  /** When it was sent again, where it was. */
  readonly lastAt?: string;
  /** How often it was sent: repeated delivery ids are stored once. */
  readonly attempts: number;
  readonly method: string;
  readonly path: string;
  readonly query?: string;
  /** The path of the route it came by. */
  readonly route?: string;
  /** The sender's name for what happened. */
  readonly event?: string;
  /** The sender's own id. */
  readonly deliveryId?: string;
  /** `none`, `valid`, `invalid`, `stale` or `unknown-key`. */
  readonly signature: string;
  /** Of the body. */
  readonly bytes: number;
  readonly sourceIp?: string;
}

/** A request as it is stored. */
export interface ReceivedRequest extends RequestSummary {
  /** Lower-case names; values that must not be kept are replaced. */
  readonly headers: Readonly<Record<string, string>>;
  /** API Gateway's id of the call. */
  readonly requestId?: string;
  /** Byte for byte; absent when there was none, which is not the same as empty. */
  readonly body?: Uint8Array;
}

/** Reads an answer's `requests`. Throws `refused` when it holds something else. */
export function summariesIn(answer: JobAnswer): readonly RequestSummary[] {
  return itemsIn(answer).map(summaryOf);
}

/** Reads one request without its body. */
export function requestOf(value: unknown): ReceivedRequest {
  const given = record(value);
  const requestId = optional(given.requestId);
  return {
    ...summaryOf(value),
    headers: Object.fromEntries(
      Object.entries(record(given.headers ?? {})).map(([name, each]) => [name, String(each)]),
    ),
    ...(requestId === undefined ? {} : { requestId }),
  };
}

/** The items of an answer as they came. */
export function itemsIn({ requests }: JobAnswer): readonly unknown[] {
  if (Array.isArray(requests)) return requests;
  throw unreadable('requests');
}

/** A number of an answer, such as `next`; undefined when it tells none. */
export function numberIn(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined;
}

export function unreadable(what: string): ProxyWebhookError {
  return new ProxyWebhookError('refused', `The function's answer cannot be read: ${what}.`, {
    remedies: ['Another version is deployed: run `up` with this one.'],
  });
}

function summaryOf(value: unknown): RequestSummary {
  const given = record(value);
  const id = numberIn(given.id);
  if (id === undefined) throw unreadable('a request without an id');
  const texts = (['lastAt', 'query', 'route', 'event', 'deliveryId', 'sourceIp'] as const)
    .map((name) => [name, optional(given[name])] as const)
    .filter(([, text]) => text !== undefined);
  return {
    id,
    receivedAt: optional(given.receivedAt) ?? '',
    attempts: numberIn(given.attempts) ?? 1,
    method: optional(given.method) ?? '',
    path: optional(given.path) ?? '',
    signature: optional(given.signature) ?? 'none',
    bytes: numberIn(given.bytes) ?? 0,
    ...Object.fromEntries(texts),
  };
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Readonly<Record<string, unknown>>;
  }
  throw unreadable('not an object where one should be');
}

/** Absent, null and empty are the same: there is nothing to show. */
function optional(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
