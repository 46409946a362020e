import type { Row } from '../database.ts';
import { SIGNATURES, type SignatureOutcome } from '../inspection.ts';
import { LISTED_LENGTH } from './selections.ts';

/** A stored request as a list tells it. Times are ISO 8601, UTC; what is undefined there was not. */
export interface ListedRequest {
  readonly id: number;
  readonly receivedAt: string;
  /** When it was last delivered again. */
  readonly lastAt: string | undefined;
  readonly attempts: number;
  readonly method: string;
  /** In a list cut to 512 characters, and `…` where more was cut off; so is the query. */
  readonly path: string;
  readonly query: string | undefined;
  readonly route: string | undefined;
  readonly event: string | undefined;
  readonly deliveryId: string | undefined;
  readonly signature: SignatureOutcome;
  /** Of the body. */
  readonly bytes: number;
  readonly sourceIp: string | undefined;
}

/** All of a stored request but its body. */
export interface WholeRequest extends ListedRequest {
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** API Gateway's id of the call. */
  readonly requestId: string;
  /** False when the call came without a body, which is not the same as an empty one. */
  readonly hasBody: boolean;
}

/** A request out of a row of `listStatement`. */
export function listedRequest(row: Row): ListedRequest {
  return { ...summaryOf(row), path: cut(String(row.path)), query: cut(String(row.query)) || undefined };
}

/** A request out of a row of `requestStatement`. */
export function wholeRequest(row: Row): WholeRequest {
  return {
    ...summaryOf(row),
    path: String(row.path),
    query: String(row.query) || undefined,
    headers: JSON.parse(String(row.headers)) as Readonly<Record<string, string>>,
    requestId: String(row.request_id),
    hasBody: Number(row.bodyless) === 0,
  };
}

function summaryOf(row: Row): Omit<ListedRequest, 'path' | 'query'> {
  return {
    id: Number(row.id),
    receivedAt: (row.received_at as Date).toISOString(),
    lastAt: row.last_at instanceof Date ? row.last_at.toISOString() : undefined,
    attempts: Number(row.attempts),
    method: String(row.method),
    route: text(row.route),
    event: text(row.event),
    deliveryId: text(row.delivery_id),
    signature: SIGNATURES[Number(row.signature)] ?? 'none',
    bytes: Number(row.body_bytes),
    sourceIp: text(row.source_ip),
  };
}

function cut(text: string): string {
  const characters = [...text];
  return characters.length > LISTED_LENGTH ? `${characters.slice(0, LISTED_LENGTH).join('')}…` : text;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
