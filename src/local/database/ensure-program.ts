import path from 'node:path';
import { type Attempt, installations, noServer } from './attempts.ts';
import { fetchPackages } from './fetch-packages.ts';
import { findPrograms, PROGRAM_VARIABLE, type Search } from './find.ts';
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
 * The database server to start: one that was fetched before or is installed, MySQL 8.4 rather than any other, else one
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
  throw nothing([...tried, { what: "the distribution's packages", why: fetched }], platform);
}

/** The fetched program, or why there is none. */
async function fetchProgram(request: ProgramRequest, keptFolder: string): Promise<DatabaseProgram | string> {
  const { environment, platform, signal } = request;
  if (!request.fetch) return 'nothing is downloaded here';
  return fetchPackages({
    keptFolder,
    environment,
    platform,
    ...(signal === undefined ? {} : { signal }),
    starting: () =>
      request.tell?.('Fetching a database server, once, from the packages of this distribution …'),
  });
}

function nothing(tried: readonly Attempt[], platform: NodeJS.Platform, first: readonly string[] = []) {
  const fetching = 'With a network: npm run setup, which fetches one without installing it.';
  const own = `Any: set ${PROGRAM_VARIABLE} to the path of a mysqld (8.0 or later) or mariadbd (10.6 or later).`;
  const fetchable = platform === 'darwin' || platform === 'win32' ? [] : [fetching];
  return noServer(tried, [...first, ...fetchable, ...installations(platform), own]);
}
