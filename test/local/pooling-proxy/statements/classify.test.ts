import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { schemaStatements } from '../../../../handler/schema.ts';
import { classify } from '../../../../src/local/pooling-proxy/statements/classify.ts';
import type { PinReason } from '../../../../src/local/pooling-proxy/statements/pin-reasons.ts';

const OPTIONS = { backslashEscapes: true };
const pinOf = (sql: string): PinReason | undefined => classify(sql, OPTIONS).pin;
const changesOf = (sql: string) => classify(sql, OPTIONS).changes.flat();

describe('what pins a session', () => {
  it.each<[string, PinReason]>([
    ["PREPARE s FROM 'SELECT 1'", 'sql-prepared-statement'],
    ['execute s', 'sql-prepared-statement'],
    ['LOCK TABLES t WRITE', 'table-lock'],
    ['lock table t read', 'table-lock'],
    ['FLUSH TABLES WITH READ LOCK', 'table-lock'],
    ['FLUSH LOCAL TABLES t WITH READ LOCK', 'table-lock'],
    ["SELECT GET_LOCK('a', 1)", 'user-lock'],
    ["DO get_lock ('a', 1)", 'user-lock'],
    ['SET @a = 1', 'user-variable'],
    ['SET SESSION sql_mode = "", @a = 1', 'user-variable'],
    ['SELECT @a := 1', 'user-variable'],
    ['SELECT 1 INTO @a', 'user-variable'],
    ["SET @`odd name` = 'x'", 'user-variable'],
    ['SET foreign_key_checks = 0', 'session-setting'],
    ['SET @@unique_checks = 0', 'session-setting'],
    ['SET @@session.max_execution_time = 5', 'session-setting'],
    ['SET SESSION sql_mode = "", foreign_key_checks = 0', 'session-setting'],
    ['SET ROLE none', 'session-setting'],
    ['SET TRANSACTION ISOLATION LEVEL READ COMMITTED', 'next-transaction'],
    ["SET @@transaction_isolation = 'READ-COMMITTED'", 'next-transaction'],
    ['CREATE TEMPORARY TABLE t (a INT)', 'temporary-table'],
    ['CREATE OR REPLACE TEMPORARY TABLE t (a INT)', 'temporary-table'],
    ['SELECT /*!50000 1 */', 'executable-comment'],
    ['/*M!100000 SET @a = 1 */', 'executable-comment'],
    ['SELECT ROW_COUNT()', 'row-count'],
    ['SELECT FOUND_ROWS()', 'row-count'],
    ['SELECT 1; SELECT 2; SET @a = 1', 'user-variable'],
    ["SELECT 'a\\'b'; SET @a = 1", 'user-variable'],
  ])('%s', (sql, reason) => expect(pinOf(sql)).toBe(reason));
});

describe('what does not pin a session', () => {
  it.each([
    'SELECT 1',
    "SELECT 'SET @a = 1; LOCK TABLES t WRITE'",
    'SELECT "GET_LOCK(1)"',
    'SELECT `get_lock` FROM t',
    'SELECT 1 -- GET_LOCK(',
    'SELECT 1 # SET @a = 1',
    'SELECT /* ROW_COUNT() */ 1',
    'SELECT /*+ MAX_EXECUTION_TIME(5) */ 1',
    'SELECT @a',
    'SELECT LAST_INSERT_ID()',
    "SELECT RELEASE_LOCK('a')",
    'SELECT get_lock FROM t',
    'START TRANSACTION READ ONLY',
    'SET LOCAL foreign_key_checks = 0',
    'SET GLOBAL max_connections = 5',
    'SET @@global.max_connections = 5',
    'SET STATEMENT max_statement_time = 1 FOR SELECT 1',
    'CREATE TABLE temporary_table (a INT)',
    'FLUSH TABLES',
    'UNLOCK TABLES',
    'CALL a_procedure()',
    '',
    ';;',
    ...schemaStatements('webhooks'),
  ])('%s', (sql) => expect(pinOf(sql)).toBeUndefined());

  it('what follows a backslash depends on the SQL mode', () => {
    const sql = "SELECT 'a\\'; SET @a = 1; -- '";
    expect(classify(sql, { backslashEscapes: true }).pin).toBeUndefined();
    expect(classify(sql, { backslashEscapes: false }).pin).toBe('user-variable');
  });

  it('any text is read to its end, whatever it holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (sql) => {
        classify(sql, OPTIONS);
        classify(sql, { backslashEscapes: false });
      }),
    );
  });
});

describe('what a session takes along', () => {
  const set = (key: string, assignment: string) => ({ kind: 'setting', key, assignment });
  it.each([
    ['USE shop', [{ kind: 'database', name: 'shop' }]],
    ['use `My``Shop`', [{ kind: 'database', name: 'My`Shop' }]],
    ['DROP DATABASE IF EXISTS shop', [{ kind: 'database-dropped', name: 'shop' }]],
    ['SET NAMES latin1', [set('names', 'NAMES latin1')]],
    ["SET NAMES 'utf8mb4' COLLATE 'utf8mb4_bin'", [set('names', "NAMES 'utf8mb4' COLLATE 'utf8mb4_bin'")]],
    ['SET CHARACTER SET latin1', [set('character set', 'CHARACTER SET latin1')]],
    ['SET autocommit = 0', [set('autocommit', 'SESSION autocommit = 0')]],
    ['SET @@AutoCommit := OFF', [set('autocommit', 'SESSION autocommit = OFF')]],
    ["SET SESSION time_zone = '+02:00'", [set('time_zone', "SESSION time_zone = '+02:00'")]],
    ["SET LOCAL time_zone = '+02:00'", [set('time_zone', "SESSION time_zone = '+02:00'")]],
    ['SET sql_mode = CONCAT(@@sql_mode, ",ANSI")', [{ kind: 'setting-to-read', key: 'sql_mode' }]],
    ['SET LOCAL foreign_key_checks = 0', [{ kind: 'untracked' }]],
    ['SET GLOBAL a = 1, wait_timeout = 5', []],
    [
      'SET wait_timeout = 5, SESSION net_write_timeout = 6',
      [
        set('wait_timeout', 'SESSION wait_timeout = 5'),
        set('net_write_timeout', 'SESSION net_write_timeout = 6'),
      ],
    ],
    [
      'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED, READ ONLY',
      [
        set('transaction_isolation', 'SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED'),
        set('transaction_read_only', 'SESSION TRANSACTION READ ONLY'),
      ],
    ],
    [
      "SET transaction_isolation = 'READ-COMMITTED'",
      [set('transaction_isolation', "SESSION transaction_isolation = 'READ-COMMITTED'")],
    ],
  ])('%s', (sql, changes) => expect(changesOf(sql)).toEqual(changes));

  it('every statement of a text has its own changes', () => {
    expect(classify('SELECT 1; USE a; SET autocommit = 1', OPTIONS).changes.map((one) => one.length)).toEqual(
      [0, 1, 1],
    );
  });
});
