import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { inspect } from './find.ts';
import type { DatabaseProgram } from './program.ts';

/** The distribution's own choice: MySQL on Ubuntu, MariaDB on Debian. Programs only, no service. */
export const DEFAULT_PACKAGE = 'default-mysql-server-core';
const LONGEST_STEP = 180_000;

/**
 * Fetches a database server as the distribution's packages, without root and without installing anything: apt with
 * folders of its own, checked by the distribution's own keys, unpacked below `keptFolder`.
 * Rejects with an error that says which step failed.
 */
export async function fetchDebianPackages(
  keptFolder: string,
  environment: Readonly<Record<string, string | undefined>>,
  signal?: AbortSignal,
  packageName: string = DEFAULT_PACKAGE,
): Promise<DatabaseProgram> {
  await mkdir(keptFolder, { recursive: true });
  const work = await mkdtemp(path.join(keptFolder, 'fetching-'));
  const run = (program: string, parameters: readonly string[]) =>
    execute(program, parameters, { ...environment, LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' }, signal);
  try {
    const configuration = await writeConfiguration(work);
    // A repository that cannot be reached need not be the one that has the server: the next step tells.
    const updated = await run('apt-get', ['-c', configuration, '-q', 'update']).catch(
      (error: unknown) => error,
    );
    const install = ['-q', '-y', '--download-only', '--no-install-recommends', 'install', packageName];
    await run('apt-get', ['-c', configuration, ...install]).catch((error: unknown) => {
      throw updated instanceof Error ? updated : error;
    });
    const root = path.join(work, 'root');
    const archives = path.join(work, 'cache', 'archives');
    // The C library must be the one that the machine's own loader belongs to.
    const packages = (await readdir(archives)).filter(
      (name) => name.endsWith('.deb') && !/^libc6[_:]/.test(name),
    );
    for (const name of packages) await run('dpkg-deb', ['-x', path.join(archives, name), root]);
    return await keep(root, keptFolder);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** apt.conf(5): read after the machine's own, so that its mirrors and proxies hold and only the folders are ours. */
async function writeConfiguration(work: string): Promise<string> {
  const folders = ['state/lists/partial', 'cache/archives/partial'];
  for (const folder of folders) await mkdir(path.join(work, folder), { recursive: true });
  const file = path.join(work, 'apt.conf');
  const hooks = ['APT::Update::Pre-Invoke', 'APT::Update::Post-Invoke', 'APT::Update::Post-Invoke-Success'];
  const settings = {
    'Dir::State': path.join(work, 'state'),
    'Dir::State::lists': path.join(work, 'state/lists'),
    'Dir::State::status': '/var/lib/dpkg/status',
    'Dir::Cache': path.join(work, 'cache'),
    'Dir::Cache::archives': path.join(work, 'cache/archives'),
    'Debug::NoLocking': 'true',
    'APT::Sandbox::User': 'root',
    'APT::Get::AllowUnauthenticated': 'false',
    'Acquire::AllowInsecureRepositories': 'false',
    'Acquire::Languages': 'none',
    'Acquire::Retries': '2',
    'Acquire::http::Timeout': '20',
    'Acquire::https::Timeout': '20',
    'Acquire::IndexTargets::deb::DEP-11::DefaultEnabled': 'false',
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name} "${value}";`);
  await writeFile(file, [...hooks.map((hook) => `#clear ${hook};`), ...lines, ''].join('\n'));
  return file;
}

/** Moves what was unpacked to its place; who comes second takes what the first has put there. */
async function keep(root: string, keptFolder: string): Promise<DatabaseProgram> {
  const { program, tried } = await serverIn(root);
  if (program === undefined)
    throw new Error(tried === undefined ? 'no server program in it' : `${tried.what}: ${tried.why}`);
  const place = path.join(keptFolder, `${program.kind}-${program.version}`);
  try {
    await rename(root, place);
  } catch (error) {
    const already = await serverIn(place);
    if (already.program !== undefined) return already.program;
    throw error;
  }
  return { ...program, file: path.join(place, path.relative(root, program.file)), root: place };
}

async function serverIn(root: string): Promise<Awaited<ReturnType<typeof inspect>>> {
  const mysql = await inspect({ file: path.join(root, 'usr/sbin/mysqld'), root });
  if (mysql.program?.kind === 'mysql') return mysql;
  return inspect({ file: path.join(root, 'usr/sbin/mariadbd'), root });
}

function execute(
  program: string,
  parameters: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal | undefined,
): Promise<void> {
  const options = {
    env: { ...environment },
    timeout: LONGEST_STEP,
    maxBuffer: 16 * 1024 ** 2,
    ...(signal === undefined ? {} : { signal }),
  };
  return new Promise((resolve, reject) => {
    const child = execFile(program, parameters, options, (error, stdout, stderr) => {
      if (error === null) return resolve();
      const lines = (stderr || stdout)
        .trim()
        .split('\n')
        .filter((line) => /^[EW]:|rror/.test(line));
      const step = `${program} ${parameters.filter((one) => /^[a-z]/.test(one)).join(' ')}`;
      const told = error.killed === true ? 'took too long' : lines.slice(-3).join('; ') || error.message;
      reject(new Error(`${step}: ${told}`, { cause: error }));
    });
    child.stdin?.end();
  });
}
