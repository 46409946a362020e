import { isPassing, messageOf, ProxyWebhookError } from '../errors.ts';
import type { Run } from '../run.ts';
import { causeWatch } from './cause-watch.ts';
import { type Baseline, eventFeed } from './event-feed.ts';
import type { DeploymentEvent } from './events.ts';
import { type Failure, rootCauses } from './failure.ts';
import { type Before, endToldBy, type OperationKind, provesEnd } from './operation-end.ts';
import { isTerminal } from './operations.ts';
import type { Ports } from './ports.ts';
import { advance, beginProgress, type ProgressOptions, progressOf } from './progress.ts';
import type { Stack, StackEvent, StackStatus } from './stack.ts';
import { isDeployed } from './states.ts';
import { type FollowedOperation, leftRunning, waitAfterFaults } from './tolerance.ts';

/** One operation of CloudFormation on one stack. */
export interface Following {
  readonly stackArn: string;
  readonly kind: OperationKind;
  readonly before: Before;
  readonly baseline: Baseline;
  readonly progress: ProgressOptions;
  readonly told: FollowedOperation;
}

export interface FollowOptions {
  readonly ports: Pick<Ports, 'stacks' | 'clock' | 'random' | 'proxyTargets'>;
  readonly signal?: AbortSignal;
}

/** How an operation ended. */
export interface Ended {
  readonly status: StackStatus;
  /** As described at the end; undefined for one that is gone. */
  readonly stack: Stack | undefined;
  /** This operation's, oldest first. */
  readonly events: readonly StackEvent[];
  readonly failure: Failure;
}

/**
 * Follows an operation to its true end, rollback and clean-up included: one DescribeStackEvents call a tick. Faults make
 * it slower and never decide; it throws only when it cannot look any more (no credentials, no access, interrupted), and
 * then says that CloudFormation goes on.
 */
export async function* follow(following: Following, options: FollowOptions): Run<DeploymentEvent, Ended> {
  const { ports, signal } = options;
  const { stacks, clock, random } = ports;
  const feed = eventFeed(stacks, following.stackArn, following.baseline, clock.now);
  const watch = causeWatch(ports.proxyTargets);
  const events: StackEvent[] = [];
  let progress = beginProgress(following.progress);
  let pace: Pace = {
    ticks: 0,
    faults: 0,
    unread: 0,
    quiet: 0,
    staleReads: 0,
    ending: false,
    near: false,
    hurried: 0,
  };
  let faultsSince = 0;
  let unreadSince = 0;
  let lateLooks = 0;

  try {
    for (;;) {
      await clock.sleep(interval(pace, random.fraction()), signal);
      if (hurries(pace)) pace = { ...pace, hurried: pace.hurried + 1 };
      const look = await lookAt(following, feed, events, pace, options);
      if ('fault' in look) {
        if (pace.faults === 0) {
          faultsSince = clock.now();
          yield { type: 'warned', message: `${messageOf(look.fault)} Looking again, slower.` };
        }
        pace = { ...pace, faults: pace.faults + 1 };
        if (isOverPatience(pace.faults, clock.now() - faultsSince)) throw look.fault;
      } else {
        if (pace.unread === 0 || look.fresh.length > 0) unreadSince = clock.now();
        const unread = unreadAfter(pace, look);
        for (const event of look.fresh) {
          const next = advance(progress, event);
          progress = next.state;
          events.push(event);
          yield next.told;
        }
        const lost = isOverPatience(unread, clock.now() - unreadSince);
        if (look.unread && (lost || !isPassing(look.unread))) throw look.unread;
        if (look.fresh.some(({ status }) => status.endsWith('_FAILED'))) {
          for (const cause of await watch.look(events)) yield { type: 'cause-found', cause };
        }
        const more = look.end === undefined ? 0 : looksForMore(look.end, events);
        if (look.end !== undefined && lateLooks++ >= more) {
          for (const cause of await watch.look(events)) yield { type: 'cause-found', cause };
          return { ...look.end, events, failure: watch.failure(events) };
        }
        pace = {
          ...pace,
          ticks: pace.ticks + 1,
          faults: 0,
          unread,
          quiet: look.fresh.length > 0 ? 0 : pace.quiet + 1,
          staleReads: look.stale ? pace.staleReads + 1 : 0,
          ending: pace.ending || look.end !== undefined,
        };
      }
      const seen = progressOf(progress, clock.now());
      pace = { ...pace, near: (seen.secondsLeft ?? Infinity) <= NEAR_SECONDS };
      yield { type: 'ticked', progress: seen };
    }
  } catch (error) {
    throw leftRunning(error, { ...following.told, ended: endToldBy(events) }, signal);
  }
}

/** So long nothing, or neither an event nor a description, may be readable before following is given up (never the operation) … */
const PATIENCE_MILLISECONDS = 30 * 60_000;
/** … and so often it must have been tried: a machine that slept for an hour has not looked. */
const PATIENCE_LOOKS = 20;
/** A description is asked for after so many ticks without an event: events may be lost, descriptions are not. */
const QUIET_TICKS = 8;
/** So often a description may contradict the events before they are believed alone. */
const STALE_READS = 20;
/** So often it is looked again after an operation has failed without an event that says why, or a stack is not found … */
const LATE_CAUSES = 3;
/** … and when only the description tells the end: about a minute. */
const LATE_ENDS = 40;
/** So near to the end that is expected, it is looked twice as often, since somebody waits for it … */
const NEAR_SECONDS = 20;
/** … but only so often: what takes longer than expected, or a clock that is off, must not make a minute of it an hour. */
const MOST_HURRIED = 100;

interface Pace {
  readonly ticks: number;
  readonly faults: number;
  /** How many descriptions could not be read since the last one that could, or since the last event. */
  readonly unread: number;
  readonly quiet: number;
  readonly staleReads: number;
  /** A description has told the end; what is left are late events. */
  readonly ending: boolean;
  readonly near: boolean;
  /** How often it was looked sooner because of that. */
  readonly hurried: number;
}

type Look =
  | { readonly fault: unknown }
  | {
      readonly fresh: readonly StackEvent[];
      readonly end?: { readonly status: StackStatus; readonly stack: Stack | undefined };
      /** The events have ended, the description has not caught up. */
      readonly stale: boolean;
      /** Why the description could not be read; null when it was. Undefined: it was not asked for. */
      readonly unread?: unknown;
    };

async function lookAt(
  following: Following,
  feed: ReturnType<typeof eventFeed>,
  before: readonly StackEvent[],
  pace: Pace,
  { ports: { stacks }, signal }: FollowOptions,
): Promise<Look> {
  let fresh: readonly StackEvent[] = [];
  try {
    fresh = await feed.read(signal);
  } catch (error) {
    if (signal?.aborted === true || !isPassing(error)) {
      if (following.kind === 'delete' && isGone(error)) return { fresh: [], end: FORGOTTEN, stale: false };
      throw error;
    }
    return { fault: error };
  }
  // An end is not told before what may be missing of its events.
  if (feed.holds()) return { fresh, stale: false };
  const told = endToldBy([...before, ...fresh]);
  const quiet = fresh.length === 0 && pace.quiet > 0 && (pace.ending || pace.quiet % QUIET_TICKS === 0);
  if (told === undefined && !quiet) return { fresh, stale: false };
  try {
    const stack = await stacks.describe(following.stackArn, signal);
    const end = endOf(following, told, stack, pace);
    const stale = end === undefined && told !== undefined;
    return { fresh, stale, unread: null, ...(end === undefined ? {} : { end }) };
  } catch (error) {
    // What is gone needs no description, and the events that were read must not be lost with one.
    if (told === 'DELETE_COMPLETE' && pace.unread >= STALE_READS) return { fresh, end: GONE, stale: false };
    return { fresh, stale: false, unread: error };
  }
}

const GONE = { status: 'DELETE_COMPLETE', stack: undefined } as const;
/** Not even its events are there any more: not every server keeps those of a stack that is gone. */
const FORGOTTEN = { ...GONE } as const;

/** The end, when events and description agree on it, or either proves it alone. */
function endOf(
  { kind, before }: Following,
  told: StackStatus | undefined,
  stack: Stack | undefined,
  { staleReads }: Pace,
): { readonly status: StackStatus; readonly stack: Stack | undefined } | undefined {
  if (stack === undefined) return kind === 'delete' || told === 'DELETE_COMPLETE' ? GONE : undefined;
  if (told === undefined) return provesEnd(stack, kind, before) ? { status: stack.status, stack } : undefined;
  // An update may end in the status that the stack had before: only a newer description has the new outputs.
  const current = stack.status === told && (kind !== 'update' || provesEnd(stack, kind, before));
  if (current && isTerminal(stack.status)) return { status: stack.status, stack };
  return staleReads >= STALE_READS ? { status: told, stack } : undefined;
}

function unreadAfter({ unread }: Pace, look: Exclude<Look, { readonly fault: unknown }>): number {
  if (look.fresh.length > 0 || look.unread === null) return 0;
  return look.unread === undefined ? unread : unread + 1;
}

function isOverPatience(looks: number, milliseconds: number): boolean {
  return looks > PATIENCE_LOOKS && milliseconds > PATIENCE_MILLISECONDS;
}

function hurries({ near, hurried, faults, unread }: Pace): boolean {
  return near && hurried < MOST_HURRIED && faults + unread === 0;
}

/** One to two seconds with jitter; the first looks come sooner, since a stack may end within one, and so do the last. */
function interval(pace: Pace, fraction: number): number {
  const { ticks } = pace;
  const faults = Math.max(pace.faults, pace.unread);
  if (faults > 0) return waitAfterFaults(faults, fraction);
  if (hurries(pace)) return 500 + 250 * fraction;
  return ticks < 3 ? 200 * 2 ** ticks * (0.75 + fraction / 2) : 1_000 + 1_000 * fraction;
}

/** How many looks what ended is worth before it is believed to be told to the end. */
function looksForMore(end: { readonly status: StackStatus }, events: readonly StackEvent[]): number {
  // An old answer, too, says that there is no such stack.
  if (end === FORGOTTEN) return LATE_CAUSES;
  if (endToldBy(events) === undefined) return LATE_ENDS;
  return lacksCause(end.status, events) ? LATE_CAUSES : 0;
}

function lacksCause(status: StackStatus, events: readonly StackEvent[]): boolean {
  return !isDeployed(status) && status !== 'DELETE_COMPLETE' && rootCauses(events).causes.length === 0;
}

function isGone(error: unknown): boolean {
  return error instanceof ProxyWebhookError && error.code === 'stack-not-found';
}
