import { type Connection, createConnection } from 'mysql2';
import type { Credentials } from './credentials.ts';
import type { Settings } from './settings.ts';

export type Row = Readonly<Record<string, unknown>>;
export interface Outcome {
  readonly rows: readonly Row[];
  readonly insertId: number;
  readonly affectedRows: number;
}

/** The execution environment's one connection: made when it is needed, replaced when it broke. */
export interface Database {
  /**
   * Sends a statement. `deadline` is in milliseconds of `performance.now()`, `longest` what the statement itself may take,
   * in milliseconds; rejects with the driver's error.
   */
  query(sql: string, deadline: number, longest?: number): Promise<Outcome>;
  /** Forgets the connection, whatever it is doing: the next query makes another. */
  discard(): void;
}

// A proxy closes any connection after 24 hours (RDS User Guide, "RDS Proxy concepts").
const LONGEST_LIFE = 23 * 3_600_000;

/** Where and as whom to connect: `endpoint` is a host, or host:port. */
export function openDatabase(
  endpoint: string,
  credentials: Credentials,
  budget: Settings['budget'],
): Database {
  // One object for all connections: mysql2 keeps TLS sessions by its identity, and a resumed one is faster.
  const ssl = { verifyIdentity: true, rejectUnauthorized: true, minVersion: 'TLSv1.2' } as const;
  let current: { connection: Connection; madeAt: number; usedAt: number } | undefined;

  return { query, discard };

  async function query(sql: string, deadline: number, longest = budget.query): Promise<Outcome> {
    const connection = await usable(deadline);
    const timeout = Math.max(1, Math.min(longest, deadline - performance.now()));
    const outcome = await send(connection, sql, timeout);
    if (current?.connection === connection) current.usedAt = performance.now();
    return outcome;
  }

  function discard(): void {
    current?.connection.destroy();
    current = undefined;
  }

  async function usable(deadline: number): Promise<Connection> {
    const now = performance.now();
    if (
      current !== undefined &&
      (now - current.usedAt > budget.idle || now - current.madeAt > LONGEST_LIFE)
    ) {
      discard();
    }
    if (current !== undefined) return current.connection;
    const { user, password } = await credentials.get(deadline);
    const connection = createConnection({
      ...addressOf(endpoint),
      user,
      password,
      ssl,
      connectTimeout: Math.max(1, Math.min(budget.connect, deadline - performance.now())),
      enableCleartextPlugin: credentials.cleartext,
      charset: 'utf8mb4',
      timezone: 'Z',
      flags: ['-FOUND_ROWS', '-LOCAL_FILES'],
      disableEval: true,
      jsonStrings: true,
      supportBigNumbers: true,
    });
    await connected(connection);
    connection.on('error', () => {
      if (current?.connection === connection) discard();
    });
    const time = performance.now();
    current = { connection, madeAt: time, usedAt: time };
    return connection;
  }
}

function connected(connection: Connection): Promise<void> {
  return new Promise((resolve, reject) => {
    connection.connect((error) => {
      if (error === null) return resolve();
      connection.on('error', () => {});
      connection.destroy();
      reject(error);
    });
  });
}

function send(connection: Connection, sql: string, timeout: number): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    connection.query({ sql, timeout }, (error, result) => {
      if (error !== null) return reject(error);
      const rows = Array.isArray(result) ? (result as readonly Row[]) : [];
      const { insertId = 0, affectedRows = 0 } = Array.isArray(result)
        ? {}
        : (result as { insertId?: number; affectedRows?: number });
      resolve({ rows, insertId, affectedRows });
    });
  });
}

function addressOf(endpoint: string): { readonly host: string; readonly port: number } {
  const [host = '', port = '3306'] = endpoint.split(':');
  return { host, port: Number(port) };
}
