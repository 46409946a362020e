import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { RunningDatabase } from '../../../src/local/database/running-database.ts';
import { testProgram } from '../../support/database.ts';
import { endEverything, isAlive, project, query } from './ensuring.ts';

beforeAll(async () => {
  await testProgram();
});
afterEach(endEverything);

describe('the database of a project', () => {
  it('is there, with an account of its own, and gone when it is stopped', async () => {
    const { ensure, directory, events, state } = project();
    const database = await ensure();
    expect(await query(database, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(['cache', 'system']).toContain(database.found);
    expect(events.map(({ type }) => type).filter((type) => type !== 'note')).toEqual([
      'looking',
      'found',
      'starting',
      'ready',
    ]);

    const { pid = 0 } = state() ?? {};
    expect(isAlive(pid)).toBe(true);
    await database.stop();
    await database.ended;
    expect([isAlive(pid), state()]).toEqual([false, undefined]);
    expect(readdirSync(path.join(directory, 'database')).filter((name) => name.startsWith('lock'))).toEqual(
      [],
    );
  });

  it('keeps to itself: ignored by git, secrets unreadable for others, data named for their engine', async () => {
    const { ensure, directory } = project();
    const { kind, version, dataDirectory, credentials } = await ensure();
    expect(readFileSync(path.join(directory, '.gitignore'), 'utf8')).toBe('*\n');
    const series = version.split('.').slice(0, 2).join('.');
    expect(dataDirectory).toBe(path.join(directory, 'database', `${kind}-${series}`, 'data'));
    for (const file of ['project.json', 'server.json', `${kind}-${series}/init.sql`])
      expect([file, statSync(path.join(directory, 'database', file)).mode & 0o777]).toEqual([file, 0o600]);
    expect(credentials.password).toMatch(/^[\w-]{24}$/);
  });

  it('has the data, the port and the account of the last time', async () => {
    const { ensure } = project();
    const first = await ensure();
    await keep(first);
    await first.stop();
    const second = await ensure();
    expect(await kept(second)).toBe(true);
    expect([second.port, second.credentials]).toEqual([first.port, first.credentials]);
  });

  it('takes another port when its own is taken', async () => {
    const { ensure } = project();
    const first = await ensure();
    await first.stop();
    const other = createServer().listen(first.port, '127.0.0.1');
    await once(other, 'listening');
    const second = await ensure();
    other.close();
    expect(second.port).not.toBe(first.port);
  });

  it('is fresh after a reset', async () => {
    const { ensure, directory } = project();
    const first = await ensure();
    await keep(first);
    await first.stop();
    const second = await ensure({ reset: true });
    expect(await kept(second)).toBe(false);
    const left = readdirSync(path.dirname(second.dataDirectory ?? directory));
    expect(left.filter((name) => name.startsWith('data'))).toEqual(['data']);
  });

  it('allows as many connections as it is asked to', async () => {
    const { ensure } = project();
    const database = await ensure({ maxConnections: 17 });
    expect(await query(database, 'SELECT @@max_connections AS most')).toEqual([{ most: 17 }]);
  });
});

describe('an ephemeral database', () => {
  it('leaves the project alone and goes with all its data', async () => {
    const { ensure, directory } = project();
    const database = await ensure({ ephemeral: true });
    expect(await query(database, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await database.stop();
    expect([existsSync(directory), existsSync(database.dataDirectory ?? '')]).toEqual([false, false]);
    expect(existsSync(path.dirname(database.dataDirectory ?? ''))).toBe(false);
  });
});

describe('after a crash', () => {
  it('of the server, its data are there again', async () => {
    const { ensure } = project();
    const first = await ensure();
    await keep(first);
    await first.kill9();
    await first.ended;
    const second = await ensure();
    expect(await kept(second)).toBe(true);
    expect(second.port).toBe(first.port);
  });

  it('of our process, the server has ended too, and its data are there again', async () => {
    const { ensure, ensureElsewhere, state } = project();
    const { child } = await ensureElsewhere();
    const { pid = 0 } = state() ?? {};
    child.kill('SIGKILL');
    await expect.poll(() => isAlive(pid), { timeout: 10_000 }).toBe(false);
    const database = await ensure();
    await keep(database);
    expect(['cache', 'system']).toContain(database.found);
  });

  it.runIf(process.platform === 'linux')(
    'of our process and its guard, the next run adopts the server and stops it',
    async () => {
      const { ensure, ensureElsewhere, state } = project();
      const { child, database: first } = await ensureElsewhere();
      const { pid = 0 } = state() ?? {};
      for (const guard of guardsOf(child.pid ?? 0)) process.kill(guard, 'SIGKILL');
      child.kill('SIGKILL');
      await once(child, 'exit');
      const second = await ensure();
      expect([second.found, second.port]).toEqual(['running', first.port]);
      expect(await query(second, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
      await second.stop();
      expect([isAlive(pid), state()]).toEqual([false, undefined]);
    },
  );

  it('what a dead server wrote down is not believed: its number may be another process by now', async () => {
    const { ensure, directory, state } = project();
    const first = await ensure();
    await first.kill9();
    const stale = { ...state(), pid: process.pid, owner: 2 ** 22 + 1 };
    writeFileSync(path.join(directory, 'database', 'server.json'), JSON.stringify(stale));
    const second = await ensure();
    expect(second.found).not.toBe('running');
  });

  it('while the state was being written, it is started anew', async () => {
    const { ensure, directory } = project();
    await (await ensure()).stop();
    writeFileSync(path.join(directory, 'database', 'server.json'), '{"pid": 1');
    await expect(ensure()).resolves.toMatchObject({ host: '127.0.0.1' });
  });

  it('data that are no longer readable are told of and left as they are', async () => {
    const { ensure } = project();
    const first = await ensure();
    await first.stop();
    const system = path.join(first.dataDirectory ?? '', 'ibdata1');
    const redo = readdirSync(first.dataDirectory ?? '').filter((name) =>
      /^(ib_logfile|#innodb_redo)/.test(name),
    );
    for (const name of redo) rmSync(path.join(first.dataDirectory ?? '', name), { recursive: true });
    writeFileSync(system, 'not InnoDB');
    await expect(ensure()).rejects.toMatchObject({
      code: 'preflight-failed',
      message: expect.stringContaining('did not start'),
      remedies: [expect.stringContaining('server.log'), expect.stringContaining('--reset')],
    });
    expect(readFileSync(system, 'utf8')).toBe('not InnoDB');
    await expect(ensure({ reset: true })).resolves.toMatchObject({ port: expect.any(Number) });
  });
});

describe('two runs at once', () => {
  it('share the database of the one that came first, whose it stays', async () => {
    const { ensure, ensureElsewhere, events, state } = project();
    const { child, database: first } = await ensureElsewhere();
    const second = await ensure();
    expect([second.found, second.port]).toEqual(['running', first.port]);
    expect(events.at(-1)).toEqual({
      type: 'note',
      text: `The database belongs to process ${child.pid} and goes when that process ends.`,
    });

    await expect(ensure({ reset: true })).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringContaining(`Process ${child.pid} uses the database of this project`),
    });
    await second.stop();
    expect(await query(second, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    child.kill('SIGTERM');
    await once(child, 'exit');
    expect(state()).toBeUndefined();
  });

  it('start one server between them, however close', async () => {
    const { ensure, events } = project();
    const ports = (await Promise.all([ensure(), ensure(), ensure()])).map(({ port }) => port);
    expect(new Set(ports).size).toBe(1);
    expect(events.filter(({ type }) => type === 'starting')).toHaveLength(1);
  });
});

describe('an interruption', () => {
  it('before anything is done, is obeyed', async () => {
    const { ensure, directory } = project();
    await expect(ensure({ signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough');
    expect(existsSync(directory)).toBe(false);
  });

  it('while the server starts, leaves none', async () => {
    const { ensure, state } = project();
    const controller = new AbortController();
    const tell = ({ type }: { type: string }) => type === 'starting' && controller.abort(new Error('enough'));
    await expect(ensure({ signal: controller.signal, tell })).rejects.toThrow('enough');
    expect(state()).toBeUndefined();
  });
});

async function keep(database: RunningDatabase): Promise<void> {
  await query(database, 'CREATE DATABASE kept');
  await query(database, 'CREATE TABLE kept.rows_ (id INT PRIMARY KEY) ENGINE=InnoDB');
  await query(database, 'INSERT INTO kept.rows_ VALUES (1)');
}

async function kept(database: RunningDatabase): Promise<boolean> {
  const schemas = (await query(database, "SHOW DATABASES LIKE 'kept'")) as unknown[];
  if (schemas.length === 0) return false;
  return ((await query(database, 'SELECT id FROM kept.rows_')) as unknown[]).length === 1;
}

/** The shells that wait for a process to die. */
function guardsOf(parent: number): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      const stat = existsSync(`/proc/${name}/stat`) ? readFileSync(`/proc/${name}/stat`, 'utf8') : '';
      const [, , group] = /^\d+ \((sh|dash|bash)\) \S (\d+)/.exec(stat) ?? [];
      return group === String(parent);
    })
    .map(Number);
}
