import { isProxyWebhookError, ProxyWebhookError } from '../errors.ts';

/** The error of a plan that somebody else's operation came before: what was planned is not what would be done any more. */
export function overtaken(
  stackName: string,
  what: string,
  cause?: unknown,
  status?: string,
): ProxyWebhookError {
  return new ProxyWebhookError('stack-busy', `Somebody else changed ${stackName} first: ${what}.`, {
    remedies: ['Run the command again: it looks at the stack anew.'],
    cause,
    data: { stackName, overtaken: true, ...(status === undefined ? {} : { status }) },
  });
}

/** True for an error after which the stack is to be looked at anew. */
export function isOvertaken(error: unknown): error is ProxyWebhookError {
  return isProxyWebhookError(error) && error.code === 'stack-busy' && error.data.overtaken === true;
}
