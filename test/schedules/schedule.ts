/**
 * One random schedule: a stack with a random past, weather that befalls every call, and one operation that is begun and
 * followed, or somebody else's that is watched. Judged: what is said of its end, and what is told of its events.
 */
import type { DeploymentEvent } from '../../src/deployment/events.ts';
import type { StackStatus } from '../../src/deployment/stack.ts';
import { isDeployed } from '../../src/deployment/states.ts';
import { isProxyWebhookError, type ProxyWebhookError } from '../../src/errors.ts';
import { manualClock } from '../../src/local/clock.ts';
import { createWorld, seededRandom } from '../../src/local/create-world.ts';
import { cloudFormation } from '../../src/local/stack-engine/cloudformation.ts';
import { finish, type Run } from '../../src/run.ts';
import { type Calls, directPorts, type Weather } from './direct-ports.ts';
import { judgeEvents, judgeGivingUp, judgeOutcome } from './judge.ts';
import { type Directed, NothingToWatch, own, watched } from './runs.ts';
import { begin, choose, injectFailure, past, settle } from './stack-life.ts';
import { isBeginning, type TrueEvent, trueEvents, trueStack } from './truth.ts';

const STARTS_AT = Date.parse('2026-11-24T09:00:00Z');
/** More than any run needs; one that does not end is found by it. */
const MOST_CALLS = 20_000;

/** What came of one run: counts, to be added up. */
export interface Outcome {
  readonly creations: number;
  readonly updates: number;
  readonly deletions: number;
  /** Of them: somebody else's, that were watched. */
  readonly watched: number;
  readonly events: number;
  readonly calls: number;
  /** Operations that ended otherwise than they were meant to. */
  readonly failures: number;
  /** Runs that gave up because nothing came through, saying so. */
  readonly gaveUp: number;
  /** Of those to be watched: by the description that was read, nothing was running. */
  readonly unwatched: number;
}

/** Makes one run and judges it. Throws, naming what was untrue. */
export async function runSchedule(seed: number): Promise<Outcome> {
  const random = seededRandom(seed);
  const clock = manualClock(STARTS_AT);
  const slow = random() < 0.05 ? 600_000 : 60_000;
  const bugs: unknown[] = [];
  const engine = cloudFormation(createWorld({ clock, seed }), {
    durations: () => Math.floor(random() * slow),
    settings: { eventsPerPage: 1 + Math.floor(random() * 20), changesPerPage: 1 + Math.floor(random() * 5) },
    report: (bug) => bugs.push(bug),
  });
  const size = 1 + Math.floor(random() * 7);
  const turns = Math.floor(random() * 4);
  await past(engine, clock, size, turns, random);

  const before = await trueStack(engine);
  const earlier = await trueEvents(engine, before?.arn);
  const operation = choose(before?.status, random);
  injectFailure(engine, operation, size, random);
  const calls: Calls = { made: 0, shows: 0 };
  const ports = limited(directPorts(engine, clock, weatherOf(random), random, calls), calls);
  const watches = before !== undefined && random() < 0.3;
  const began = clock.now();
  let shows = began;
  if (watches) {
    await begin(engine, clock, operation, size, turns);
    await clock.advance(Math.floor(random() * 3_000));
  }
  const run = watches
    ? watched(before.arn, ports, () => {
        shows = calls.shows;
      })
    : own(operation, before?.arn, ports, size, turns);
  const told: DeploymentEvent[] = [];
  const said = await endOf(run, told);

  const at = { events: 0, failures: 0, gaveUp: 0, unwatched: 0 };
  const arn = before?.arn ?? (await trueStack(engine))?.arn;
  const all = await trueEvents(engine, arn);
  const known = new Set(earlier.map(({ EventId }) => EventId));
  const happened = all.filter(({ EventId }) => !known.has(EventId));
  if (said === 'nothing to watch') at.unwatched = 1;
  else if (typeof said === 'object') {
    judgeGivingUp(said, watches ? 'nothing' : operation, happened, told);
    at.gaveUp = 1;
  } else {
    const now = (await trueStack(engine, arn))?.status;
    const older = shows < began ? judgeOlder(said, shows, all, told) : undefined;
    if (older === undefined) judgeOutcome(operation, said, now);
    at.events = older ?? judgeEvents(happened, told);
    at.failures = Number(!isDeployed(said) && said !== 'DELETE_COMPLETE');
  }
  await settle(engine, clock);
  if (bugs.length > 0) throw bugs[0];
  return {
    creations: Number(operation === 'create'),
    updates: Number(operation === 'update'),
    deletions: Number(operation === 'delete'),
    watched: Number(watches),
    calls: calls.made,
    ...at,
  };
}

/**
 * An old description showed an earlier operation running: then it may be that one that is told of, to its own end, or to
 * the end of one that came after it.
 */
function judgeOlder(
  said: StackStatus,
  shows: number,
  all: readonly TrueEvent[],
  told: readonly DeploymentEvent[],
): number | undefined {
  const beginnings = all.flatMap((event, at) => (isBeginning(event) ? [at] : []));
  const first = beginnings.findLast((at) => (all[at]?.Timestamp.getTime() ?? 0) <= shows) ?? 0;
  for (const end of [...beginnings.filter((at) => at > first), all.length]) {
    const events = all.slice(first, end);
    if (events.at(-1)?.ResourceStatus !== said) continue;
    try {
      return judgeEvents(events, told);
    } catch {
      // Perhaps to the end of the next.
    }
  }
  return undefined;
}

function weatherOf(random: () => number): Weather {
  const bad = random();
  const share = (most: number) => (random() < 0.3 ? 0 : random() * most * bad);
  return {
    throttled: share(0.5),
    lostBefore: share(0.3),
    lostAfter: share(0.3),
    latency: share(5_000),
    staleReads: share(40_000),
    eventLag: share(30_000),
    skew: random() < 0.5 ? 0 : (random() * 2 - 1) * 3_600_000,
  };
}

/** What a run says: the status that its operation ended with, or that it gave up. */
async function endOf(
  run: Run<DeploymentEvent, StackStatus>,
  told: DeploymentEvent[],
): Promise<StackStatus | ProxyWebhookError | 'nothing to watch'> {
  try {
    return await finish(run, (event) => told.push(event));
  } catch (error) {
    if (error instanceof NothingToWatch) return 'nothing to watch';
    if (!isProxyWebhookError(error)) throw error;
    if (error.code === 'deployment-failed' || error.code === 'deletion-incomplete') {
      const { status } = error.data;
      if (typeof status === 'string') return status as StackStatus;
    }
    return error;
  }
}

function limited(ports: Directed, calls: Calls): Directed {
  const { sleep } = ports.clock;
  return {
    ...ports,
    clock: {
      ...ports.clock,
      async sleep(milliseconds, signal) {
        if (calls.made > MOST_CALLS) throw new Error(`it does not end: ${calls.made} calls`);
        await sleep(milliseconds, signal);
      },
    },
  };
}
