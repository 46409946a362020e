import { type Credentials, credentialsFor } from './credentials.ts';
import { type Database, openDatabase, type Row } from './database.ts';
import { cureFor, describeFault, isDuplicate } from './faults.ts';
import type { ReceivedRequest } from './received-request.ts';
import { type Environment, required, type Settings } from './settings.ts';
import {
  deleteStatement,
  findStatement,
  insertStatement,
  oldestStatement,
  PINNING_LENGTH,
  schemaStatements,
  storedBytesStatements,
} from './statements.ts';
import { storageLimit } from './storage-limit.ts';

/** Where requests are kept. Deadlines are in milliseconds of `performance.now()`; errors are the driver's. */
export interface Store {
  /** Commits a request and tells its id; safe to repeat, also inside, when an answer was lost. */
  save(request: ReceivedRequest, deadline: number): Promise<number>;
  /** Whether as much is stored as may be; looked at once a minute at most, and not so when it cannot be seen. */
  isFull(deadline: number): Promise<boolean>;
  /** The rows of a statement that only reads. */
  read(statement: string, deadline: number): Promise<readonly Row[]>;
  /** Stores a request inside a transaction that it takes back. */
  rehearse(request: ReceivedRequest, deadline: number): Promise<{ readonly server: string }>;
  /** Deletes what was received before a moment (milliseconds since the epoch), oldest first, until done or out of time. */
  deleteBefore(
    moment: number,
    deadline: number,
  ): Promise<{ readonly deleted: number; readonly done: boolean }>;
}

const BATCH = 1000;
/** What is left of the answer's budget belongs to the request. Milliseconds. */
const LONGEST_LOOK = 1500;
const SHORTEST_PAUSE = 25;
const LONGEST_PAUSE = 200;

export function openStore(settings: Settings, environment: Environment): Store {
  const name = settings.database;
  const credentials = credentialsFor(settings, environment);
  const database = openDatabase(required(environment, 'PROXY_ENDPOINT'), credentials, settings.budget);
  const persist = <T>(deadline: number, work: () => Promise<T>) =>
    persistently(work, { database, credentials, name, deadline });

  const limit = storageLimit(
    settings.capture.maxStoredBytes,
    (deadline) => storedBytes(database, name, deadline),
    {
      failed: (error) => {
        database.discard();
        console.warn({ event: 'size-unknown', error: describeFault(error) });
      },
    },
  );

  return {
    isFull: (deadline) => limit.isReached(deadline),
    save: (request, deadline) => {
      const sql = insertStatement(name, request);
      return persist(deadline, async () => {
        try {
          return (await database.query(sql, deadline)).insertId;
        } catch (error) {
          if (!isDuplicate(error)) throw error;
          const { rows } = await database.query(findStatement(name, request), deadline);
          return Number(rows[0]?.id);
        } finally {
          if (sql.length > PINNING_LENGTH) database.discard();
        }
      });
    },
    read: (statement, deadline) =>
      persist(deadline, async () => (await database.query(statement, deadline)).rows),
    rehearse: (request, deadline) =>
      persist(deadline, async () => {
        const { rows } = await database.query('SELECT VERSION() AS version', deadline);
        await database.query('START TRANSACTION', deadline);
        try {
          await database.query(insertStatement(name, request), deadline);
          await database.query('ROLLBACK', deadline);
        } catch (error) {
          database.discard();
          throw error;
        }
        return { server: String(rows[0]?.version) };
      }),
    deleteBefore: (moment, deadline) =>
      persist(deadline, () => deleteBefore(database, name, moment, deadline)),
  };
}

interface Circumstances {
  readonly database: Database;
  readonly credentials: Credentials;
  readonly name: string;
  readonly deadline: number;
}

/** Tries until it succeeds, cannot succeed, or the time is up; each error is met with its cure. */
async function persistently<T>(work: () => Promise<T>, circumstances: Circumstances): Promise<T> {
  const { database, credentials, name, deadline } = circumstances;
  const cured = new Set<string>();
  let missing = false;
  let pause = 0;
  for (;;) {
    try {
      if (missing) await makeSchema(database, name, deadline);
      missing = false;
      return await work();
    } catch (error) {
      const cure = cureFor(error);
      if (cure !== 'again' && cure !== 'make-schema') database.discard();
      if (cure === 'none') throw error;
      if (cure === 'make-schema' || cure === 'new-credentials') {
        if (cured.has(cure)) throw error;
        cured.add(cure);
      }
      if (cure === 'make-schema') missing = true;
      if (cure === 'new-credentials') credentials.forget();
      if (performance.now() + pause >= deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, pause));
      pause = Math.min(LONGEST_PAUSE, Math.max(SHORTEST_PAUSE, pause * 2));
    }
  }
}

async function makeSchema(database: Database, name: string, deadline: number): Promise<void> {
  for (const statement of schemaStatements(name)) await database.query(statement, deadline);
}

async function deleteBefore(
  database: Database,
  name: string,
  moment: number,
  deadline: number,
): Promise<{ readonly deleted: number; readonly done: boolean }> {
  let deleted = 0;
  while (performance.now() < deadline) {
    const { rows } = await database.query(oldestStatement(name, moment, BATCH), deadline);
    const { seen, expired, kept, last } = rows[0] ?? {};
    if (Number(expired ?? 0) === 0) return { deleted, done: true };
    // With nothing to keep the scan must end by its count, or it would lock the gap after the last row as well.
    const range = { below: Number(kept ?? Number(last) + 1), before: moment, count: Number(expired) };
    deleted += (await database.query(deleteStatement(name, range), deadline)).affectedRows;
    if (kept !== null || Number(seen) < BATCH) return { deleted, done: true };
  }
  return { deleted, done: false };
}

/** Zero before the table is there. */
async function storedBytes(database: Database, name: string, deadline: number): Promise<number> {
  for (const statement of storedBytesStatements(name)) {
    const { rows } = await database.query(statement, deadline, LONGEST_LOOK);
    if (rows[0] !== undefined) return Number(rows[0].bytes);
  }
  return 0;
}
