import { execFile } from 'node:child_process';
import { access, constants, readdir, realpath } from 'node:fs/promises';
import path from 'node:path';
import type { Attempt } from './attempts.ts';
import { type DatabaseProgram, programEnvironment, readVersion, refusal } from './program.ts';

export interface Search {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Where fetched servers are kept. */
  readonly keptFolder: string;
  readonly platform: NodeJS.Platform;
  /** Folders to look in besides PATH. Default: the well-known ones of the platform. */
  readonly folders?: readonly string[];
}

export interface Found {
  readonly programs: readonly DatabaseProgram[];
  /** Every place that was looked at in vain, for the error that ends a fruitless search. */
  readonly tried: readonly Attempt[];
}

/** Names the server program to use, before any other. */
export const PROGRAM_VARIABLE = 'PROXYWEBHOOK_MYSQLD';

/** Looks for server programs: the one that is named, else those fetched before and those installed on the machine. */
export async function findPrograms(search: Search): Promise<Found> {
  const named = search.environment[PROGRAM_VARIABLE];
  if (named) {
    const { program, tried } = await inspect(asUnpacked(named));
    return {
      programs: program === undefined ? [] : [program],
      tried:
        program === undefined && tried
          ? [{ what: PROGRAM_VARIABLE, why: `${tried.what}: ${tried.why}` }]
          : [],
    };
  }
  const installed = await inspectAll(
    [...pathFolders(search), ...(search.folders ?? (await knownFolders(search.platform)))].flatMap((folder) =>
      NAMES.map((name) => ({ file: path.join(folder, name + (search.platform === 'win32' ? '.exe' : '')) })),
    ),
  );
  const kept = await inspectAll(await keptPrograms(search.keptFolder, search.platform));
  const none = installed.programs.length === 0 && installed.tried.length === 0;
  return {
    programs: [...kept.programs, ...installed.programs],
    tried: [
      { what: PROGRAM_VARIABLE, why: 'not set' },
      ...(kept.programs.length === 0
        ? [{ what: 'fetched before', why: `nothing in ${search.keptFolder}` }, ...kept.tried]
        : []),
      ...(none
        ? [{ what: 'mysqld, mariadbd', why: 'not on PATH, nor in the folders they are usually in' }]
        : installed.tried),
    ],
  };
}

/** Asks a program for its version; `tried` says why it cannot be used. */
export async function inspect(
  candidate: Pick<DatabaseProgram, 'file' | 'root'>,
): Promise<{ readonly program?: DatabaseProgram; readonly tried?: Attempt }> {
  const { file } = candidate;
  if (!(await isExecutable(file))) return { tried: { what: file, why: 'cannot be executed' } };
  const line = await versionLine(candidate);
  const read = readVersion(line);
  if (read === undefined)
    return { tried: { what: file, why: `its --version says ${JSON.stringify(line.trim().slice(0, 200))}` } };
  const reason = refusal(read);
  return reason === undefined
    ? { program: { ...read, ...candidate } }
    : { tried: { what: file, why: reason } };
}

const NAMES = ['mysqld', 'mariadbd'];

/** A package that was unpacked elsewhere is built for `/usr/sbin`: its libraries, messages and plugins lie beside it. */
function asUnpacked(file: string): Pick<DatabaseProgram, 'file' | 'root'> {
  const root = /^(\/.+)\/usr\/sbin\/[^/]+$/.exec(file)?.[1];
  return root === undefined ? { file } : { file, root };
}

async function inspectAll(candidates: readonly Pick<DatabaseProgram, 'file' | 'root'>[]): Promise<Found> {
  const seen = new Set<string>();
  const programs: DatabaseProgram[] = [];
  const tried: Attempt[] = [];
  for (const candidate of candidates) {
    const file = await realpath(candidate.file).catch(() => undefined);
    if (file === undefined || seen.has(file)) continue;
    seen.add(file);
    const outcome = await inspect({ ...candidate, file });
    if (outcome.program !== undefined) programs.push(outcome.program);
    else if (outcome.tried !== undefined) tried.push(outcome.tried);
  }
  return { programs, tried };
}

async function keptPrograms(
  folder: string,
  platform: NodeJS.Platform,
): Promise<readonly Pick<DatabaseProgram, 'file' | 'root'>[]> {
  const names = await readdir(folder).catch(() => []);
  return names
    .filter((name) => /^(mysql|mariadb)-/.test(name))
    .sort()
    .reverse()
    .flatMap((name) => {
      const root = path.join(folder, name);
      const ending = platform === 'win32' ? '.exe' : '';
      // Packages were built for another place; the maker's own archives run wherever they lie.
      return [
        ...NAMES.map((program) => ({ file: path.join(root, 'usr/sbin', program), root })),
        { file: path.join(root, 'bin', `mysqld${ending}`) },
      ];
    });
}

function pathFolders({ environment, platform }: Search): readonly string[] {
  const separator = platform === 'win32' ? ';' : ':';
  return (environment.PATH ?? environment.Path ?? '')
    .split(separator)
    .filter((folder) => path.isAbsolute(folder));
}

async function knownFolders(platform: NodeJS.Platform): Promise<readonly string[]> {
  if (platform === 'win32') {
    const parents = ['C:\\Program Files\\MySQL', 'C:\\Program Files'];
    const names = await Promise.all(
      parents.map(async (parent) =>
        (await readdir(parent).catch(() => []))
          .filter((name) => /^(MySQL Server|MariaDB) \d/.test(name))
          .map((name) => path.join(parent, name, 'bin')),
      ),
    );
    return names.flat();
  }
  const brewed = ['/opt/homebrew/opt', '/usr/local/opt'].flatMap((parent) =>
    ['mysql@8.4', 'mysql@8.0', 'mysql', 'mariadb'].map((name) => `${parent}/${name}/bin`),
  );
  return [
    '/usr/sbin',
    '/usr/libexec',
    '/usr/local/sbin',
    '/usr/local/bin',
    '/usr/local/mysql/bin',
    ...brewed,
  ];
}

async function isExecutable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function versionLine(candidate: Pick<DatabaseProgram, 'file' | 'root'>): Promise<string> {
  const options = {
    timeout: 5000,
    env: programEnvironment(candidate, process.env),
    killSignal: 'SIGKILL',
  } as const;
  return new Promise((resolve) => {
    execFile(candidate.file, ['--no-defaults', '--version'], options, (error, stdout, stderr) => {
      resolve(stdout || stderr || (error?.message ?? ''));
    });
  });
}
