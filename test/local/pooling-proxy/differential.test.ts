import type { Connection } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestDatabase, type TestDatabase } from '../../support/database.ts';
import { type ProxyUnderTest, startProxy } from './harness.ts';

// The same statements, once to the database itself and once through the proxy, each on a connection of its own and in a
// database of its own: rows, columns, errors, counts and flags must be the same.
const STATEMENTS = [
  'CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, a VARCHAR(50) UNIQUE, b BLOB, c DECIMAL(10,3), d DATETIME(3), e JSON)',
  "INSERT INTO t (a, b, c, d, e) VALUES ('one', X'00ff27', 1.5, '2026-01-02 03:04:05.678', '{\"a\":1}')",
  "INSERT INTO t (a) VALUES ('two'), ('three')",
  'SELECT LAST_INSERT_ID() AS id',
  "INSERT INTO t (a) VALUES ('one')",
  "INSERT INTO t (a) VALUES ('one') ON DUPLICATE KEY UPDATE id = LAST_INSERT_ID(id), b = 'x'",
  "INSERT IGNORE INTO t (a) VALUES ('one')",
  'SHOW WARNINGS',
  'SELECT * FROM t ORDER BY id',
  'SELECT * FROM t WHERE id < 0',
  "UPDATE t SET a = 'two' WHERE a = 'two'",
  'UPDATE t SET c = 2 WHERE id > 1',
  'SELECT * FROM nowhere',
  'SELEC 1',
  "SELECT 'ümlaut', '😀', '', NULL, 1.0, -5, 18446744073709551615",
  'SELECT @@autocommit, @@sql_mode, @@time_zone, @@character_set_client, @@collation_connection',
  'SET NAMES latin1',
  "SELECT 'x' AS x, @@character_set_results AS results",
  'SET NAMES utf8mb4 COLLATE utf8mb4_bin',
  'SELECT @@collation_connection AS collation',
  "SET sql_mode = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES'",
  `SELECT "id" AS one, '\\' AS two FROM t LIMIT 1`,
  'SET sql_mode = DEFAULT',
  "SET time_zone = '+03:00'",
  'SELECT @@time_zone AS zone',
  "SET time_zone = 'nowhere'",
  'SELECT @@time_zone AS zone',
  'START TRANSACTION',
  "INSERT INTO t (a) VALUES ('gone')",
  'nonsense',
  'SELECT COUNT(*) AS n FROM t',
  'ROLLBACK',
  'SELECT COUNT(*) AS n FROM t',
  'SET autocommit = 0',
  "INSERT INTO t (a) VALUES ('kept')",
  'COMMIT',
  'SET autocommit = 1',
  "SELECT a FROM t WHERE a = 'kept'",
  'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED',
  'SELECT @@tx_isolation AS level',
  'SET @a = 5, @b = @a + 1',
  'SELECT @a, @b',
  'SET foreign_key_checks = 0',
  'SELECT @@foreign_key_checks AS checks',
  'CREATE TEMPORARY TABLE temp AS SELECT id FROM t',
  'SELECT * FROM temp ORDER BY id',
  "CREATE PROCEDURE p() BEGIN SELECT 1 AS one; SELECT 'two' AS two; END",
  'CALL p()',
  'CALL missing()',
  "SELECT REPEAT('x', 3000000) AS large",
  'SELECT seq FROM seq_1_to_5000',
  "PREPARE s FROM 'SELECT ? AS one'",
  'EXECUTE s USING @a',
  'DELETE FROM t',
  'TRUNCATE t',
  'DROP TABLE t',
] as const;

let database: TestDatabase;
let proxied: ProxyUnderTest;

beforeAll(async () => {
  database = await startTestDatabase();
  // One connection less than two: whatever the proxy fails to carry over would show.
  proxied = await startProxy(database, { pool: { maxConnectionsPercent: 2 } });
});
afterAll(async () => {
  await proxied?.stop();
  await database?.stop();
});

describe('what a client sees', () => {
  it('is the same through the proxy as from the database', async () => {
    const options = { database: 'same', charset: 'utf8mb4', multipleStatements: false };
    const seen: unknown[][] = [];
    for (const side of ['direct', 'proxied'] as const) {
      const owner = await database.connect();
      await owner.query('CREATE DATABASE same');
      await owner.end();
      const { host, port } = side === 'direct' ? database : { host: 'localhost', port: proxied.proxy.port };
      const ssl = side === 'direct' ? { ca: database.certificateAuthority } : undefined;
      const client = await proxied.connect({ ...options, host, port, ...(ssl === undefined ? {} : { ssl }) });
      const noise = await proxied.connect();
      const answers: unknown[] = [];
      for (const sql of STATEMENTS) {
        answers.push({ sql, ...(await answerOf(client, sql)) });
        // Another client changes whatever connection it gets in between.
        if (side === 'proxied')
          await noise.query("SET time_zone = '-09:00', sql_mode = 'ANSI', NAMES latin1");
      }
      seen.push(answers);
      await client.query('DROP DATABASE same');
      client.destroy();
      noise.destroy();
    }
    const [direct, through] = seen;
    expect(through).toEqual(direct);
  });

  it('is the same for prepared statements of the driver', async () => {
    const owner = await database.connect();
    const client = await proxied.connect();
    for (const [sql, values] of [
      ['SELECT ? AS one, ? AS two', [1, 'x']],
      ['SELECT 1', []],
      ['SELECT ? AS blob_', [Buffer.alloc(100_000, 7)]],
      ['DO 0', []],
    ] as const) {
      const [direct] = await owner.execute(sql, [...values]);
      const [through] = await client.execute(sql, [...values]);
      expect(through).toEqual(direct);
    }
    await expect(client.execute('SELEC 1')).rejects.toMatchObject({ errno: 1064 });
    await owner.end();
  });
});

async function answerOf(client: Connection, sql: string): Promise<object> {
  try {
    const [result, fields] = await client.query({ sql, rowsAsArray: true });
    return { result: withoutTracking(result), fields: fieldsIn(fields) };
  } catch (error) {
    const { errno, sqlState, message } = error as { errno?: number; sqlState?: string; message: string };
    return { errno, sqlState, message };
  }
}

/**
 * The proxy offers no session tracking, the database does: then mysql2 reads the info with its length before it, and
 * there are no changes and no flag that says so.
 */
function withoutTracking(result: unknown): unknown {
  if (typeof result !== 'object' || result === null || !('info' in result)) return result;
  const { info, serverStatus, stateChanges: _, ...rest } = result as Record<string, unknown>;
  const text = String(info);
  const hasLength = text.length > 1 && text.charCodeAt(0) === text.length - 1;
  return { ...rest, info: hasLength ? text.slice(1) : text, status: Number(serverStatus) & ~0x4000 };
}

/** Name, type, character set and flags of each column, of one result or of several. */
function fieldsIn(fields: unknown): unknown {
  if (!Array.isArray(fields)) return undefined;
  return fields.map((field: unknown) => {
    if (Array.isArray(field)) return fieldsIn(field);
    if (typeof field !== 'object' || field === null) return undefined;
    const { name, columnType, characterSet, flags } = field as Record<string, unknown>;
    return { name, columnType, characterSet, flags };
  });
}
