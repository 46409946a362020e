import { ResourceError } from '../stack-engine/errors.ts';
import { isObject } from '../stack-engine/json.ts';
import type { WorldClock } from '../world.ts';
import type { Part } from './part.ts';

export interface SchedulesOptions {
  /** Real time, also where the account's goes faster: what a schedule calls takes real time. */
  readonly clock: Pick<WorldClock, 'after'>;
  /** Calls a function by its name; rejects when it cannot be called. */
  readonly invoke: (name: string, payload: Uint8Array) => Promise<unknown>;
}

/** AWS::Events::Rule with a rate: calls its targets that often. */
export function schedules({ clock, invoke }: SchedulesOptions): Part {
  const timers = new Map<string, { cancel(): void }>();

  function begin(name: string, every: number, run: () => void): void {
    timers.get(name)?.cancel();
    timers.set(
      name,
      clock.after(every, () => {
        begin(name, every, run);
        run();
      }),
    );
  }

  function end(name: string): void {
    timers.get(name)?.cancel();
    timers.delete(name);
  }

  return {
    types: ['AWS::Events::Rule'],
    async follow(_type, phase, { physicalId, properties }) {
      const { ScheduleExpression, State = 'ENABLED', Targets } = properties;
      if (phase === 'delete' || ScheduleExpression === undefined || State !== 'ENABLED') {
        end(physicalId);
        return undefined;
      }
      const targets = Array.isArray(Targets) ? Targets.filter(isObject) : [];
      begin(physicalId, rateOf(String(ScheduleExpression)), () => {
        for (const { Arn, Input = '{}' } of targets) {
          const name = String(Arn).split(':').at(-1) ?? '';
          // The next time may do: EventBridge tries again for a day, which is no help when the function is gone.
          invoke(name, Buffer.from(String(Input))).catch(() => {});
        }
      });
      return undefined;
    },
    async stop() {
      for (const name of [...timers.keys()]) end(name);
    },
  };
}

/** Milliseconds of `rate(1 hour)`. Throws for every other expression. Source: EventBridge User Guide, "Rate expressions". */
export function rateOf(expression: string): number {
  const [, count, unit = ''] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  const milliseconds = Number(count) * (UNITS[unit] ?? Number.NaN);
  if (milliseconds > 0) return milliseconds;
  throw new ResourceError(
    `The local cloud runs schedules of rate(…) only, not ${expression}`,
    'InvalidRequest',
  );
}

const UNITS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };
