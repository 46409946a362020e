import { ascii, nameOf, time, unicode } from '../literals.ts';
import type { Criteria } from './criteria.ts';

/** A part of a body, in bytes. */
export interface Part {
  readonly offset: number;
  readonly length: number;
}

/** Ids from one to another, both included. */
export interface Range {
  readonly lowest: number;
  readonly highest: number;
}

/** How many characters of a path or query a list shows. */
export const LISTED_LENGTH = 512;

const SUMMARY =
  'id, received_at, last_at, attempts, method, route, event, delivery_id, signature, body_bytes, ' +
  'INET6_NTOA(source_ip) AS source_ip';
const BYTES = 'IF(body_enc = 1, UNCOMPRESS(body), body)';

/**
 * One page of requests by the primary key alone, and one more than asked for, to see whether there are more. Every value
 * from outside is a hexadecimal literal or a number. A path is compared as bytes, as a collation would pad it.
 */
export function listStatement(database: string, criteria: Criteria, range?: Range): string {
  const { path, method, since, deliveryId, id, before, after, limit } = criteria;
  const prefix = Buffer.from(path ?? '', 'utf8');
  const conditions = [
    id !== undefined && `id = ${whole(id)}`,
    before !== undefined && `id < ${whole(before)}`,
    after !== undefined && `id > ${whole(after)}`,
    range !== undefined && `id BETWEEN ${whole(range.lowest)} AND ${whole(range.highest)}`,
    since !== undefined && `received_at >= ${time(since)}`,
    method !== undefined && `method = ${ascii(method, 16)}`,
    path !== undefined && `LEFT(CAST(path AS BINARY), ${prefix.length}) = X'${prefix.toString('hex')}'`,
    deliveryId !== undefined && `delivery_id = ${unicode(deliveryId, 255)}`,
  ].filter((condition) => condition !== false);
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')} `;
  return (
    `SELECT ${SUMMARY}, LEFT(path, ${LISTED_LENGTH + 1}) AS path, LEFT(query, ${LISTED_LENGTH + 1}) AS query ` +
    `FROM ${nameOf(database)} ${where}ORDER BY id ${after === undefined ? 'DESC' : 'ASC'} LIMIT ${whole(limit + 1)}`
  );
}

/** The lowest and highest id there are: InnoDB takes both from the ends of the primary key. */
export function endsStatement(database: string): string {
  return `SELECT MIN(id) AS lowest, MAX(id) AS highest FROM ${nameOf(database)}`;
}

/** When the newest request below an id was received. */
export function timeBelowStatement(database: string, id: number): string {
  return `SELECT received_at FROM ${nameOf(database)} WHERE id < ${whole(id)} ORDER BY id DESC LIMIT 1`;
}

/** One whole request, with a part of its body when one is asked for. */
export function requestStatement(database: string, id: number, part?: Part): string {
  const body =
    part === undefined
      ? ''
      : `, SUBSTRING(${BYTES}, ${whole(part.offset + 1)}, ${whole(part.length)}) AS body`;
  return (
    `SELECT ${SUMMARY}, path, query, headers, request_id, body IS NULL AS bodyless${body} ` +
    `FROM ${nameOf(database)} WHERE id = ${whole(id)}`
  );
}

function whole(value: number): string {
  return String(Math.trunc(value));
}
