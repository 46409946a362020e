/**
 * A local cloud of its own behind the real SDK over HTTP, on a clock that moves when the product sleeps: a hundred times as far, so that
 * an operation of minutes is followed in a dozen looks. The same seed makes the same durations every time.
 */
import path from 'node:path';
import { awsPorts } from '../../src/aws/index.ts';
import type { LoadedConfig } from '../../src/config/load.ts';
import { parseConfig } from '../../src/config/parse.ts';
import type { Ports } from '../../src/deployment/ports.ts';
import type { Stack } from '../../src/deployment/stack.ts';
import { type LocalCloud, startLocalCloud } from '../../src/local/main.ts';

export const REGION = 'us-east-1';
/** How many times as far as the product sleeps the cloud's clock moves. */
export const HURRY = 100;
export const NOBODY = { accessKeyId: 'local', secretAccessKey: 'local' };
/** Below the hundred of AWS: what is new then often lies on a second page. */
const EVENTS_PER_PAGE = 30;

export interface Place {
  readonly cloud: LocalCloud;
  /** The stack with this name as it is, past every fault. */
  stack(name: string): Promise<Stack | undefined>;
  /** As a new process has them: clients, connections and retry budgets of their own. */
  ports(options?: PortsOptions): Promise<Ports>;
  stop(): Promise<void>;
}

export interface PortsOptions {
  readonly attempts?: number;
  readonly silence?: number;
  /** How many times as far as the product sleeps the clock moves. */
  readonly hurry?: number;
}

export async function openPlace(seed = 7): Promise<Place> {
  const bugs: unknown[] = [];
  const cloud = await startLocalCloud({
    schedule: { kind: 'manual' },
    seed,
    region: REGION,
    rdsServiceLinkedRole: false,
    engine: { settings: { eventsPerPage: EVENTS_PER_PAGE, changesPerPage: 10, resourcesPerPage: 20 } },
    invoke: async () => ({ payload: new TextEncoder().encode('{"ok":true}') }),
    report: (bug) => bugs.push(bug),
  });
  const looking = await awsPorts({ region: REGION, endpoint: cloud.endpoint, credentials: NOBODY });
  return {
    cloud,
    stack: (name) => looking.stacks.describe(name),
    async ports({ attempts, silence, hurry = HURRY } = {}) {
      const real = await awsPorts({
        region: REGION,
        endpoint: cloud.endpoint,
        credentials: NOBODY,
        longestWait: 1,
        attempts,
        silence,
      });
      return {
        ...real,
        // As many looks in every run; names and tokens stay those of chance.
        random: { ...real.random, fraction: () => 0.5 },
        http: { ...real.http, get: async () => ({ status: 200, body: 'ok' }) },
        clock: {
          now: () => cloud.world.clock.now(),
          async sleep(milliseconds, signal) {
            signal?.throwIfAborted();
            await cloud.advance(milliseconds * hurry);
            signal?.throwIfAborted();
          },
        },
      };
    },
    async stop() {
      await cloud.stop();
      if (bugs.length > 0) throw new AggregateError(bugs, 'bugs of the local cloud');
    },
  };
}

/** What differs for single commands. */
export interface Settings {
  /** Travels in the zip: another code, the same template. */
  readonly retentionDays?: number;
}

/** The configuration that the matrix deploys: everything that can be protected is. */
export function configuration(memoryMb: number, { retentionDays }: Settings = {}) {
  return {
    environment: 'dev',
    terminationProtection: true,
    database: { deletionProtection: true },
    function: { memoryMb },
    ...(retentionDays === undefined ? {} : { capture: { retentionDays } }),
  };
}

/** The same as it is loaded. */
export function configured(memoryMb: number, settings?: Settings): LoadedConfig {
  return {
    config: parseConfig(configuration(memoryMb, settings), { environment: 'dev', source: 'config.dev.json' }),
    file: path.resolve('config.dev.json'),
    directory: path.resolve('.'),
  };
}
