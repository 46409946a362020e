import type { LogSource } from '../../logs/groups.ts';
import { readLogLine } from '../dev/function-log.ts';

/** A line of any of the logs, in words. */
export interface ReadLine {
  readonly level: 'ERROR' | 'WARN' | 'INFO' | (string & {});
  readonly text: string;
  /** Stands below: frames of a stack. */
  readonly below: readonly string[];
  /** Lambda's own accounts of a call that went well: shown with --verbose only. */
  readonly minor?: true;
}

/** Reads a line as its source writes it; one that has another form is taken as it is. */
export function readLine(source: LogSource, message: string): ReadLine {
  const members = membersOf(message);
  if (source === 'proxy') return proxyLine(message);
  if (source === 'api') return members === undefined ? plain(message) : accessLine(members);
  return functionLine(message, members);
}

function functionLine(message: string, members: Members | undefined): ReadLine {
  if (members?.event === 'request' && typeof members.outcome === 'string') return requestLine(members);
  const record = members?.record;
  if (isMembers(record) && String(members?.type).startsWith('platform.')) {
    return platformLine(String(members?.type).slice('platform.'.length), record);
  }
  const told = readLogLine(message, { translate: (frame) => frame });
  switch (told.kind) {
    case 'said':
      return { level: told.level, text: told.text, below: [] };
    case 'failed':
      return { level: 'ERROR', text: told.text, below: told.stack };
    case 'record':
      return { level: String(members?.level ?? 'INFO'), text: told.text, below: [] };
  }
}

/** The packaged handler's line for a request: handler/request-log.ts. */
function requestLine(members: Members): ReadLine {
  const { method, route, status, outcome, milliseconds, id, bytes, signature, error, requestId } = members;
  const { attempts, problem, pinned, connection } = members;
  const facts = [
    `${method}${route === undefined ? '' : ` ${route}`} ${status}`,
    String(outcome),
    rounded(milliseconds),
    id !== undefined && `#${id}`,
    bytes !== undefined && `${bytes} B`,
    signature !== undefined && signature !== 'none' && `signature ${signature}`,
    problem !== undefined && String(problem),
    typeof attempts === 'number' && attempts > 1 && `attempt ${attempts}`,
    connection === 'new' && 'new connection',
    pinned === true && 'pinned',
    error !== undefined && `${isMembers(error) ? (error.errorMessage ?? JSON.stringify(error)) : error}`,
    requestId !== undefined && String(requestId),
  ];
  return { level: String(members.level ?? 'INFO'), text: joined(facts), below: [] };
}

// Lambda Developer Guide, "Lambda Telemetry API Event schema reference".
function platformLine(type: string, record: Members): ReadLine {
  const { requestId, status, errorType } = record;
  const metrics = isMembers(record.metrics) ? record.metrics : {};
  const { durationMs, billedDurationMs, maxMemoryUsedMB, memorySizeMB, initDurationMs } = metrics;
  const wrong = status !== undefined && status !== 'success';
  const what = type === 'report' ? 'invocation' : type === 'initReport' ? 'start of an environment' : type;
  const text = joined([
    wrong ? `${what} ended: ${status}` : what,
    errorType !== undefined && String(errorType),
    rounded(durationMs),
    billedDurationMs !== undefined && `billed ${billedDurationMs} ms`,
    initDurationMs !== undefined && `cold start ${rounded(initDurationMs)}`,
    maxMemoryUsedMB !== undefined && `${maxMemoryUsedMB} of ${memorySizeMB} MB`,
    requestId !== undefined && String(requestId),
  ]);
  const minor = !wrong && initDurationMs === undefined;
  return { level: wrong ? 'ERROR' : 'INFO', text, below: [], ...(minor ? { minor: true } : {}) };
}

/** The access log as templates/api.ts has its format; a variable without a value is `-`. */
function accessLine(members: Members): ReadLine {
  const given = (name: string) => {
    const value = members[name];
    return value === undefined || value === '-' || value === '' ? undefined : String(value);
  };
  const status = given('status');
  const failure = given('error') ?? given('functionError');
  const functionTime = given('functionMilliseconds');
  const text = joined([
    [given('method'), status].filter(Boolean).join(' '),
    given('milliseconds') && `${given('milliseconds')} ms`,
    functionTime && `function ${functionTime} ms`,
    given('responseBytes') && `${given('responseBytes')} B`,
    given('sourceIp') && `from ${given('sourceIp')}`,
    failure,
    given('requestId'),
  ]);
  const code = Number(status ?? 0);
  return { level: code >= 500 ? 'ERROR' : code >= 400 ? 'WARN' : 'INFO', text, below: [] };
}

/** `2026-11-25T18:00:00.000Z [WARN] [proxyEndpoint=default] [clientConnection=1] …`, as users of RDS Proxy quote its log. */
function proxyLine(message: string): ReadLine {
  const [, level, rest] = /^\S+Z \[(\w+)\] (.*)$/s.exec(message.trimEnd()) ?? [];
  return level === undefined || rest === undefined ? plain(message) : { level, text: rest, below: [] };
}

function plain(message: string): ReadLine {
  return { level: 'INFO', text: message.trimEnd(), below: [] };
}

type Members = Readonly<Record<string, unknown>>;

function joined(facts: readonly (string | false | undefined | '')[]): string {
  return facts.filter((fact) => typeof fact === 'string' && fact !== '').join('  ');
}

function rounded(milliseconds: unknown): string | undefined {
  return typeof milliseconds === 'number' ? `${Math.round(milliseconds)} ms` : undefined;
}

function membersOf(message: string): Members | undefined {
  if (!message.startsWith('{')) return undefined;
  try {
    const value: unknown = JSON.parse(message);
    return isMembers(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
