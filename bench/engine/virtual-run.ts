// One deployment against the local cloud in virtual time: its clock moves by what the engine sleeps and by what calls take, so
// that a quarter of an hour passes in a second, and every duration is what it would be on a clock on the wall.
import { awsPorts } from '../../src/aws/index.ts';
import type { Ports } from '../../src/deployment/ports.ts';
import { seededRandom } from '../../src/local/create-world.ts';
import { startLocalCloud } from '../../src/local/main.ts';
import { finish } from '../../src/run.ts';
import { up } from '../../src/up.ts';
import { loadedConfig, NAME } from '../../test/support/engine.ts';

export interface VirtualRun {
  /** From the first event of the stack to its last, as CloudFormation tells them. */
  readonly operationSeconds: number;
  /** From the stack's last event to the end of the command, its checks left out. */
  readonly lagSeconds: number;
  readonly calls: Readonly<Record<string, number>>;
}

export interface VirtualOptions {
  readonly seed: number;
  readonly cacheDirectory: string;
  /** Milliseconds that an event is told later than it happened. */
  readonly eventLag: number;
  /** Milliseconds of a call: at least, and how much more at most. */
  readonly latency: readonly [least: number, more: number];
}

const REGION = 'us-east-1';

export async function virtualRun({
  seed,
  cacheDirectory,
  eventLag,
  latency,
}: VirtualOptions): Promise<VirtualRun> {
  const cloud = await startLocalCloud({ schedule: { kind: 'manual' }, seed, region: REGION });
  try {
    cloud.configureEngine({ eventLag });
    const random = seededRandom(seed + 1);
    const real = await awsPorts({ region: REGION, endpoint: cloud.endpoint, longestWait: 1 });
    const called = async () => cloud.advance(latency[0] + latency[1] * random());
    const clock: Ports['clock'] = {
      now: () => cloud.world.clock.now(),
      async sleep(milliseconds, signal) {
        signal?.throwIfAborted();
        await cloud.advance(milliseconds);
        signal?.throwIfAborted();
      },
    };
    const ports: Ports = {
      ...real,
      stacks: slowed(real.stacks, called),
      changeSets: slowed(real.changeSets, called),
      artifacts: slowed(real.artifacts, called),
      account: slowed(real.account, called),
      proxyTargets: slowed(real.proxyTargets, called),
      clock,
      random: { hex: real.random.hex, fraction: random },
    };
    const run = up(loadedConfig(), { ports, approve: async () => true, verify: false, cacheDirectory });
    await finish(run, () => {});
    const ended = clock.now();
    const calls = (await cloud.state()).calls;
    const times = await stackEvents(real);
    const [first, last] = [Math.min(...times), Math.max(...times)];
    return {
      operationSeconds: (last - first) / 1000,
      lagSeconds: (ended - last) / 1000,
      calls,
    };
  } finally {
    await cloud.stop();
  }
}

// A method of a port counts as one call, as nearly all are.
function slowed<Port extends object>(port: Port, called: () => Promise<void>): Port {
  return Object.fromEntries(
    Object.entries(port).map(([name, method]: [string, (...args: unknown[]) => Promise<unknown>]) => [
      name,
      async (...args: unknown[]) => {
        await called();
        return method(...args);
      },
    ]),
  ) as Port;
}

async function stackEvents({ stacks }: Ports): Promise<readonly number[]> {
  const times: number[] = [];
  let page: string | undefined;
  do {
    const { events, next } = await stacks.events(NAME, page);
    times.push(...events.filter(({ logicalId }) => logicalId === NAME).map(({ at }) => at.getTime()));
    page = next;
  } while (page !== undefined);
  // The first is of the stack in review, while the plan was read.
  return times.toSorted((one, other) => one - other).slice(1);
}
