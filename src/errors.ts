/** Why a command did not do what it was asked; `cli/exit-codes.ts` gives each its number. */
export type ErrorCode =
  | 'usage'
  | 'invalid-config'
  | 'preflight-failed'
  | 'stack-not-found'
  | 'request-not-found'
  | 'function-not-found'
  | 'bundle-failed'
  | 'deployment-failed'
  | 'deletion-incomplete'
  | 'stack-busy'
  | 'access-denied'
  | 'no-credentials'
  | 'wrong-account'
  | 'unhealthy'
  | 'timed-out'
  | 'refused'
  | 'declined'
  | 'rejected'
  | 'unreachable'
  | 'cancelled'
  | 'internal';

export interface ErrorDetails {
  /** What to do next, one line each, in the order to try them. */
  readonly remedies?: readonly string[];
  readonly cause?: unknown;
  /** What `--json` adds to the error: plain data, no secrets. */
  readonly data?: Readonly<Record<string, unknown>>;
}

/**
 * An error a user can act on: `message` says what happened and to what, `remedies` what to do next.
 * `code` decides the exit code.
 */
export class ProxyWebhookError extends Error {
  readonly code: ErrorCode;
  readonly remedies: readonly string[];
  readonly data: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, { remedies = [], cause, data = {} }: ErrorDetails = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'ProxyWebhookError';
    this.code = code;
    this.remedies = remedies;
    this.data = data;
  }
}

/** True for errors of ours, also those of another copy of this package. */
export function isProxyWebhookError(error: unknown): error is ProxyWebhookError {
  return (
    error instanceof Error && error.name === 'ProxyWebhookError' && 'code' in error && 'remedies' in error
  );
}

/** What whatever was thrown says. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** True for a fault that says nothing about what was asked for, so that it may be asked again: throttling, a database that fails over, a server's error, a broken connection. */
export function isPassing(error: unknown): boolean {
  return isProxyWebhookError(error) && (error.code === 'unreachable' || error.data.retryable === true);
}

/** What work ends with that its signal ended: the signal's reason where it is an error of ours, `cancelled` with it as the cause otherwise. */
export function cancellation({ reason }: AbortSignal): ProxyWebhookError {
  if (isProxyWebhookError(reason)) return reason;
  return new ProxyWebhookError('cancelled', 'Interrupted: the signal was aborted.', { cause: reason });
}

/** Throws `cancellation` once the signal is aborted. */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw cancellation(signal);
}
