import { captureStatement, findStatement, PINNING_LENGTH } from './capture-statement.ts';
import { credentialsFor } from './credentials.ts';
import { type Database, openDatabase, type Row } from './database.ts';
import { describeFault, TransientFault } from './faults.ts';
import { deleteStatement, oldestStatement, storedBytesStatements } from './maintenance-statements.ts';
import { persistently } from './persistence.ts';
import type { InspectedRequest } from './received-request.ts';
import { type Environment, required, type Settings } from './settings.ts';
import { storageLimit } from './storage-limit.ts';

/** Where requests are kept. Deadlines are in milliseconds of `performance.now()`; errors are the driver's. */
export interface Store {
  /** Commits a request, or counts it as a copy of one; safe to repeat, also inside, when an answer was lost. */
  save(request: InspectedRequest, deadline: number): Promise<Saved>;
  /** Whether as much is stored as may be; looked at once a minute at most, and not so when it cannot be seen. */
  isFull(deadline: number): Promise<boolean>;
  /** How many connections were made so far. */
  connections(): number;
  /** The rows of a statement that only reads. */
  read(statement: string, deadline: number): Promise<readonly Row[]>;
  /** Stores a request inside a transaction that it takes back. */
  rehearse(request: InspectedRequest, deadline: number): Promise<{ readonly server: string }>;
  /** Deletes what was received before a moment (milliseconds since the epoch), oldest first, until done or out of time. */
  deleteBefore(
    moment: number,
    deadline: number,
  ): Promise<{ readonly deleted: number; readonly done: boolean }>;
}

/** What became of a request, by its first copy. */
export interface Saved {
  readonly id: number;
  /** Milliseconds since the epoch. */
  readonly receivedAt: number;
  readonly duplicate: boolean;
  /** Calls that the sender made of it so far. */
  readonly attempts: number;
  readonly path: {
    /** How often it was tried. */
    readonly tries: number;
    readonly pinned: boolean;
    readonly storeMilliseconds: number;
  };
}

const BATCH = 1000;
/** What is left of the answer's budget belongs to the request. Milliseconds. */
const LONGEST_LOOK = 1500;

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
    connections: () => database.connections(),
    isFull: (deadline) => limit.isReached(deadline),
    save: async (request, deadline) => {
      const started = performance.now();
      const statement = captureStatement(name, request);
      const pinned = statement.length > PINNING_LENGTH;
      let tries = 0;
      const found = await persist(deadline, async () => {
        tries += 1;
        try {
          return await insert(database, name, statement, request, deadline);
        } finally {
          if (pinned) database.discard();
        }
      });
      const storeMilliseconds = Math.round((performance.now() - started) * 10) / 10;
      return { ...found, path: { tries, pinned, storeMilliseconds } };
    },
    read: (statement, deadline) =>
      persist(deadline, async () => (await database.query(statement, deadline)).rows),
    rehearse: (request, deadline) => persist(deadline, () => rehearse(database, name, request, deadline)),
    deleteBefore: (moment, deadline) =>
      persist(deadline, () => deleteBefore(database, name, moment, deadline)),
  };
}

/** One round trip for what is new. The id that comes with an insertion is not told for a copy: servers differ there. */
async function insert(
  database: Database,
  name: string,
  statement: string,
  request: InspectedRequest,
  deadline: number,
): Promise<Omit<Saved, 'path'>> {
  const { affectedRows, insertId } = await database.query(statement, deadline);
  if (affectedRows === 1)
    return { id: insertId, receivedAt: request.receivedAt, duplicate: false, attempts: 1 };
  const { rows } = await database.query(findStatement(name, request), deadline);
  const [row] = rows;
  if (row === undefined) throw new TransientFault('The first copy was deleted meanwhile.');
  return {
    id: Number(row.id),
    receivedAt: Number(row.received),
    duplicate: Number(row.own) !== 1,
    attempts: Number(row.attempts),
  };
}

async function rehearse(
  database: Database,
  name: string,
  request: InspectedRequest,
  deadline: number,
): Promise<{ readonly server: string }> {
  const { rows } = await database.query('SELECT VERSION() AS version', deadline);
  await database.query('START TRANSACTION', deadline);
  try {
    await database.query(captureStatement(name, request), deadline);
    await database.query('ROLLBACK', deadline);
  } catch (error) {
    database.discard();
    throw error;
  }
  return { server: String(rows[0]?.version) };
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
