import path from 'node:path';
import { ProxyWebhookError } from '../../errors.ts';
import { fetchDebianPackages } from './debian-packages.ts';
import { findPrograms, inspect, PROGRAM_VARIABLE, type Search } from './find.ts';
import { type DatabaseProgram, preferred } from './program.ts';
import { unconfined } from './unconfined.ts';

export interface ProgramRequest {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The user's cache folder for proxywebhook. */
  readonly cacheDirectory: string;
  /** True: what is not on the machine may be downloaded. */
  readonly fetch: boolean;
  readonly platform: NodeJS.Platform;
  readonly folders?: Search['folders'];
  readonly signal?: AbortSignal;
  /** Told before a download starts. */
  readonly tell?: (line: string) => void;
}

/**
 * The database server to start: one that is installed or was fetched before, MySQL 8.4 rather than any other, else one
 * that is fetched now. Throws `preflight-failed` with all that was tried and every way out.
 */
export async function ensureProgram(request: ProgramRequest): Promise<DatabaseProgram> {
  const { cacheDirectory, environment, platform, folders } = request;
  const keptFolder = path.join(cacheDirectory, 'database');
  const search = { environment, keptFolder, platform, ...(folders === undefined ? {} : { folders }) };
  const { programs, tried } = await findPrograms(search);
  const found = preferred(programs);
  if (found !== undefined) return unconfined(found, keptFolder);
  if (environment[PROGRAM_VARIABLE])
    throw nothing(tried, platform, [`Correct ${PROGRAM_VARIABLE}, or unset it.`]);
  const fetched = await fetchProgram(request, keptFolder);
  if (typeof fetched === 'object') return fetched;
  throw nothing([...tried, fetched], platform);
}

/** The fetched program, or why there is none. */
async function fetchProgram(request: ProgramRequest, keptFolder: string): Promise<DatabaseProgram | string> {
  const what = "the distribution's packages";
  if (!request.fetch) return `${what}: nothing is downloaded here`;
  if (request.platform !== 'linux') return `${what}: not on ${request.platform}`;
  const aptGet = await inspectTool('/usr/bin/apt-get');
  if (!aptGet) return `${what}: this machine has no apt-get`;
  request.tell?.('Fetching a database server, once, from the packages of this distribution …');
  try {
    return await fetchDebianPackages(keptFolder, request.environment, request.signal);
  } catch (error) {
    return `${what}: ${error instanceof Error ? error.message : String(error)}`;
  }
}

async function inspectTool(file: string): Promise<boolean> {
  return (await inspect({ file })).tried !== `${file}: cannot be executed`;
}

function nothing(
  tried: readonly string[],
  platform: NodeJS.Platform,
  first: readonly string[] = [],
): ProxyWebhookError {
  const message = ['No MySQL-compatible server can be started. Tried:', ...tried.map((line) => `  ${line}`)];
  const ways = {
    debian: 'Debian, Ubuntu: sudo apt-get install default-mysql-server-core (starts no service).',
    mac: 'macOS: brew install mysql@8.4',
    windows: 'Windows: winget install Oracle.MySQL',
    fetch: 'With a network: npm run setup, which fetches one without installing it.',
    own: `Any: set ${PROGRAM_VARIABLE} to the path of a mysqld (8.0 or later) or mariadbd (10.6 or later).`,
  };
  const remedies =
    platform === 'darwin'
      ? [ways.mac, ways.own]
      : platform === 'win32'
        ? [ways.windows, ways.own]
        : [ways.fetch, ways.debian, ways.own];
  return new ProxyWebhookError('preflight-failed', message.join('\n'), {
    remedies: [...first, ...remedies],
    data: { tried },
  });
}
