// Finds or fetches a MySQL server for those who test against MySQL and MariaDB side by side, without installing anything, and
// prints its path, which PROXYWEBHOOK_MYSQLD takes. MySQL 8.4 is what is wanted; Debian has none in any release, and its
// unstable suite has a newer one, which is taken, and said so. Ends with 1, and why, when there is none.
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { cacheDirectory } from '../src/artifact/cache-directory.ts';
import { messageOf } from '../src/errors.ts';
import { fetchDebianPackages, type Suite } from '../src/local/database/debian-packages.ts';
import { fetchMysql } from '../src/local/database/fetch-mysql.ts';
import { fetchPackages } from '../src/local/database/fetch-packages.ts';
import { findPrograms } from '../src/local/database/find.ts';
import { type DatabaseProgram, describeProgram, inOrder } from '../src/local/database/program.ts';

// Not where servers are looked for: there it would take MariaDB's place everywhere.
const folder = path.join(cacheDirectory(process.env), 'mysql');
const { environment, platform } = { environment: process.env, platform: process.platform };

/** Of the package debian-archive-keyring, which every Debian has. */
const DEBIAN_KEYS = '/usr/share/keyrings/debian-archive-keyring.gpg';

const tried: string[] = [];
const program = (await there()) ?? (await fetched());
if (program === undefined) {
  console.error(['No MySQL server could be had:', ...tried.map((line) => `  ${line}`)].join('\n'));
  process.exitCode = 1;
} else {
  const isWanted = program.version.startsWith('8.4.');
  console.error(`${describeProgram(program)}${isWanted ? '' : ', which is not the 8.4 that runs on AWS'}`);
  for (const line of isWanted ? [] : tried) console.error(`  ${line}`);
  console.log(program.file);
}

async function there(): Promise<DatabaseProgram | undefined> {
  const { programs } = await findPrograms({ environment, keptFolder: folder, platform });
  return inOrder(programs).find(({ kind }) => kind === 'mysql');
}

async function fetched(): Promise<DatabaseProgram | undefined> {
  const request = { keptFolder: folder, environment, platform };
  const steps: readonly (readonly [string, () => Promise<DatabaseProgram | string>])[] = [
    ["the distribution's packages", () => fetchPackages({ ...request, kind: 'mysql' })],
    ["MySQL's own archive", () => fetchMysql({ ...request, architecture: process.arch })],
    ["Debian's unstable suite", fromUnstable],
  ];
  for (const [what, step] of steps) {
    const outcome = await step().catch((error: unknown) => messageOf(error));
    if (typeof outcome === 'object') return outcome;
    tried.push(`${what}: ${outcome}`);
  }
  return undefined;
}

async function fromUnstable(): Promise<DatabaseProgram | string> {
  if (platform !== 'linux') return `not on ${platform}`;
  const suite = await unstableSuite();
  if (suite === undefined) return 'this machine has no repository of Debian';
  return fetchDebianPackages(folder, environment, undefined, 'mysql-server-core', suite);
}

/** Of the repository that this machine has its own packages from, by the keys of the distribution. */
async function unstableSuite(): Promise<Suite | undefined> {
  const format = ['--no-release-info', '--format', '$(REPO_URI)', 'Created-By: Packages'];
  const { stdout } = await promisify(execFile)('apt-get', ['indextargets', ...format]);
  const uri = stdout.split('\n').find((line) => /\/debian\/?$/.test(line));
  return uri === undefined ? undefined : { uri, name: 'sid', keyring: DEBIAN_KEYS };
}
