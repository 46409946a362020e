import { createHash } from 'node:crypto';
import { isIP } from 'node:net';
import { deflateSync } from 'node:zlib';
import type { ReceivedRequest } from './received-request.ts';

/**
 * RDS Proxy keeps a connection to itself after any statement longer than 16 KB (RDS User Guide, "Avoiding pinning an
 * RDS Proxy"); with some room for what the proxy counts besides the text.
 */
export const PINNING_LENGTH = 16_000;

/** MySQL's limit of a path or query as it is stored, in characters: what API Gateway lets through fits. */
const LONGEST = 10_240;

/**
 * Stores a request. Every value from outside is a hexadecimal or base64 literal: no text of a sender is ever text of
 * the statement, whatever the server's SQL mode.
 */
export function insertStatement(database: string, request: ReceivedRequest): string {
  const plain = insertWith(database, request, 0, request.body);
  if (plain.length < PINNING_LENGTH || request.body === undefined) return plain;
  const packed = insertWith(database, request, 1, compress(request.body));
  return packed.length < plain.length ? packed : plain;
}

/** Finds a request that an earlier try of the same call stored, when its answer was lost. */
export function findStatement(database: string, request: ReceivedRequest): string {
  return `SELECT id FROM ${tableOf(database)} WHERE dedupe = X'${dedupeOf(request)}'`;
}

/**
 * Looks, without a lock, at the `count` oldest requests: how many there are (`seen`), how many of them were received
 * before a moment (`expired`), the id of the first that was not (`kept`, or NULL), and the highest (`last`).
 */
export function oldestStatement(database: string, before: number, count: number): string {
  const time = `'${timeOf(before)}'`;
  return (
    `SELECT COUNT(*) AS seen, COUNT(CASE WHEN received_at < ${time} THEN 1 END) AS expired, ` +
    `MIN(CASE WHEN received_at >= ${time} THEN id END) AS kept, MAX(id) AS last ` +
    `FROM (SELECT id, received_at FROM ${tableOf(database)} ORDER BY id LIMIT ${Math.trunc(count)}) AS oldest`
  );
}

/**
 * Deletes at most `count` of the requests with a lower id that were received before a moment. InnoDB locks what it reads
 * on the way, so the end is an id: a search for more by `received_at` alone would lock the rest of the table, and the gap
 * that new requests go into (MySQL Reference Manual, "Locks Set by Different SQL Statements in InnoDB").
 */
export function deleteStatement(
  database: string,
  { below, before, count }: { readonly below: number; readonly before: number; readonly count: number },
): string {
  return (
    `DELETE FROM ${tableOf(database)} WHERE id < ${Math.trunc(below)} AND received_at < '${timeOf(before)}' ` +
    `ORDER BY id LIMIT ${Math.trunc(count)}`
  );
}

/**
 * The bytes that the table takes on the disk, free extents not counted: its file never shrinks, but what retention freed is
 * used again. One row, from the first of these that has one. No exact form is the same everywhere: MySQL 8 keeps
 * `information_schema.tables` for a day (`information_schema_stats_expiry`, which a session could only change by a
 * statement that pins), but not `files`, where MariaDB has no row; `data_length` follows the table by 10 % of its rows, so
 * MariaDB is asked for the file as well. Half-empty extents (1 MiB) count as full. Both views need PROCESS, which the
 * master user of RDS has; the table has a file of its own, as it is by default (`innodb_file_per_table`).
 */
export function storedBytesStatements(database: string): readonly string[] {
  const free = 'CAST(data_free AS SIGNED)';
  return [
    `SELECT CAST(total_extents * extent_size AS SIGNED) - ${free} AS bytes FROM information_schema.files ` +
      `WHERE SUBSTRING_INDEX(file_name, '/', -2) = ${ascii(`${database}/request.ibd`, 80)}`,
    `SELECT CAST(file_size AS SIGNED) - ${free} AS bytes ` +
      `FROM information_schema.innodb_sys_tablespaces JOIN information_schema.tables ` +
      `WHERE name = ${ascii(`${database}/request`, 80)} ` +
      `AND table_schema = ${ascii(database, 64)} AND table_name = 'request'`,
  ];
}

/** Makes what the handler needs; of no effect where it is. Understood by MySQL 8 and MariaDB 10.6 alike. */
export function schemaStatements(database: string): readonly string[] {
  return [
    `CREATE DATABASE IF NOT EXISTS \`${database}\` CHARACTER SET utf8mb4`,
    `CREATE TABLE IF NOT EXISTS ${tableOf(database)} (
      id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
      dedupe BINARY(16) NOT NULL,
      received_at DATETIME(3) NOT NULL,
      last_at DATETIME(3) NULL,
      attempts INT UNSIGNED NOT NULL DEFAULT 1,
      request_id VARCHAR(64) CHARACTER SET ascii NOT NULL,
      method VARCHAR(16) CHARACTER SET ascii NOT NULL,
      path VARCHAR(${LONGEST}) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
      query VARCHAR(${LONGEST}) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      source_ip VARBINARY(16) NULL,
      route VARCHAR(64) CHARACTER SET ascii NULL,
      delivery_id VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
      event VARCHAR(128) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
      signature TINYINT UNSIGNED NOT NULL DEFAULT 0,
      headers JSON NOT NULL,
      body_bytes INT UNSIGNED NOT NULL,
      body_enc TINYINT UNSIGNED NOT NULL,
      body LONGBLOB NULL,
      PRIMARY KEY (id),
      UNIQUE KEY dedupe (dedupe)
    ) ENGINE=InnoDB ROW_FORMAT=DYNAMIC`,
  ];
}

function insertWith(
  database: string,
  request: ReceivedRequest,
  encoding: 0 | 1,
  body: Buffer | undefined,
): string {
  const values = {
    dedupe: `X'${dedupeOf(request)}'`,
    received_at: `'${timeOf(request.receivedAt)}'`,
    request_id: ascii(request.requestId, 64),
    method: ascii(request.method, 16),
    path: unicode(request.path),
    query: ascii(encodeBeyondAscii(request.query), LONGEST),
    source_ip: isIP(request.sourceIp) === 0 ? 'NULL' : `INET6_ATON(${ascii(request.sourceIp, 45)})`,
    headers: `CONVERT(${base64(Buffer.from(JSON.stringify(request.headers)))} USING utf8mb4)`,
    body_bytes: String(request.body?.length ?? 0),
    body_enc: String(encoding),
    body: body === undefined ? 'NULL' : base64(body),
  };
  return `INSERT INTO ${tableOf(database)} (${Object.keys(values).join(', ')}) VALUES (${Object.values(values).join(', ')})`;
}

/** The name's shape is checked where the configuration is read; here it only must not end the quotes. */
function tableOf(database: string): string {
  return `\`${database.replaceAll('`', '``')}\`.\`request\``;
}

/** One call is stored once, however often we try: 16 bytes in hexadecimal. */
function dedupeOf({ requestId }: ReceivedRequest): string {
  return createHash('sha256').update('r').update(requestId).digest('hex').slice(0, 32);
}

/** `YYYY-MM-DD hh:mm:ss.mmm`, UTC, of milliseconds since the epoch. */
function timeOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 23).replace('T', ' ');
}

function ascii(text: string, longest: number): string {
  const kept = text.replaceAll(/\P{ASCII}/gu, '?').slice(0, longest);
  return kept === '' ? "''" : `_ascii X'${Buffer.from(kept, 'latin1').toString('hex')}'`;
}

function unicode(text: string): string {
  const kept = [...text].slice(0, LONGEST).join('');
  return kept === '' ? "''" : `_utf8mb4 X'${Buffer.from(kept, 'utf8').toString('hex')}'`;
}

function encodeBeyondAscii(text: string): string {
  return Buffer.from(text, 'utf8')
    .toString('utf8')
    .replaceAll(/\P{ASCII}+/gu, encodeURIComponent);
}

function base64(content: Buffer): string {
  return content.length === 0 ? "''" : `FROM_BASE64('${content.toString('base64')}')`;
}

/** As MySQL's COMPRESS() writes it: the length in four bytes, little-endian, then zlib's format. */
function compress(body: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(body.length);
  return Buffer.concat([length, deflateSync(body)]);
}
