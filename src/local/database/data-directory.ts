import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { cp, mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { ProxyWebhookError } from '../../errors.ts';
import { bootstrapParameters, initialiseParameters, shareFolders } from './commands.ts';
import { type DatabaseProgram, describeProgram, programEnvironment } from './program.ts';

const LONGEST = 120_000;

/**
 * A data folder as the program leaves it when new: made once and kept below `folder`, to be copied.
 * Returns its path. Throws `preflight-failed` with the program's own words.
 */
export async function templateDataDirectory(program: DatabaseProgram, folder: string): Promise<string> {
  const place = templatePlace(program, folder);
  if (await exists(place)) return place;
  await mkdir(folder, { recursive: true });
  const work = `${place}.${randomUUID()}.new`;
  try {
    await initialise(program, work);
    if (!(await exists(work))) throw unusable(program, 'it ended without a word');
    await rename(work, place).catch(async (error: unknown) => {
      if (!(await exists(place))) throw error;
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return place;
}

/** Where the template of a program is, made or not. */
export function templatePlace({ kind, version }: DatabaseProgram, folder: string): string {
  return path.join(folder, `data-${kind}-${version}`);
}

/** Copies a template to a place that is not there yet. */
export async function copyDataDirectory(template: string, data: string): Promise<void> {
  await mkdir(path.dirname(data), { recursive: true });
  await cp(template, data, { recursive: true, errorOnExist: true, force: false });
}

async function initialise(program: DatabaseProgram, data: string): Promise<void> {
  const asRoot = process.getuid?.() === 0;
  if (program.kind === 'mysql') {
    return run(program, initialiseParameters(program, data, asRoot), '');
  }
  await mkdir(data, { recursive: true, mode: 0o700 });
  await run(program, bootstrapParameters(program, data, asRoot), await systemTables(program));
}

/**
 * What `mariadb-install-db` pipes into the server (MariaDB Server sources, scripts/mysql_install_db.sh), without the help
 * texts and without accounts named after this machine. The script itself is not used: it needs a shell, and changes
 * the owner of system files when root runs it.
 */
async function systemTables(program: DatabaseProgram): Promise<string> {
  const share = await firstWith(shareFolders(program), SYSTEM_TABLES);
  if (share === undefined) {
    throw unusable(
      program,
      `its system tables (${SYSTEM_TABLES[0]}) are in none of ${shareFolders(program).join(', ')}`,
    );
  }
  const parts = [SYSTEM_TABLES, ...OTHER_TABLES].map(async (names) => {
    const file = await firstOf(share, names);
    return file === undefined ? '' : await readFile(file, 'utf8');
  });
  const statements = (await Promise.all(parts)).join('\n');
  const start = [
    'create database if not exists mysql;',
    'use mysql;',
    'SET @auth_root_socket=NULL;',
    'SET @skip_auth_anonymous=1;',
  ];
  return [...start, ...statements.split('\n').filter((line) => !line.includes('@current_hostname')), ''].join(
    '\n',
  );
}

const SYSTEM_TABLES = ['mysql_system_tables.sql', 'mariadb_system_tables.sql'];
const OTHER_TABLES = [
  ['mysql_performance_tables.sql', 'mariadb_performance_tables.sql'],
  ['mysql_system_tables_data.sql', 'mariadb_system_tables_data.sql'],
  ['maria_add_gis_sp_bootstrap.sql'],
  ['mysql_sys_schema.sql', 'mariadb_sys_schema.sql'],
];

async function firstWith(folders: readonly string[], names: readonly string[]): Promise<string | undefined> {
  for (const folder of folders) if ((await firstOf(folder, names)) !== undefined) return folder;
  return undefined;
}

async function firstOf(folder: string, names: readonly string[]): Promise<string | undefined> {
  for (const name of names) if (await exists(path.join(folder, name))) return path.join(folder, name);
  return undefined;
}

function run(program: DatabaseProgram, parameters: readonly string[], input: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program.file, parameters, {
      env: programEnvironment(program, process.env),
      stdio: ['pipe', 'ignore', 'pipe'],
      timeout: LONGEST,
      killSignal: 'SIGKILL',
    });
    const words: string[] = [];
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => words.push(chunk));
    child.stdin.on('error', () => {}); // It ended early: its exit code and words tell why.
    child.stdin.end(input);
    child.on('error', (error) => reject(unusable(program, error.message)));
    child.on('close', (code) => {
      if (code === 0) return resolve();
      reject(
        unusable(program, words.join('').trim().split('\n').slice(-5).join('\n') || `it ended with ${code}`),
      );
    });
  });
}

function unusable(program: DatabaseProgram, why: string): ProxyWebhookError {
  return new ProxyWebhookError('preflight-failed', `${describeProgram(program)} made no data folder: ${why}`);
}

async function exists(file: string): Promise<boolean> {
  return (await stat(file).catch(() => undefined)) !== undefined;
}
