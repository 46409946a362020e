import type { Clock } from '../deployment/ports.ts';
import { isPassing, messageOf } from '../errors.ts';
import type { LogSource } from './groups.ts';
import type { LogEvent, LogQuery, Logs } from './ports.ts';

/** A log that is read from a time on. */
export interface Reading {
  readonly source: LogSource;
  readonly group: string;
  readonly from: number;
}

export type Looked =
  | { readonly type: 'event'; readonly source: LogSource; readonly event: LogEvent }
  /** A page that could not be read, and is asked for again. */
  | LookFailed;

export interface LookFailed {
  readonly type: 'look-failed';
  readonly source: LogSource;
  readonly message: string;
  readonly nextInMilliseconds: number;
}

export interface LookOptions {
  readonly logs: Logs;
  readonly clock: Clock;
  readonly signal?: AbortSignal | undefined;
  readonly pattern?: string | undefined;
  /** Whether a page that fails for a while is asked for again; otherwise it throws. */
  readonly patient: boolean;
}

const FIRST_PAUSE = 2_000;
const LONGEST_PAUSE = 30_000;

/** Reads logs to their ends, merged in the order of time, a page of each at a time. Returns the sources whose group is not there. */
export async function* look(
  readings: readonly Reading[],
  options: LookOptions,
): AsyncGenerator<Looked, readonly LogSource[], undefined> {
  const absent: LogSource[] = [];
  let lines = readings.map((reading) => ({
    source: reading.source,
    events: eventsOf(reading, options),
    head: undefined as LogEvent | undefined,
  }));
  for (;;) {
    const waiting = lines.filter(({ head }) => head === undefined);
    const steps = await Promise.all(waiting.map(({ events }) => events.next()));
    for (const [index, step] of steps.entries()) {
      const line = waiting[index];
      if (line === undefined) continue;
      if (step.done === true) {
        lines = lines.filter((each) => each !== line);
        if (step.value === 'absent') absent.push(line.source);
      } else if ('type' in step.value) yield step.value;
      else line.head = step.value;
    }
    if (lines.length === 0) return absent;
    if (lines.some(({ head }) => head === undefined)) continue;
    const [first] = lines.toSorted((a, b) => (a.head?.at ?? 0) - (b.head?.at ?? 0));
    if (first?.head === undefined) continue;
    yield { type: 'event', source: first.source, event: first.head };
    first.head = undefined;
  }
}

/** A page that fails is asked for again by the same token, so that nothing is left out and nothing read twice. */
async function* eventsOf(
  { source, group, from }: Reading,
  options: LookOptions,
): AsyncGenerator<LogEvent | LookFailed, 'read' | 'absent', undefined> {
  const { logs, clock, signal, pattern, patient } = options;
  let page: string | undefined;
  let pause = FIRST_PAUSE;
  for (;;) {
    const query: LogQuery = {
      from,
      ...(pattern === undefined ? {} : { pattern }),
      ...(page === undefined ? {} : { page }),
    };
    const found = await logs.page(group, query, signal).catch((error: unknown) => {
      if (signal?.aborted === true || !patient || !isPassing(error)) throw error;
      return { failed: messageOf(error) };
    });
    if (found === undefined) return 'absent';
    if ('failed' in found) {
      yield { type: 'look-failed', source, message: found.failed, nextInMilliseconds: pause };
      await clock.sleep(pause, signal);
      pause = Math.min(pause * 2, LONGEST_PAUSE);
      continue;
    }
    pause = FIRST_PAUSE;
    yield* found.events;
    if (found.next === undefined) return 'read';
    page = found.next;
  }
}
