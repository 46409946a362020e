import type { Config } from './config/schema.ts';
import { isPassing, ProxyWebhookError } from './errors.ts';
import type { Run } from './run.ts';
import { type StatusOptions, type StatusReport, status } from './status.ts';

/** What `watchStatus` is given. */
export interface WatchStatusOptions extends StatusOptions {
  /** `health` ends when the targets are healthy or the stack has failed; without it, only the signal ends it. */
  readonly until?: 'health';
  readonly timeoutMilliseconds?: number;
  readonly intervalMilliseconds?: number;
}

/**
 * Yields a report at once and on every change after it. Returns the last report; throws `timed-out` when it was to wait
 * for health and time is up. A look that fails after the first is tried again; a stack that goes away ends it.
 */
export async function* watchStatus(
  of: { readonly config: Config },
  options: WatchStatusOptions,
): Run<StatusReport, StatusReport> {
  const { ports, signal, until, timeoutMilliseconds, intervalMilliseconds = 5_000 } = options;
  const startedAt = ports.clock.now();
  let report = await status(of, options);
  yield report;
  for (;;) {
    if (until === 'health' && (report.verdict === 'healthy' || report.verdict === 'failed')) return report;
    const left = startedAt + (timeoutMilliseconds ?? Number.POSITIVE_INFINITY) - ports.clock.now();
    if (left <= 0) {
      if (until === undefined) return report;
      throw timedOut(report, timeoutMilliseconds ?? 0);
    }
    try {
      await ports.clock.sleep(Math.min(intervalMilliseconds, left), signal);
    } catch (error) {
      if (signal?.aborted === true && until === undefined) return report;
      throw error;
    }
    const next = await lookAgain(of, options);
    if (next === undefined) continue;
    const changed = withoutTime(next) !== withoutTime(report);
    report = next;
    if (changed) yield report;
  }
}

async function lookAgain(
  of: { readonly config: Config },
  options: WatchStatusOptions,
): Promise<StatusReport | undefined> {
  try {
    return await status(of, options);
  } catch (error) {
    if (isPassing(error)) return undefined;
    throw error;
  }
}

function withoutTime({ at: _, ...report }: StatusReport): string {
  return JSON.stringify(report);
}

function timedOut(report: StatusReport, milliseconds: number): ProxyWebhookError {
  const minutes = Math.max(1, Math.round(milliseconds / 60_000));
  return new ProxyWebhookError(
    'timed-out',
    `${report.stack.name} was not healthy within ${minutes} min: the stack is ${report.stack.status}, its targets are ${
      report.targets.length === 0 ? 'absent' : report.targets.map(({ state }) => state).join(', ')
    }.`,
    { remedies: report.advice.next, data: { report } },
  );
}
