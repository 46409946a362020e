import { realpath } from 'node:fs/promises';
import { isProxyWebhookError, messageOf, type ProxyWebhookError } from '../../errors.ts';
import { type Attempt, installations, noServer } from './attempts.ts';
import { findRuntime, hasImage, IMAGE, pullImage } from './containers.ts';
import type { DatabaseChoice, EnsureDatabaseOptions } from './ensure-database.ts';
import { fetchMysql } from './fetch-mysql.ts';
import { fetchPackages } from './fetch-packages.ts';
import { findPrograms, PROGRAM_VARIABLE } from './find.ts';
import { URL_VARIABLE } from './given-url.ts';
import { type DatabaseProgram, describeProgram, engineTitle, inOrder } from './program.ts';
import type { ProjectFolder } from './project-folder.ts';
import type { Found, RunningDatabase, Tell } from './running-database.ts';
import { startInContainer } from './start-container.ts';
import { startProgram, UnusableProgram } from './start-program.ts';

export interface Search extends EnsureDatabaseOptions {
  readonly choice: DatabaseChoice;
  readonly folder: ProjectFolder | undefined;
  readonly keptFolder: string;
  readonly tell: Tell;
  /** What was tried already. */
  readonly tried: readonly Attempt[];
}

/** A place to get a database from: the database, or what was tried in vain. */
type Step = (request: Search) => Promise<RunningDatabase | readonly Attempt[]>;

/** Goes through the places to get a database from and starts the first that works. Throws `preflight-failed` with all that was tried. */
export async function search(request: Search): Promise<RunningDatabase> {
  const tried: Attempt[] = [...request.tried];
  for (const step of STEPS[request.choice]) {
    request.signal?.throwIfAborted();
    const outcome = await step(request);
    if ('port' in outcome) return outcome;
    tried.push(...outcome);
    if (step === programs && namesProgram(request)) break;
  }
  throw nothing(request, tried);
}

const programs: Step = async (request) => {
  const { environment, keptFolder, machine } = request;
  const found = await findPrograms({
    environment,
    keptFolder,
    platform: platformOf(request),
    ...(machine?.folders === undefined ? {} : { folders: machine.folders }),
  });
  const tried = [...found.tried];
  const kept = await realpath(keptFolder).catch(() => keptFolder);
  for (const program of inOrder(found.programs)) {
    if (!isWanted(request, program)) {
      tried.push({ what: program.file, why: `is ${engineTitle(program.kind)}, which was not asked for` });
      continue;
    }
    const outcome = await start(request, program, program.file.startsWith(kept) ? 'cache' : 'system');
    if ('port' in outcome) return outcome;
    tried.push(outcome);
  }
  return tried;
};

const container: Step = async (request) => {
  const { environment, offline, signal, tell, choice, confirm } = request;
  const { runtime, tried } = await findRuntime(environment, signal);
  if (runtime === undefined) return tried;
  const { command, version } = runtime;
  const inVain = (why: string) => [...tried, { what: command, why }];
  tell({ type: 'found', found: 'docker', what: `${command} ${version}` });
  try {
    if (!(await hasImage(command, environment))) {
      if (offline === true) return inVain(`has no image ${IMAGE}, and nothing is fetched with --offline`);
      const question = `Fetch the image ${IMAGE} (some 250 MB, once) with ${command}?`;
      if (choice === 'auto' && confirm !== undefined && !(await confirm(question))) return inVain('declined');
      tell({ type: 'fetching', what: `image ${IMAGE}` });
      await pullImage(command, environment, signal);
    }
    return await startInContainer(runtime, startRequest(request), environment);
  } catch (error) {
    signal?.throwIfAborted();
    if (choice === 'docker' && isProxyWebhookError(error)) throw error;
    return inVain(messageOf(error));
  }
};

const packages: Step = async (request) => {
  const { environment, keptFolder, machine, offline, signal, tell, choice } = request;
  const what = "the distribution's packages";
  if (offline === true) return [{ what, why: 'nothing is fetched with --offline' }];
  const fetched = await fetchPackages({
    keptFolder,
    environment,
    platform: platformOf(request),
    ...(choice === 'mysql' || choice === 'mariadb' ? { kind: choice } : {}),
    ...(signal === undefined ? {} : { signal }),
    ...(machine?.aptGet === undefined ? {} : { aptGet: machine.aptGet }),
    ...(machine?.osRelease === undefined ? {} : { osRelease: machine.osRelease }),
    starting: () => tell({ type: 'fetching', what }),
  });
  if (typeof fetched === 'string') return [{ what, why: fetched }];
  if (!isWanted(request, fetched)) return [{ what, why: `hold ${engineTitle(fetched.kind)} only` }];
  const outcome = await start(request, fetched, 'packages');
  return 'port' in outcome ? outcome : [outcome];
};

const archive: Step = async (request) => {
  const { environment, keptFolder, machine, offline = false, signal, tell, choice, confirm } = request;
  const what = "download of MySQL's own archive";
  const fetched = await fetchMysql({
    keptFolder,
    environment,
    platform: platformOf(request),
    architecture: machine?.architecture ?? process.arch,
    offline,
    ...(machine?.downloads === undefined ? {} : { downloads: machine.downloads }),
    ...(confirm === undefined || choice === 'download' ? {} : { confirm }),
    ...(signal === undefined ? {} : { signal }),
    progress: (name, bytes, total) =>
      tell({ type: 'downloading', what: name, bytes, ...(total === undefined ? {} : { total }) }),
  });
  if (typeof fetched === 'string') return [{ what, why: fetched }];
  const outcome = await start(request, fetched, 'download');
  return 'port' in outcome ? outcome : [outcome];
};

const STEPS: Readonly<Record<DatabaseChoice, readonly Step[]>> = {
  auto: [programs, container, packages, archive],
  mysql: [programs, container, packages, archive],
  mariadb: [programs, packages],
  docker: [container],
  download: [archive],
};

/** The running database, or why this program is none. */
async function start(
  request: Search,
  program: DatabaseProgram,
  found: Found,
): Promise<RunningDatabase | Attempt> {
  const { tell } = request;
  tell({ type: 'found', found, what: describeProgram(program) });
  try {
    const database = await startProgram(program, { ...startRequest(request), found });
    if (database.kind === 'mariadb') tell({ type: 'note', text: MARIADB_NOTICE });
    return database;
  } catch (error) {
    if (error instanceof UnusableProgram) return { what: program.file, why: error.message };
    throw error;
  }
}

// What the two differ in for SQL such as a handler's: MariaDB Knowledge Base, "MariaDB versus MySQL - Compatibility".
const MARIADB_NOTICE =
  'AWS will run MySQL 8.4. JSON operators and 0900 collations differ; run `proxywebhook dev --db docker` for the same engine.';

function startRequest({ folder, keptFolder, reset = false, maxConnections, certificate, tell }: Search) {
  return { folder, keptFolder, reset, maxConnections, certificate, tell };
}

function isWanted({ choice }: Search, { kind }: DatabaseProgram): boolean {
  return choice === 'auto' || choice === kind;
}

function namesProgram({ environment }: Search): boolean {
  return Boolean(environment[PROGRAM_VARIABLE]);
}

function platformOf({ machine }: Search): NodeJS.Platform {
  return machine?.platform ?? process.platform;
}

function nothing(request: Search, tried: readonly Attempt[]): ProxyWebhookError {
  const { choice, offline } = request;
  const named = namesProgram(request) && STEPS[choice].includes(programs);
  return noServer(tried, [
    ...(named ? [`Correct ${PROGRAM_VARIABLE}, or unset it.`] : []),
    ...(offline === true ? ['With a network: run this again without --offline.'] : []),
    ...installations(platformOf(request)),
    ...(choice === 'mariadb' ? [] : ['Docker or Podman: start it, then run this again.']),
    ...(choice === 'auto' ? [] : ['Any database that can be had: leave out --db.']),
    `Your own: --db mysql://user:password@host:3306/schema, or set ${URL_VARIABLE}.`,
    `Any: set ${PROGRAM_VARIABLE} to the path of a mysqld (8.0 or later) or mariadbd (10.6 or later).`,
  ]);
}
