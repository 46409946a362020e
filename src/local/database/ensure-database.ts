import { homedir } from 'node:os';
import path from 'node:path';
import { ProxyWebhookError } from '../../errors.ts';
import type { Attempt } from './attempts.ts';
import type { ServerCertificate } from './certificate.ts';
import type { Download } from './downloads.ts';
import { isDatabaseUrl, openGivenDatabase, URL_VARIABLE } from './given-url.ts';
import { withLock } from './lock.ts';
import { engineTitle } from './program.ts';
import { engineName, openProjectFolder, type ProjectFolder, type ServerState } from './project-folder.ts';
import { reuseRunning } from './reuse.ts';
import { never, type RunningDatabase, type Tell } from './running-database.ts';
import { search } from './search.ts';

export const DATABASE_CHOICES = ['auto', 'mysql', 'mariadb', 'docker', 'download'] as const;
export type DatabaseChoice = (typeof DATABASE_CHOICES)[number];

export interface EnsureDatabaseOptions {
  /** The project's `.proxywebhook/`. */
  readonly directory: string;
  /** One of `DATABASE_CHOICES`, or the URL of a database of the user's own. Default: auto. */
  readonly database?: string;
  /** True: fresh data in a temporary folder that goes when this process does, besides whatever runs for the project. */
  readonly ephemeral?: boolean;
  /** True: fresh data in place of those of the engine that is used. */
  readonly reset?: boolean;
  /** True: nothing is fetched from a network. */
  readonly offline?: boolean;
  /** True: a URL may name a host that is not in a private network. */
  readonly allowRemote?: boolean;
  readonly maxConnections?: number;
  /** Of the server, when it is not one in a container. Default: a new one for localhost and 127.0.0.1. */
  readonly certificate?: ServerCertificate;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The user's cache folder. Default: `$XDG_CACHE_HOME/proxywebhook`, else `~/.cache/proxywebhook`. */
  readonly cacheDirectory?: string;
  readonly tell?: Tell;
  /** Asked before a large download that was not asked for by name. Default: nothing is asked. */
  readonly confirm?: (question: string) => Promise<boolean>;
  readonly signal?: AbortSignal;
  /** What the machine is. Default: this one. */
  readonly machine?: Partial<Machine>;
}

export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly architecture: string;
  /** Folders to look for servers in, besides PATH. */
  readonly folders: readonly string[];
  readonly downloads: Readonly<Record<string, Download>>;
  readonly aptGet: string;
  readonly osRelease: string;
}

/**
 * A MySQL-compatible database that takes connections, in this order: the one a URL names, the one that runs for this project, a
 * server fetched before or installed, MySQL 8.4 in a container, the distribution's packages, MySQL's own archive. Throws
 * `preflight-failed` with all that was tried and every way out, `refused` when another process uses what would have to go,
 * `usage` for a choice or a URL that cannot be read, and what `signal` was aborted with.
 */
export async function ensureDatabase(options: EnsureDatabaseOptions): Promise<RunningDatabase> {
  const { environment, signal, tell = () => {} } = options;
  signal?.throwIfAborted();
  const choice = chosen(options);
  if (isDatabaseUrl(choice)) return given(choice, options);
  if (!isChoice(choice)) {
    throw new ProxyWebhookError(
      'usage',
      `There is no database ${JSON.stringify(choice)}: choose one of ${DATABASE_CHOICES.join(', ')}, or give a URL.`,
    );
  }
  tell({ type: 'looking' });
  const tried: readonly Attempt[] = choice === 'auto' ? [{ what: URL_VARIABLE, why: 'not set' }] : [];
  const request = { ...options, tell, choice, tried, keptFolder: keptFolder(options) };
  if (options.ephemeral === true) return kept(await search({ ...request, folder: undefined }), signal);

  const folder = await openProjectFolder(options.directory);
  const find = async () => {
    const fits = (state: ServerState) => options.reset !== true && suits(choice, state);
    const running = await reuseRunning({ folder, environment, fits, tell });
    if (running !== undefined) return running;
    const database = await search({ ...request, folder });
    await tellOfOtherData(database, folder, tell);
    return database;
  };
  const waiting = (holder: number) => tell({ type: 'waiting', process: holder });
  return kept(await withLock(folder.lockFile, find, signal, waiting), signal);
}

/** Who gave up while a server started gets none. */
async function kept(database: RunningDatabase, signal: AbortSignal | undefined): Promise<RunningDatabase> {
  if (signal?.aborted !== true) return database;
  await database.stop();
  throw signal.reason;
}

function chosen({ database = 'auto', environment }: EnsureDatabaseOptions): string {
  return database === 'auto' ? environment[URL_VARIABLE] || database : database;
}

function isChoice(text: string): text is DatabaseChoice {
  return (DATABASE_CHOICES as readonly string[]).includes(text);
}

function suits(choice: DatabaseChoice, { kind, container }: ServerState): boolean {
  if (choice === 'docker') return container !== undefined;
  return choice === 'auto' || (choice === 'download' ? 'mysql' : choice) === kind;
}

async function given(url: string, options: EnsureDatabaseOptions): Promise<RunningDatabase> {
  const { reset, allowRemote = false, tell } = options;
  if (reset === true) {
    throw new ProxyWebhookError('refused', 'A database that a URL names is not reset: its data are yours.', {
      remedies: ['Leave out --reset, and drop the schema yourself if its data may go.'],
    });
  }
  const started = performance.now();
  const { login, answer, schema } = await openGivenDatabase(url, allowRemote);
  const { host, port, username, password, certificateAuthority } = login;
  const { kind, version } = answer;
  const what = `${engineTitle(kind)} ${version} (${host}:${port})`;
  const readyMilliseconds = Math.round(performance.now() - started);
  tell?.({ type: 'found', found: 'url', what });
  tell?.({ type: 'ready', what, port, milliseconds: readyMilliseconds });
  return {
    kind,
    version,
    host,
    port,
    credentials: { username, password },
    ...(schema === undefined ? {} : { schema }),
    ...(certificateAuthority === undefined ? {} : { certificateAuthority }),
    found: 'url',
    readyMilliseconds,
    ended: never,
    kill9: async () => {},
    stop: async () => {},
  };
}

/** Who changes engines would otherwise believe the data lost. */
async function tellOfOtherData(database: RunningDatabase, folder: ProjectFolder, tell: Tell): Promise<void> {
  const others = (await folder.enginesWithData()).filter((name) => name !== engineName(database));
  if (others.length === 0) return;
  tell({
    type: 'note',
    text: `Data of ${others.join(' and ')} stay in ${folder.place}; ${engineTitle(database.kind)} ${database.version} has its own.`,
  });
}

function keptFolder({ cacheDirectory, environment }: EnsureDatabaseOptions): string {
  const given = environment.XDG_CACHE_HOME;
  const caches = given !== undefined && path.isAbsolute(given) ? given : path.join(homedir(), '.cache');
  return path.join(cacheDirectory ?? path.join(caches, 'proxywebhook'), 'database');
}
