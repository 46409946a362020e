import { chmodSync, existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cacheDirectory } from '../../../src/artifact/cache-directory.ts';
import { templatePlace } from '../../../src/local/database/data-directory.ts';
import type { EnsureDatabaseOptions } from '../../../src/local/database/ensure-database.ts';
import type { DatabaseProgram } from '../../../src/local/database/program.ts';
import { testProgram } from '../../support/database.ts';
import { endEverything, type Project, project, temporaryFolder } from './ensuring.ts';

const MYSQL = "echo 'mysqld  Ver 8.4.8 for Linux on x86_64'";
const MARIADB = "echo 'mariadbd  Ver 10.11.19-MariaDB for debian-linux-gnu'";

let folder: string;
let own: Project;
beforeEach(() => {
  folder = temporaryFolder();
  own = project();
});
afterEach(endEverything);

describe('when no database can be had', () => {
  it('one error lists all that was tried and every way out', async () => {
    const error = await failure({ offline: false });
    expect(error).toEqual({
      code: 'preflight-failed',
      message: [
        'No MySQL-compatible server could be started. Tried:',
        '  PROXYWEBHOOK_DATABASE_URL: not set',
        '  PROXYWEBHOOK_MYSQLD: not set',
        '  fetched before: nothing in …/cache/database',
        '  mysqld, mariadbd: not on PATH, nor in the folders they are usually in',
        '  docker: not installed',
        '  podman: not installed',
        "  the distribution's packages: this machine has no apt-get",
        "  download of MySQL's own archive: none is pinned for linux on riscv64",
      ].join('\n'),
      remedies: [
        'Debian, Ubuntu: sudo apt-get install default-mysql-server-core (starts no service).',
        'Docker or Podman: start it, then run this again.',
        'Your own: --db mysql://user:password@host:3306/schema, or set PROXYWEBHOOK_DATABASE_URL.',
        'Any: set PROXYWEBHOOK_MYSQLD to the path of a mysqld (8.0 or later) or mariadbd (10.6 or later).',
      ],
    });
  });

  it.each<[string, Partial<EnsureDatabaseOptions>, RegExp[], RegExp[]]>([
    [
      'with --offline, what a network would help with',
      { offline: true },
      [/packages: nothing is fetched with --offline/, /archive: none is pinned/],
      [/^With a network: run this again without --offline/],
    ],
    [
      'on a Mac, how to install one there',
      { machine: { platform: 'darwin' } },
      [/packages: not on darwin/],
      [/^macOS: brew install mysql@8\.4$/],
    ],
    ['on Windows, how to install one there', { machine: { platform: 'win32' } }, [], [/^Windows: winget/]],
    [
      'with --db docker, that another database may be had',
      { database: 'docker' },
      [/^ {2}docker: not installed$/m],
      [/leave out --db/],
    ],
    [
      'with --db mysql, that Debian has none',
      { database: 'mysql', machine: { aptGet: '/bin/sh' } },
      [/packages: Debian's hold MariaDB only/],
      [/leave out --db/],
    ],
    [
      'with a program that is named and does not work, that it is that',
      { environment: { PATH: '', PROXYWEBHOOK_MYSQLD: '/no/such/mysqld' } },
      [/^ {2}PROXYWEBHOOK_MYSQLD: \/no\/such\/mysqld: cannot be executed$/m],
      [/^Correct PROXYWEBHOOK_MYSQLD, or unset it\.$/],
    ],
  ])('it says, %s', async (_, options, messages, remedies) => {
    const error = await failure(options);
    for (const message of messages) expect(error.message).toMatch(message);
    for (const remedy of remedies) expect(error.remedies).toContainEqual(expect.stringMatching(remedy));
  });

  it('does not go on looking when the choice leaves one place only', async () => {
    const { message } = await failure({ database: 'download' });
    expect(message.split('\n')).toEqual([
      'No MySQL-compatible server could be started. Tried:',
      "  download of MySQL's own archive: none is pinned for linux on riscv64",
    ]);
  });
});

describe('of what is found', () => {
  it('a program that cannot even make data is passed over, and leaves none', async () => {
    script('known/mysqld', `${MYSQL}; case "$*" in *--version*) ;; *) echo broken >&2; exit 1;; esac`);
    const { message } = await failure();
    expect(message).toContain('/known/mysqld: MySQL 8.4.8 (…/known/mysqld) made no data folder: broken');
    expect(existsSync(path.join(own.directory, 'database/mysql-8.4/data'))).toBe(false);
  });

  it('the next one is used instead', async () => {
    const program = await testProgram();
    script('known/mysqld', `${MYSQL}; case "$*" in *--version*) ;; *) echo broken >&2; exit 1;; esac`);
    const database = await own.ensure({ ...nowhere(), cacheDirectory: cacheWith(program) });
    expect(database.version).toBe(program.version);
    expect(own.events.flatMap((event) => (event.type === 'found' ? [event.what] : []))).toHaveLength(2);
  });

  it('the other engine is not used when one was asked for', async () => {
    script('known/mysqld', MYSQL);
    script('known/mariadbd', MARIADB);
    expect((await failure({ database: 'mariadb' })).message).toContain(
      '/known/mysqld: is MySQL, which was not asked for',
    );
    expect((await failure({ database: 'mysql' })).message).toContain(
      '/known/mariadbd: is MariaDB, which was not asked for',
    );
  });

  it('MariaDB comes with a notice, and data of another engine are not passed over in silence', async () => {
    const program = await testProgram();
    const other = path.join(own.directory, 'database', 'mysql-5.7');
    mkdirSync(path.join(other, 'data'), { recursive: true });
    await own.ensure();
    const notes = own.events.flatMap((event) => (event.type === 'note' ? [event.text] : []));
    expect(notes.filter((note) => note.startsWith('AWS will run MySQL 8.4.'))).toHaveLength(
      program.kind === 'mariadb' ? 1 : 0,
    );
    expect(notes.at(-1)).toContain(`Data of mysql-5.7 stay in ${path.join(own.directory, 'database')}`);
    expect(readdirSync(other)).toEqual(['data']);
  });
});

/** A machine that has nothing. */
function nowhere(options: Partial<EnsureDatabaseOptions> = {}): Partial<EnsureDatabaseOptions> {
  const osRelease = path.join(folder, 'os-release');
  writeFileSync(osRelease, 'PRETTY_NAME="Debian"\nID=debian\n');
  return {
    cacheDirectory: path.join(folder, 'cache'),
    environment: { PATH: path.join(folder, 'path') },
    offline: false,
    ...options,
    machine: {
      platform: 'linux',
      architecture: 'riscv64',
      folders: [path.join(folder, 'known')],
      aptGet: '/no/such/apt-get',
      osRelease,
      ...options.machine,
    },
  };
}

async function failure(options: Partial<EnsureDatabaseOptions> = {}) {
  const error = (await own.ensure(nowhere(options)).then(
    () => undefined,
    (thrown: unknown) => thrown,
  )) as { code: string; message: string; remedies: readonly string[] };
  return { code: error.code, message: error.message.replaceAll(folder, '…'), remedies: error.remedies };
}

/** A cache with the program of the tests, wherever it is. */
function cacheWith(program: DatabaseProgram): string {
  const { file, root, kind, version } = program;
  const cache = path.join(folder, 'cache');
  mkdirSync(path.join(cache, 'database'), { recursive: true });
  const template = templatePlace(program, path.join(cacheDirectory(process.env), 'database'));
  if (existsSync(template)) symlinkSync(template, path.join(cache, 'database', path.basename(template)));
  if (root !== undefined) symlinkSync(root, path.join(cache, 'database', `${kind}-${version}`));
  else symlinkSync(file, path.join(folder, 'known', 'mariadbd'));
  return cache;
}

function script(name: string, body: string): void {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `#!/bin/sh\n${body}\n`);
  chmodSync(file, 0o755);
}
