import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { createConnection } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cacheDirectory } from '../../../src/artifact/cache-directory.ts';
import { copyDataDirectory, templateDataDirectory } from '../../../src/local/database/data-directory.ts';
import { startServer } from '../../../src/local/database/server.ts';
import { startTestDatabase, type TestDatabase, testProgram } from '../../support/database.ts';
import { quickFolder } from './ensuring.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(quickFolder(), 'pwh-test-server-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a started server', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await startTestDatabase();
  });
  afterAll(() => database?.stop());

  it('speaks TLS with a certificate of its authority', async () => {
    const connection = await database.connect();
    const [rows] = await connection.query("SHOW SESSION STATUS LIKE 'Ssl_version'");
    await connection.end();
    expect(rows).toMatchObject([{ Value: expect.stringMatching(/^TLSv1\.[23]$/) }]);
  });

  it.each([
    ['root without a password', { user: 'root', password: '' }],
    ['anybody', { user: '', password: '' }],
    ['the user with another password', { user: 'webhook', password: 'wrong' }],
  ])('does not let in %s', async (_, account) => {
    const { host, port, certificateAuthority: ca } = database;
    await expect(createConnection({ host, port, ...account, ssl: { ca } })).rejects.toMatchObject({
      errno: 1045,
    });
  });

  it('keeps its data when it is started again', async () => {
    const first = await database.connect();
    await first.query('CREATE DATABASE kept');
    await first.end();
    await database.restart();
    const second = await database.connect();
    const [rows] = await second.query("SHOW DATABASES LIKE 'kept'");
    await second.end();
    expect(rows).toHaveLength(1);
  });

  it('refuses what MySQL would refuse: a value too long is an error', async () => {
    const connection = await database.connect();
    await connection.query('CREATE DATABASE strict');
    await connection.query('CREATE TABLE strict.a (b VARCHAR(2))');
    const insert = connection.query("INSERT INTO strict.a VALUES ('abc')");
    await expect(insert).rejects.toMatchObject({ errno: 1406 });
    await connection.end();
  });
});

describe('starting a server', () => {
  it('tells its last words when it cannot, here because the port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const directory = await directoryFor('taken');
    const program = await testProgram();
    await expect(startServer({ program, directory, port, user: USER })).rejects.toMatchObject({
      code: 'preflight-failed',
      message: expect.stringMatching(/did not start: it ended with [\s\S]*(address|port)/i),
    });
    other.close();
  });

  it('writes no password where others can read it', async () => {
    const directory = await directoryFor('private', path.join(folder, 'a cache that holds no data yet'));
    const server = await startServer({ program: await testProgram(), directory, user: USER });
    await server.stop();
    expect(statSync(path.join(directory, 'init.sql')).mode & 0o777).toBe(0o600);
    expect(statSync(path.join(directory, 'server-key.pem')).mode & 0o777).toBe(0o600);
    expect(readFileSync(path.join(directory, 'server.log'), 'utf8')).not.toContain(USER.password);
  });

  it('works in a folder whose path is longer than a socket may be', async () => {
    const directory = await directoryFor(path.join('x'.repeat(60), 'y'.repeat(60)));
    const server = await startServer({ program: await testProgram(), directory, user: USER });
    await server.stop();
    expect(server.port).toBeGreaterThan(0);
  });

  it('ends the server, and deletes what was for the time being, when this process is killed', async () => {
    const script = path.join(import.meta.dirname, 'start-and-wait.ts');
    const child = spawn(process.execPath, ['--import', 'tsx', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = await once(child.stdout.setEncoding('utf8'), 'data');
    const { pid, directory } = JSON.parse(line) as { pid: number; directory: string };
    expect([isAlive(pid), existsSync(directory)]).toEqual([true, true]);
    child.kill('SIGKILL');
    await expect
      .poll(() => [isAlive(pid), existsSync(directory)], { timeout: 10_000 })
      .toEqual([false, false]);
  });
});

const USER = { name: 'webhook', password: 'f00dcafe' };

async function directoryFor(
  name: string,
  cache = path.join(cacheDirectory(process.env), 'database'),
): Promise<string> {
  const directory = path.join(folder, name);
  const template = await templateDataDirectory(await testProgram(), cache);
  await copyDataDirectory(template, path.join(directory, 'data'));
  return directory;
}

/** A process that ended but was not waited for counts as ended. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return (
      !existsSync('/proc/self/status') || !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
    );
  } catch {
    return false;
  }
}
