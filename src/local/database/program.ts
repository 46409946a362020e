import path from 'node:path';

/** A server program that speaks MySQL's protocol and can be started with a data folder of its own. */
export interface DatabaseProgram {
  readonly kind: 'mysql' | 'mariadb';
  /** For example `8.4.8`. */
  readonly version: string;
  readonly file: string;
  /** The folder that stands for `/` when the program was unpacked elsewhere than it was built for. */
  readonly root?: string;
}

/** For people: `MariaDB 10.11.19 (/usr/sbin/mariadbd)`. */
export function describeProgram({ kind, version, file }: DatabaseProgram): string {
  return `${engineTitle(kind)} ${version} (${file})`;
}

/** An engine's name as its makers write it. */
export function engineTitle(kind: DatabaseProgram['kind']): string {
  return kind === 'mysql' ? 'MySQL' : 'MariaDB';
}

/** Reads the line that `--version` prints. MariaDB's `mysqld` is told from MySQL's by its name in the line. */
export function readVersion(line: string): Pick<DatabaseProgram, 'kind' | 'version'> | undefined {
  const version = /\bVer\s+(\d+\.\d+\.\d+)/.exec(line)?.[1];
  if (version === undefined) return undefined;
  return { kind: /mariadb/i.test(line) ? 'mariadb' : 'mysql', version };
}

/** Why a server cannot be used; undefined when it can. */
export function refusal({ kind, version }: Pick<DatabaseProgram, 'kind' | 'version'>): string | undefined {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (kind === 'mysql') return major >= 8 ? undefined : `MySQL ${version} is older than 8.0`;
  return major > 10 || (major === 10 && minor >= 6) ? undefined : `MariaDB ${version} is older than 10.6`;
}

/** Those closest to what runs on AWS first: MySQL 8.4, then 8.0, then newer MySQL, then MariaDB; first come, first served. */
export function inOrder(programs: readonly DatabaseProgram[]): readonly DatabaseProgram[] {
  return [...programs].sort((a, b) => rank(a) - rank(b));
}

/** The first of them. */
export function preferred(programs: readonly DatabaseProgram[]): DatabaseProgram | undefined {
  return inOrder(programs)[0];
}

/** Variables a program needs that was unpacked elsewhere: its libraries lie beside it. */
export function programEnvironment(
  { root }: Pick<DatabaseProgram, 'root'>,
  environment: Readonly<Record<string, string | undefined>>,
): Record<string, string | undefined> {
  if (root === undefined) return { ...environment };
  const folders = ['usr/lib', 'lib'].flatMap((folder) =>
    TRIPLETS.map((triplet) => path.join(root, folder, triplet)),
  );
  const own = [...folders, path.join(root, 'usr/lib/mysql/private')];
  const given = environment.LD_LIBRARY_PATH;
  return { ...environment, LD_LIBRARY_PATH: [...own, ...(given ? [given] : [])].join(':') };
}

// Debian Multiarch tuples of the processors that Node.js has builds for.
const TRIPLETS = [
  'x86_64-linux-gnu',
  'aarch64-linux-gnu',
  'arm-linux-gnueabihf',
  'powerpc64le-linux-gnu',
  's390x-linux-gnu',
];

function rank({ kind, version }: DatabaseProgram): number {
  if (kind === 'mariadb') return 3;
  if (version.startsWith('8.4.')) return 0;
  return version.startsWith('8.0.') ? 1 : 2;
}
