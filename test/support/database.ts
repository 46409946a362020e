// A MySQL-compatible server for a test file: the one that `npm run setup` found, on a copy of an empty data folder, with
// TLS, on a port of its own. It downloads nothing; when nothing was prepared, it fails and says what to run.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Connection, createConnection } from 'mysql2/promise';
import { cacheDirectory } from '../../src/artifact/cache-directory.ts';
import { copyDataDirectory, templateDataDirectory } from '../../src/local/database/data-directory.ts';
import { ensureProgram } from '../../src/local/database/ensure-program.ts';
import type { DatabaseProgram } from '../../src/local/database/program.ts';
import { type DatabaseServer, startServer } from '../../src/local/database/server.ts';

export interface TestDatabase {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** PEM. */
  readonly certificateAuthority: string;
  readonly program: DatabaseProgram;
  /** A connection with TLS for the test's own look; the caller ends it. */
  connect(): Promise<Connection>;
  /** Stops the server and starts it again, same port, same data, same certificate authority's names but a new authority. */
  restart(options?: { readonly names?: readonly string[] }): Promise<TestDatabase>;
  /** Stops the server and leaves its data: what runs into it then finds nothing listening. */
  pause(): Promise<void>;
  stop(): Promise<void>;
}

export interface TestDatabaseOptions {
  /** Names in the certificate. Default: localhost and 127.0.0.1. */
  readonly names?: readonly string[];
}

export async function startTestDatabase(options: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const program = await testProgram();
  const directory = await mkdtemp(path.join(tmpdir(), 'pwh-test-db-'));
  const template = await templateDataDirectory(program, path.join(cacheDirectory(process.env), 'database'));
  await copyDataDirectory(template, path.join(directory, 'data'));
  return serve(program, directory, options);
}

/** The server program that `npm run setup` found. Rejects, saying so, when there is none. */
export function testProgram(): Promise<DatabaseProgram> {
  return ensureProgram({
    environment: process.env,
    cacheDirectory: cacheDirectory(process.env),
    fetch: false,
    platform: process.platform,
  });
}

async function serve(
  program: DatabaseProgram,
  directory: string,
  { names, port }: TestDatabaseOptions & { readonly port?: number },
): Promise<TestDatabase> {
  // Punctuation as Secrets Manager generates it.
  const account = { name: 'webhook', password: `it's "a" \\ pass%word` };
  const server: DatabaseServer = await startServer({
    program,
    directory,
    user: account,
    ephemeral: true,
    ...(names === undefined ? {} : { names }),
    ...(port === undefined ? {} : { port }),
  });
  const connect = () =>
    createConnection({
      host: server.host,
      port: server.port,
      user: account.name,
      password: account.password,
      ssl: { ca: server.certificateAuthority, rejectUnauthorized: true },
      timezone: 'Z',
    });
  return {
    host: server.host,
    port: server.port,
    user: account.name,
    password: account.password,
    certificateAuthority: server.certificateAuthority,
    program,
    connect,
    pause: () => server.stop(),
    restart: async (options = {}) => {
      await server.stop();
      return serve(program, directory, { ...options, port: server.port });
    },
    stop: async () => {
      await server.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
