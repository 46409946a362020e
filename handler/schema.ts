import type { Database } from './database.ts';
import { FinalFault, numberOf, TransientFault } from './faults.ts';
import { nameOf } from './literals.ts';

/** A limit of a path or query as it is stored, in characters: what API Gateway lets through fits. */
export const LONGEST = 10_240;

/** So many calls of one delivery are told apart by the column `counted`, the latest ones. */
export const CALLS_REMEMBERED = 16;

/** Brings the schema one step forward. Steps are only ever added at the end, and only add to the table. */
interface Step {
  readonly number: number;
  /** What the table has when the step was done. */
  readonly column: string;
  readonly statement: (database: string) => string;
}

/**
 * From nothing to what the handler needs. Understood by MySQL 8 and MariaDB 10.6 alike; INSTANT makes the server refuse what
 * would copy the table.
 */
const STEPS: readonly Step[] = [
  { number: 1, column: 'id', statement: createRequest },
  {
    number: 2,
    column: 'counted',
    statement: (database) =>
      `ALTER TABLE ${nameOf(database)} ADD COLUMN counted VARBINARY(${CALLS_REMEMBERED * 8}) NULL, ALGORITHM=INSTANT`,
  },
];

/** A step that another execution environment began is waited for; after so long it is taken over. Seconds. */
const LONGEST_STEP = 10;
const PAUSE = 50;

/** Refusals of a statement that changes the schema, by number: for lack of a privilege, or because it is done. */
const DENIED: readonly number[] = [1044, 1142, 1227];
const DONE: readonly number[] = [1050, 1060];

/**
 * Makes database and table, or brings the table of an earlier version up to date. Called when a statement met that something is
 * missing, by any number of execution environments at the same time: what is there decides what is done, and a row of the table
 * `schema` which of them does it, because a lock by GET_LOCK would pin the session. Rejects with a FinalFault when
 * the user may not.
 */
export async function makeSchema(database: Database, name: string, deadline: number): Promise<void> {
  const run = (statement: string) => change(database, name, statement, deadline);
  await run(`CREATE DATABASE IF NOT EXISTS \`${name.replaceAll('`', '``')}\` CHARACTER SET utf8mb4`);
  await run(
    `CREATE TABLE IF NOT EXISTS ${nameOf(name, 'schema')} (` +
      'step INT UNSIGNED NOT NULL PRIMARY KEY, started_at DATETIME(3) NOT NULL, done_at DATETIME(3) NULL' +
      ') ENGINE=InnoDB',
  );
  for (const step of STEPS) await take(step, database, name, deadline);
}

/** All that the steps change, for whoever wants to know before. */
export function schemaStatements(name: string): readonly string[] {
  return STEPS.map(({ statement }) => statement(name));
}

async function take(step: Step, database: Database, name: string, deadline: number): Promise<void> {
  const table = nameOf(name, 'schema');
  while (!(await isDone(step, database, name, deadline))) {
    const { affectedRows } = await database.query(claimStatement(table, step), deadline);
    if (affectedRows === 0) {
      if (performance.now() + PAUSE >= deadline) throw new TransientFault('The table is being changed.');
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
      continue;
    }
    await change(database, name, step.statement(name), deadline);
    break;
  }
  await database.query(doneStatement(table, step), deadline);
}

/** Affects no row while another is at it. What was done and is not there any more is done again. */
function claimStatement(table: string, { number }: Step): string {
  return (
    `INSERT INTO ${table} (step, started_at) VALUES (${number}, UTC_TIMESTAMP(3)) ON DUPLICATE KEY UPDATE ` +
    `started_at = IF(done_at IS NOT NULL OR started_at < UTC_TIMESTAMP(3) - INTERVAL ${LONGEST_STEP} SECOND, ` +
    'UTC_TIMESTAMP(3), started_at), done_at = NULL'
  );
}

/** Also for what is there without a row of its own: the first version wrote none. */
function doneStatement(table: string, { number }: Step): string {
  return (
    `INSERT INTO ${table} (step, started_at, done_at) VALUES (${number}, UTC_TIMESTAMP(3), UTC_TIMESTAMP(3)) ` +
    'ON DUPLICATE KEY UPDATE done_at = IFNULL(done_at, UTC_TIMESTAMP(3))'
  );
}

async function isDone(step: Step, database: Database, name: string, deadline: number): Promise<boolean> {
  const { rows } = await database.query(
    `SELECT 1 AS there FROM information_schema.columns WHERE table_schema = _utf8mb4 X'${Buffer.from(name).toString('hex')}' ` +
      `AND table_name = 'request' AND column_name = '${step.column}'`,
    deadline,
  );
  return rows.length > 0;
}

async function change(database: Database, name: string, statement: string, deadline: number): Promise<void> {
  try {
    await database.query(statement, deadline);
  } catch (error) {
    const number = numberOf(error);
    if (number !== undefined && DONE.includes(number)) return;
    if (number === undefined || !DENIED.includes(number)) throw error;
    throw new FinalFault(
      `The table is missing or of an earlier version, and the database user may not change that (error ${number}): ` +
        `grant it CREATE and ALTER on \`${name}\`.*.`,
    );
  }
}

function createRequest(database: string): string {
  return `CREATE TABLE IF NOT EXISTS ${nameOf(database)} (
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
  ) ENGINE=InnoDB ROW_FORMAT=DYNAMIC`;
}
