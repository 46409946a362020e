// The real `up` and `down` against a local cloud whose data plane runs, as `dev` drives them: with a clock that hardly sleeps.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { awsPorts } from '../../../src/aws/index.ts';
import type { Ports } from '../../../src/deployment/ports.ts';
import { down } from '../../../src/down.ts';
import type { DevCloud, DevCloudEvent, DevCloudOptions } from '../../../src/local/dev-cloud.ts';
import { startDevCloud } from '../../../src/local/start-dev-cloud.ts';
import { finish } from '../../../src/run.ts';
import { type UpOptions, type UpResult, up } from '../../../src/up.ts';
import { fakeCredentials } from '../../aws/recorded-aws.ts';
import { loadedConfig } from '../../support/engine.ts';

export interface Place {
  readonly cloud: DevCloud;
  readonly ports: Ports;
  readonly events: readonly DevCloudEvent[];
  readonly directory: string;
  up(input?: Readonly<Record<string, unknown>>, options?: Partial<UpOptions>): Promise<UpResult>;
  down(): Promise<void>;
  /** Stops the cloud and deletes its folder. */
  stop(): Promise<void>;
}

export async function startPlace(options: Partial<DevCloudOptions> = {}): Promise<Place> {
  fakeCredentials();
  const directory = options.directory ?? (await mkdtemp(path.join(tmpdir(), 'pwh-dev-cloud-')));
  const events: DevCloudEvent[] = [];
  const cloud = await startDevCloud({
    directory: path.join(directory, '.proxywebhook'),
    environment: process.env,
    offline: true,
    tell: (event) => events.push(event),
    ...options,
  });
  const ports = await portsTo(cloud.endpoint, cloud.region);
  return {
    cloud,
    ports,
    events,
    directory,
    up: (input = {}, more = {}) => deploy(ports, input, more),
    down: async () => {
      await finish(down(loadedConfig(), { ports, confirm: async () => true }));
    },
    async stop() {
      await cloud.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** A configuration with a view that needs no link, deployed with all its checks. The handler is bundled once for all tests. */
export function deploy(
  ports: Ports,
  input: Readonly<Record<string, unknown>> = {},
  options: Partial<UpOptions> = {},
): Promise<UpResult> {
  const loaded = loadedConfig({ view: { access: 'public' }, ...input });
  return finish(
    up(loaded, {
      ports,
      approve: async () => true,
      ...options,
    }),
  );
}

export async function portsTo(endpoint: string, region: string): Promise<Ports> {
  const real = await awsPorts({ region, endpoint, longestWait: 1 });
  const clock: Ports['clock'] = {
    now: () => Date.now(),
    sleep: (milliseconds, signal) => real.clock.sleep(Math.min(milliseconds, 15), signal),
  };
  return { ...real, clock };
}

export function post(url: string | undefined, body: string, target = '/hook'): Promise<Response> {
  return fetch(`${url}${target}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
}

/** Waits for a condition, not for a time. */
export async function until<T>(
  what: string,
  look: () => T | undefined | false | Promise<T | undefined | false>,
): Promise<T> {
  const last = performance.now() + 15_000;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (performance.now() > last) throw new Error(`Not within 15 s: ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
