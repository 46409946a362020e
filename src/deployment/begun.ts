import { isPassing, isProxyWebhookError, ProxyWebhookError } from '../errors.ts';
import type { Stacks } from './ports.ts';

/** What a command asked CloudFormation to begin. */
export interface Asked {
  readonly what: 'creation' | 'update' | 'rollback' | 'deletion' | 'operation' | 'cancellation';
  readonly stackName: string;
  readonly stackArn: string;
  /** Every event of the operation has it. */
  readonly token: string;
  /** The command that looks again. */
  readonly resume: string;
  /** A sign of its beginning that is no event. */
  readonly sign?: () => Promise<boolean>;
}

/**
 * After a request to begin failed: resolves when it was taken all the same, which a lost answer leaves open, else throws
 * the error – which says so where it cannot be told.
 */
export async function begunAllTheSame(
  error: unknown,
  { what, stackName, stackArn, token, resume, sign }: Asked,
  stacks: Pick<Stacks, 'events'>,
): Promise<void> {
  try {
    if ((await sign?.()) === true) return;
    if (await hasBegun(stackArn, token, stacks)) return;
  } catch {
    // What went wrong first is what is told.
  }
  // Events may come late: that there is none yet proves nothing where the answer was lost.
  throw isPassing(error) ? untold(error, { what, stackName, resume }) : error;
}

/** Whether an operation has begun that was asked for with this token: each of its events has it. */
export async function hasBegun(
  stackArn: string,
  token: string,
  stacks: Pick<Stacks, 'events'>,
): Promise<boolean> {
  return (await stacks.events(stackArn)).events.some((event) => event.token === token);
}

/** The error of a request whose answer was lost: whether it was taken cannot be told. */
export function untold(
  error: unknown,
  { what, stackName, resume }: Pick<Asked, 'what' | 'stackName' | 'resume'>,
): unknown {
  if (!isProxyWebhookError(error)) return error;
  return new ProxyWebhookError(
    error.code,
    `${error.message} CloudFormation was asked for the ${what} of ${stackName}; whether it began cannot be told.`,
    {
      remedies: [...error.remedies, `Look, and go on: \`${resume}\`.`],
      cause: error,
      data: { ...error.data, stackName, goesOn: 'unknown' },
    },
  );
}
