/**
 * The product's own adapters on the local CloudFormation without HTTP between them: the client's `send` is a call of the engine, in
 * which whatever befalls a call happens – virtual time passes, it is refused, its answer is lost, what it reads is old.
 */
import { changeSets } from '../../src/aws/change-sets.ts';
import { runsOf } from '../../src/aws/runs.ts';
import { type AwsSession, awsSession } from '../../src/aws/session.ts';
import { stacks } from '../../src/aws/stacks.ts';
import type { Ports } from '../../src/deployment/ports.ts';
import type { ManualClock } from '../../src/local/clock.ts';
import { AwsApiError } from '../../src/local/cloud.ts';
import type { StackEngine } from '../../src/local/stack-engine/cloudformation.ts';

/** How bad the weather is: shares of calls, and milliseconds of the world's time. */
export interface Weather {
  readonly throttled: number;
  readonly lostBefore: number;
  readonly lostAfter: number;
  readonly latency: number;
  readonly staleReads: number;
  readonly eventLag: number;
  /** What this machine's clock is off by. */
  readonly skew: number;
}

export interface Calls {
  made: number;
  /** The moment that the last answer shows stacks at. */
  shows: number;
}

/** So many tries as the SDK's retries make of one call. */
const ATTEMPTS = 7;

export function directPorts(
  engine: StackEngine,
  clock: ManualClock,
  weather: Weather,
  random: () => number,
  calls: Calls,
): Pick<Ports, 'stacks' | 'changeSets' | 'clock' | 'random' | 'runs' | 'proxyTargets'> {
  const attempt = async (action: string, input: Readonly<Record<string, unknown>>) => {
    calls.made += 1;
    await clock.advance(Math.floor(random() * weather.latency));
    const fate = random();
    if (fate < weather.throttled) throw fault('Throttling', 400);
    if (fate < weather.throttled + weather.lostBefore) throw lost();
    // Every answer, and every page, may come from another replica.
    const staleReads = Math.floor(random() * weather.staleReads);
    engine.configure({ staleReads, eventLag: Math.floor(random() * weather.eventLag) });
    calls.shows = clock.now() - staleReads;
    const output = await engine.call(action, input).catch((error: unknown) => {
      throw error instanceof AwsApiError ? fault(error.code, error.status, error.message) : error;
    });
    if (random() < weather.lostAfter) throw lost();
    return output;
  };
  const send = async (command: { constructor: { name: string }; input: Record<string, unknown> }) => {
    const action = command.constructor.name.replace(/Command$/, '');
    for (let tries = 1; ; tries += 1) {
      try {
        return await attempt(action, command.input);
      } catch (error) {
        if (tries === ATTEMPTS || !isTransient(error)) throw error;
      }
    }
  };
  const session: AwsSession = {
    ...awsSession({ region: 'us-east-1' }),
    client: <Client>() => ({ send }) as Client,
  };
  const nothing = async () => undefined;
  return {
    stacks: stacks(session),
    changeSets: changeSets(session),
    clock: {
      now: () => clock.now() + weather.skew,
      async sleep(milliseconds, signal) {
        signal?.throwIfAborted();
        await clock.advance(milliseconds);
        signal?.throwIfAborted();
      },
    },
    random: {
      hex: (digits) => Array.from({ length: digits }, () => Math.floor(random() * 16).toString(16)).join(''),
      fraction: random,
    },
    runs: runsOf('schedule', 1, () => false),
    proxyTargets: {
      proxy: nothing,
      pool: nothing,
      database: nothing,
      newestSnapshot: nothing,
      setDeletionProtection: nothing,
      targets: async () => [],
    } as unknown as Ports['proxyTargets'],
  };
}

/** As the SDK throws it. */
function fault(name: string, status: number, message = name): Error {
  return Object.assign(new Error(message), { name, $metadata: { httpStatusCode: status } });
}

function lost(): Error {
  return Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
}

function isTransient(error: unknown): boolean {
  return error instanceof Error && (error.name === 'Throttling' || 'code' in error);
}
