// A MySQL-compatible server for a test file, from the same function as a local run's: the program that `npm run setup` found, on a
// copy of its empty data folder, with TLS, on a port of its own. It downloads nothing; when nothing was prepared, it fails and
// says what to run.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Connection, createConnection } from 'mysql2/promise';
import { cacheDirectory } from '../../src/artifact/cache-directory.ts';
import { isProxyWebhookError } from '../../src/errors.ts';
import { makeServerCertificate, type ServerCertificate } from '../../src/local/database/certificate.ts';
import { ensureDatabase } from '../../src/local/database/ensure-database.ts';
import { ensureProgram } from '../../src/local/database/ensure-program.ts';
import { URL_VARIABLE } from '../../src/local/database/given-url.ts';
import type { DatabaseProgram } from '../../src/local/database/program.ts';

export interface TestDatabase {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** PEM. */
  readonly certificateAuthority: string;
  readonly program: DatabaseProgram;
  /** A connection with TLS for the test's own look; the caller ends it. As the administrator, when no other account is given. */
  connect(account?: { readonly user: string; readonly password: string }): Promise<Connection>;
  /** Stops the server, when it runs, and starts it again: same port, data and certificate. */
  restart(): Promise<void>;
  /** Stops the server and leaves its data: what runs into it then finds nothing listening. */
  pause(): Promise<void>;
  /** Ends the server as a crash would; `restart` brings it back. */
  kill9(): Promise<void>;
  stop(): Promise<void>;
}

export interface TestDatabaseOptions {
  /** Names in the certificate. Default: localhost and 127.0.0.1. */
  readonly names?: readonly string[];
  /** Default: the one that `npm run setup` found. */
  readonly program?: DatabaseProgram;
}

export async function startTestDatabase(options: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const program = options.program ?? (await testProgram());
  const directory = await mkdtemp(path.join(tmpdir(), 'pwh-test-db-'));
  const names = options.names ?? ['localhost', '127.0.0.1'];
  return serve(program, directory, await makeServerCertificate(names, new Date()));
}

/** The server program that `npm run setup` found. Rejects, with every way out, when there is none. */
export async function testProgram(): Promise<DatabaseProgram> {
  try {
    return await ensureProgram({
      environment: process.env,
      cacheDirectory: cacheDirectory(process.env),
      fetch: false,
      platform: process.platform,
    });
  } catch (error) {
    if (!isProxyWebhookError(error)) throw error;
    throw new Error([error.message, ...error.remedies].join('\n'), { cause: error });
  }
}

async function serve(
  program: DatabaseProgram,
  directory: string,
  certificate: ServerCertificate,
): Promise<TestDatabase> {
  // Punctuation as Secrets Manager generates it.
  const user = { name: 'webhook', password: `it's "a" \\ pass%word` };
  await mkdir(path.join(directory, 'database'));
  const settings = { username: user.name, password: user.password };
  await writeFile(path.join(directory, 'database/project.json'), JSON.stringify(settings), { mode: 0o600 });
  const start = () =>
    ensureDatabase({
      directory,
      environment: { ...process.env, [URL_VARIABLE]: undefined },
      cacheDirectory: cacheDirectory(process.env),
      offline: true,
      certificate,
    });
  let server = await start();
  const { host, port } = server;
  return {
    host,
    port,
    user: user.name,
    password: user.password,
    certificateAuthority: certificate.authority,
    program,
    connect: (account = { user: user.name, password: user.password }) =>
      createConnection({
        host,
        port,
        ...account,
        ssl: { ca: certificate.authority, rejectUnauthorized: true },
        timezone: 'Z',
      }),
    pause: () => server.stop(),
    kill9: () => server.kill9(),
    restart: async () => {
      await server.stop();
      server = await start();
    },
    stop: async () => {
      await server.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
