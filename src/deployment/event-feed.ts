import { eventPages } from './event-pages.ts';
import { groupOperations, isStackEvent, isTerminal, type OperationEvents } from './operations.ts';
import type { Stacks } from './ports.ts';
import type { Stack, StackEvent } from './stack.ts';

/** Where one operation's events begin among all that a stack has had. */
export interface Baseline {
  /** Ids of events that were there before. */
  readonly seen: ReadonlySet<string>;
  /** Milliseconds since the epoch by CloudFormation's clock: nothing older belongs to the operation. */
  readonly floor: number;
  /** The operation's token, where we began it: an event with another one belongs to something else. */
  readonly token?: string;
  /**
   * What beginning is waited for: until it is read, events without the token may be late ones of the operation before.
   * `own`: whatever the stack begins next; `asked`: not a rollback, which may belong to what came before; absent: it was read.
   */
  readonly awaits?: 'own' | 'asked';
  /** The operation whose beginning that is, where a description named it. */
  readonly operationId?: string;
  /** The stack's own last status that was there before, where it was read. */
  readonly lastStatus?: string;
}

/** Tells the events of one operation, each once, oldest first. */
export interface EventFeed {
  read(signal?: AbortSignal): Promise<readonly StackEvent[]>;
  /** Whether some that were read are held back: those between may be missing. */
  holds(): boolean;
}

/** The baseline of an operation that is about to begin. */
export async function baselineNow(
  stacks: Pick<Stacks, 'events'>,
  stackArn: string,
  token?: string,
  signal?: AbortSignal,
): Promise<Baseline> {
  const { events } = await stacks.events(stackArn, undefined, signal);
  const lastStatus = events.find(isStackEvent)?.status;
  return {
    seen: new Set(events.map(({ id }) => id)),
    floor: Math.max(0, ...events.map(({ at }) => at.getTime())),
    ...(token === undefined ? {} : { token }),
    ...(lastStatus === undefined ? {} : { lastStatus }),
    awaits: awaited(events),
  };
}

/** Where the events do not show that the stack is at rest, the end of what went before is still to come. */
function awaited(newestFirst: readonly StackEvent[]): 'own' | 'asked' {
  const last = newestFirst.find(isStackEvent);
  const atRest = last === undefined || isTerminal(last.status) || last.status === 'REVIEW_IN_PROGRESS';
  return atRest ? 'own' : 'asked';
}

/** The baseline of the operation that a stack was described with: reads back to its start. */
export async function baselineOfRunning(
  stacks: Pick<Stacks, 'events'>,
  stack: Pick<Stack, 'arn' | 'status' | 'updatedAt' | 'operationIds'>,
  signal?: AbortSignal,
): Promise<Baseline> {
  const read: StackEvent[] = [];
  let page: string | undefined;
  for (;;) {
    const { events, next } = await stacks.events(stack.arn, page, signal);
    read.push(...events);
    const operations = groupOperations(read);
    const start = operations.at(-1)?.events[0];
    // The first start that is read may be an older operation's later one: an event before it proves that it is the start.
    const proven = start !== undefined && read.some(({ at }) => at.getTime() < start.at.getTime());
    const last = operations.at(-1);
    const isTold = last !== undefined && showsOperation(read, last, stack);
    // One that is older than the description's may be that of an old description: then it is further down.
    if (next === undefined || (proven && (isTold || stack.operationIds === undefined))) {
      if (!isTold) {
        // Its start is not to be read yet, though some of its resources may be; the rest belongs to what ended before it.
        const described = stack.operationIds?.[0];
        const before = read.filter(
          ({ operationId }) => operationId === undefined || operationId !== described,
        );
        return {
          seen: new Set(before.map(({ id }) => id)),
          floor: Math.max(0, ...before.map(({ at }) => at.getTime())),
          awaits: awaited(before),
          // A rollback has another id than what it takes back, whose beginning is waited for too.
          ...(described === undefined || stack.status.includes('ROLLBACK') ? {} : { operationId: described }),
        };
      }
      const floor = start?.at.getTime() ?? 0;
      const own = new Set(last?.events.map(({ id }) => id));
      return { seen: new Set(read.map(({ id }) => id).filter((id) => !own.has(id))), floor };
    }
    page = next;
  }
}

/** CloudFormation notes an update's time when it begins; the event of that may be stamped a little earlier. */
const STAMP_TOLERANCE = 5_000;

/** Whether the operation that the description tells of is among the events, or what followed it is. */
function showsOperation(
  events: readonly StackEvent[],
  last: OperationEvents,
  stack: Pick<Stack, 'status' | 'updatedAt' | 'operationIds'>,
): boolean {
  const described = stack.operationIds?.[0];
  if (described === undefined || events.every(({ operationId }) => operationId === undefined)) {
    return seemsToBe(last, stack);
  }
  // A rollback has an id of its own, and is the end of what it takes back.
  const [start] = last.events;
  const takenBack = stack.operationIds?.[1] ?? start?.operationId;
  const takesBack =
    last.result === 'running' && stack.status.includes('ROLLBACK') && start?.operationId === takenBack;
  return takesBack || events.some((event) => isStackEvent(event) && event.operationId === described);
}

/** The same, from times and kinds, where a server tells no operations. */
function seemsToBe(
  { kind, result, events: [start] }: OperationEvents,
  { status, updatedAt }: Pick<Stack, 'status' | 'updatedAt'>,
): boolean {
  if (result === 'running') return true;
  // One that has failed may be followed by another, and nothing tells them apart; nothing follows one that succeeded.
  if (status.startsWith('DELETE_')) return kind === 'delete' && result === 'succeeded';
  if (!status.startsWith('UPDATE_')) return kind !== 'update' && kind !== 'delete';
  const since = (updatedAt?.getTime() ?? 0) - STAMP_TOLERANCE;
  return kind === 'update' && start !== undefined && start.at.getTime() >= since;
}

/** Reads by event id, never by position: within a moment, events may come in any order, and late ones among older. */
export function eventFeed(
  stacks: Pick<Stacks, 'events'>,
  stackArn: string,
  baseline: Baseline,
  now: () => number,
): EventFeed {
  const pages = eventPages(stacks, stackArn, baseline.seen, now);
  let since = baseline.awaits === undefined ? baseline.floor : undefined;
  let tokens = false;
  let undecided: readonly StackEvent[] = [];
  return {
    holds: pages.holds,
    async read(signal) {
      const fresh = await pages.read(signal);
      const told = inOrder([...fresh, ...undecided.toReversed()]).filter((event) =>
        mayBelong(event, baseline),
      );
      tokens ||= told.some((event) => isOwn(event, baseline));
      since ??= told.find((event) => begins(event, baseline))?.at.getTime();
      const begun = since;
      undecided = begun === undefined ? told : [];
      return begun === undefined
        ? []
        : told.filter((event) => isOwn(event, baseline) || event.at.getTime() >= begun + (tokens ? 1 : 0));
    },
  };
}

/** Oldest first, from newest first; within a moment, work that ended is put after its own beginning. */
export function inOrder(newestFirst: readonly StackEvent[]): readonly StackEvent[] {
  const ordered = newestFirst.toReversed().toSorted((a, b) => a.at.getTime() - b.at.getTime());
  for (let index = 0; index < ordered.length; index += 1) {
    const event = ordered[index];
    if (event === undefined || event.status.endsWith('_IN_PROGRESS')) continue;
    const beginning = ordered.findIndex(
      (other, at) =>
        at > index &&
        other.at.getTime() === event.at.getTime() &&
        other.logicalId === event.logicalId &&
        other.status === `${actionOf(event.status)}_IN_PROGRESS` &&
        !ordered.slice(0, index).some((before) => isSameWork(before, other)),
    );
    if (beginning === -1) continue;
    const [begun] = ordered.splice(beginning, 1);
    if (begun !== undefined) ordered.splice(index, 0, begun);
  }
  return ordered;
}

function isSameWork(a: StackEvent, b: StackEvent): boolean {
  return a.logicalId === b.logicalId && a.status === b.status && a.at.getTime() === b.at.getTime();
}

function actionOf(status: string): string {
  return status.replace(/_(COMPLETE|FAILED)$/, '');
}

/** The stack's review is the change set's making: its event may come late, and begins no operation that is followed. */
function mayBelong({ at, token, status }: StackEvent, baseline: Baseline): boolean {
  if (status === 'REVIEW_IN_PROGRESS') return false;
  if (baseline.token !== undefined && token !== undefined) return token === baseline.token;
  return at.getTime() >= baseline.floor;
}

function isOwn({ token }: StackEvent, baseline: Baseline): boolean {
  return token !== undefined && token === baseline.token;
}

function begins(event: StackEvent, baseline: Baseline): boolean {
  const { awaits } = baseline;
  if (isOwn(event, baseline)) return true;
  // Who tells the operation tells the token too: one without is what ran before, which nobody may have given one.
  if (baseline.token !== undefined && event.operationId !== undefined) return false;
  if (!isStackEvent(event)) return false;
  if (event.operationId !== undefined && event.operationId !== (baseline.operationId ?? event.operationId))
    return false;
  return awaits === 'asked'
    ? /^(CREATE|UPDATE|DELETE|IMPORT)_IN_PROGRESS$/.test(event.status)
    : event.status.endsWith('_IN_PROGRESS') && !event.status.endsWith('_CLEANUP_IN_PROGRESS');
}
