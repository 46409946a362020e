import { groupOperations } from './operations.ts';
import type { Stacks } from './ports.ts';
import type { StackEvent } from './stack.ts';

/** Where one operation's events begin among all that a stack has had. */
export interface Baseline {
  /** Ids of events that were there before. */
  readonly seen: ReadonlySet<string>;
  /** Milliseconds since the epoch by CloudFormation's clock: nothing older belongs to the operation. */
  readonly floor: number;
  /** The operation's token, where we began it: an event with another one belongs to something else. */
  readonly token?: string;
}

/** Tells the events of one operation, each once, oldest first. */
export interface EventFeed {
  /** Reads what is new: one page, and further ones only until an event that is known. */
  read(signal?: AbortSignal): Promise<readonly StackEvent[]>;
}

/** The baseline of an operation that is about to begin. */
export async function baselineNow(
  stacks: Pick<Stacks, 'events'>,
  stackArn: string,
  token: string,
  signal?: AbortSignal,
): Promise<Baseline> {
  const { events } = await stacks.events(stackArn, undefined, signal);
  return {
    seen: new Set(events.map(({ id }) => id)),
    floor: Math.max(0, ...events.map(({ at }) => at.getTime())),
    token,
  };
}

/** The baseline of the operation that is running already: reads back to its start. */
export async function baselineOfRunning(
  stacks: Pick<Stacks, 'events'>,
  stackArn: string,
  signal?: AbortSignal,
): Promise<Baseline> {
  const read: StackEvent[] = [];
  let page: string | undefined;
  for (;;) {
    const { events, next } = await stacks.events(stackArn, page, signal);
    read.push(...events);
    const operations = groupOperations(read);
    const start = operations.at(-1)?.events[0];
    // The first start that is read may be an older operation's later one: an event before it proves that it is the start.
    const proven = start !== undefined && read.some(({ at }) => at.getTime() < start.at.getTime());
    if (next === undefined || proven) {
      const floor = start?.at.getTime() ?? 0;
      const own = new Set(operations.at(-1)?.events.map(({ id }) => id));
      return { seen: new Set(read.map(({ id }) => id).filter((id) => !own.has(id))), floor };
    }
    page = next;
  }
}

/** Reads by event id, never by position: within a moment, events may come in any order, and late ones among older. */
export function eventFeed(stacks: Pick<Stacks, 'events'>, stackArn: string, baseline: Baseline): EventFeed {
  const known = new Set(baseline.seen);
  return {
    async read(signal) {
      const fresh: StackEvent[] = [];
      let page: string | undefined;
      do {
        const { events, next } = await stacks.events(stackArn, page, signal);
        fresh.push(...events.filter(({ id }) => !known.has(id)));
        page = events.some(({ id }) => known.has(id)) ? undefined : next;
      } while (page !== undefined);
      for (const { id } of fresh) known.add(id);
      return inOrder(fresh).filter((event) => belongs(event, baseline));
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
function belongs({ at, token, status }: StackEvent, baseline: Baseline): boolean {
  if (status === 'REVIEW_IN_PROGRESS') return false;
  if (baseline.token !== undefined && token !== undefined) return token === baseline.token;
  return at.getTime() >= baseline.floor;
}
