import type { Config } from './config/schema.ts';
import { type Failure, rootCauses } from './deployment/failure.ts';
import {
  chronological,
  groupOperations,
  isStackEvent,
  type OperationEvents,
} from './deployment/operations.ts';
import { checkOwner } from './deployment/ownership.ts';
import type { Ports, Stacks } from './deployment/ports.ts';
import type { StackEvent } from './deployment/stack.ts';
import { stackNotFound } from './deployment/status-advice.ts';
import { identify } from './preflight/identity.ts';

/** What happened to a stack: plain data, times as ISO 8601. */
export interface History {
  readonly account: string;
  readonly region: string;
  readonly stackName: string;
  readonly stackArn: string;
  readonly status: string;
  /** Oldest first; only the last unless all were asked for. */
  readonly operations: readonly Operation[];
}

export interface OperationSummary extends Failure {
  readonly kind: OperationEvents['kind'];
  readonly result: OperationEvents['result'];
  /** The stack's status at its end, or now. */
  readonly stackStatus: string;
  readonly startedAt: string;
  readonly endedAt?: string;
  readonly milliseconds?: number;
}

export interface Operation extends OperationSummary {
  readonly resources: readonly ResourceWork[];
  readonly events: readonly HistoryEvent[];
}

/** One resource's part in an operation. `milliseconds` is what the work asked for took, a rollback left out. */
export interface ResourceWork {
  readonly logicalId: string;
  readonly resourceType: string;
  readonly status: string;
  readonly startedAt: string;
  readonly milliseconds?: number;
}

export interface HistoryEvent {
  readonly at: string;
  readonly logicalId: string;
  readonly resourceType: string;
  readonly status: string;
  readonly reason?: string;
}

/**
 * Tells what happened to a stack and why. A deleted stack is found by its ARN only. Throws `stack-not-found`,
 * `wrong-account`, and `refused` for a stack that is another environment's.
 */
export async function history(
  config: Pick<Config, 'stackName' | 'environment' | 'account'>,
  options: {
    readonly ports: Pick<Ports, 'stacks' | 'account'>;
    readonly all?: boolean;
    readonly signal?: AbortSignal;
  },
): Promise<History> {
  const { stackName, environment } = config;
  const { stacks, account } = options.ports;
  const [identity, stack] = await Promise.all([
    identify(config, account),
    stacks.describe(stackName, options.signal),
  ]);
  if (stack === undefined) throw stackNotFound({ stackName, environment, ...identity });
  checkOwner(stack, environment);
  const events = await readEvents(stacks, stack.arn, options);
  const operations = groupOperations(events);
  return {
    account: identity.account,
    region: identity.region,
    stackName: stack.name,
    stackArn: stack.arn,
    status: stack.status,
    operations: (options.all === true ? operations : operations.slice(-1)).map(describeOperation),
  };
}

/** The last operation of a stack, from as few pages of events as hold it; undefined when there was none. */
export async function lastOperation(
  stacks: Pick<Stacks, 'events'>,
  stackArn: string,
  signal?: AbortSignal,
): Promise<OperationSummary | undefined> {
  const last = groupOperations(await readEvents(stacks, stackArn, signal === undefined ? {} : { signal })).at(
    -1,
  );
  return last === undefined ? undefined : summarize(last);
}

/** All events from the start of the last operation that was not a rollback of its own: a rollback alone tells no cause. */
export async function lastOperations(
  stacks: Pick<Stacks, 'events'>,
  stackArn: string,
  signal?: AbortSignal,
): Promise<readonly StackEvent[]> {
  const events = await readEvents(stacks, stackArn, {
    all: true,
    ...(signal === undefined ? {} : { signal }),
  });
  const operations = groupOperations(events);
  const from = operations.findLastIndex(({ kind }) => kind !== 'rollback' && kind !== 'delete');
  return operations.slice(Math.max(0, from)).flatMap((operation) => operation.events);
}

/** Newest pages first; stops at the page that holds the start of the last operation, unless all are asked for. */
async function readEvents(
  stacks: Pick<Stacks, 'events'>,
  stackArn: string,
  { all = false, signal }: { readonly all?: boolean; readonly signal?: AbortSignal },
): Promise<readonly StackEvent[]> {
  const seen = new Map<string, StackEvent>();
  let page: string | undefined;
  do {
    const { events, next } = await stacks.events(stackArn, page, signal);
    for (const event of events) seen.set(event.id, event);
    page = next;
  } while (page !== undefined && (all || !holdsAStart([...seen.values()])));
  return chronological([...seen.values()]);
}

/** True once the events reach back over the start of the last operation, with the end of the one before it. */
function holdsAStart(events: readonly StackEvent[]): boolean {
  const start = groupOperations(events)[0]?.events[0];
  return start !== undefined && chronological(events)[0] !== start;
}

function describeOperation(operation: OperationEvents): Operation {
  return {
    ...summarize(operation),
    resources: resourceWork(operation.events),
    events: operation.events.map(({ at, logicalId, resourceType, status, reason }) => ({
      at: at.toISOString(),
      logicalId,
      resourceType,
      status,
      ...(reason === undefined ? {} : { reason }),
    })),
  };
}

function summarize({ kind, result, stackStatus, events }: OperationEvents): OperationSummary {
  const startedAt = events[0]?.at ?? new Date(0);
  const endedAt = result === 'running' ? undefined : events.findLast(isStackEvent)?.at;
  return {
    kind,
    result,
    stackStatus,
    startedAt: startedAt.toISOString(),
    ...(endedAt === undefined
      ? {}
      : { endedAt: endedAt.toISOString(), milliseconds: endedAt.getTime() - startedAt.getTime() }),
    ...rootCauses(events),
  };
}

function resourceWork(events: readonly StackEvent[]): readonly ResourceWork[] {
  const work = new Map<string, ResourceWork>();
  for (const { logicalId, resourceType, status, at } of events.filter((event) => !isStackEvent(event))) {
    const known = work.get(logicalId) ?? { logicalId, resourceType, status, startedAt: at.toISOString() };
    const ended = !status.endsWith('_IN_PROGRESS') && known.milliseconds === undefined;
    work.set(logicalId, {
      ...known,
      status,
      ...(ended ? { milliseconds: at.getTime() - Date.parse(known.startedAt) } : {}),
    });
  }
  return [...work.values()];
}
