import type { CancelOptions } from './cancel.ts';
import { untold } from './deployment/begun.ts';
import { type Baseline, baselineNow } from './deployment/event-feed.ts';
import type { DeploymentEvent } from './deployment/events.ts';
import { isStackEvent } from './deployment/operations.ts';
import type { Ports } from './deployment/ports.ts';
import { comparedWith } from './deployment/same-operation.ts';
import type { Stack } from './deployment/stack.ts';
import { commandLine } from './deployment/status-advice.ts';
import { step } from './deployment/steps.ts';
import type { OperationContext } from './deployment/to-the-end.ts';
import { isPassing, isProxyWebhookError, ProxyWebhookError } from './errors.ts';
import type { Run } from './run.ts';

/** An operation, and from where on its events are news. */
export interface Running {
  readonly stack: Stack;
  readonly from?: Baseline;
}

/** Asks for the cancellation of the very update that was agreed to. */
export async function* takeBack(
  stack: Stack,
  context: OperationContext,
  resume: string,
  { ports: { stacks, clock }, signal }: CancelOptions,
): Run<DeploymentEvent, Running> {
  return yield* step('cancel', clock, async () => {
    // The rollback is the running operation's own: no beginning of another one is waited for.
    const { awaits: _, ...from } = await baselineNow(stacks, stack.arn, undefined, signal);
    const found = await stacks.describe(stack.arn, signal);
    const runs = found?.status === 'UPDATE_IN_PROGRESS';
    const compared = comparedWith(stack, found ?? {});
    if (found === undefined) throw tooLate({ status: 'DELETE_COMPLETE' }, context);
    if (runs && compared === 'another') throw tooLate(found, context, { another: true });
    if (!runs && compared === 'same') return { stack: found };
    const refused = await stacks.cancelUpdate(stack.name).then(
      () => undefined,
      (error: unknown) => error,
    );
    context.ledger.touched = true;
    if (refused === undefined) return { stack, from };
    return { stack: await takenAllTheSame(refused, stack, from, resume, stacks, signal) };
  });
}

/** A "no" may be the answer to a repeated request, and none says nothing: how the stack stands then decides, once it is sure. */
async function takenAllTheSame(
  refused: unknown,
  stack: Stack,
  { seen }: Baseline,
  resume: string,
  stacks: Ports['stacks'],
  signal: AbortSignal | undefined,
): Promise<Stack> {
  const code = isProxyWebhookError(refused) ? refused.code : undefined;
  if (!isPassing(refused) && code !== 'rejected' && code !== 'stack-busy') throw refused;
  const [now, { events }] = await Promise.all([
    stacks.describe(stack.arn, signal),
    stacks.events(stack.arn, undefined, signal),
  ]).catch(() => [undefined, { events: [] }] as const);
  const compared = comparedWith(stack, now ?? {});
  const isNew = compared === 'same' || compared === 'another';
  const rollsBack = events.some(
    (event) => isStackEvent(event) && !seen.has(event.id) && event.status.includes('ROLLBACK'),
  );
  if (now !== undefined && now.status !== 'UPDATE_IN_PROGRESS' && (isNew || rollsBack)) return now;
  throw isPassing(refused)
    ? untold(refused, { what: 'cancellation', stackName: stack.name, resume })
    : refused;
}

/** The error of a cancellation that came after the end of what it was for. */
export function tooLate(
  { status }: { readonly status: string },
  { stackName, environment }: Pick<OperationContext, 'stackName' | 'environment'>,
  { another = false }: { readonly another?: boolean } = {},
): ProxyWebhookError {
  const stands = another ? `, and another runs (${status})` : ` (${status})`;
  return new ProxyWebhookError(
    'refused',
    `Too late to cancel: the operation on ${stackName} had ended${stands}. Nothing was taken back.`,
    {
      remedies: [
        `How it stands: \`${commandLine('status', environment)}\`.`,
        another
          ? `To stop the one that runs now: \`${commandLine('cancel', environment)}\`.`
          : `To go back, put the configuration back and deploy: \`${commandLine('up', environment)}\`.`,
      ],
      data: { stackName, status },
    },
  );
}
