import { ProxyWebhookError } from '../../errors.ts';
import { isContainerRunning, killContainer, removeContainer, stopContainer } from './containers.ts';
import { logIn } from './login.ts';
import { commandLine, endProcess, isRunning } from './processes.ts';
import { engineTitle } from './program.ts';
import type { ProjectFolder, ServerState } from './project-folder.ts';
import { never, type RunningDatabase, type Tell } from './running-database.ts';

export interface ReuseRequest {
  readonly folder: ProjectFolder;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** False: a running one must go, because another engine or fresh data are asked for. */
  readonly fits: (state: ServerState) => boolean;
  readonly tell: Tell;
}

/**
 * The database that runs for this project already, if it lets us in. One whose process died is adopted: ours then to stop. What is
 * left of one that runs no more, or does not fit, is cleared away. Throws `refused` when a living process needs what would have to go.
 */
export async function reuseRunning(request: ReuseRequest): Promise<RunningDatabase | undefined> {
  const { folder, environment, fits, tell } = request;
  const state = await folder.state();
  if (state === undefined) return undefined;
  const started = performance.now();
  const shared = isRunning(state.owner);
  const answers = await letsIn(folder, state);
  if (answers && fits(state)) {
    const what = `${engineTitle(state.kind)} ${state.version}`;
    tell({ type: 'found', found: 'running', what });
    const milliseconds = Math.round(performance.now() - started);
    tell({ type: 'ready', what, port: state.port, milliseconds });
    if (shared)
      tell({
        type: 'note',
        text: `The database belongs to process ${state.owner} and goes when that process ends.`,
      });
    return running(request, state, shared, milliseconds);
  }
  if (answers || (await isStillThere(state, environment))) {
    if (shared) throw inUse(state, answers);
    await end(state, environment, answers);
  }
  await folder.clearState();
  return undefined;
}

async function running(
  { folder, environment }: ReuseRequest,
  state: ServerState,
  shared: boolean,
  readyMilliseconds: number,
): Promise<RunningDatabase> {
  const { kind, version, port, program, dataDirectory, certificateAuthority, container } = state;
  return {
    kind,
    version,
    host: '127.0.0.1',
    port,
    credentials: await credentialsFor(folder, state),
    ...(program === undefined ? {} : { program }),
    ...(dataDirectory === undefined ? {} : { dataDirectory }),
    certificateAuthority,
    found: 'running',
    readyMilliseconds,
    ended: never,
    kill9: () =>
      container === undefined
        ? endProcess(state.pid, 'SIGKILL')
        : killContainer(container.runtime, container.name, environment),
    stop: async () => {
      if (shared) return;
      await end(state, environment, true);
      await folder.clearState();
    },
  };
}

/** A server that is full has let us in, too. */
async function letsIn(folder: ProjectFolder, state: ServerState): Promise<boolean> {
  const { port, certificateAuthority } = state;
  const login = { host: '127.0.0.1', port, ...(await credentialsFor(folder, state)), certificateAuthority };
  return logIn(login).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code === 'ER_CON_COUNT_ERROR',
  );
}

async function credentialsFor(folder: ProjectFolder, { container }: ServerState) {
  const { username, password } = await folder.settings();
  return { username: container === undefined ? username : 'root', password };
}

/** Its number may be another process's by now: only a command line with our data folder is our server's. */
async function isStillThere(
  { pid, dataDirectory, container }: ServerState,
  environment: ReuseRequest['environment'],
): Promise<boolean> {
  if (container !== undefined) return isContainerRunning(container.runtime, container.name, environment);
  if (dataDirectory === undefined || !isRunning(pid)) return false;
  return (await commandLine(pid)).includes(`--datadir=${dataDirectory}`);
}

async function end(
  { pid, container }: ServerState,
  environment: ReuseRequest['environment'],
  inOrder: boolean,
): Promise<void> {
  if (container === undefined) return endProcess(pid, inOrder ? 'SIGTERM' : 'SIGKILL');
  const { runtime, name } = container;
  return inOrder ? stopContainer(runtime, name, environment) : removeContainer(runtime, name, environment);
}

function inUse(state: ServerState, answers: boolean): ProxyWebhookError {
  const { kind, version, port, owner } = state;
  const what = `${engineTitle(kind)} ${version} on port ${port}`;
  const message = answers
    ? `Process ${owner} uses the database of this project (${what}).`
    : `Process ${owner} runs the database of this project (${what}), which does not answer.`;
  return new ProxyWebhookError('refused', message, {
    remedies: ['End that process (Ctrl-C in its terminal), then run this again.'],
    data: { process: owner, port },
  });
}
