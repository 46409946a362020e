import { isProxyWebhookError, messageOf, ProxyWebhookError } from '../errors.ts';

/** Who is being followed, for the words of an error that leaves it to itself. */
export interface FollowedOperation {
  readonly doing: 'creation' | 'update' | 'rollback' | 'deletion' | 'operation';
  readonly stackName: string;
  /** The command that goes on where this one stopped. */
  readonly resume: string;
  /** The status in which it ended, where that much is known. */
  readonly ended?: string | undefined;
}

/** Milliseconds to wait after so many faults in a row; never so long that it looks like a hang. */
export function waitAfterFaults(faults: number, fraction: number): number {
  return Math.min(2_000 * 2 ** Math.max(0, faults - 1), 15_000) * (0.75 + fraction / 2);
}

/** What a command that stops following says: AWS goes on, or has ended, and how to take it up again. */
export function leftRunning(error: unknown, of: FollowedOperation, signal?: AbortSignal): ProxyWebhookError {
  const running = of.ended === undefined;
  const goesOn = running
    ? `CloudFormation goes on with the ${of.doing} of ${of.stackName}.`
    : `CloudFormation has ended the ${of.doing} of ${of.stackName} (${of.ended}).`;
  const resume = `Go on where this stopped: \`${of.resume}\`.`;
  if (signal?.aborted === true) {
    return new ProxyWebhookError('cancelled', `Interrupted. ${goesOn}`, {
      remedies: [resume],
      cause: error,
      data: { stackName: of.stackName, goesOn: running },
    });
  }
  if (!isProxyWebhookError(error)) {
    const said = messageOf(error);
    return new ProxyWebhookError('internal', `${said} ${goesOn}`, { remedies: [resume], cause: error });
  }
  return new ProxyWebhookError(error.code, `${error.message} ${goesOn}`, {
    remedies: [...error.remedies, resume],
    cause: error,
    data: { ...error.data, stackName: of.stackName, goesOn: running },
  });
}
