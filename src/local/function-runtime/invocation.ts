import type { Outcome } from './environment.ts';

/** What came of a call: the function's answer, or what Lambda answers in its place. */
export interface Invocation {
  readonly payload: Uint8Array;
  readonly failure?: 'Handled' | 'Unhandled';
  /** The last 4 KB of what was logged, as `LogType: Tail` gives it. */
  readonly log: string;
  readonly coldStart: boolean;
  /** What loading the code took, when an environment was started and the code loaded before the call. */
  readonly initMilliseconds?: number;
  /** Of the call alone; loading the code is not in it. */
  readonly durationMilliseconds: number;
  readonly requestId: string;
}

/** What a call's end says: its payload, its status in REPORT, and a line of its own in the log. */
export interface Ending {
  readonly payload: Uint8Array;
  readonly failed: boolean;
  readonly status: 'success' | 'error' | 'timeout';
  readonly errorType?: string | undefined;
  readonly line?: string;
}

/**
 * Lambda's words for how a request ended. Source: Lambda Developer Guide, "Troubleshoot execution issues in Lambda" and
 * "Understanding retry behavior"; the error types as CloudWatch shows them.
 */
export function endingOf(
  outcome: Outcome,
  call: { readonly requestId: string; readonly timeoutSeconds: number; readonly at: number },
): Ending {
  const inPlace = (
    status: 'error' | 'timeout',
    errorType: string,
    reason: string,
    line?: string,
  ): Ending => ({
    payload: Buffer.from(
      JSON.stringify({ errorType, errorMessage: `RequestId: ${call.requestId} Error: ${reason}` }),
    ),
    failed: true,
    status,
    ...(status === 'error' ? { errorType } : {}),
    ...(line === undefined ? {} : { line }),
  });
  switch (outcome.kind) {
    case 'answered':
      return outcome.failed
        ? { payload: outcome.payload, failed: true, status: 'error', errorType: errorTypeOf(outcome.payload) }
        : { payload: outcome.payload, failed: false, status: 'success' };
    case 'init-error':
      return {
        payload: outcome.payload,
        failed: true,
        status: 'error',
        errorType: errorTypeOf(outcome.payload),
      };
    case 'too-large':
      return {
        payload: Buffer.from(
          JSON.stringify({
            errorType: 'Function.ResponseSizeTooLarge',
            errorMessage: 'Response payload size exceeded maximum allowed payload size (6291556 bytes).',
          }),
        ),
        failed: true,
        status: 'error',
        errorType: 'Function.ResponseSizeTooLarge',
      };
    case 'timeout': {
      const reason = `Task timed out after ${call.timeoutSeconds.toFixed(2)} seconds`;
      const line = `${new Date(call.at).toISOString()} ${call.requestId} ${reason}`;
      return inPlace('timeout', 'Sandbox.Timedout', reason, line);
    }
    case 'memory':
      return inPlace(
        'error',
        'Runtime.OutOfMemory',
        'Runtime exited with error: signal: killed',
        `RequestId: ${call.requestId} Error: Runtime exited with error: signal: killed`,
      );
    case 'exit':
      return inPlace(
        'error',
        'Runtime.ExitError',
        outcome.reason,
        `RequestId: ${call.requestId} Error: ${outcome.reason}`,
      );
    case 'ready':
      throw new Error('A request cannot end with the environment being ready.');
  }
}

/** The last 4 KB of lines, whole characters. */
export function tailOf(lines: readonly string[]): string {
  const all = Buffer.from(lines.map((line) => `${line}\n`).join(''));
  return all.subarray(-4096).toString('utf8').replace(/^�+/, '');
}

/** The `errorType` of an error's payload. */
export function errorTypeOf(payload: Uint8Array): string | undefined {
  try {
    const { errorType } = JSON.parse(Buffer.from(payload).toString('utf8')) as { errorType?: unknown };
    return typeof errorType === 'string' ? errorType : undefined;
  } catch {
    return undefined;
  }
}
