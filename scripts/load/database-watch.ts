import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise';

/** A look at the database past the proxy, with the account of the project. */
export interface DatabaseWatch {
  /** The most connections of the proxy's account that a look at the list of processes saw. */
  readonly most: number;
  readonly looks: number;
  /** The most connections of any account at once since the last server was started, as the server counted, without this one. */
  mostCounted(): Promise<number>;
  /** Ends all of the proxy's connections. Resolves to how many. */
  killConnections(): Promise<number>;
  /** Keeps everybody from writing for a while. */
  stall(milliseconds: number): Promise<void>;
  /** The path of each stored request, with how often it is there. */
  stored(): Promise<ReadonlyMap<string, { readonly times: number; readonly id: number }>>;
  /** The process of the server. */
  serverPid(): number;
  stop(): Promise<void>;
}

/** The account that the stack's secret holds. */
const PROXY_USER = 'webhook';
const EACH = 10;

/** Watches the database of a project whose `dev` runs in `folder`, through restarts of the server. */
export async function watchDatabase(folder: string): Promise<DatabaseWatch> {
  let connection: Connection | undefined = await connect(folder);
  let [most, looks] = [0, 0];
  let stopped = false;

  const look = async () => {
    while (!stopped) {
      try {
        connection ??= await connect(folder);
        const rows = await rowsOf(connection, 'SHOW PROCESSLIST');
        most = Math.max(most, rows.filter(({ User }) => User === PROXY_USER).length);
        looks += 1;
      } catch {
        connection?.destroy();
        connection = undefined;
      }
      await sleep(EACH);
    }
  };
  const looking = look();

  async function once<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    const own = await connect(folder);
    try {
      return await work(own);
    } finally {
      await own.end();
    }
  }

  return {
    get most() {
      return most;
    },
    get looks() {
      return looks;
    },
    async mostCounted() {
      if (connection === undefined) throw new Error('the database is not connected');
      const [row] = await rowsOf(connection, "SHOW GLOBAL STATUS LIKE 'Max_used_connections'");
      return Number(row?.Value) - 1;
    },
    killConnections: () =>
      once(async (own) => {
        const rows = (await rowsOf(own, 'SHOW PROCESSLIST')).filter(({ User }) => User === PROXY_USER);
        for (const { Id } of rows) await own.query(`KILL ${Number(Id)}`).catch(() => {}); // It may have gone.
        return rows.length;
      }),
    stall: (milliseconds) =>
      once(async (own) => {
        await own.query('FLUSH TABLES WITH READ LOCK');
        await sleep(milliseconds);
        await own.query('UNLOCK TABLES');
      }),
    stored: () =>
      once(async (own) => {
        const rows = await rowsOf(
          own,
          "SELECT path, COUNT(*) AS times, MIN(id) AS id FROM webhooks.request WHERE path LIKE '/load/%' GROUP BY path",
        );
        return new Map(
          rows.map(({ path: of, times, id }) => [String(of), { times: Number(times), id: Number(id) }]),
        );
      }),
    serverPid: () => stateOf(folder).pid,
    async stop() {
      stopped = true;
      await looking;
      await connection?.end();
    },
  };
}

async function connect(folder: string): Promise<Connection> {
  const { port, certificateAuthority } = stateOf(folder);
  const account = JSON.parse(
    readFileSync(path.join(folder, '.proxywebhook/database/project.json'), 'utf8'),
  ) as {
    readonly username: string;
    readonly password: string;
  };
  const connection = await createConnection({
    host: '127.0.0.1',
    port,
    user: account.username,
    password: account.password,
    ssl: { ca: certificateAuthority },
  });
  connection.on('error', () => {}); // The server may be killed: the next look connects again.
  return connection;
}

function stateOf(folder: string): {
  readonly pid: number;
  readonly port: number;
  readonly certificateAuthority: string;
} {
  return JSON.parse(readFileSync(path.join(folder, '.proxywebhook/database/server.json'), 'utf8'));
}

async function rowsOf(connection: Connection, sql: string): Promise<readonly RowDataPacket[]> {
  const [rows] = await connection.query<RowDataPacket[]>(sql);
  return rows;
}
