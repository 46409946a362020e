/** One random life of a stack, judged operation by operation: what is said of it, and what is told of its events. */
import { attach } from '../../src/deployment/attach.ts';
import type { DeploymentEvent } from '../../src/deployment/events.ts';
import { changeSetName } from '../../src/deployment/leftovers.ts';
import type { ChangeSetRequest } from '../../src/deployment/ports.ts';
import type { StackStatus } from '../../src/deployment/stack.ts';
import { isDeployed } from '../../src/deployment/states.ts';
import { deleteToEnd, executeToEnd, type OperationContext } from '../../src/deployment/to-the-end.ts';
import { withChangeSet } from '../../src/deployment/with-change-set.ts';
import { isProxyWebhookError } from '../../src/errors.ts';
import { manualClock } from '../../src/local/clock.ts';
import { createWorld, seededRandom } from '../../src/local/create-world.ts';
import { cloudFormation, type StackEngine } from '../../src/local/stack-engine/cloudformation.ts';
import { finish, type Run } from '../../src/run.ts';
import { type Calls, directPorts, type Weather } from './direct-ports.ts';

const NAME = 'schedule';
const STARTS_AT = Date.parse('2026-11-24T09:00:00Z');
/** More than any life needs; one that does not end is found by it. */
const MOST_CALLS = 20_000;

export interface Life {
  readonly operations: number;
  readonly events: number;
  readonly calls: number;
  /** Operations that ended otherwise than they were meant to. */
  readonly failures: number;
  /** Runs that gave up because nothing came through, saying so. */
  readonly gaveUp: number;
}

/** Lives one life. Throws, naming what was untrue. */
export async function live(seed: number): Promise<Life> {
  const random = seededRandom(seed);
  const clock = manualClock(STARTS_AT);
  const world = createWorld({ clock, seed });
  const slow = random() < 0.05 ? 600_000 : 60_000;
  const bugs: unknown[] = [];
  const engine = cloudFormation(world, {
    durations: () => Math.floor(random() * slow),
    settings: { eventsPerPage: 1 + Math.floor(random() * 20), changesPerPage: 1 + Math.floor(random() * 5) },
    report: (bug) => bugs.push(bug),
  });
  const calls: Calls = { made: 0 };
  const ports = limited(directPorts(engine, clock, weatherOf(random), random, calls), calls);
  const counts = { operations: 0, events: 0, failures: 0, gaveUp: 0 };
  const size = 1 + Math.floor(random() * 7);

  for (let turn = 0; turn < 4; turn += 1) {
    await settle(engine, clock);
    const before = await truth(engine);
    const operation = choose(before?.status, random);
    if (random() < 0.3) {
      const verb = operation === 'update' ? 'update' : operation;
      engine.injectFault({
        logicalId: `R${Math.floor(random() * size)}`,
        operation: verb,
        reason: 'because of the seed',
        at: random() < 0.5 ? 'start' : 'end',
      });
    }
    const told: DeploymentEvent[] = [];
    const stackArn = before?.arn;
    const known = new Set((await allEvents(engine, stackArn)).map(({ EventId }) => EventId));
    const watching = operation !== 'create' && random() < 0.25;
    // Whoever watches sees what runs, not what ran a minute ago.
    if (watching) await clock.advance(120_000);
    const run = watching
      ? attached(operation, engine, ports, size, turn)
      : began(operation, before, ports, size, turn, random);
    const said = await outcomeOf(run, told);
    if (said === 'gave up') {
      counts.gaveUp += 1;
    } else {
      const after = await truth(engine, stackArn);
      judgeOutcome(operation, said, after?.status);
      counts.events += judgeEvents(
        (await allEvents(engine, after?.arn ?? stackArn)).filter(({ EventId }) => !known.has(EventId)),
        told,
      );
      if (!isDeployed(said) && said !== 'DELETE_COMPLETE') counts.failures += 1;
    }
    counts.operations += 1;
    engine.clearFaults();
  }
  await settle(engine, clock);
  if (bugs.length > 0) throw bugs[0];
  return { ...counts, calls: calls.made };
}

type Operation = 'create' | 'update' | 'delete';
type Directed = ReturnType<typeof directPorts>;
interface True {
  readonly arn: string;
  readonly status: StackStatus;
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

function choose(status: StackStatus | undefined, random: () => number): Operation {
  if (status === undefined || status === 'DELETE_COMPLETE') return 'create';
  const updatable = isDeployed(status) || status === 'UPDATE_ROLLBACK_COMPLETE';
  return updatable && random() < 0.7 ? 'update' : 'delete';
}

function template(size: number, turn: number): string {
  const entries = Array.from({ length: size }, (_, index) => {
    const needed = Array.from({ length: index }, (_unused, at) => at).filter(
      (at) => (at * 7 + index) % 3 === 0,
    );
    return [
      `R${index}`,
      {
        Type: 'AWS::Logs::LogGroup',
        Properties: { RetentionInDays: turn % 2 === index % 2 ? 7 : 30 },
        ...(needed.length === 0 ? {} : { DependsOn: needed.map((at) => `R${at}`) }),
      },
    ] as const;
  });
  return JSON.stringify({ Resources: Object.fromEntries(entries) });
}

const CONTEXT = { stackName: NAME, environment: 'dev', account: '123456789012', region: 'us-east-1' };

async function* began(
  operation: Operation,
  before: True | undefined,
  ports: Directed,
  size: number,
  turn: number,
  random: () => number,
): Run<DeploymentEvent, StackStatus> {
  const context: OperationContext = { ...CONTEXT, ledger: { touched: false } };
  const options = { ports };
  const stack = before === undefined ? undefined : await described(ports, before.arn);
  if (operation === 'delete') {
    if (stack === undefined) throw new Error('there is no stack to delete');
    yield* deleteToEnd({ stack, document: undefined, logicalIds: [], resume: 'down' }, context, options);
    return 'DELETE_COMPLETE';
  }
  const templateBody = template(size, turn);
  const request: ChangeSetRequest = {
    stackName: NAME,
    changeSetName: changeSetName(ports),
    type: operation === 'create' ? 'CREATE' : 'UPDATE',
    templateBody,
    parameters: {},
    tags: { turn: String(turn) },
    token: `token-${turn}-${Math.floor(random() * 1e9)}`,
  };
  return yield* withChangeSet(request, operation === 'create', options, async function* (prepared, keep) {
    if (prepared.kind === 'none') throw new Error('a change set without changes');
    const made = yield* executeToEnd(
      {
        kind: operation,
        changeSet: prepared.changeSet,
        stack: operation === 'create' ? undefined : stack,
        document: JSON.parse(templateBody),
        resume: 'up',
      },
      context,
      keep,
      options,
    );
    return made.status;
  });
}

/** Somebody else begins; this run only watches. */
async function* attached(
  operation: Operation,
  engine: StackEngine,
  ports: Directed,
  size: number,
  turn: number,
): Run<DeploymentEvent, StackStatus> {
  if (operation === 'delete') await engine.call('DeleteStack', { StackName: NAME });
  else {
    await engine.call('CreateChangeSet', {
      StackName: NAME,
      ChangeSetName: `theirs-${turn}`,
      ChangeSetType: 'UPDATE',
      TemplateBody: template(size, turn),
      Tags: [{ Key: 'turn', Value: `theirs-${turn}` }],
    });
    await ports.clock.sleep(5_000);
    await engine.call('ExecuteChangeSet', { StackName: NAME, ChangeSetName: `theirs-${turn}` });
  }
  const now = await truth(engine);
  if (now === undefined) throw new Error('it was over before anybody could watch');
  const stack = await described(ports, now.arn);
  // An old description shows no operation: whoever looks then does not attach.
  if (!stack.status.endsWith('_IN_PROGRESS')) return yield* unwatched();
  return (yield* attach(stack, 'up', { ports })).status;
}

// biome-ignore lint/correctness/useYield: a run that has nothing to tell.
async function* unwatched(): Run<DeploymentEvent, StackStatus> {
  throw new NotWatched();
}

class NotWatched extends Error {}

async function described(ports: Directed, arn: string) {
  for (let tries = 0; tries < 50; tries += 1) {
    const stack = await ports.stacks.describe(arn).catch(() => undefined);
    if (stack !== undefined) return stack;
    await ports.clock.sleep(5_000);
  }
  throw new NotWatched();
}

/** The status that a run says its operation ended with. */
async function outcomeOf(
  run: Run<DeploymentEvent, StackStatus>,
  told: DeploymentEvent[],
): Promise<StackStatus | 'gave up'> {
  try {
    return await finish(run, (event) => told.push(event));
  } catch (error) {
    if (error instanceof NotWatched) return 'gave up';
    if (!isProxyWebhookError(error)) throw error;
    if (error.code === 'deployment-failed' || error.code === 'deletion-incomplete') {
      const { status } = error.data;
      if (typeof status === 'string') return status as StackStatus;
    }
    if (error.code === 'unreachable') return 'gave up';
    throw error;
  }
}

function judgeOutcome(operation: Operation, said: StackStatus, actual: StackStatus | undefined): void {
  const is = actual ?? 'DELETE_COMPLETE';
  if (said !== is) throw new Error(`${operation}: said ${said}, where the stack is ${is}`);
}

interface TrueEvent {
  readonly EventId: string;
  readonly LogicalResourceId: string;
  readonly ResourceStatus: string;
  readonly Timestamp: Date;
  readonly ResourceType: string;
}

/** Every event of the operation, each once, and those of one resource in their order. */
function judgeEvents(actual: readonly TrueEvent[], told: readonly DeploymentEvent[]): number {
  const shown = told.flatMap((event) =>
    event.type === 'resource-changed'
      ? [`${event.logicalId} ${event.status} ${event.at.getTime()}`]
      : event.type === 'stack-changed'
        ? [`${NAME} ${event.status} ${event.at.getTime()}`]
        : [],
  );
  const happened = actual
    .filter(({ ResourceStatus }) => ResourceStatus !== 'REVIEW_IN_PROGRESS')
    .map((event) => `${event.LogicalResourceId} ${event.ResourceStatus} ${event.Timestamp.getTime()}`);
  const missing = without(happened, shown);
  const surplus = without(shown, happened);
  if (missing.length > 0) throw new Error(`events that were lost: ${missing.join('; ')}`);
  if (surplus.length > 0)
    throw new Error(`events that were told twice or are another's: ${surplus.join('; ')}`);
  const order = (lines: readonly string[]) =>
    JSON.stringify(groupBy(lines, (line) => line.split(' ')[0] ?? ''));
  if (order(shown) !== order(happened)) throw new Error(`events out of order: ${order(shown)}`);
  return shown.length;
}

function without(lines: readonly string[], others: readonly string[]): readonly string[] {
  const left = [...others];
  return lines.filter((line) => {
    const at = left.indexOf(line);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

function groupBy(lines: readonly string[], key: (line: string) => string): readonly (readonly string[])[] {
  const groups = new Map<string, string[]>();
  for (const line of lines) groups.set(key(line), [...(groups.get(key(line)) ?? []), line]);
  return [...groups].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
}

async function truth(engine: StackEngine, arn?: string): Promise<True | undefined> {
  const { StackSummaries } = await engine.call('ListStacks', {});
  const all = StackSummaries as readonly { StackId: string; StackName: string; StackStatus: StackStatus }[];
  const found =
    arn === undefined
      ? all.find(({ StackStatus }) => StackStatus !== 'DELETE_COMPLETE')
      : all.find(({ StackId }) => StackId === arn);
  return found && { arn: found.StackId, status: found.StackStatus };
}

async function allEvents(engine: StackEngine, arn: string | undefined): Promise<readonly TrueEvent[]> {
  if (arn === undefined) return [];
  engine.configure({ eventLag: 0 });
  const events: TrueEvent[] = [];
  let NextToken: unknown;
  do {
    const page = await engine.call('DescribeStackEvents', {
      StackName: arn,
      ...(NextToken ? { NextToken } : {}),
    });
    events.push(...(page.StackEvents as readonly TrueEvent[]));
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return events.toReversed();
}

async function settle(engine: StackEngine, clock: ReturnType<typeof manualClock>): Promise<void> {
  const idle = engine.idle();
  await clock.runAll();
  await idle;
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
