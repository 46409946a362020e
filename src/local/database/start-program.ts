import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isProxyWebhookError, ProxyWebhookError } from '../../errors.ts';
import type { ServerCertificate } from './certificate.ts';
import { withLock } from './lock.ts';
import { freePort } from './port.ts';
import { type DatabaseProgram, describeProgram } from './program.ts';
import { newCredentials, type ProjectFolder, provideData } from './project-folder.ts';
import type { Found, RunningDatabase, Tell } from './running-database.ts';
import { type DatabaseServer, type ServerRequest, startServer } from './server.ts';
import { unconfined } from './unconfined.ts';

export interface StartRequest {
  readonly found: Found;
  /** Undefined: for the time being, in a folder that goes with the server. */
  readonly folder: ProjectFolder | undefined;
  readonly keptFolder: string;
  readonly reset: boolean;
  readonly maxConnections: number | undefined;
  readonly certificate: ServerCertificate | undefined;
  readonly tell: Tell;
}

/** A server that did not even start with data it had made itself: another one may do. */
export class UnusableProgram extends Error {}

/**
 * Starts a program on the project's data of its engine, made where there are none. Throws UnusableProgram when it was given nothing of
 * the user's and failed all the same, and `preflight-failed` when it does not start on data that were there.
 */
export async function startProgram(found: DatabaseProgram, request: StartRequest): Promise<RunningDatabase> {
  const { folder, keptFolder, reset, tell } = request;
  const started = performance.now();
  const program = await unconfined(found, keptFolder);
  const what = describeProgram(found);
  const directory = folder?.engine(found) ?? (await mkdtemp(path.join(tmpdir(), 'pwh-db-')));
  const dataDirectory = path.join(directory, 'data');
  const fresh = reset || !(await exists(dataDirectory));
  tell({ type: 'starting', what, dataDirectory, fresh });
  const { port, ...account } = folder === undefined ? newCredentials() : await folder.settings();
  const running: Running = { found, what, directory, dataDirectory, account, started, request };
  const server: Omit<ServerRequest, 'port'> = {
    program,
    directory,
    user: { name: account.username, password: account.password },
    ephemeral: folder === undefined,
    ...(request.maxConnections === undefined ? {} : { maxConnections: request.maxConnections }),
    ...(request.certificate === undefined ? {} : { certificate: request.certificate }),
  };
  try {
    await provideData(program, directory, keptFolder, reset);
    return await run(running, await startOnPort(port, server), server);
  } catch (error) {
    if (folder === undefined) await rm(directory, { recursive: true, force: true });
    if (!isProxyWebhookError(error)) throw error;
    if (fresh) {
      // Data it does not start on must not look like the user's the next time.
      await rm(dataDirectory, { recursive: true, force: true });
      throw new UnusableProgram(error.message, { cause: error });
    }
    throw failedOnData(error, directory);
  }
}

interface Running {
  readonly found: DatabaseProgram;
  readonly what: string;
  readonly directory: string;
  readonly dataDirectory: string;
  readonly account: { readonly username: string; readonly password: string };
  /** Of `performance.now()`. */
  readonly started: number;
  readonly request: StartRequest;
}

/** Writes down that a server runs, and gives it. */
async function run(
  running: Running,
  server: DatabaseServer,
  again: Omit<ServerRequest, 'port'>,
): Promise<RunningDatabase> {
  const { found, what, directory, dataDirectory, account, started } = running;
  const { folder, tell, found: how } = running.request;
  const certificateAuthority = server.certificate.authority;
  if (folder !== undefined) {
    await folder.keepPort(server.port);
    await folder.writeState({
      kind: found.kind,
      version: found.version,
      pid: server.pid,
      port: server.port,
      startTime: new Date().toISOString(),
      owner: process.pid,
      certificateAuthority,
      dataDirectory,
      program: found.file,
    });
  }
  const readyMilliseconds = Math.round(performance.now() - started);
  tell({ type: 'ready', what, port: server.port, milliseconds: readyMilliseconds });
  return {
    kind: found.kind,
    version: found.version,
    program: found.file,
    host: server.host,
    port: server.port,
    credentials: { username: account.username, password: account.password },
    dataDirectory,
    certificateAuthority,
    found: how,
    readyMilliseconds,
    ended: server.ended,
    restart: async () => {
      const now = performance.now();
      await server.stop();
      const { certificate } = server;
      const next = await startOnPort(server.port, { ...again, certificate });
      return run({ ...running, started: now }, next, again);
    },
    kill9: server.kill9,
    stop: () => stop(server, folder, directory),
  };
}

/** The port was free a moment ago; if it is the reason of a failure, any other will do. */
async function startOnPort(
  preferred: number | undefined,
  request: Omit<ServerRequest, 'port'>,
): Promise<DatabaseServer> {
  const port = await freePort(preferred);
  try {
    return await startServer({ ...request, port });
  } catch (error) {
    if ((await freePort(port)) === port) throw error;
    return startServer({ ...request, port: await freePort() });
  }
}

async function stop(
  server: DatabaseServer,
  folder: ProjectFolder | undefined,
  directory: string,
): Promise<void> {
  if (folder === undefined) {
    await server.stop();
    await rm(directory, { recursive: true, force: true });
    return;
  }
  await withLock(folder.lockFile, async () => {
    await server.stop();
    if ((await folder.state())?.pid === server.pid) await folder.clearState();
  });
}

function failedOnData(error: ProxyWebhookError, directory: string): ProxyWebhookError {
  return new ProxyWebhookError(error.code, error.message, {
    remedies: [
      `Read what it says in ${path.join(directory, 'server.log')}.`,
      'If the data may go, start afresh with --reset.',
    ],
    cause: error,
  });
}

async function exists(file: string): Promise<boolean> {
  return (await stat(file).catch(() => undefined)) !== undefined;
}
