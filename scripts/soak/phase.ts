import { setTimeout as sleep } from 'node:timers/promises';
import type { DataPlane } from '../../test/support/data-plane.ts';

/** A fault under load. */
export interface Phase {
  readonly name: string;
  /** Deliveries, of which about one in twenty is sent twice; 503s are sent again. */
  readonly deliveries: number;
  /** Runs beside the load, from its start; what it began must be ended when it resolves. */
  readonly disturb: (plane: DataPlane, load: Load) => Promise<void>;
}

/** What a phase can see of the load beside it. */
export interface Load {
  /** Resolves when this many more answers have come, or the load is done, or the time (milliseconds) is up. */
  answers(count: number, atMost?: number): Promise<void>;
  isDone(): boolean;
  /** Lets the calls under way end, does something while every environment is frozen, and goes on. */
  whileIdle(work: () => Promise<void> | void): Promise<void>;
}

/** Begin after `every` answers; end after `answers` more, or `milliseconds`. */
export type Rhythm = Readonly<Record<'every' | 'answers' | 'milliseconds', number>>;

/** Begins and ends something again and again for as long as there is load: each time for some answers or milliseconds. */
export function again(
  begin: (plane: DataPlane) => Promise<void> | void,
  end: (plane: DataPlane) => Promise<void> | void,
  { every, answers, milliseconds }: Rhythm,
): Phase['disturb'] {
  return async (plane, load) => {
    while (!load.isDone()) {
      await load.answers(every);
      if (load.isDone()) return;
      await begin(plane);
      try {
        await load.answers(answers, milliseconds);
      } finally {
        await end(plane);
      }
    }
  };
}

export function loadOf(
  state: { answered: number; running: number; done: boolean; paused: boolean },
  longest = 60_000,
): Load {
  const until = async (holds: () => boolean, atMost = longest) => {
    const end = performance.now() + atMost;
    while (!holds() && !state.done && performance.now() < end) await sleep(2);
  };
  return {
    answers: (count, atMost) => {
      const wanted = state.answered + count;
      return until(() => state.answered >= wanted, atMost);
    },
    isDone: () => state.done,
    async whileIdle(work) {
      state.paused = true;
      try {
        await until(() => state.running === 0);
        await work();
      } finally {
        state.paused = false;
      }
    },
  };
}
