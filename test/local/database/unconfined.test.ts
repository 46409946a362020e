import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { unconfined } from '../../../src/local/database/unconfined.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'pwh-test-unconfined-'));
  mkdirSync(path.join(folder, 'profiles'));
  writeFileSync(path.join(folder, 'mysqld'), 'server', { mode: 0o755 });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a server that AppArmor confines by its path', () => {
  it('is started from a copy that can be executed and is told where it belongs', async () => {
    confine();
    const program = await run();
    expect(program).toMatchObject({ file: path.join(folder, 'kept/unconfined-mysql-8.4.8'), root: '/' });
    expect(readFileSync(program.file, 'utf8')).toBe('server');
    expect(statSync(program.file).mode & 0o111).toBe(0o111);
    expect(await run()).toEqual(program);
  });

  it('is started as it is without a profile', async () => {
    expect(await run()).toEqual({ kind: 'mysql', version: '8.4.8', file: path.join(folder, 'mysqld') });
  });

  it('is started as it is when it is MariaDB, whose profile confines nothing', async () => {
    confine();
    expect((await run('mariadb')).file).toBe(path.join(folder, 'mysqld'));
  });
});

function confine(): void {
  const name = path.join(folder, 'mysqld').slice(1).replaceAll('/', '.');
  writeFileSync(path.join(folder, 'profiles', name), '');
}

function run(kind: 'mysql' | 'mariadb' = 'mysql') {
  const program = { kind, version: '8.4.8', file: path.join(folder, 'mysqld') };
  return unconfined(program, path.join(folder, 'kept'), path.join(folder, 'profiles'));
}
