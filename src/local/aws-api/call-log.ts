import type { Fault } from './faults.ts';

/** A call that reached the local cloud. */
export interface LoggedCall {
  readonly service: string;
  readonly action: string;
  /** Of the world's clock, in milliseconds since the epoch. */
  readonly at: number;
  /** Of the answer; undefined while there is none, 0 when the connection was cut. */
  readonly status: number | undefined;
  /** The error's code, when it was answered with one. */
  readonly error?: string;
  readonly fault?: Fault['kind'];
}

export interface CallLog {
  begin(call: Pick<LoggedCall, 'service' | 'action' | 'at' | 'fault'>): {
    end(status: number, error?: string): void;
  };
  /** The newest 100 000 calls, oldest first. */
  calls(): readonly LoggedCall[];
  /** How often each `service:action` was called since the start. */
  counts(): Readonly<Record<string, number>>;
  clear(): void;
}

/** What tests count, and what `/_local/state` tells. */
export function createCallLog(): CallLog {
  let log: LoggedCall[] = [];
  let counts: Record<string, number> = {};
  return {
    begin(call) {
      const entry: { -readonly [Key in keyof LoggedCall]: LoggedCall[Key] } = { ...call, status: undefined };
      log.push(entry);
      if (log.length > 100_000) log.shift();
      const name = `${call.service}:${call.action}`;
      counts[name] = (counts[name] ?? 0) + 1;
      return {
        end(status, error) {
          entry.status = status;
          if (error !== undefined) entry.error = error;
        },
      };
    },
    calls: () => log.map((entry) => ({ ...entry })),
    counts: () => ({ ...counts }),
    clear: () => {
      log = [];
      counts = {};
    },
  };
}
