// The pooling proxy in front of a test's database: every client and every event is kept, and everything ends with `stop`.
import { setTimeout as sleep } from 'node:timers/promises';
import { type Connection, type ConnectionOptions, createConnection } from 'mysql2/promise';
import { makeServerCertificate } from '../../../src/local/database/certificate.ts';
import type {
  PoolingProxy,
  PoolingProxyOptions,
  ProxyEvent,
} from '../../../src/local/pooling-proxy/options.ts';
import { startPoolingProxy } from '../../../src/local/pooling-proxy/proxy.ts';
import type { TestDatabase } from '../../support/database.ts';

export const CERTIFICATE = await makeServerCertificate(['localhost', '127.0.0.1'], new Date());

export interface ProxyUnderTest {
  readonly proxy: PoolingProxy;
  readonly events: readonly ProxyEvent[];
  /** A client with the options of the shipped handler, which `stop` ends. */
  connect(options?: ConnectionOptions): Promise<Connection>;
  stop(): Promise<void>;
}

export type ProxyChanges = Partial<Omit<PoolingProxyOptions, 'pool'>> & {
  readonly pool?: Partial<PoolingProxyOptions['pool']>;
};

/** By default: three connections, all of which may idle, and two seconds to wait for one. */
export async function startProxy(
  database: TestDatabase,
  changes: ProxyChanges = {},
): Promise<ProxyUnderTest> {
  const events: ProxyEvent[] = [];
  const proxy = await startPoolingProxy({
    backend: {
      host: '127.0.0.1',
      port: database.port,
      tls: { ca: database.certificateAuthority, servername: 'localhost' },
    },
    users: async () => [{ username: database.user, password: database.password }],
    auth: 'secret',
    idleClientTimeoutSeconds: 60,
    certificate: { key: CERTIFICATE.key, cert: CERTIFICATE.certificate },
    tell: (event) => events.push(event),
    ...changes,
    pool: {
      maxConnectionsPercent: 3,
      maxIdleConnectionsPercent: 3,
      connectionBorrowTimeoutSeconds: 2,
      ...changes.pool,
    },
  });
  const clients: Connection[] = [];
  return {
    proxy,
    events,
    async connect(options = {}) {
      const client = await createConnection({
        host: 'localhost',
        port: proxy.port,
        user: database.user,
        password: database.password,
        ssl: TRUSTING,
        ...HANDLER_OPTIONS,
        ...options,
      });
      client.on('error', () => {});
      clients.push(client);
      return client;
    },
    async stop() {
      for (const client of clients) client.destroy();
      await proxy.stop();
    },
  };
}

export const TRUSTING = {
  ca: CERTIFICATE.authority,
  verifyIdentity: true,
  rejectUnauthorized: true,
  minVersion: 'TLSv1.2',
} as const;

/** As handler/database.ts connects. */
const HANDLER_OPTIONS: ConnectionOptions = {
  charset: 'utf8mb4',
  timezone: 'Z',
  flags: ['-FOUND_ROWS', '-LOCAL_FILES'],
  disableEval: true,
  jsonStrings: true,
  supportBigNumbers: true,
};

/** Resolves when the condition holds; rejects, with what it is about, when it does not within ten seconds. */
export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + 10_000;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`It did not come to this within 10 s: ${what}`);
    await sleep(5);
  }
}

/** The rows of a statement. */
export async function rows(client: Connection, sql: string): Promise<readonly Record<string, unknown>[]> {
  const [result] = await client.query(sql);
  return result as readonly Record<string, unknown>[];
}

/** The number of the error that a promise is rejected with, else its code or message; undefined when it is fulfilled. */
export async function errorOf(promise: Promise<unknown>): Promise<number | string | undefined> {
  try {
    await promise;
    return undefined;
  } catch (error) {
    const { errno, code, message } = error as { errno?: number; code?: string; message: string };
    return errno !== undefined && errno > 0 ? errno : (code ?? message);
  }
}
