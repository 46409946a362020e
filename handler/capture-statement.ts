import { isIP } from 'node:net';
import { deflateSync } from 'node:zlib';
import { callKey, deliveryKey } from './delivery-key.ts';
import { SIGNATURES } from './inspection.ts';
import { ascii, bytes, nameOf, time, unicode } from './literals.ts';
import type { InspectedRequest } from './received-request.ts';
import { CALLS_REMEMBERED, LONGEST } from './schema.ts';

/**
 * RDS Proxy keeps a connection to itself after any statement longer than 16 KB (RDS User Guide, "Avoiding pinning an
 * RDS Proxy"); with some room for what the proxy counts besides the text.
 */
export const PINNING_LENGTH = 16_000;

/**
 * Stores a request, or counts another call of one that is stored. The server says by the number of affected rows which: 1
 * stored, 2 counted, 0 neither, because this very call was stored or counted before and its answer lost.
 */
export function captureStatement(database: string, request: InspectedRequest): string {
  const plain = statementWith(database, request, 0, request.body);
  if (plain.length <= PINNING_LENGTH || request.body === undefined) return plain;
  const packed = statementWith(database, request, 1, compress(request.body));
  return packed.length < plain.length ? packed : plain;
}

/**
 * Finds what a call was a copy of: `id`, `attempts`, `received` in milliseconds since the epoch, and whether it was `own`: the
 * first copy itself, tried again.
 */
export function findStatement(database: string, request: InspectedRequest): string {
  return (
    `SELECT id, attempts, TIMESTAMPDIFF(MICROSECOND, '1970-01-01', received_at) DIV 1000 AS received, ` +
    `request_id = ${ascii(request.requestId, 64)} COLLATE ascii_bin AS own ` +
    `FROM ${nameOf(database)} WHERE dedupe = X'${deliveryKey(request)}'`
  );
}

function statementWith(
  database: string,
  request: InspectedRequest,
  encoding: 0 | 1,
  body: Buffer | undefined,
): string {
  const call = `X'${callKey(request)}'`;
  const values = {
    dedupe: `X'${deliveryKey(request)}'`,
    received_at: time(request.receivedAt),
    request_id: ascii(request.requestId, 64),
    method: ascii(request.method, 16),
    path: unicode(request.path, LONGEST),
    query: ascii(encodeBeyondAscii(request.query), LONGEST),
    source_ip: isIP(request.sourceIp) === 0 ? 'NULL' : `INET6_ATON(${ascii(request.sourceIp, 45)})`,
    route: request.route === undefined ? 'NULL' : ascii(encodeBeyondAscii(request.route), 64),
    delivery_id: request.deliveryId === undefined ? 'NULL' : unicode(request.deliveryId, 255),
    event: request.event === undefined ? 'NULL' : unicode(request.event, 128),
    signature: String(SIGNATURES.indexOf(request.signature)),
    headers: `CONVERT(${bytes(Buffer.from(JSON.stringify(wellFormed(request.headers))))} USING utf8mb4)`,
    body_bytes: String(request.body?.length ?? 0),
    body_enc: String(encoding),
    body: body === undefined ? 'NULL' : bytes(body),
    counted: call,
  };
  // The order matters: what is assigned first is seen by what follows.
  const isNew = `IFNULL(LOCATE(${call}, counted), 0) = 0`;
  return (
    `INSERT INTO ${nameOf(database)} (${Object.keys(values).join(', ')}) VALUES (${Object.values(values).join(', ')}) ` +
    `ON DUPLICATE KEY UPDATE attempts = attempts + (${isNew}), ` +
    `last_at = IF(${isNew}, ${time(request.receivedAt)}, last_at), ` +
    `counted = IF(${isNew}, RIGHT(CONCAT(IFNULL(counted, ''), ${call}), ${CALLS_REMEMBERED * 8}), counted)`
  );
}

/** MySQL takes no lone surrogate in JSON, not even escaped. */
function wellFormed(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const whole = (text: string) => Buffer.from(text, 'utf8').toString('utf8');
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [whole(name), whole(value)]));
}

function encodeBeyondAscii(text: string): string {
  return Buffer.from(text, 'utf8')
    .toString('utf8')
    .replaceAll(/\P{ASCII}+/gu, encodeURIComponent);
}

/** As MySQL's COMPRESS() writes it: the length in four bytes, little-endian, then zlib's format. */
function compress(body: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(body.length);
  return Buffer.concat([length, deflateSync(body)]);
}
