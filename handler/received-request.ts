import { randomUUID } from 'node:crypto';
import { type HttpEvent, isRecord } from './http-event.ts';
import type { Inspection } from './inspection.ts';
import { redact } from './redact.ts';

/** One HTTP call as it is stored. */
export interface ReceivedRequest {
  /** API Gateway's id of the call. */
  readonly requestId: string;
  /** Milliseconds since the epoch. */
  readonly receivedAt: number;
  readonly method: string;
  /** As API Gateway hands it over: percent-decoded. */
  readonly path: string;
  /** Still percent-encoded, without the question mark. */
  readonly query: string;
  readonly sourceIp: string;
  /** Lower-case names; values that must not be kept are replaced. */
  readonly headers: Readonly<Record<string, string>>;
  /** Byte for byte; undefined when there was none, which is not the same as empty. */
  readonly body: Buffer | undefined;
}

/** With what its route's rules made of it: what is stored. */
export interface InspectedRequest
  extends ReceivedRequest,
    Pick<Inspection, 'route' | 'signature' | 'deliveryId' | 'event'> {}

/** A request that was committed. */
export interface StoredRequest extends InspectedRequest {
  readonly id: number;
}

/** Reads an event into a request. Never throws: what is missing or of the wrong type becomes empty. */
export function readRequest(
  event: HttpEvent,
  redactHeaders: readonly string[],
  now: number,
): ReceivedRequest {
  const { requestContext } = event;
  return {
    requestId: requestIdOf(event) || randomUUID(),
    receivedAt: isStorable(requestContext.timeEpoch) ? requestContext.timeEpoch : now,
    method: methodOf(event),
    path: pathOf(event),
    query: text(event.rawQueryString),
    sourceIp: text(requestContext.http.sourceIp),
    headers: keptHeaders(event, redactHeaders),
    body: bodyOf(event),
  };
}

/** By lower-case name, those of these names (with `*`) without their values. */
export function keptHeaders(
  event: HttpEvent,
  redactHeaders: readonly string[],
): Readonly<Record<string, string>> {
  return redact(headersOf(event), redactHeaders);
}

/** Empty when the event tells none. */
export function requestIdOf({ requestContext }: HttpEvent): string {
  return text(requestContext.requestId);
}

/** Upper case; empty when the event tells none. */
export function methodOf({ requestContext }: HttpEvent): string {
  return text(requestContext.http.method).toUpperCase();
}

/** The path without the stage, which API Gateway puts in front for every stage but `$default`. */
export function pathOf({ rawPath, requestContext }: HttpEvent): string {
  const whole = text(rawPath) || text(requestContext.http.path) || '/';
  const prefix = `/${text(requestContext.stage)}`;
  if (prefix === '/' || prefix === '/$default') return whole;
  if (whole === prefix) return '/';
  return whole.startsWith(`${prefix}/`) ? whole.slice(prefix.length) : whole;
}

/** A header's value by its lower-case name; empty when absent. */
export function header(event: HttpEvent, name: string): string {
  return text(event.headers?.[name]);
}

function headersOf({ headers, cookies }: HttpEvent): Readonly<Record<string, string>> {
  const given = Object.entries(isRecord(headers) ? headers : {}).map(([name, value]) => [
    name.toLowerCase(),
    text(value),
  ]);
  const cookie =
    Array.isArray(cookies) && cookies.length > 0 ? [['cookie', cookies.map(text).join('; ')]] : [];
  return Object.fromEntries([...given, ...cookie]);
}

function bodyOf({ body, isBase64Encoded }: HttpEvent): Buffer | undefined {
  return typeof body === 'string'
    ? Buffer.from(body, isBase64Encoded === true ? 'base64' : 'utf8')
    : undefined;
}

/** From 1970 to the last year that MySQL's DATETIME has. */
function isStorable(time: unknown): time is number {
  return typeof time === 'number' && time >= 0 && time < Date.UTC(10_000, 0);
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
