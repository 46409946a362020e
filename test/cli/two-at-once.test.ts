// Two processes of the real CLI at once, on one stack of one local cloud, over HTTP: every exit code is true, and the end is one of both.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Cloud, startCloud } from '../../scripts/demo/cloud.ts';
import { childEnvironment } from '../../scripts/demo/run-cli.ts';
import { awsPorts } from '../../src/aws/index.ts';

const BIN = fileURLToPath(new URL('../../bin/proxywebhook.js', import.meta.url));
if (!existsSync(fileURLToPath(new URL('../../dist/cli.js', import.meta.url)))) {
  throw new Error('The CLI is not built: npm run setup');
}
const NAME = 'proxywebhook-dev';
/** A creation takes a few seconds. */
const SPEED = 400;

let home = '';
let cloud: Cloud;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'two-at-once-'));
  cloud = await startCloud({ speed: SPEED });
});
afterAll(async () => {
  await cloud.stop();
  await rm(home, { recursive: true, force: true });
});

describe('two processes at once', { timeout: 120_000 }, () => {
  it('that make a stack: one does, the other waits for it and then changes it', async () => {
    const both = await Promise.all([run('up', 512), run('up', 1024)]);
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    expect(both.map(({ outcome }) => outcome).toSorted()).toEqual(['created', 'updated']);
    const last = both.find(({ outcome }) => outcome === 'updated');
    expect(await standing()).toEqual({ status: 'UPDATE_COMPLETE', memory: last?.memoryMb, changeSets: [] });
    const { stacks } = await cloud.state();
    expect(stacks.filter(({ name }) => name === NAME)).toHaveLength(1);
  });

  it('that change it: one does, the other waits for it, looks anew, and changes it then', async () => {
    const both = await Promise.all([run('up', 1536), run('up', 2048)]);
    expect(both.map(({ code, outcome }) => [code, outcome])).toEqual([
      [0, 'updated'],
      [0, 'updated'],
    ]);
    // Who waited changed it last; where neither had to, both came to it one after the other.
    const waited = both.filter(({ text }) => /wait-for-other|Looking at the stack anew/.test(text));
    const last = waited.length === 1 ? waited : both;
    const { memory, ...rest } = await standing();
    expect(rest).toEqual({ status: 'UPDATE_COMPLETE', changeSets: [] });
    expect(last.map(({ memoryMb }) => memoryMb)).toContain(memory);
  });

  it('of which one changes it and one takes it away: it stands as deployed, or is gone with all that was in it', async () => {
    const [up, down] = await Promise.all([run('up', 3008), run('down', 3008)]);
    expect(up.code).toBe(0);
    // 5: it was changed between the look and the deletion, and left alone.
    expect([0, 5]).toContain(down.code);
    const { functions, databases, proxies } = await cloud.state();
    const parts = [functions.length, databases.length, proxies.length];
    const status = await cloud.stackStatus(NAME);
    // Made anew after the deletion, or left alone by it; else the deletion came last.
    if (up.outcome === 'created' || down.code === 5) {
      expect(await standing()).toMatchObject({ memory: 3008, changeSets: [] });
      expect(parts).toEqual([1, 1, 1]);
    } else {
      expect(status).toBe('absent');
      expect(parts).toEqual([0, 0, 0]);
    }
  });
});

async function run(command: string, memoryMb: number) {
  const directory = join(home, `${command.replaceAll(' ', '')}-${memoryMb}`);
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, 'config.dev.json'), JSON.stringify({ function: { memoryMb } }));
  const verify = command.startsWith('up') ? ['--skip-verify'] : [];
  const child = spawn(process.execPath, [BIN, ...command.split(' '), '--yes', '--json', ...verify], {
    cwd: directory,
    env: childEnvironment({ endpoint: cloud.endpoint, home }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (bytes) => {
      text += String(bytes);
    });
  }
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  const outcome = /"type":"result".*"outcome":"(\w+)"/.exec(text)?.[1];
  return { code, text, memoryMb, outcome };
}

async function ports() {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  return awsPorts({ region: 'us-east-1', endpoint: cloud.endpoint, credentials });
}

async function standing() {
  const { stacks, changeSets, functions } = await ports();
  const stack = await stacks.describe(NAME);
  const made = await functions.configuration(stack?.outputs.FunctionName ?? '');
  const { Resources } = JSON.parse((await stacks.template(NAME)) ?? '{}');
  const declared = Resources.FunctionFunction.Properties.MemorySize;
  return {
    status: stack?.status,
    memory:
      made?.memoryMb === declared ? declared : `a mix: ${made?.memoryMb} lives, ${declared} is declared`,
    changeSets: await changeSets.list(NAME),
  };
}
