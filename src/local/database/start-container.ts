import { createHash, randomUUID } from 'node:crypto';
import { ProxyWebhookError } from '../../errors.ts';
import { makeServerCertificate } from './certificate.ts';
import {
  type ContainerRequest,
  containerLog,
  isContainerRunning,
  killContainer,
  type Runtime,
  removeContainer,
  removeVolume,
  startContainer,
  stopContainer,
} from './containers.ts';
import { withLock } from './lock.ts';
import { type Answer, logIn } from './login.ts';
import { freePort } from './port.ts';
import { newCredentials } from './project-folder.ts';
import { never, type RunningDatabase } from './running-database.ts';
import type { StartRequest } from './start-program.ts';
import { whenWeDie } from './watchdog.ts';

const LONGEST_START = 180_000;

/**
 * Starts MySQL 8.4 in a container on the project's volume. Like a server of our own it does not outlive this process.
 * Throws `preflight-failed` with its last words.
 */
export async function startInContainer(
  runtime: Runtime,
  request: Omit<StartRequest, 'found' | 'keptFolder'>,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<RunningDatabase> {
  const { folder, reset, tell } = request;
  const { command } = runtime;
  const started = performance.now();
  const name = containerName(folder?.place ?? randomUUID());
  const settings = folder === undefined ? newCredentials() : await folder.settings();
  const volume = folder === undefined ? undefined : `${name}-mysql-8.4`;
  if (reset && volume !== undefined) {
    await removeContainer(command, name, environment);
    await removeVolume(command, volume, environment);
  }
  const certificate = await makeServerCertificate(['localhost', '127.0.0.1'], new Date());
  const container: ContainerRequest = {
    name,
    ...(volume === undefined ? {} : { volume }),
    port: await freePort(settings.port),
    password: settings.password,
    certificate,
    maxConnections: request.maxConnections ?? 100,
  };
  tell({ type: 'starting', what: `MySQL 8.4 in ${command}`, fresh: reset });
  const guard = whenWeDie('exec "$1" rm -f -v "$2"', [command, name], environment);
  const stop = async () => {
    await stopContainer(command, name, environment);
    guard.release();
  };
  let answer: Answer;
  try {
    await startContainer(command, container, environment);
    answer = await ready(runtime, container, environment);
  } catch (error) {
    await stop();
    throw error;
  }
  const { kind, version } = answer;
  const { port } = container;
  if (folder !== undefined) {
    await folder.keepPort(port);
    await folder.writeState({
      kind,
      version,
      pid: 0,
      port,
      startTime: new Date().toISOString(),
      owner: process.pid,
      certificateAuthority: certificate.authority,
      container: { runtime: command, name },
    });
  }
  const readyMilliseconds = Math.round(performance.now() - started);
  tell({ type: 'ready', what: `MySQL ${version} in ${command}`, port, milliseconds: readyMilliseconds });
  return {
    kind,
    version,
    host: '127.0.0.1',
    port,
    credentials: { username: 'root', password: settings.password },
    certificateAuthority: certificate.authority,
    found: 'docker',
    readyMilliseconds,
    ended: never,
    kill9: () => killContainer(command, name, environment),
    stop: async () => {
      if (folder === undefined) return stop();
      await withLock(folder.lockFile, async () => {
        await stop();
        if ((await folder.state())?.container?.name === name) await folder.clearState();
      });
    },
  };
}

/** One project, one container: told apart by the project's place. */
export function containerName(place: string): string {
  return `proxywebhook-${createHash('sha256').update(place).digest('hex').slice(0, 12)}`;
}

/** The image serves no network before its data are complete: who is let in finds all of it. */
async function ready(
  { command }: Runtime,
  { name, port, password, certificate }: ContainerRequest,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Answer> {
  const login = {
    host: '127.0.0.1',
    port,
    username: 'root',
    password,
    certificateAuthority: certificate.authority,
  };
  const until = performance.now() + LONGEST_START;
  let looked = performance.now();
  let failure: unknown;
  while (performance.now() < until) {
    try {
      return await logIn(login);
    } catch (error) {
      failure = error;
    }
    if ((failure as NodeJS.ErrnoException).code === 'ER_ACCESS_DENIED_ERROR') break;
    if (performance.now() - looked > 1000) {
      looked = performance.now();
      if (!(await isContainerRunning(command, name, environment))) break;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const denied = (failure as NodeJS.ErrnoException).code === 'ER_ACCESS_DENIED_ERROR';
  const why = denied
    ? 'its data were made with another password.'
    : (await containerLog(command, name, environment)) || String((failure as Error).message);
  throw new ProxyWebhookError('preflight-failed', `MySQL 8.4 in ${command} did not start: ${why}`, {
    remedies: denied ? ['Start afresh with --reset.'] : ['Choose another database with --db.'],
    cause: failure,
  });
}
