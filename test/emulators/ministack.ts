/**
 * MiniStack with the plug-in, and the unmodified CLI as processes against it. Behind what it deploys stands a real database: the
 * plug-in names it where a proxy's address goes, and tells the account that a proxy logs in with.
 */
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { json } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { childEnvironment, type Ran, runCli } from '../../scripts/demo/run-cli.ts';
import { startTestDatabase, type TestDatabase } from '../support/database.ts';
import { startPythonServer } from './python-server.ts';

const BIN = fileURLToPath(new URL('../../bin/proxywebhook.js', import.meta.url));
const PLUGIN = fileURLToPath(new URL('ministack_plugin.py', import.meta.url));

export interface Faults {
  /** Seconds by operation (`create AWS::RDS::DBProxy`), or `*` for every other. */
  readonly delay?: Readonly<Record<string, number>>;
  /** The reason by operation. */
  readonly fail?: Readonly<Record<string, string>>;
  /** The same, for the next one only: a rollback then succeeds. */
  readonly failOnce?: Readonly<Record<string, string>>;
}

export interface Account {
  readonly username: string;
  readonly password: string;
  /** What MiniStack's own engine resolved `{{resolve:secretsmanager:…}}` of the DB instance to. */
  readonly master: string;
  readonly database: string;
}

export interface MiniStack {
  readonly endpoint: string;
  readonly database: TestDatabase;
  /** That stacks were given, in order. */
  readonly accounts: readonly Account[];
  /** From now on. */
  readonly befall: (faults: Faults) => Promise<void>;
  /** A project with this configuration, and the CLI in it. */
  readonly project: (environment: string, config?: unknown) => Promise<Project>;
  readonly stop: () => Promise<void>;
}

export interface Project {
  readonly stackName: string;
  readonly configure: (config: unknown) => Promise<void>;
  /** Runs `proxywebhook COMMAND --env ENVIRONMENT`; `endpoint`: instead of MiniStack's own. */
  readonly run: (command: string, endpoint?: string) => Promise<Ran>;
  /** The same, killed with signal 9 as soon as it has written this. */
  readonly runUntil: (command: string, told: RegExp) => Promise<Ran>;
}

export async function startMiniStack(): Promise<MiniStack> {
  const directory = await mkdtemp(path.join(tmpdir(), 'proxywebhook-ministack-'));
  const faults = path.join(directory, 'faults.json');
  const authority = path.join(directory, 'authority.pem');
  const befall = (given: Faults) => writeFile(faults, JSON.stringify(given));
  const database = await startTestDatabase();
  await Promise.all([befall({}), writeFile(authority, database.certificateAuthority)]);
  const accounts: Account[] = [];
  const users = await serveUsers(async (account) => {
    accounts.push(account);
    await makeAccount(database, account);
  });
  const emulator = await startPythonServer({
    argv: () => [PLUGIN],
    directory,
    env: (port) => ({
      BIND_HOST: '127.0.0.1',
      GATEWAY_PORT: String(port),
      IOT_MTLS_ENABLED: '0',
      // A function's process inherits it: what RDS's own authority is in AWS.
      NODE_EXTRA_CA_CERTS: authority,
      PLUGIN_DATABASE: `localhost:${database.port}`,
      PLUGIN_DATABASE_USERS: users.url,
      PLUGIN_FAULTS: faults,
    }),
  });
  return {
    endpoint: emulator.endpoint,
    database,
    accounts,
    befall,
    async project(environment, config = {}) {
      const folder = path.join(directory, environment);
      await mkdir(folder);
      const configure = (given: unknown) =>
        writeFile(path.join(folder, `config.${environment}.json`), JSON.stringify(given));
      await configure(config);
      return {
        stackName: `proxywebhook-${environment}`,
        configure,
        run: (command, endpoint = emulator.endpoint) =>
          runCli([...wordsOf(command), '--env', environment], {
            form: { kind: 'pipe' },
            directory: folder,
            env: childEnvironment({ endpoint, home: directory }),
          }),
        runUntil: (command, told) =>
          runAndKill([...wordsOf(command), '--env', environment], told, {
            cwd: folder,
            env: childEnvironment({ endpoint: emulator.endpoint, home: directory }),
          }),
      };
    },
    async stop() {
      await emulator.stop();
      users.close();
      await database.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** What MiniStack offers ends at MySQL 8.0.33 and x86 classes: said to `up` in the way that it names itself. */
const NOT_OFFERED = 'engine-version-not-offered,instance-class-not-offered';

function wordsOf(command: string): readonly string[] {
  const words = command.split(' ');
  return words[0] === 'up' ? [...words, '--skip-preflight', NOT_OFFERED] : words;
}

async function runAndKill(
  argv: readonly string[],
  told: RegExp,
  options: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
): Promise<Ran> {
  const child = spawn(process.execPath, [BIN, ...argv], { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (bytes: Buffer) => {
      text += bytes.toString('utf8');
      if (told.test(text)) child.kill('SIGKILL');
    });
  }
  const exitCode = await new Promise<number>((resolve) => {
    child.once('close', (code, signal) => resolve(code ?? (signal === null ? -1 : 137)));
  });
  return { exitCode, text };
}

/** Is asked by the plug-in, which waits for the answer. */
async function serveUsers(made: (account: Account) => Promise<void>) {
  const server = createServer(async (request, response) => {
    const account = (await json(request)) as Account;
    await made(account).then(
      () => response.end(),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { url: `http://127.0.0.1:${address.port}`, close: () => server.close() };
}

async function makeAccount(database: TestDatabase, account: Account): Promise<void> {
  const connection = await database.connect();
  try {
    await connection.query('CREATE DATABASE IF NOT EXISTS ??', [account.database]);
    await connection.query("CREATE OR REPLACE USER ?@'%' IDENTIFIED BY ?", [
      account.username,
      account.password,
    ]);
    await connection.query("GRANT ALL ON ??.* TO ?@'%'", [account.database, account.username]);
  } finally {
    await connection.end();
  }
}
