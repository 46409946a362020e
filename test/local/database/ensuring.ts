// What the tests of ensureDatabase share: a project in a temporary folder, the server that `npm run setup` found, and a look into
// the database. All that was started is ended by `endEverything`, also after a failure.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createConnection } from 'mysql2/promise';
import { cacheDirectory } from '../../../src/artifact/cache-directory.ts';
import { type EnsureDatabaseOptions, ensureDatabase } from '../../../src/local/database/ensure-database.ts';
import type { ServerState } from '../../../src/local/database/project-folder.ts';
import type { DatabaseEvent, RunningDatabase } from '../../../src/local/database/running-database.ts';

export interface Project {
  /** Its `.proxywebhook/`. */
  readonly directory: string;
  readonly events: DatabaseEvent[];
  ensure(options?: Partial<EnsureDatabaseOptions>): Promise<RunningDatabase>;
  /** The same in a process of its own. */
  ensureElsewhere(options?: Partial<EnsureDatabaseOptions>): Promise<Elsewhere>;
  /** What the running server's process wrote down. */
  state(): ServerState | undefined;
}

export interface Elsewhere {
  readonly child: ChildProcess;
  readonly database: Pick<RunningDatabase, 'port' | 'credentials' | 'found' | 'version'>;
}

const databases: RunningDatabase[] = [];
const children: ChildProcess[] = [];
const folders: string[] = [];

export function project(): Project {
  const folder = temporaryFolder();
  const directory = path.join(folder, '.proxywebhook');
  const events: DatabaseEvent[] = [];
  const environment = { ...process.env, PROXYWEBHOOK_DATABASE_URL: undefined };
  return {
    directory,
    events,
    ensure: async (options = {}) => {
      const database = await ensureDatabase({
        directory,
        environment,
        cacheDirectory: cacheDirectory(process.env),
        offline: true,
        tell: (event) => events.push(event),
        ...options,
      });
      databases.push(database);
      return database;
    },
    ensureElsewhere: async (options = {}) => {
      const script = path.join(import.meta.dirname, 'ensure-and-wait.ts');
      const parameters = ['--import', 'tsx', script, directory, JSON.stringify(options)];
      const child = spawn(process.execPath, parameters, { stdio: ['ignore', 'pipe', 'inherit'] });
      children.push(child);
      const line = await Promise.race([
        once(child.stdout.setEncoding('utf8'), 'data').then(([text]) => String(text)),
        once(child, 'exit').then(([code]) => Promise.reject(new Error(`it ended with ${code}`))),
      ]);
      return { child, database: JSON.parse(line) };
    },
    state: () => {
      const file = path.join(directory, 'database', 'server.json');
      return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
    },
  };
}

export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(quickFolder(), 'pwh-test-ensure-'));
  folders.push(folder);
  return folder;
}

/** In memory where there is plenty: servers wait for a disk at every step. */
export function quickFolder(): string {
  const memory = '/dev/shm';
  if (!existsSync(memory)) return tmpdir();
  const { bavail, bsize } = statfsSync(memory);
  return bavail * bsize > 2 * 1024 ** 3 ? memory : tmpdir();
}

export async function endEverything(): Promise<void> {
  for (const database of databases.splice(0)) await database.stop();
  for (const child of children.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

/** Runs a statement as the project's own account, over TLS that is verified. */
export async function query(database: RunningDatabase, statement: string): Promise<unknown> {
  const { host, port, credentials, certificateAuthority: ca } = database;
  const connection = await createConnection({
    host,
    port,
    user: credentials.username,
    password: credentials.password,
    ...(ca === undefined ? {} : { ssl: { ca, rejectUnauthorized: true, verifyIdentity: true } }),
  });
  try {
    return (await connection.query(statement))[0];
  } finally {
    await connection.end();
  }
}

/** True until the process has ended; one that was not waited for counts as ended. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return (
      !existsSync('/proc/self/status') || !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
    );
  } catch {
    return false;
  }
}
