// The use case over a real data plane: what `dev` does when files of the project change.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cacheDirectory } from '../src/artifact/cache-directory.ts';
import { awsPorts, localAccount } from '../src/aws/index.ts';
import { loadLocalConfig } from '../src/config/load-local.ts';
import { type DevEvent, dev } from '../src/dev.ts';
import type { DevCloud } from '../src/local/dev-cloud.ts';
import { startDevCloud } from '../src/local/start-dev-cloud.ts';
import { finish } from '../src/run.ts';

let directory = '';
let cloud: DevCloud;
const ending = new AbortController();
const events: DevEvent[] = [];
let told = () => {};
let running: Promise<void>;

const write = (name: string, text: string) => writeFile(path.join(directory, name), text);
const handler = (body: string) =>
  `export const handler = async () => ({ statusCode: 200, body: ${body} });\n`;
const config = (more: object = {}) =>
  write('config.dev.json', JSON.stringify({ function: { entry: 'handler.ts', ...more } }));

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'dev-use-case-'));
  await config();
  await write('handler.ts', 'export const handler = ;\n');
  cloud = await startDevCloud({
    directory: path.join(directory, '.proxywebhook'),
    environment: process.env,
    ephemeral: true,
    tell: () => {},
  });
  const ports = await awsPorts(localAccount(cloud));
  const run = dev(await loadLocalConfig({ directory }), {
    ports,
    reload: () => loadLocalConfig({ directory }),
    patient: true,
    signal: ending.signal,
    cacheDirectory: cacheDirectory(process.env),
  });
  running = finish(run, (event) => {
    events.push(event);
    told();
  });
}, 120_000);
afterAll(async () => {
  ending.abort(new Error('enough'));
  await running;
  await cloud?.stop();
  await rm(directory, { recursive: true, force: true });
}, 60_000);

/** The next event of a type, from what was done last on. */
async function next<Type extends DevEvent['type']>(type: Type, from: number) {
  for (;;) {
    const found = events.slice(from).find((event) => event.type === type);
    if (found !== undefined) return found as Extract<DevEvent, { readonly type: Type }>;
    await new Promise<void>((resolve) => {
      told = resolve;
    });
  }
}
async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 20));
}
const answer = async () => (await fetch(cloud.url() ?? '')).text();

describe('dev', { timeout: 120_000 }, () => {
  it('waits for a handler that does not compile, then deploys', async () => {
    expect(await next('reload-failed', 0)).toMatchObject({ error: { code: 'bundle-failed' } });
    const from = events.length;
    await write('handler.ts', handler("'one'"));
    expect(await next('deployed', from)).toMatchObject({ stack: { status: 'CREATE_COMPLETE' } });
    expect(await answer()).toBe('one');
  });

  it('gives the function what is saved, and says when it makes no difference', async () => {
    await write('handler.ts', handler("'two'"));
    await until(async () => (await answer()) === 'two');
    const from = events.length;
    await write('handler.ts', `// only a comment\n${handler("'two'")}`);
    expect(await next('reloaded', from)).toMatchObject({ changed: false });
  });

  it('follows to modules that are imported anew, and keeps the last good code', async () => {
    let from = events.length;
    await write('handler.ts', `import { text } from './more.ts';\n${handler('text')}`);
    expect(await next('reload-failed', from)).toMatchObject({
      error: { message: expect.stringContaining('./more.ts') },
    });
    expect(await answer()).toBe('two');
    from = events.length;
    await write('more.ts', "export const text = 'three';\n");
    await next('reloaded', from);
    expect(await answer()).toBe('three');
  });

  it('deploys a configuration that is saved, and goes on when it cannot be used', async () => {
    let from = events.length;
    await config({ memoryMb: 'much' });
    expect(await next('reload-failed', from)).toMatchObject({ error: { code: 'invalid-config' } });
    from = events.length;
    await config({ memoryMb: 512 });
    const { plan } = await next('planned', from);
    expect(plan.changes.map(({ logicalId }) => logicalId)).toContain('FunctionFunction');
    await next('deployed', from);
    from = events.length;
    await config({ memoryMb: 512, entry: 'none.ts' });
    expect(await next('reload-failed', from)).toMatchObject({ error: { code: 'bundle-failed' } });
    expect(await answer()).toBe('three');
  });
});
