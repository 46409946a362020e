import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { screenText } from '../../../scripts/screen.ts';
import { type DevProcess, runBeside, startDevProcess } from '../../support/dev-process.ts';

const HANDLER = `
import { createHandler } from 'proxywebhook/handler';
import { version } from './version.ts';

const store = createHandler();
export const handler = async (event, context) => {
  if (event.rawPath === '/throw') throw new TypeError('on purpose');
  const answer = await store(event, context);
  return { ...answer, headers: { ...answer.headers, 'x-version': version() } };
};
`;

let directory = '';
let dev: DevProcess | undefined;
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'dev-process-'));
});
afterEach(async () => {
  await dev?.kill();
  await rm(directory, { recursive: true, force: true });
});

const start = (argv: string, columns?: number): DevProcess => {
  dev = startDevProcess(argv.split(' '), { directory, ...(columns === undefined ? {} : { columns }) });
  return dev;
};
const write = (name: string, text: string) => writeFile(path.join(directory, name), text);
const versionIs = (value: string) => `export const version = () => '${value}';\n`;

describe('dev as a process', () => {
  it('reloads what is saved, keeps the last good code, and answers --local', {
    timeout: 180_000,
  }, async () => {
    await mkdir(path.join(directory, 'src'));
    await write('config.dev.json', JSON.stringify({ function: { entry: 'src/handler.ts' } }));
    await write('src/handler.ts', HANDLER);
    await write('src/version.ts', versionIs('one'));
    const process = start('--ephemeral --port 0 --json');
    const serving = JSON.parse((await process.until(/^.*"type":"serving".*$/m))[0]);
    expect(serving).toMatchObject({ environment: 'dev', config: 'config.dev.json', ephemeral: true });
    const { url } = serving;
    const version = async () =>
      (await fetch(`${url}/any`, { method: 'POST', body: 'hi' })).headers.get('x-version');
    expect(await version()).toBe('one');

    const file = path.join(directory, '.proxywebhook/dev.json');
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ pid: process.child.pid, url });

    const saved = async (text: string, told: RegExp) => {
      const since = process.text().length;
      // As editors do that never leave a file half written.
      await write('src/version.new', text);
      await rename(path.join(directory, 'src/version.new'), path.join(directory, 'src/version.ts'));
      return (await process.until(told, since))[0];
    };
    await saved(versionIs('two'), /"type":"reloaded".*"changed":true/);
    expect(await version()).toBe('two');
    const failed = JSON.parse(
      await saved('export const version = () => +;\n', /^.*"type":"reload-failed".*$/m),
    );
    expect(failed).toMatchObject({
      code: 'bundle-failed',
      message: expect.stringMatching(/src\/version\.ts:1:31/),
    });
    expect(await version()).toBe('two');
    await saved(versionIs('three'), /"type":"reloaded"/);
    expect(await version()).toBe('three');

    expect((await fetch(`${url}/throw`)).status).toBe(500);
    await process.until(/"type":"function-log".*on purpose/);

    const since = process.text().length;
    await write('config.dev.json', JSON.stringify({ function: { entry: 'src/handler.ts', memoryMb: 512 } }));
    await process.until(/"type":"planned".*"MemorySize"/, since);
    await process.until(/"type":"deployed"/, since);
    expect(await version()).toBe('three');

    const second = await runBeside(['dev'], directory);
    expect(second).toMatchObject({
      exitCode: 9,
      text: expect.stringContaining('running for this project already'),
    });
    const status = await runBeside(['status', '--local', '--json'], directory);
    expect(status.exitCode).toBe(0);
    expect(JSON.parse(status.text)).toMatchObject({ verdict: 'healthy', webhookUrl: url });

    process.child.kill('SIGINT');
    expect(await process.ended).toBe(0);
    expect(process.text()).toMatch(/"type":"result","command":"dev","exitCode":0/);
    expect(existsSync(file)).toBe(false);
    const gone = await runBeside(['status', '--local'], directory);
    expect(gone).toMatchObject({ exitCode: 10, text: expect.stringContaining('No `dev` is running') });
  });

  it('lists requests on a terminal, waits for a handler that does not compile, and ends by a key', {
    timeout: 180_000,
  }, async () => {
    await write('config.dev.json', JSON.stringify({ function: { entry: 'handler.ts' } }));
    await write('handler.ts', 'export const handler = ;\n');
    const process = start('--ephemeral --port 0', 80);
    await process.until(/handler\.ts:1:24/);
    await write('version.ts', versionIs('one'));
    await write('handler.ts', HANDLER);
    const [, url] = await process.until(/url\s+\S*(http:\/\/127\.0\.0\.1:\d+)/);
    await process.until(/q quit/);
    await fetch(`${url}/from/test?x=%1B%5B2J`);
    await fetch(`${url}/throw`);
    await process.until(/500[^\n]*\/throw/);
    process.type('p');
    await process.until(/pool: \d+ of 100 connections/);
    process.type('r');
    await process.until(/\/throw[\s\S]*\/throw/);
    process.type('q');
    expect(await process.ended).toBe(0);
    const screen = screenText(process.text(), 80);
    expect(screen).toMatch(/\d\d:\d\d:\d\d GET {5}200 +\d+ ms \/from\/test\?x=%1B%5B2J/);
    expect(screen).toContain('✖ TypeError: on purpose');
    expect(screen).toMatch(/at .*handler\.ts:7:\d+/);
    expect(screen).toMatch(/Ended after .*; its data are gone\.$/);
  });

  it('--once stores a request where there is no configuration, and says which database it found', {
    timeout: 120_000,
  }, async () => {
    const process = start('--once --ephemeral --port 0');
    expect({ exitCode: await process.ended, text: process.text() }).toMatchObject({ exitCode: 0 });
    expect(process.text()).toContain('There is no configuration here');
    expect(process.text()).toMatch(/Database: (MariaDB|MySQL) \d+\.\d+\.\d+ \(/);
    expect(process.text()).toMatch(/✔ Stored a request as id \d+/);
  });

  it('--once ends with 3 for a handler that does not compile', { timeout: 120_000 }, async () => {
    await write('config.dev.json', JSON.stringify({ function: { entry: 'handler.ts' } }));
    await write('handler.ts', 'export const handler = ;\n');
    const process = start('--once --ephemeral --port 0');
    expect(await process.ended).toBe(3);
    expect(process.text()).toContain('handler.ts:1:24');
  });
});
