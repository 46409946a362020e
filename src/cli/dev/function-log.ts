import type { SourcePositions } from './source-positions.ts';

/** A line of a function's log as `dev` shows it. */
export type ToldLine =
  /** What the user's code wrote. */
  | { readonly kind: 'said'; readonly level: string; readonly text: string }
  /** Something went wrong: in words, then where. */
  | { readonly kind: 'failed'; readonly text: string; readonly stack: readonly string[] }
  /** Lambda's and our own records: for --verbose. */
  | { readonly kind: 'record'; readonly text: string };

/** Frames of a stack at most: where it happened and how it came there. */
const FRAMES = 6;

/** Reads a line as Lambda's JSON log format has it, or any other. */
export function readLogLine(message: string, positions: Pick<SourcePositions, 'translate'>): ToldLine {
  const line = parsed(message);
  if (line === undefined) return { kind: 'said', level: 'INFO', text: message.trimEnd() };
  if (typeof line.type === 'string' && line.type.startsWith('platform.'))
    return platform(message, line.record);
  const { level, message: said } = line;
  // The packaged handler's own line for each request stands outside any console's wrapping.
  if (typeof line.event === 'string' && '_aws' in line) return ours(message, String(level), line, positions);
  if (typeof level !== 'string') return { kind: 'said', level: 'INFO', text: message };
  if (isRecord(said) && typeof said.errorType === 'string') return thrown(said, positions);
  if (isRecord(said) && typeof said.event === 'string') return ours(message, level, said, positions);
  if (typeof line.errorType === 'string') return { ...thrown(line, positions), text: String(said) };
  if (said === undefined) return { kind: 'said', level, text: message };
  return { kind: 'said', level, text: typeof said === 'string' ? said : JSON.stringify(said) };
}

/** Records of the packaged handler: one for each request, and what went wrong inside it. */
function ours(
  message: string,
  level: string,
  { event, error, outcome, ...more }: Readonly<Record<string, unknown>>,
  positions: Pick<SourcePositions, 'translate'>,
): ToldLine {
  // That a sender was refused is no fault: the list of requests shows it.
  const wrong = level === 'ERROR' || (level === 'WARN' && outcome === undefined) || error !== undefined;
  if (!wrong) return { kind: 'record', text: message };
  const what = [event, outcome].filter((word) => typeof word === 'string').join(', ');
  if (isRecord(error)) {
    const { text, stack } = thrown(error, positions);
    return { kind: 'failed', text: `${what}: ${text}`, stack };
  }
  const why = error === undefined ? JSON.stringify(more) : String(error);
  return { kind: 'failed', text: `${what}: ${why}`, stack: [] };
}

function thrown(
  { errorType, errorMessage, stackTrace }: Readonly<Record<string, unknown>>,
  { translate }: Pick<SourcePositions, 'translate'>,
): ToldLine & { readonly kind: 'failed' } {
  const trace = Array.isArray(stackTrace) ? stackTrace.map(String) : [];
  const frames = trace.filter((line) => /^\s+at /.test(line) && !line.includes('bootstrap.mjs'));
  return {
    kind: 'failed',
    text: `${errorType}: ${errorMessage}`,
    stack: frames.slice(0, FRAMES).map((line) => translate(line.trim())),
  };
}

function platform(message: string, record: unknown): ToldLine {
  const { status, errorType } = isRecord(record) ? record : {};
  if (status === 'timeout') return { kind: 'failed', text: 'the function timed out', stack: [] };
  // A thrown error is told by the runtime itself; what ends the process is told by nobody else.
  if (status === 'error' && typeof errorType === 'string' && ENDED.has(errorType)) {
    return { kind: 'failed', text: `the function's process ended: ${errorType}`, stack: [] };
  }
  return { kind: 'record', text: message };
}

const ENDED: ReadonlySet<string> = new Set(['Runtime.ExitError', 'Runtime.OutOfMemory']);

function parsed(message: string): Readonly<Record<string, unknown>> | undefined {
  if (!message.startsWith('{')) return undefined;
  try {
    const value: unknown = JSON.parse(message);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
