// `proxywebhook/testing` as a user's project has it: the example of docs/dev.md, run by Node's own test runner against dist.
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createConnection } from 'mysql2/promise';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Dev, startDev } from '../src/testing.ts';
import { devEnvironment, installInto } from './support/dev-process.ts';

let directory = '';
let dev: Dev | undefined;
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'dev-testing-'));
  await writeFile(path.join(directory, 'handler.js'), HANDLER);
});
afterEach(async () => {
  await dev?.stop();
  dev = undefined;
  await rm(directory, { recursive: true, force: true });
});

const HANDLER = `
import { createHandler } from 'proxywebhook/handler';
export const handler = createHandler({ onStored: ({ path }) => console.log('saw', path) });
`;

describe('startDev', () => {
  it('gives a test the webhook, what it answered, and the database behind it', {
    timeout: 120_000,
  }, async () => {
    dev = await startDev({ directory, config: { function: { entry: 'handler.js' } }, pool: 3 });
    expect(dev.requests()).toEqual([]);
    expect((await fetch(`${dev.url}/github?x=1`, { method: 'POST', body: 'hi' })).status).toBe(200);
    expect(dev.requests()).toMatchObject([{ method: 'POST', target: '/github?x=1', status: 200 }]);
    expect(dev.logs().join()).toContain('saw /github');
    expect(await dev.replay()).toBe(200);
    expect(dev.requests()).toHaveLength(2);
    expect(dev.proxy.stats()).toMatchObject({ maxDatabaseConnections: 3 });
    expect(dev.proxy.pinned()).toEqual([]);

    const { host, port, user, password, database, certificateAuthority: ca = '' } = dev.database;
    const connection = await createConnection({ host, port, user, password, database, ssl: { ca } });
    try {
      const [tables] = await connection.query('SHOW TABLES');
      expect(JSON.stringify(tables)).toContain('request');
    } finally {
      await connection.end();
    }
    const { url } = dev;
    await dev.stop();
    await dev.stop();
    await expect(fetch(url)).rejects.toThrow();
  });

  it('throws what stands in the way, and leaves nothing running', { timeout: 120_000 }, async () => {
    await expect(startDev({ directory, config: { databse: {} } as object })).rejects.toMatchObject({
      code: 'invalid-config',
    });
    await writeFile(path.join(directory, 'handler.js'), 'export const handler = ;');
    await expect(
      startDev({ directory, config: { function: { entry: 'handler.js' } } }),
    ).rejects.toMatchObject({
      code: 'bundle-failed',
      message: expect.stringContaining('handler.js:1:24'),
    });
  });
});

it('the example in docs/dev.md passes', { timeout: 120_000 }, async () => {
  const page = await readFile(new URL('../docs/dev.md', import.meta.url), 'utf8');
  const example = /```js\n(\/\/ webhook\.test\.js\n[\s\S]*?)```/.exec(page)?.[1] ?? '';
  await writeFile(path.join(directory, 'package.json'), '{ "type": "module" }');
  await writeFile(path.join(directory, 'webhook.test.js'), example);
  await mkdir(path.join(directory, 'node_modules'));
  await installInto(path.join(directory, 'node_modules'));
  const child = spawn(process.execPath, ['--test'], { cwd: directory, env: devEnvironment(), stdio: 'pipe' });
  let told = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => (told += String(bytes)));
  const code = await new Promise((resolve) => child.on('close', resolve));
  expect({ code, told }).toMatchObject({ code: 0, told: expect.stringContaining('pass 1') });
});
