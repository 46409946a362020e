import { randomBytes } from 'node:crypto';

/** One event of a function's log stream, as CloudWatch Logs would keep it. */
export interface LogLine {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly functionName: string;
  readonly stream: string;
  readonly message: string;
}

/** What Lambda says about an execution environment and its invocations. Durations are milliseconds. */
export type PlatformEvent =
  | { readonly type: 'initStart'; readonly runtimeVersion: string }
  | {
      readonly type: 'initReport';
      readonly phase: 'init' | 'invoke';
      readonly duration: number;
      readonly status: 'error' | 'timeout';
      readonly errorType?: string | undefined;
    }
  | { readonly type: 'start'; readonly requestId: string }
  | { readonly type: 'end'; readonly requestId: string }
  | ReportEvent;

export interface ReportEvent {
  readonly type: 'report';
  readonly requestId: string;
  readonly duration: number;
  readonly initDuration?: number | undefined;
  readonly memoryMb: number;
  readonly maxMemoryMb: number;
  readonly status: 'success' | 'error' | 'timeout';
  readonly errorType?: string | undefined;
}

export type LogFormat = 'Text' | 'JSON';

/**
 * Lambda's own line for an event; undefined where the format has none. Source: Lambda Developer Guide, "Understanding the
 * Lambda execution environment lifecycle" and "Lambda Telemetry API Event schema reference".
 */
export function platformLine(event: PlatformEvent, format: LogFormat, at: number): string | undefined {
  return format === 'Text' ? textLine(event) : jsonLine(event, at);
}

/** `2026/11/24/[$LATEST]` and 32 hexadecimal digits: a log stream for each execution environment. */
export function logStreamName(at: number): string {
  const day = new Date(at).toISOString().slice(0, 10).replaceAll('-', '/');
  return `${day}/[$LATEST]${randomBytes(16).toString('hex')}`;
}

function textLine(event: PlatformEvent): string {
  switch (event.type) {
    case 'initStart':
      return `INIT_START Runtime Version: ${event.runtimeVersion}`;
    case 'initReport':
      return fields([
        `INIT_REPORT Init Duration: ${milliseconds(event.duration)}`,
        `Phase: ${event.phase}`,
        `Status: ${event.status}`,
        event.errorType && `Error Type: ${event.errorType}`,
      ]);
    case 'start':
      return `START RequestId: ${event.requestId} Version: $LATEST`;
    case 'end':
      return `END RequestId: ${event.requestId}`;
    case 'report':
      return fields([
        `REPORT RequestId: ${event.requestId}`,
        `Duration: ${milliseconds(event.duration)}`,
        `Billed Duration: ${billed(event)} ms`,
        `Memory Size: ${event.memoryMb} MB`,
        `Max Memory Used: ${event.maxMemoryMb} MB`,
        event.initDuration !== undefined && `Init Duration: ${milliseconds(event.initDuration)}`,
        event.status !== 'success' && `Status: ${event.status}`,
        event.errorType && `Error Type: ${event.errorType}`,
      ]);
  }
}

function jsonLine(event: PlatformEvent, at: number): string | undefined {
  const line = (type: string, record: unknown) =>
    JSON.stringify({ time: new Date(at).toISOString(), type: `platform.${type}`, record });
  switch (event.type) {
    case 'initStart':
      return line('initStart', {
        initializationType: 'on-demand',
        phase: 'init',
        runtimeVersion: event.runtimeVersion,
      });
    case 'initReport':
      return line('initReport', {
        initializationType: 'on-demand',
        phase: event.phase,
        status: event.status,
        errorType: event.errorType,
        metrics: { durationMs: rounded(event.duration) },
      });
    case 'start':
      return line('start', { requestId: event.requestId, version: '$LATEST' });
    case 'end':
      return undefined;
    case 'report':
      return line('report', {
        requestId: event.requestId,
        metrics: {
          durationMs: rounded(event.duration),
          billedDurationMs: billed(event),
          memorySizeMB: event.memoryMb,
          maxMemoryUsedMB: event.maxMemoryMb,
          initDurationMs: event.initDuration === undefined ? undefined : rounded(event.initDuration),
        },
        status: event.status,
        errorType: event.errorType,
      });
  }
}

// AWS Compute Blog, "AWS Lambda standardizes billing for INIT Phase" (2025): the first start is paid for too.
function billed({ duration, initDuration = 0 }: ReportEvent): number {
  return Math.max(1, Math.ceil(rounded(duration + initDuration)));
}

function milliseconds(duration: number): string {
  return `${rounded(duration).toFixed(2)} ms`;
}

function rounded(duration: number): number {
  return Math.round(duration * 100) / 100;
}

function fields(parts: readonly (string | false | undefined | '')[]): string {
  return parts.filter((part) => part !== false && part !== undefined && part !== '').join('\t');
}
