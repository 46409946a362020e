import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ProxyWebhookError } from '../../errors.ts';

/** What a running `dev` writes down of itself in `.proxywebhook/dev.json`, for commands with `--local`. */
export interface DevInstance {
  readonly pid: number;
  /** ISO 8601. */
  readonly startedAt: string;
  /** The configuration file, when there is one. Absolute. */
  readonly config?: string;
  readonly environment: string;
  /** Of the AWS APIs; not there while the database is being started. */
  readonly endpoint?: string;
  readonly region?: string;
  readonly account?: string;
  /** Of the webhook, once it is deployed. */
  readonly url?: string;
}

/** A `dev` that can be spoken to. */
export type RunningDev = DevInstance & Required<Pick<DevInstance, 'endpoint' | 'region' | 'account'>>;

/** The file while it is ours. */
export interface DevFile {
  update(more: Partial<DevInstance>): Promise<void>;
  /** Of no effect when it is somebody else's by now. */
  remove(): Promise<void>;
}

/** Where a project's data and state are kept: beside its configuration. */
export function projectFolder(directory: string): string {
  return path.join(directory, '.proxywebhook');
}

/** Takes the file for this process. Throws `refused` while another `dev` of the same project runs; one that crashed is forgotten. */
export async function claimDevFile(directory: string, about: DevInstance): Promise<DevFile> {
  const file = path.join(projectFolder(directory), 'dev.json');
  await mkdir(projectFolder(directory), { recursive: true, mode: 0o700 });
  await writeFile(path.join(projectFolder(directory), '.gitignore'), '*\n', { flag: 'wx' }).catch(() => {}); // It is there already.
  let told = about;
  for (let attempt = 1; ; attempt += 1) {
    try {
      await write(file, told, 'wx');
      break;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
      const other = await read(file);
      if (other !== undefined && (await isRunning(other))) throw alreadyRunning(other);
      if (attempt === 3) throw error;
      await rm(file, { force: true });
    }
  }
  // One after another: what is written late must not come back after it was taken away.
  let queue: Promise<unknown> = Promise.resolve();
  let removed = false;
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const done = queue.then(work);
    queue = done.catch(() => {});
    return done;
  };
  return {
    update: (more) =>
      inTurn(async () => {
        told = { ...told, ...more };
        if (!removed) await write(file, told, 'w');
      }),
    async remove() {
      removed = true;
      await inTurn(async () => {});
      if ((await read(file))?.pid === about.pid) await rm(file, { force: true });
    },
  };
}

/** The `dev` that runs for a project. Throws `unreachable`, with what to do, when there is none that can be spoken to. */
export async function findRunningDev(directory: string): Promise<RunningDev> {
  const found = await read(path.join(projectFolder(directory), 'dev.json'));
  const runs = found !== undefined && (await isRunning(found));
  if (!runs) {
    throw new ProxyWebhookError('unreachable', `No \`dev\` is running for the project in ${directory}.`, {
      remedies: ['Start it in another terminal: npx proxywebhook dev', 'Or leave out --local to reach AWS.'],
      data: { directory },
    });
  }
  const { endpoint, region, account } = found;
  if (endpoint === undefined || region === undefined || account === undefined) {
    throw new ProxyWebhookError('unreachable', `\`dev\` is still starting (process ${found.pid}).`, {
      remedies: ['Run this again once it says that it is ready.'],
      data: { directory, pid: found.pid },
    });
  }
  return { ...found, endpoint, region, account };
}

function alreadyRunning({ pid, url }: DevInstance): ProxyWebhookError {
  const where = url === undefined ? 'it is still starting' : url;
  return new ProxyWebhookError(
    'refused',
    `\`dev\` is running for this project already: ${where} (process ${pid}).`,
    {
      remedies: [
        'Use that one: npx proxywebhook status --local',
        `Or end it first: press q in its terminal, or: ${process.platform === 'win32' ? `taskkill /PID ${pid}` : `kill ${pid}`}`,
      ],
      data: { pid, ...(url === undefined ? {} : { url }) },
    },
  );
}

/** A process of that number that answers at that address: numbers are given to others after a crash. */
async function isRunning({ pid, endpoint }: DevInstance): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false;
  }
  if (endpoint === undefined) return pid !== process.pid;
  return fetch(endpoint, { signal: AbortSignal.timeout(2_000) }).then(
    () => true,
    (error: unknown) => error instanceof Error && error.name === 'TimeoutError',
  );
}

async function read(file: string): Promise<DevInstance | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(file, 'utf8'));
    const ours = typeof value === 'object' && value !== null && 'pid' in value && Number.isInteger(value.pid);
    return ours ? (value as DevInstance) : undefined;
  } catch {
    return undefined; // Not there, or half written by one that was killed.
  }
}

async function write(file: string, value: DevInstance, flag: 'w' | 'wx'): Promise<void> {
  await writeFile(file, `${JSON.stringify(value, null, 2)}\n`, { flag, mode: 0o600 });
}
