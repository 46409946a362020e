import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { messageOf } from '../../errors.ts';
import { download } from './download.ts';
import { DOWNLOADS, type Download } from './downloads.ts';
import { inspect } from './find.ts';
import { withLock } from './lock.ts';
import type { DatabaseProgram } from './program.ts';

export interface MysqlRequest {
  readonly keptFolder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly architecture: string;
  /** Default: the pinned ones. */
  readonly downloads?: Readonly<Record<string, Download>>;
  /** True: what is not here yet is not fetched. */
  readonly offline?: boolean;
  /** Asked before anything is downloaded. Default: nothing is asked. */
  readonly confirm?: (question: string) => Promise<boolean>;
  readonly progress?: (what: string, bytes: number, total: number | undefined) => void;
  readonly signal?: AbortSignal;
}

/** MySQL from its makers' archive, below `keptFolder`, or why there is none. Throws only what `signal` was aborted with. */
export async function fetchMysql(request: MysqlRequest): Promise<DatabaseProgram | string> {
  const { keptFolder, platform, architecture, signal } = request;
  const source = (request.downloads ?? DOWNLOADS)[`${platform}-${architecture}`];
  if (source === undefined) return `none is pinned for ${platform} on ${architecture}`;
  if (platform === 'linux' && !runsOnGlibc())
    return 'its programs need the GNU C library, which this system has not';
  const place = path.join(keptFolder, `mysql-${source.version}-cdn`);
  const work = async () => {
    if (!(await exists(place))) {
      if (request.offline === true) return 'nothing is fetched with --offline';
      const declined = await fetch(request, source, place);
      if (declined !== undefined) return declined;
    }
    return programIn(place, platform);
  };
  try {
    return await withLock(path.join(keptFolder, 'mysql.lock'), work, signal);
  } catch (error) {
    signal?.throwIfAborted();
    return messageOf(error);
  }
}

async function fetch(request: MysqlRequest, source: Download, place: string): Promise<string | undefined> {
  const { keptFolder, confirm, progress } = request;
  const what = `MySQL ${source.version}`;
  const question = `Download ${what} (about ${source.megabytes} MB, once) to ${keptFolder}?`;
  if (confirm !== undefined && !(await confirm(question))) return 'declined';
  const archive = path.join(keptFolder, path.basename(new URL(source.url).pathname));
  await download({
    url: source.url,
    sha256: source.sha256,
    file: archive,
    environment: request.environment,
    ...(request.signal === undefined ? {} : { signal: request.signal }),
    progress: (bytes, total) => progress?.(what, bytes, total),
  });
  await unpack(archive, place, request.signal);
  await rm(archive, { force: true });
  return undefined;
}

/** Unpacked aside and then moved: what is in its place is whole. Windows has a tar, too, which reads zip. */
async function unpack(archive: string, place: string, signal: AbortSignal | undefined): Promise<void> {
  await mkdir(path.dirname(place), { recursive: true });
  const work = await mkdtemp(path.join(path.dirname(place), 'unpacking-'));
  const options = { maxBuffer: 16 * 1024 ** 2, ...(signal === undefined ? {} : { signal }) };
  try {
    await new Promise<void>((resolve, reject) => {
      execFile(
        'tar',
        ['-xf', archive, '-C', work, '--strip-components=1', '--no-same-owner'],
        options,
        (error, _, stderr) => {
          if (error === null) return resolve();
          reject(
            new Error(`tar: ${stderr.trim().split('\n').slice(-2).join('; ') || error.message}`, {
              cause: error,
            }),
          );
        },
      );
    });
    await rename(work, place);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function programIn(place: string, platform: NodeJS.Platform): Promise<DatabaseProgram | string> {
  const file = path.join(place, 'bin', platform === 'win32' ? 'mysqld.exe' : 'mysqld');
  const { program, tried } = await inspect({ file });
  if (program !== undefined) return program;
  const why = tried?.why ?? 'it is not there';
  const library = /(lib(?:aio|numa)[^:\s"]*)/.exec(why)?.[1];
  return library === undefined
    ? `${file}: ${why}`
    : `it is in ${place}, but lacks ${library}: sudo apt-get install libnuma1 and libaio1 (libaio1t64 on newer systems)`;
}

function runsOnGlibc(): boolean {
  const report = process.report?.getReport() as { header?: { glibcVersionRuntime?: string } } | undefined;
  return report?.header?.glibcVersionRuntime !== undefined;
}

async function exists(file: string): Promise<boolean> {
  return (await stat(file).catch(() => undefined)) !== undefined;
}
