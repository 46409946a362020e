import { type ChildProcess, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ProxyWebhookError } from '../../errors.ts';
import { makeServerCertificate, type ServerCertificate } from './certificate.ts';
import { type ServerPlace, startParameters } from './commands.ts';
import { freePort, greets } from './port.ts';
import { type DatabaseProgram, describeProgram, programEnvironment } from './program.ts';
import { guardAgainstOurDeath } from './watchdog.ts';

export interface ServerRequest {
  readonly program: DatabaseProgram;
  /** Holds `data`, which must be there, and everything the server writes. */
  readonly directory: string;
  /** The account that may do everything, as RDS's master user may. */
  readonly user: { readonly name: string; readonly password: string };
  /** Default: a new one for localhost and 127.0.0.1. */
  readonly certificate?: ServerCertificate;
  /** Default: one that is free. */
  readonly port?: number;
  readonly maxConnections?: number;
  /** True: when this process dies without stopping the server, the directory goes too. */
  readonly ephemeral?: boolean;
}

export interface DatabaseServer {
  readonly host: '127.0.0.1';
  readonly port: number;
  readonly pid: number;
  /** Clients trust its `authority`. */
  readonly certificate: ServerCertificate;
  /** Resolves when the server has ended, asked to or not. */
  readonly ended: Promise<void>;
  /** Ends it as a crash would. */
  kill9(): Promise<void>;
  /** Ends it cleanly, or by force when it takes more than ten seconds. Of no effect the second time. */
  stop(): Promise<void>;
}

const LONGEST_START = 60_000;
const LONGEST_STOP = 10_000;

/** Starts a server on loopback with TLS and resolves when it takes connections. Throws `preflight-failed` with its last words. */
export async function startServer(request: ServerRequest): Promise<DatabaseServer> {
  const { program, directory } = request;
  const certificate =
    request.certificate ?? (await makeServerCertificate(['localhost', '127.0.0.1'], new Date()));
  const place: ServerPlace = {
    data: path.join(directory, 'data'),
    port: request.port ?? (await freePort()),
    socket: socketPath(directory),
    pidFile: path.join(directory, 'server.pid'),
    initFile: path.join(directory, 'init.sql'),
    certificateFile: path.join(directory, 'server-certificate.pem'),
    keyFile: path.join(directory, 'server-key.pem'),
    maxConnections: request.maxConnections ?? 100,
  };
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await writeFile(place.certificateFile, certificate.certificate);
  await writeFile(place.keyFile, certificate.key, { mode: 0o600 });
  await writeFile(place.initFile, accounts(request.user), { mode: 0o600 });

  // What a server that was killed has left: a number that may be another process's by now, and a socket that nobody serves.
  for (const stale of [place.pidFile, place.socket, `${place.socket}.lock`]) await rm(stale, { force: true });

  const logFile = path.join(directory, 'server.log');
  await rename(logFile, path.join(directory, 'server.previous.log')).catch(() => {}); // There is none the first time.
  const child = launch(program, place, logFile);
  const guard = guardAgainstOurDeath(child, request.ephemeral === true ? directory : undefined);
  const stop = async () => {
    await end(child);
    guard.release();
    await rm(place.socket, { force: true });
  };
  try {
    await ready(child, place);
  } catch (error) {
    await stop();
    throw notStarted(program, await lastWords(logFile), error);
  }
  return {
    host: '127.0.0.1',
    port: place.port,
    pid: child.pid ?? 0,
    certificate,
    ended: new Promise((resolve) => child.once('exit', () => resolve())),
    kill9: async () => {
      await end(child, 'SIGKILL');
      guard.release();
    },
    stop,
  };
}

/** Statements for `--init-file`, one a line: the one account, and none for who comes without a password. */
function accounts({ name, password }: ServerRequest['user']): string {
  const account = `${quote(name)}@'%'`;
  return [
    `CREATE USER IF NOT EXISTS ${account};`,
    `ALTER USER ${account} IDENTIFIED BY ${quote(password)};`,
    `GRANT ALL PRIVILEGES ON *.* TO ${account} WITH GRANT OPTION;`,
    `DROP USER IF EXISTS 'root'@'127.0.0.1', 'root'@'::1';`,
    `ALTER USER 'root'@'localhost' IDENTIFIED BY ${quote(randomBytes(16).toString('hex'))};`,
    '',
  ].join('\n');
}

function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
}

/** In a process group of its own: Ctrl-C is for us, who then stop it in order. */
function launch(program: DatabaseProgram, place: ServerPlace, logFile: string): ChildProcess {
  const log = openSync(logFile, 'a');
  try {
    return spawn(program.file, startParameters(program, place, process.getuid?.() === 0), {
      env: programEnvironment(program, process.env),
      stdio: ['ignore', log, log],
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
  } finally {
    closeSync(log);
  }
}

/** Resolves at the server's greeting, which comes when it takes connections. */
async function ready(child: ChildProcess, { port, pidFile }: ServerPlace): Promise<void> {
  let failure: Error | undefined;
  child.once('error', (error) => {
    failure = error;
  });
  const until = performance.now() + LONGEST_START;
  while (performance.now() < until) {
    if (failure !== undefined) throw failure;
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`it ended with ${child.exitCode}`);
    if ((await greets(port)) && (await isOurs(child, pidFile))) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`it took no connection within ${LONGEST_START / 1000} s`);
}

/** Another server may have taken the port: ours writes its number down once it has it. */
async function isOurs(child: ChildProcess, pidFile: string): Promise<boolean> {
  return (await readFile(pidFile, 'utf8').catch(() => '')).trim() === String(child.pid);
}

/** Both servers give up on a socket whose path is longer than about a hundred characters. One directory has one socket. */
function socketPath(directory: string): string {
  const name = `pwh-${createHash('sha256').update(directory).digest('hex').slice(0, 12)}.sock`;
  const places = [path.join(directory, 'server.sock'), path.join(tmpdir(), name)];
  return places.find((place) => Buffer.byteLength(place) < 100) ?? path.join('/tmp', name);
}

async function end(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  const force = setTimeout(() => child.kill('SIGKILL'), LONGEST_STOP);
  child.kill(signal);
  await ended;
  clearTimeout(force);
}

function notStarted(program: DatabaseProgram, words: string, cause: unknown): ProxyWebhookError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const message = [`${describeProgram(program)} did not start: ${reason}.`, words].filter(Boolean).join('\n');
  return new ProxyWebhookError('preflight-failed', message, { cause });
}

async function lastWords(logFile: string): Promise<string> {
  const text = await readFile(logFile, 'utf8').catch(() => '');
  return text
    .trim()
    .split('\n')
    .filter((line) => /error|abort/i.test(line))
    .slice(-5)
    .join('\n');
}
