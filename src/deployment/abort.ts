import { isProxyWebhookError, ProxyWebhookError } from '../errors.ts';

/** What a promise gives, or the signal's reason when that comes first. */
export async function orAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  signal.throwIfAborted();
  let stop = () => {};
  const aborted = new Promise<never>((_, reject) => {
    const onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    stop = () => signal.removeEventListener('abort', onAbort);
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    stop();
  }
}

/** The error of a command that was interrupted before it had CloudFormation do anything; other errors as they are. */
export function interruptedBefore(
  error: unknown,
  signal: AbortSignal | undefined,
  stackName: string,
): unknown {
  if (signal?.aborted !== true || (isProxyWebhookError(error) && error.code === 'cancelled')) return error;
  return new ProxyWebhookError('cancelled', `Interrupted. The stack ${stackName} is as it was.`, {
    cause: error,
    data: { stackName, goesOn: false },
  });
}
