import type { WorldClock } from './world.ts';

/** How the world's time goes: all at once, so many times faster than real time, or only when it is told to. */
export type ClockSchedule =
  | { readonly kind: 'instant' }
  | { readonly kind: 'scaled'; readonly speed: number }
  | { readonly kind: 'manual' };

/** A clock that can also be stopped: no timer runs any more. */
export interface RunningClock extends WorldClock {
  stop(): void;
}

/** A clock that stands still until it is told to go on. */
export interface ManualClock extends RunningClock {
  /** Runs what falls due, in order of time, letting promises settle in between; then it is so much later. */
  advance(milliseconds: number): Promise<void>;
  /** Runs timer after timer until none is left, or until the time given has passed; false when some are left. */
  runAll(milliseconds?: number): Promise<boolean>;
}

/** The clock of a schedule. It starts at the machine's time; timers never keep a process alive by themselves. */
export function createClock(schedule: { readonly kind: 'manual' }, start?: number): ManualClock;
export function createClock(schedule: ClockSchedule, start?: number): RunningClock & Partial<ManualClock>;
export function createClock(schedule: ClockSchedule, start = Date.now()): RunningClock {
  switch (schedule.kind) {
    case 'manual':
      return manualClock(start);
    case 'instant':
      return instantClock(start);
    case 'scaled':
      return scaledClock(schedule.speed, start);
  }
}

/** Time moves only by `advance` and `runAll`. */
export function manualClock(start: number): ManualClock {
  const timers = timerQueue();
  let time = start;
  const runUntil = async (end: number) => {
    await settled();
    for (let timer = timers.first(); timer !== undefined && timer.at <= end; timer = timers.first()) {
      timers.remove(timer);
      time = Math.max(time, timer.at);
      timer.run();
      await settled();
    }
  };
  return {
    now: () => time,
    after: (milliseconds, run) => timers.add(time + Math.max(milliseconds, 0), run),
    async advance(milliseconds) {
      const end = time + milliseconds;
      await runUntil(end);
      time = Math.max(time, end);
    },
    async runAll(milliseconds = Number.POSITIVE_INFINITY) {
      await runUntil(time + milliseconds);
      return timers.first() === undefined;
    },
    stop: timers.clear,
  };
}

/**
 * Whenever the event loop has nothing else to do, the next timer falls due, however far ahead it was: whoever looks in
 * between sees every state, yet nobody waits. Between timers time passes as it really does.
 */
export function instantClock(start: number): RunningClock {
  const timers = timerQueue();
  const offset = start - Date.now();
  let skipped = 0;
  let last = start;
  let waiting: NodeJS.Immediate | undefined;
  const now = () => {
    last = Math.max(last, Date.now() + offset + skipped);
    return last;
  };
  const runNext = () => {
    waiting = undefined;
    const timer = timers.first();
    if (timer === undefined) return;
    timers.remove(timer);
    skipped += Math.max(timer.at - now(), 0);
    timer.run();
    wait();
  };
  const wait = () => {
    if (waiting === undefined && timers.first() !== undefined) waiting = setImmediate(runNext);
  };
  return {
    now,
    after(milliseconds, run) {
      const timer = timers.add(now() + Math.max(milliseconds, 0), run);
      wait();
      return timer;
    },
    stop: timers.clear,
  };
}

/** Virtual time runs `speed` times as fast as real time. */
export function scaledClock(speed: number, start: number): RunningClock {
  if (!(speed > 0)) throw new RangeError(`a clock's speed is a number above 0, not ${speed}`);
  const timers = timerQueue();
  const began = performance.now();
  let waiting: { readonly at: number; readonly handle: NodeJS.Timeout } | undefined;
  const now = () => start + (performance.now() - began) * speed;
  const runDue = async () => {
    waiting = undefined;
    for (let timer = timers.first(); timer !== undefined && timer.at <= now(); timer = timers.first()) {
      timers.remove(timer);
      timer.run();
      await settled();
    }
    wait();
  };
  const wait = () => {
    const next = timers.first();
    if (next === undefined || (waiting !== undefined && waiting.at <= next.at)) return;
    clearTimeout(waiting?.handle);
    const milliseconds = Math.min(Math.max((next.at - now()) / speed, 0), LONGEST_TIMEOUT);
    const handle = setTimeout(() => void runDue(), milliseconds);
    handle.unref();
    waiting = { at: next.at, handle };
  };
  return {
    now: () => Math.floor(now()),
    after(milliseconds, run) {
      const timer = timers.add(now() + Math.max(milliseconds, 0), run);
      wait();
      return timer;
    },
    stop() {
      timers.clear();
      clearTimeout(waiting?.handle);
    },
  };
}

const LONGEST_TIMEOUT = 2 ** 31 - 1;

interface Timer {
  readonly at: number;
  readonly run: () => void;
  cancel(): void;
}

/** Timers in order of their time; those of one time in the order they were set. */
function timerQueue() {
  let timers: Timer[] = [];
  const remove = (timer: Timer) => {
    const index = timers.indexOf(timer);
    if (index >= 0) timers.splice(index, 1);
  };
  return {
    first: (): Timer | undefined => timers[0],
    remove,
    add(at: number, run: () => void): Timer {
      const timer: Timer = { at, run, cancel: () => remove(timer) };
      let index = timers.length;
      while (index > 0 && (timers[index - 1]?.at ?? 0) > at) index -= 1;
      timers.splice(index, 0, timer);
      return timer;
    },
    clear() {
      timers = [];
    },
  };
}

/** After all promises that can settle now have. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
