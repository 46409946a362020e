import { cancellation, isProxyWebhookError, ProxyWebhookError, throwIfCancelled } from '../errors.ts';

/** What a promise gives, or its cancellation when the signal is aborted first. */
export async function orAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  throwIfCancelled(signal);
  let stop = () => {};
  const aborted = new Promise<never>((_, reject) => {
    const onAbort = () => reject(cancellation(signal));
    signal.addEventListener('abort', onAbort, { once: true });
    stop = () => signal.removeEventListener('abort', onAbort);
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    stop();
  }
}

/** Notes whether CloudFormation was told to do something that a command cannot take back. */
export interface Ledger {
  touched: boolean;
}

/** The error of a command that was interrupted where nothing goes on without it; other errors as they are. */
export function interrupted(
  error: unknown,
  signal: AbortSignal | undefined,
  {
    stackName,
    touched,
    resume,
  }: { readonly stackName: string; readonly touched: boolean; readonly resume: string },
): unknown {
  if (signal?.aborted !== true || isTrueAsItIs(error)) return error;
  return new ProxyWebhookError(
    'cancelled',
    touched
      ? `Interrupted. CloudFormation is not at work on ${stackName} any more; what was to follow was not done.`
      : `Interrupted. The stack ${stackName} is as it was.`,
    { remedies: [`Go on: \`${resume}\`.`], cause: error, data: { stackName, goesOn: false } },
  );
}

/**
 * True for an error that an interruption does not make another: how an operation ended, a refusal, a request whose answer was
 * lost, and the error of following, which has said already what CloudFormation is doing or has done.
 */
function isTrueAsItIs(error: unknown): boolean {
  if (!isProxyWebhookError(error)) return false;
  return error.code !== 'cancelled' || (typeof error.data.goesOn === 'boolean' && 'stackName' in error.data);
}
