import type { AwsPlace } from './config/aws-command.ts';
import type { Config } from './config/schema.ts';
import type { Clock, Ports } from './deployment/ports.ts';
import { ProxyWebhookError } from './errors.ts';
import { cursor } from './logs/cursor.ts';
import {
  findLogGroups,
  LOG_SOURCES,
  type LogGroups,
  type LogSource,
  type MissingLog,
  missingLog,
} from './logs/groups.ts';
import { type LookFailed, look } from './logs/look.ts';
import { readMoment } from './logs/moment.ts';
import { filterPattern } from './logs/pattern.ts';
import type { Logs } from './logs/ports.ts';
import type { Run } from './run.ts';

/** What `logs` is given. */
export interface LogsOptions {
  readonly ports: Pick<Ports, 'stacks' | 'account'> & { readonly logs: Logs; readonly clock: Clock };
  readonly signal?: AbortSignal;
  /** Function, API and proxy unless told. */
  readonly sources?: readonly LogSource[];
  /** ISO 8601, a moment or a day; UTC unless it names another zone. Anything else is a `usage` error. */
  readonly since?: string;
  /** In place of `since`, how long ago by CloudWatch's clock; ten minutes unless told. */
  readonly lastMilliseconds?: number;
  /** A text that a line must hold, or a filter pattern of CloudWatch's. */
  readonly filter?: string;
  /** Goes on until the signal is aborted. */
  readonly follow?: boolean;
  readonly intervalMilliseconds?: number;
}

/** What `logs` tells: lines, and what there is to say about a log without any. */
export type LogsEvent =
  | LogLine
  | ({ readonly type: 'log-missing' } & MissingLog)
  /** A look that failed, and is tried again. */
  | LookFailed;

/** One line, as its source wrote it. */
export interface LogLine {
  readonly type: 'log';
  readonly source: LogSource;
  /** ISO 8601. */
  readonly at: string;
  readonly stream: string;
  readonly id: string;
  readonly message: string;
}

/** What was read. */
export interface LogsResult {
  readonly environment: string;
  readonly stackName: string;
  readonly since: string;
  /** How many lines were told. */
  readonly told: number;
  readonly sources: readonly {
    readonly source: LogSource;
    readonly group?: string;
    readonly told: number;
  }[];
}

const TEN_MINUTES = 10 * 60_000;

/**
 * Yields the lines of an environment's logs, each once and merged in the order of time, and says of a source that has none why. With
 * `follow` it goes on with what comes, also late, until the signal is aborted; looks that fail for a while are tried again.
 */
export async function* logs(
  { config }: { readonly config: Config },
  options: LogsOptions,
): Run<LogsEvent, LogsResult> {
  const {
    ports,
    signal,
    follow = false,
    intervalMilliseconds = 2_000,
    lastMilliseconds = TEN_MINUTES,
  } = options;
  const { clock } = ports;
  const asked = LOG_SOURCES.filter((source) => (options.sources ?? LOG_SOURCES).includes(source));
  const since = options.since === undefined ? undefined : readSince(options.since);
  const told = new Map<LogSource, number>();
  const found = await findLogGroups(config, ports, signal);
  // Asked after AWS has answered: only then it is known how wrong this machine's clock is.
  const start = since ?? (await ports.logs.now()) - lastMilliseconds;
  const cursors = new Map(asked.map((source) => [source, cursor(start)]));
  const lookOptions = {
    logs: ports.logs,
    clock,
    signal,
    pattern: options.filter === undefined ? undefined : filterPattern(options.filter),
    patient: follow,
  };
  try {
    const absent = yield* lookOnce();
    yield* withoutLines(asked, {
      ...{ found, told, absent, options, start },
      place: { region: found.region, profile: config.profile },
    });
    while (follow) {
      await clock.sleep(intervalMilliseconds, signal);
      yield* lookOnce();
    }
  } catch (error) {
    if (!follow || signal?.aborted !== true) throw error;
  }
  return resultOf(asked, { found, told, start });

  async function* lookOnce(): AsyncGenerator<LogsEvent, readonly LogSource[], undefined> {
    const now = await ports.logs.now();
    const readings = asked.flatMap((source) => {
      const group = found.groups[source];
      const from = cursors.get(source)?.from(now) ?? start;
      return group === undefined ? [] : [{ source, group, from }];
    });
    const looking = look(readings, lookOptions);
    for (;;) {
      const step = await looking.next();
      if (step.done === true) return step.value;
      if (step.value.type === 'look-failed') {
        yield step.value;
        continue;
      }
      const { source, event } = step.value;
      if (cursors.get(source)?.take(event, now) === false) continue;
      told.set(source, (told.get(source) ?? 0) + 1);
      const { id, at, stream, message } = event;
      yield { type: 'log', source, at: new Date(at).toISOString(), stream, id, message };
    }
  }
}

function readSince(text: string): number {
  const at = readMoment(text);
  if (Number.isFinite(at)) return at;
  throw new ProxyWebhookError(
    'usage',
    `"since" takes a moment in ISO 8601, such as 2026-11-25T18:00:00Z or 2026-11-25, not ${JSON.stringify(text)}.`,
    { remedies: ['For how long ago: new Date(Date.now() - 2 * 3_600_000).toISOString()'] },
  );
}

type Told = ReadonlyMap<LogSource, number>;

function* withoutLines(
  asked: readonly LogSource[],
  {
    found,
    told,
    absent,
    options,
    start,
    place,
  }: {
    readonly found: LogGroups;
    readonly told: Told;
    readonly absent: readonly LogSource[];
    readonly options: LogsOptions;
    readonly start: number;
    readonly place: AwsPlace;
  },
): Generator<LogsEvent, void, undefined> {
  const { environment, groups } = found;
  const since = `since ${new Date(start).toISOString().slice(0, 19)}Z`;
  const words = options.filter === undefined ? since : `${since} that the filter finds`;
  for (const source of asked.filter((each) => !told.has(each))) {
    const group = groups[source];
    const reason = group === undefined ? 'off' : absent.includes(source) ? 'absent' : 'empty';
    yield { type: 'log-missing', ...missingLog(source, reason, { environment, group, asked: words, place }) };
  }
}

function resultOf(
  asked: readonly LogSource[],
  { found, told, start }: { readonly found: LogGroups; readonly told: Told; readonly start: number },
): LogsResult {
  return {
    environment: found.environment,
    stackName: found.stackName,
    since: new Date(start).toISOString(),
    told: [...told.values()].reduce((sum, each) => sum + each, 0),
    sources: asked.map((source) => {
      const group = found.groups[source];
      return { source, ...(group === undefined ? {} : { group }), told: told.get(source) ?? 0 };
    }),
  };
}
