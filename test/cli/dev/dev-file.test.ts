import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { claimDevFile, type DevInstance, findRunningDev } from '../../../src/cli/dev/dev-file.ts';

let directory = '';
let server: Server;
let endpoint = '';
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'dev-file-'));
  server = createServer((_, response) => response.end()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await rm(directory, { recursive: true, force: true });
});

const file = () => path.join(directory, '.proxywebhook/dev.json');
const about = (more: Partial<DevInstance> = {}): DevInstance => ({
  pid: process.pid,
  startedAt: new Date().toISOString(),
  environment: 'dev',
  ...more,
});
const stands = () => ({ endpoint, region: 'us-east-1', account: '123456789012' });

describe('the file of a running dev', () => {
  it('does not come back by what was about to be written when it was taken away', async () => {
    const claimed = await claimDevFile(directory, about());
    const late = claimed.update(stands());
    await claimed.remove();
    await late;
    await claimed.update(stands());
    await expect(stat(file())).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('is there for others of the project, and for nobody else on the machine', async () => {
    const claimed = await claimDevFile(directory, about());
    await claimed.update({ ...stands(), url: 'http://127.0.0.1:3333' });
    expect(await findRunningDev(directory)).toMatchObject({ ...stands(), url: 'http://127.0.0.1:3333' });
    expect((await stat(file())).mode & 0o777).toBe(0o600);
    expect(await readFile(path.join(directory, '.proxywebhook/.gitignore'), 'utf8')).toBe('*\n');
    await claimed.remove();
    await expect(findRunningDev(directory)).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining('No `dev` is running'),
      remedies: expect.arrayContaining([expect.stringContaining('npx proxywebhook dev')]),
    });
  });

  it('is given to one at a time', async () => {
    const claimed = await claimDevFile(directory, about());
    await claimed.update(stands());
    await expect(claimDevFile(directory, about())).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringContaining(`process ${process.pid}`),
    });
  });

  it('is one of the past when its process has ended, or its number was given to another', async () => {
    const child = spawn(process.execPath, ['-e', '']);
    await once(child, 'exit');
    await claimDevFile(directory, about({ pid: child.pid ?? 0, ...stands() }));
    await expect(findRunningDev(directory)).rejects.toMatchObject({ code: 'unreachable' });
    await claimDevFile(directory, about({ ...stands(), endpoint: 'http://127.0.0.1:9' }));
    await claimDevFile(directory, about());
  });

  it('says that it is still starting', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    try {
      await claimDevFile(directory, about({ pid: child.pid ?? 0 }));
      await expect(findRunningDev(directory)).rejects.toThrow('still starting');
      await expect(claimDevFile(directory, about())).rejects.toThrow('it is still starting');
    } finally {
      child.kill();
    }
  });

  it('that was half written counts for nothing, and is not removed by one that it does not belong to', async () => {
    const claimed = await claimDevFile(directory, about());
    await writeFile(file(), '{ "pid": 1');
    await expect(findRunningDev(directory)).rejects.toMatchObject({ code: 'unreachable' });
    await writeFile(file(), '{ "pid": 1 }');
    await claimed.remove();
    expect(await readFile(file(), 'utf8')).toBe('{ "pid": 1 }');
  });
});
