import { ascii, nameOf, time } from './literals.ts';

/**
 * Looks, without a lock, at the `count` oldest requests: how many there are (`seen`), how many of them were received
 * before a moment (`expired`), the id of the first that was not (`kept`, or NULL), and the highest (`last`).
 */
export function oldestStatement(database: string, before: number, count: number): string {
  const moment = time(before);
  return (
    `SELECT COUNT(*) AS seen, COUNT(CASE WHEN received_at < ${moment} THEN 1 END) AS expired, ` +
    `MIN(CASE WHEN received_at >= ${moment} THEN id END) AS kept, MAX(id) AS last ` +
    `FROM (SELECT id, received_at FROM ${nameOf(database)} ORDER BY id LIMIT ${Math.trunc(count)}) AS oldest`
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
    `DELETE FROM ${nameOf(database)} WHERE id < ${Math.trunc(below)} AND received_at < ${time(before)} ` +
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
