import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fetchDebianPackages } from '../../../src/local/database/debian-packages.ts';
import { ensureProgram } from '../../../src/local/database/ensure-program.ts';

const MARIADB = 'mariadbd  Ver 10.11.19-MariaDB-0+deb12u1 for debian-linux-gnu on x86_64 (Debian 12)';
const MYSQL = 'mysqld  Ver 8.4.8-0ubuntu1 for Linux on x86_64 ((Ubuntu))';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'pwh-test-find-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the server that is used', () => {
  it.each<[string, Record<string, string>, string]>([
    ['on PATH', { 'path/mysqld': MYSQL }, 'path/mysqld'],
    ['in a folder where servers usually are', { 'known/mariadbd': MARIADB }, 'known/mariadbd'],
    ['MySQL where both are', { 'path/mariadbd': MARIADB, 'known/mysqld': MYSQL }, 'known/mysqld'],
    [
      'fetched before',
      { 'cache/database/mariadb-10.11.19/usr/sbin/mariadbd': MARIADB },
      'cache/database/mariadb-10.11.19/usr/sbin/mariadbd',
    ],
    [
      'a fetched one rather than an installed one of the same kind',
      { 'cache/database/mysql-8.4.8/usr/sbin/mysqld': MYSQL, 'path/mysqld': MYSQL },
      'cache/database/mysql-8.4.8/usr/sbin/mysqld',
    ],
    [
      'an installed MySQL rather than a fetched MariaDB',
      { 'cache/database/mariadb-10.11.19/usr/sbin/mariadbd': MARIADB, 'path/mysqld': MYSQL },
      'path/mysqld',
    ],
    [
      "fetched before from its makers' archive",
      { 'cache/database/mysql-8.4.6-cdn/bin/mysqld': MYSQL },
      'cache/database/mysql-8.4.6-cdn/bin/mysqld',
    ],
    [
      'one that works beside one that is too old',
      { 'path/mysqld': 'mysqld  Ver 5.7.44', 'known/mariadbd': MARIADB },
      'known/mariadbd',
    ],
  ])('is the one %s', async (_, programs, chosen) => {
    for (const [name, line] of Object.entries(programs)) script(name, `echo '${line}'`);
    expect((await ensure()).file).toBe(path.join(folder, chosen));
  });

  it('is the one that PROXYWEBHOOK_MYSQLD names, before any other', async () => {
    script('path/mysqld', `echo '${MYSQL}'`);
    script('mine/mariadbd', `echo '${MARIADB}'`);
    const file = path.join(folder, 'mine/mariadbd');
    expect(await ensure({ PROXYWEBHOOK_MYSQLD: file })).toEqual({
      kind: 'mariadb',
      version: '10.11.19',
      file,
    });
  });

  it('of a fetched one, knows where it was unpacked', async () => {
    script('cache/database/mariadb-10.11.19/usr/sbin/mariadbd', `echo '${MARIADB}'`);
    expect(await ensure()).toMatchObject({ root: path.join(folder, 'cache/database/mariadb-10.11.19') });
  });
});

describe('without any server', () => {
  it('tells what was tried and every way out', async () => {
    script('path/mysqld', "echo 'mysqld  Ver 5.7.44 for Linux'");
    script('path/mariadbd', 'echo "cannot open shared object file" >&2; exit 127');
    const error = await ensure().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: 'preflight-failed',
      remedies: [
        expect.stringContaining('npm run setup'),
        expect.stringContaining('sudo apt-get install default-mysql-server-core'),
        expect.stringContaining('PROXYWEBHOOK_MYSQLD'),
      ],
    });
    expect((error as Error).message.replaceAll(folder, '')).toBe(
      [
        'No MySQL-compatible server could be started. Tried:',
        '  PROXYWEBHOOK_MYSQLD: not set',
        '  fetched before: nothing in /cache/database',
        '  /path/mysqld: MySQL 5.7.44 is older than 8.0',
        '  /path/mariadbd: its --version says "cannot open shared object file"',
        "  the distribution's packages: nothing is downloaded here",
      ].join('\n'),
    );
  });

  it('does not look further than the one that PROXYWEBHOOK_MYSQLD names', async () => {
    script('path/mysqld', `echo '${MYSQL}'`);
    await expect(ensure({ PROXYWEBHOOK_MYSQLD: '/no/such/mysqld' })).rejects.toThrow(
      'PROXYWEBHOOK_MYSQLD: /no/such/mysqld: cannot be executed',
    );
  });
});

describe("fetching the distribution's packages", () => {
  it('leaves nothing but the unpacked server', async () => {
    const environment = packageTools();
    const program = await fetchDebianPackages(path.join(folder, 'kept'), environment);
    expect(program).toEqual({
      kind: 'mariadb',
      version: '10.11.19',
      file: path.join(folder, 'kept/mariadb-10.11.19/usr/sbin/mariadbd'),
      root: path.join(folder, 'kept/mariadb-10.11.19'),
    });
    expect(readdirSync(path.join(folder, 'kept'))).toEqual(['mariadb-10.11.19']);
  });

  it('is done by several at once', async () => {
    const environment = packageTools();
    const runs = [1, 2, 3].map(() => fetchDebianPackages(path.join(folder, 'kept'), environment));
    const files = (await Promise.all(runs)).map(({ file }) => file);
    expect(new Set(files).size).toBe(1);
    expect(readdirSync(path.join(folder, 'kept'))).toEqual(['mariadb-10.11.19']);
  });

  it('asks apt to refuse what the keys of the distribution do not vouch for, and to run no hook of the machine', async () => {
    const environment = packageTools('cat "$2" >&2; echo "E: shown" >&2; exit 100');
    const error = await fetchDebianPackages(path.join(folder, 'kept'), environment).catch((thrown) => thrown);
    expect(error.message).toBe('apt-get update: E: shown');
    const configuration = String(error.cause.message);
    expect(configuration).toContain('APT::Get::AllowUnauthenticated "false";');
    expect(configuration).toContain('Acquire::AllowInsecureRepositories "false";');
    expect(configuration).toContain('#clear APT::Update::Post-Invoke;');
    expect(configuration).not.toMatch(/trusted/i);
  });

  it('goes on when a repository cannot be reached that is not needed', async () => {
    const environment = packageTools('case "$*" in *update*) echo "E: no route" >&2; exit 100;; esac');
    await expect(fetchDebianPackages(path.join(folder, 'kept'), environment)).resolves.toMatchObject({
      kind: 'mariadb',
    });
  });

  it('tells which step failed and leaves nothing', async () => {
    const environment = packageTools(
      'case "$*" in *install*) echo "E: Unable to locate package" >&2; exit 100;; esac',
    );
    await expect(fetchDebianPackages(path.join(folder, 'kept'), environment)).rejects.toThrow(
      'apt-get install default-mysql-server-core: E: Unable to locate package',
    );
    expect(readdirSync(path.join(folder, 'kept'))).toEqual([]);
  });
});

/** apt-get and dpkg-deb as far as they are used, with `first` done before anything else. */
function packageTools(first = ''): Record<string, string> {
  script(
    'tools/apt-get',
    `${first}
     cache=$(sed -n 's/^Dir::Cache::archives "\\(.*\\)";$/\\1/p' "$2")
     case "$*" in *install*) touch "$cache/mariadb-server-core_1_amd64.deb";; esac`,
  );
  script(
    'tools/dpkg-deb',
    `mkdir -p "$3/usr/sbin"
     printf '#!/bin/sh\\necho "${MARIADB}"\\n' > "$3/usr/sbin/mariadbd"
     chmod +x "$3/usr/sbin/mariadbd"`,
  );
  return { PATH: `${path.join(folder, 'tools')}:${process.env.PATH}` };
}

function script(name: string, body: string): void {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `#!/bin/sh\n${body}\n`);
  chmodSync(file, 0o755);
}

function ensure(environment: Readonly<Record<string, string>> = {}) {
  return ensureProgram({
    environment: { PATH: path.join(folder, 'path'), ...environment },
    cacheDirectory: path.join(folder, 'cache'),
    folders: [path.join(folder, 'known')],
    platform: 'linux',
    fetch: false,
  });
}
