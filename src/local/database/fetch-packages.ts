import { readFile } from 'node:fs/promises';
import { messageOf } from '../../errors.ts';
import { DEFAULT_PACKAGE, fetchDebianPackages } from './debian-packages.ts';
import { inspect } from './find.ts';
import type { DatabaseProgram } from './program.ts';

export interface PackagesRequest {
  readonly keptFolder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  /** Undefined: whichever the distribution prefers. */
  readonly kind?: DatabaseProgram['kind'];
  readonly signal?: AbortSignal;
  /** Called before anything is fetched. */
  readonly starting?: () => void;
  /** Default: `/usr/bin/apt-get`. */
  readonly aptGet?: string;
  /** Default: `/etc/os-release`. */
  readonly osRelease?: string;
}

/** A server from the packages of Debian or Ubuntu, or why there is none. Throws only what `signal` was aborted with. */
export async function fetchPackages(request: PackagesRequest): Promise<DatabaseProgram | string> {
  const { keptFolder, environment, platform, kind, signal } = request;
  if (platform !== 'linux') return `not on ${platform}`;
  const aptGet = await inspect({ file: request.aptGet ?? '/usr/bin/apt-get' });
  if (aptGet.tried?.why === 'cannot be executed') return 'this machine has no apt-get';
  const release = await readFile(request.osRelease ?? '/etc/os-release', 'utf8').catch(() => '');
  if (kind === 'mysql' && /^ID="?debian"?$/m.test(release)) return "Debian's hold MariaDB only";
  request.starting?.();
  const name = kind === 'mariadb' ? 'mariadb-server-core' : DEFAULT_PACKAGE;
  try {
    return await fetchDebianPackages(keptFolder, environment, signal, name);
  } catch (error) {
    signal?.throwIfAborted();
    return messageOf(error);
  }
}
