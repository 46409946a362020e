/**
 * A local cloud over HTTP with the real SDK before it, whose clock moves when the engine sleeps. `cleanUp` stops every cloud that
 * was opened; `speed` is how much longer the cloud's time is than the sleep that moves it: with 1 its clock tells what a command
 * would take on AWS, with 10 a deployment of minutes takes a tenth of the calls.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { awsPorts } from '../../src/aws/index.ts';
import type { DeploymentEvent } from '../../src/deployment/events.ts';
import type { Plan } from '../../src/deployment/plan.ts';
import type { Ports } from '../../src/deployment/ports.ts';
import { type DiffOptions, diff } from '../../src/diff.ts';
import { type DownOptions, down } from '../../src/down.ts';
import { type LocalCloud, type LocalCloudOptions, startLocalCloud } from '../../src/local/main.ts';
import { finish } from '../../src/run.ts';
import { type UpOptions, type UpResult, up } from '../../src/up.ts';
import { fakeCredentials } from '../aws/recorded-aws.ts';
import { loadedConfig } from './engine.ts';
import { ACCOUNT, REGION } from './fake-account.ts';

export const BUCKET = `proxywebhook-artifacts-${ACCOUNT}-${REGION}`;

export interface Place {
  readonly cloud: LocalCloud;
  readonly ports: Ports;
  readonly cacheDirectory: string;
}

/** Hooks of a test file; its places are stopped after each test. */
export function places(): (
  options?: { readonly speed?: number } & Partial<LocalCloudOptions>,
) => Promise<Place> {
  let cacheDirectory = '';
  const open: LocalCloud[] = [];
  beforeAll(async () => {
    fakeCredentials();
    cacheDirectory = await mkdtemp(path.join(tmpdir(), 'proxywebhook-local-'));
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((cloud) => cloud.stop()));
  });
  afterAll(() => rm(cacheDirectory, { recursive: true, force: true }));
  return async ({ speed = 10, ...options } = {}) => {
    const cloud = await startLocalCloud({ schedule: { kind: 'manual' }, seed: 7, ...options });
    open.push(cloud);
    const real = await awsPorts({ region: REGION, endpoint: cloud.endpoint, longestWait: 1 });
    const clock: Ports['clock'] = {
      now: () => cloud.world.clock.now(),
      async sleep(milliseconds, signal) {
        signal?.throwIfAborted();
        await cloud.advance(milliseconds * speed);
        signal?.throwIfAborted();
      },
    };
    return { cloud, ports: { ...real, clock }, cacheDirectory };
  };
}

export async function deployed(
  { ports, cacheDirectory }: Place,
  input: Readonly<Record<string, unknown>> = {},
  options: Partial<UpOptions> = {},
  seen: (event: DeploymentEvent) => void = () => {},
): Promise<{ result: UpResult; events: DeploymentEvent[]; plan: Plan | undefined }> {
  const events: DeploymentEvent[] = [];
  const run = up(loadedConfig(input), {
    ports,
    approve: async () => true,
    verify: false,
    cacheDirectory,
    ...options,
  });
  const result = await finish(run, (event) => {
    events.push(event);
    seen(event);
  });
  return { result, events, plan: events.findLast((it) => it.type === 'planned')?.plan };
}

export function compared(
  { ports, cacheDirectory }: Place,
  input: Readonly<Record<string, unknown>> = {},
  options: Partial<DiffOptions> = {},
) {
  return finish(diff(loadedConfig(input), { ports, cacheDirectory, ...options }));
}

export function takenDown(
  { ports }: Place,
  options: Partial<DownOptions> = {},
  seen: (event: DeploymentEvent) => void = () => {},
  input: Readonly<Record<string, unknown>> = {},
) {
  return finish(down(loadedConfig(input), { ports, confirm: async () => true, ...options }), seen);
}
