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
  /** How many connections were made so far. */
  connections(): number;
  /** Forgets the connection, and ends what is under way on it with an error: the next query makes another. */
  discard(): void;
}

interface Link {
  readonly connection: Connection;
  readonly madeAt: number;
  usedAt: number;
  /** How to end each statement that is under way: the driver forgets them when a connection is destroyed. */
  readonly underWay: Set<(error: Error) => void>;
}

// A proxy closes any connection after 24 hours (RDS User Guide, "RDS Proxy concepts").
const LONGEST_LIFE = 23 * 3_600_000;

/** How much later than the driver's own limits ours are, in milliseconds: they are for what it does not notice. */
const GRACE = 100;

/** Where and as whom to connect: `endpoint` is a host, or host:port. */
export function openDatabase(
  endpoint: string,
  credentials: Credentials,
  budget: Settings['budget'],
): Database {
  // One object for all connections: mysql2 keeps TLS sessions by its identity, and a resumed one is faster.
  const ssl = { verifyIdentity: true, rejectUnauthorized: true, minVersion: 'TLSv1.2' } as const;
  let current: Link | undefined;
  let coming: Promise<Link> | undefined;
  let made = 0;

  return { query, discard: () => drop(current), connections: () => made };

  async function query(sql: string, deadline: number, longest = budget.query): Promise<Outcome> {
    const link = await usable(deadline);
    const outcome = await send(link, sql, Math.max(1, Math.min(longest, deadline - performance.now())));
    link.usedAt = Date.now();
    return outcome;
  }

  function drop(link: Link | undefined, reason = new Error('The connection was given up.')): void {
    if (link === undefined) return;
    if (current === link) current = undefined;
    link.connection.destroy();
    for (const end of link.underWay) end(reason);
  }

  function usable(deadline: number): Promise<Link> {
    // The time of day goes on while an execution environment is frozen; the process's own clock may not.
    const now = Date.now();
    if (
      current !== undefined &&
      (now - current.usedAt > budget.idle || now - current.madeAt > LONGEST_LIFE)
    ) {
      drop(current);
    }
    if (current !== undefined) return Promise.resolve(current);
    coming ??= connect(deadline).finally(() => {
      coming = undefined;
    });
    return coming;
  }

  async function connect(deadline: number): Promise<Link> {
    const { user, password } = await credentials.get(deadline);
    const longest = Math.max(1, Math.min(budget.connect, deadline - performance.now()));
    const connection = createConnection({
      ...addressOf(endpoint),
      user,
      password,
      ssl,
      connectTimeout: longest,
      enableCleartextPlugin: credentials.cleartext,
      charset: 'utf8mb4',
      timezone: 'Z',
      flags: ['-FOUND_ROWS', '-LOCAL_FILES'],
      disableEval: true,
      jsonStrings: true,
      supportBigNumbers: true,
    });
    const link: Link = { connection, madeAt: Date.now(), usedAt: Date.now(), underWay: new Set() };
    // Without a listener a connection that breaks while nothing is asked of it would end the process.
    connection.on('error', (error) => drop(link, error));
    await within(longest + GRACE, link, (done) => connection.connect((error) => done(error)));
    made += 1;
    current = link;
    return link;
  }
}

async function send(link: Link, sql: string, timeout: number): Promise<Outcome> {
  const result = await within<unknown>(timeout + GRACE, link, (done) =>
    link.connection.query({ sql, timeout }, (error, value) => done(error, value)),
  );
  const rows = Array.isArray(result) ? (result as readonly Row[]) : [];
  const { insertId = 0, affectedRows = 0 } = Array.isArray(result)
    ? {}
    : (result as { insertId?: number; affectedRows?: number });
  return { rows, insertId, affectedRows };
}

/** Ends in any case: with the driver's answer, when the link is dropped, or when the driver forgets the time. */
function within<T>(
  milliseconds: number,
  { connection, underWay }: Link,
  start: (done: (error: Error | null, value?: T) => void) => void,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const end = (settle: () => void) => {
      clearTimeout(timer);
      underWay.delete(fail);
      settle();
    };
    const fail = (error: Error) => {
      end(() => reject(error));
    };
    const timer = setTimeout(() => {
      connection.destroy();
      fail(new Error('The database did not answer in time.'));
    }, milliseconds);
    underWay.add(fail);
    start((error, value) => (error === null ? end(() => resolve(value as T)) : fail(error)));
  });
}

function addressOf(endpoint: string): { readonly host: string; readonly port: number } {
  const [host = '', port = '3306'] = endpoint.split(':');
  return { host, port: Number(port) };
}
