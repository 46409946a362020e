// Credentials that end before their time: the real SDK over HTTP, with a process that gives them, before the local cloud.
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { awsPorts } from '../../src/aws/index.ts';
import type { Ports } from '../../src/deployment/ports.ts';
import { type LocalCloud, startLocalCloud } from '../../src/local/main.ts';
import { failure } from '../support/engine.ts';
import { ACCOUNT, REGION } from '../support/fake-account.ts';
import { deployed, type Place, takenDown } from '../support/local-place.ts';

let directory = '';
let cloud: LocalCloud;
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'proxywebhook-expired-'));
  cloud = await startLocalCloud({
    schedule: { kind: 'manual' },
    seed: 7,
    engine: { durations: () => 1_000 },
  });
  await writeFile(at('count'), '0');
  await writeFile(at('config'), `[profile fleeting]\ncredential_process = ${at('give')}\n`);
  vi.stubEnv('AWS_CONFIG_FILE', at('config'));
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', at('credentials'));
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AWS_PROFILE']) {
    vi.stubEnv(name, undefined);
  }
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await cloud.stop();
  await rm(directory, { recursive: true, force: true });
});

const CALLS: readonly (readonly [string, (ports: Ports) => Promise<unknown>])[] = [
  ['STS', ({ account }) => account.identity()],
  ['CloudFormation', ({ stacks }) => stacks.describe('none')],
  ['RDS', ({ proxyTargets }) => proxyTargets.database('none')],
  ['EC2', ({ account }) => account.zones()],
  ['S3', ({ artifacts }) => artifacts.bucket('proxywebhook-none', ACCOUNT)],
  ['Lambda', ({ functions }) => functions.configuration('none')],
  ['CloudWatch Logs', ({ logs }) => logs.page('/none', { from: 0 })],
];

describe('credentials that have expired', () => {
  it.each(CALLS)('are got anew by a call of %s, which is made once more', async (_, call) => {
    await gives('if [ $n = 0 ]; then key=EXPIRED0; else key=FRESH$n; fi');
    await call(await portsOf());
    expect(await asked()).toBe(2);
    expect(cloud.calls().map(({ error = '' }) => /Expired/.test(error))[0]).toBe(true);
  });

  it('are got anew once for calls that fail together, and for all services', async () => {
    await gives('if [ $n = 0 ]; then key=EXPIRED0; else key=FRESH$n; fi');
    const ports = await portsOf();
    await Promise.all(CALLS.map(([, call]) => call(ports)));
    expect(await asked()).toBe(2);
  });

  it('are told as expired when there are no others, after one call and one question', async () => {
    await gives('key=EXPIRED0');
    const ports = await portsOf();
    const error = await failure(ports.stacks.describe('none'));
    expect([error.code, error.data.expired]).toEqual(['no-credentials', true]);
    expect(await asked()).toBe(2);
    expect(cloud.calls()).toHaveLength(1);
  });

  it('are told as expired when whatever gives them fails, and when others have expired as well', async () => {
    await gives('if [ $n = 0 ]; then key=EXPIRED0; else exit 1; fi');
    expect((await failure((await portsOf()).stacks.describe('none'))).data.expired).toBe(true);
    await gives('key=EXPIRED$n');
    expect((await failure((await portsOf()).stacks.describe('none'))).data.expired).toBe(true);
    expect(cloud.calls()).toHaveLength(3);
  });

  it('are read anew from the file that another tool has written them to', async () => {
    const written = (key: string) =>
      writeFile(at('credentials'), `[renewed]\naws_access_key_id = ${key}\naws_secret_access_key = any\n`);
    await written('FRESH');
    const { account } = await portsOf('renewed');
    await account.identity();
    cloud.addFaults({ kind: 'expired-token', times: 1 });
    await written('FRESHER');
    expect((await account.identity()).account).toBe(ACCOUNT);
  });
});

describe('a deployment whose credentials end again and again', () => {
  it('goes on with new ones as if nothing was', async () => {
    await gives('key=FRESH$n');
    for (const action of ['ListObjectsV2', 'PutObject', 'ExecuteChangeSet', 'DescribeStackEvents']) {
      cloud.addFaults({ kind: 'expired-token', action, times: 1 });
    }
    const place = await placeOf();
    const { result, events } = await deployed(place);
    expect(result.outcome).toBe('created');
    expect(events.filter(({ type }) => type === 'warned')).toEqual([]);
    expect(await asked()).toBe(5);
  });

  it('says, where there are none, that AWS goes on, and what to run then', async () => {
    await gives('key=FRESH');
    cloud.addFaults({ kind: 'expired-token', action: 'DescribeStackEvents', skip: 2 });
    const place = await placeOf();
    const error = await failure(deployed(place));
    expect(error.code).toBe('no-credentials');
    expect(error.message).toContain('CloudFormation goes on with the creation of proxywebhook-dev');
    expect(error.remedies.at(-1)).toContain('npx proxywebhook up --env dev');
    cloud.clearFaults();
    expect((await deployed(place)).result.outcome).toBe('unchanged');

    cloud.addFaults({ kind: 'expired-token', action: 'DescribeStackEvents', skip: 2 });
    const down = await failure(takenDown(place));
    expect(down.message).toContain('CloudFormation goes on with the deletion of proxywebhook-dev');
    expect(down.remedies.at(-1)).toContain('npx proxywebhook down --env dev');
  });
});

function at(name: string): string {
  return path.join(directory, name);
}

/** The process counts its calls in `$n` and gives what is in `$key` then. */
async function gives(script: string): Promise<void> {
  const lines = [
    '#!/bin/sh',
    `n=$(cat ${at('count')}); echo $((n + 1)) > ${at('count')}`,
    script,
    `printf '{"Version":1,"AccessKeyId":"%s","SecretAccessKey":"any"}' "$key"`,
  ];
  await writeFile(at('give'), `${lines.join('\n')}\n`);
  await chmod(at('give'), 0o755);
}

async function asked(): Promise<number> {
  return Number(await readFile(at('count'), 'utf8'));
}

function portsOf(profile = 'fleeting'): Promise<Ports> {
  return awsPorts({ region: REGION, profile, endpoint: cloud.endpoint, longestWait: 1 });
}

async function placeOf(): Promise<Place> {
  const ports = await portsOf();
  const clock: Ports['clock'] = {
    now: () => cloud.world.clock.now(),
    async sleep(milliseconds, signal) {
      signal?.throwIfAborted();
      await cloud.advance(milliseconds * 5);
    },
  };
  return { cloud, ports: { ...ports, clock }, cacheDirectory: directory };
}
