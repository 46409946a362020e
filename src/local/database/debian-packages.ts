import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { inspect } from './find.ts';
import type { DatabaseProgram } from './program.ts';

/** The distribution's own choice: MySQL on Ubuntu, MariaDB on Debian. Programs only, no service. */
export const DEFAULT_PACKAGE = 'default-mysql-server-core';
const LONGEST_STEP = 180_000;

/** A suite of a repository that is not among the machine's own sources. */
export interface Suite {
  readonly uri: string;
  /** For example `sid`. */
  readonly name: string;
  /** The file of the keys that its index must be signed with. */
  readonly keyring: string;
}

/**
 * Fetches a database server as the distribution's packages, without root and without installing anything: apt with
 * folders of its own, checked by the distribution's own keys, unpacked below `keptFolder`. With a suite, from that suite
 * alone, and with every library, so that it runs beside an older C library than its own.
 * Rejects with an error that says which step failed.
 */
export async function fetchDebianPackages(
  keptFolder: string,
  environment: Readonly<Record<string, string | undefined>>,
  signal?: AbortSignal,
  packageName: string = DEFAULT_PACKAGE,
  suite?: Suite,
): Promise<DatabaseProgram> {
  await mkdir(keptFolder, { recursive: true });
  const work = await mkdtemp(path.join(keptFolder, 'fetching-'));
  const run = (program: string, parameters: readonly string[]) =>
    execute(program, parameters, { ...environment, LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' }, signal);
  try {
    const configuration = await writeConfiguration(work, suite);
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
    // Without a loader of its own it needs the C library that the machine's loader belongs to.
    const packages = (await readdir(archives)).filter(
      (name) => name.endsWith('.deb') && (suite !== undefined || !/^libc6[_:]/.test(name)),
    );
    for (const name of packages) await run('dpkg-deb', ['-x', path.join(archives, name), root]);
    if (suite !== undefined) await startByOwnLoader(root);
    return await keep(root, keptFolder);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** apt.conf(5): read after the machine's own, so that its mirrors and proxies hold and only the folders are ours. */
async function writeConfiguration(work: string, suite: Suite | undefined): Promise<string> {
  const folders = ['state/lists/partial', 'cache/archives/partial', 'sources'];
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
    ...(suite === undefined ? {} : await onlyFrom(suite, path.join(work, 'sources'))),
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name} "${value}";`);
  await writeFile(file, [...hooks.map((hook) => `#clear ${hook};`), ...lines, ''].join('\n'));
  return file;
}

/** sources.list(5). Nothing counts as installed: every library comes along. */
async function onlyFrom({ uri, name, keyring }: Suite, folder: string): Promise<Record<string, string>> {
  const lines = [
    'Types: deb',
    `URIs: ${uri}`,
    `Suites: ${name}`,
    'Components: main',
    `Signed-By: ${keyring}`,
  ];
  await writeFile(path.join(folder, 'suite.sources'), `${lines.join('\n')}\n`);
  return {
    'Dir::Etc::sourcelist': '/dev/null',
    'Dir::Etc::sourceparts': folder,
    'Dir::State::status': '/dev/null',
  };
}

/**
 * Puts a script in the server's place that starts it by the loader and the libraries that came with it (ld.so(8)). The libraries
 * get a folder that no LD_LIBRARY_PATH names: the machine's own programs, the script's shell among them, could not start with them.
 */
async function startByOwnLoader(root: string): Promise<void> {
  const [triplet] = (await readdir(path.join(root, 'usr/lib'))).filter((name) => name.endsWith('-linux-gnu'));
  if (triplet === undefined) throw new Error('no libraries in the packages');
  await rename(path.join(root, 'usr/lib', triplet), path.join(root, 'usr/lib/libraries'));
  const loader = (await readdir(path.join(root, 'usr/lib/libraries'))).find((name) =>
    /^ld-.*\.so\.\d+$/.test(name),
  );
  if (loader === undefined) throw new Error('no loader in the packages');
  const server = path.join(root, 'usr/sbin/mysqld');
  await rename(server, `${server}.program`);
  const lines = [
    '#!/bin/sh',
    'root=${0%/usr/sbin/mysqld}',
    `exec "$root/usr/lib/libraries/${loader}" --library-path "$root/usr/lib/libraries:$root/usr/lib/mysql/private" "$0.program" "$@"`,
  ];
  await writeFile(server, `${lines.join('\n')}\n`, { mode: 0o755 });
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
