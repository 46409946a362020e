import { randomBytes, randomUUID } from 'node:crypto';
import { cp, mkdir, readdir, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { templateDataDirectory } from './data-directory.ts';
import type { DatabaseProgram } from './program.ts';

/** What a project keeps of its database from run to run. */
export interface ProjectSettings {
  readonly username: string;
  readonly password: string;
  /** The port of the last run, to be taken again when it is free. */
  readonly port?: number;
}

/** The server that runs for a project, as the process wrote it down that started it. */
export interface ServerState extends Pick<DatabaseProgram, 'kind' | 'version'> {
  /** The server's process; 0 for a container. */
  readonly pid: number;
  readonly port: number;
  /** ISO 8601. */
  readonly startTime: string;
  /** The process that started it, and whose end ends it. */
  readonly owner: number;
  readonly certificateAuthority: string;
  readonly dataDirectory?: string;
  readonly program?: string;
  readonly container?: { readonly runtime: string; readonly name: string };
}

/** The part of `.proxywebhook/` that belongs to the database. */
export interface ProjectFolder {
  readonly place: string;
  readonly lockFile: string;
  settings(): Promise<ProjectSettings>;
  keepPort(port: number): Promise<void>;
  state(): Promise<ServerState | undefined>;
  writeState(state: ServerState): Promise<void>;
  clearState(): Promise<void>;
  /** Where the data of an engine are. One release series has one place: 8.4.7 goes on with the data of 8.4.6. */
  engine(program: Pick<DatabaseProgram, 'kind' | 'version'>): string;
  /** The engines that have data here, for example `mariadb-10.11`. */
  enginesWithData(): Promise<readonly string[]>;
}

/** Opens, and makes where it is not there, the folder of a project: unreadable for others, and ignored by git. */
export async function openProjectFolder(directory: string): Promise<ProjectFolder> {
  const place = path.join(path.resolve(directory), 'database');
  await mkdir(place, { recursive: true, mode: 0o700 });
  await writeFile(path.join(directory, '.gitignore'), '*\n', { flag: 'wx' }).catch(() => {}); // It is there already.
  const settingsFile = path.join(place, 'project.json');
  const stateFile = path.join(place, 'server.json');
  const settings = async () => {
    const kept = await readJson<ProjectSettings>(settingsFile);
    if (kept?.username && kept.password) return kept;
    const made = newCredentials();
    await writePrivate(settingsFile, made);
    return made;
  };
  return {
    place,
    lockFile: path.join(place, 'lock'),
    settings,
    keepPort: async (port) => {
      const kept = await settings();
      if (kept.port !== port) await writePrivate(settingsFile, { ...kept, port });
    },
    state: () => readJson<ServerState>(stateFile),
    writeState: (state) => writePrivate(stateFile, state),
    clearState: () => rm(stateFile, { force: true }),
    engine: (program) => path.join(place, engineName(program)),
    enginesWithData: async () => {
      const names = await readdir(place).catch(() => []);
      const kept = await Promise.all(names.map((name) => isThere(path.join(place, name, 'data'))));
      return names.filter((_, index) => kept[index]);
    },
  };
}

/** An account that nobody can guess. */
export function newCredentials(): ProjectSettings {
  return { username: 'proxywebhook', password: randomBytes(18).toString('base64url') };
}

/** For example `mysql-8.4`: engine and release series. */
export function engineName({ kind, version }: Pick<DatabaseProgram, 'kind' | 'version'>): string {
  return `${kind}-${version.split('.').slice(0, 2).join('.')}`;
}

/**
 * Sees to it that an engine's place holds data, fresh ones when there are none or when `reset` asks for it. Interrupted, it
 * leaves either what was there or nothing, never half of it.
 */
export async function provideData(
  program: DatabaseProgram,
  place: string,
  keptFolder: string,
  reset: boolean,
): Promise<void> {
  await mkdir(place, { recursive: true, mode: 0o700 });
  const data = path.join(place, 'data');
  if (reset && (await isThere(data))) await rename(data, path.join(place, `data.${randomUUID()}.old`));
  for (const name of await readdir(place)) {
    if (/^data\..*\.(old|new)$/.test(name))
      await rm(path.join(place, name), { recursive: true, force: true });
  }
  if (await isThere(data)) return;
  const template = await templateDataDirectory(program, keptFolder);
  const work = path.join(place, `data.${randomUUID()}.new`);
  await cp(await realpath(template), work, { recursive: true });
  await rename(work, data);
}

async function readJson<Value>(file: string): Promise<Value | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as Value;
  } catch {
    return undefined;
  }
}

async function writePrivate(file: string, value: unknown): Promise<void> {
  const work = `${file}.${randomUUID()}`;
  await writeFile(work, `${JSON.stringify(value, undefined, 2)}\n`, { mode: 0o600 });
  await rename(work, file);
}

async function isThere(file: string): Promise<boolean> {
  return (await stat(file).catch(() => undefined)) !== undefined;
}
