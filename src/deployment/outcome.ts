import { ProxyWebhookError } from '../errors.ts';
import type { RootCause } from './events.ts';
import type { Ended } from './follow.ts';
import type { Stack } from './stack.ts';
import { commandLine } from './status-advice.ts';

/** Where an operation ended, for the words of its error. */
export interface OutcomeContext {
  readonly stackName: string;
  readonly environment: string;
  readonly account: string;
  readonly region: string;
}

/** The error of a creation or an update that did not get there: the first cause, how the stack stands, what to do. */
export function deploymentFailed(ended: Ended, context: OutcomeContext): ProxyWebhookError {
  const { causes, cancelled, rollbackFailures } = ended.failure;
  const { stackName, environment } = context;
  const what = ended.events[0]?.status.startsWith('CREATE_') === true ? 'creation' : 'update';
  const message = [
    `The ${what} of ${stackName} failed. ${told(causes)}`,
    ...(causes.length > 1 ? [`${causes.length - 1} more failed on their own account.`] : []),
    standing(ended.status),
    ...(rollbackFailures.length === 0 ? [] : [`The rollback failed: ${told(rollbackFailures)}`]),
  ].join(' ');
  return new ProxyWebhookError('deployment-failed', message, {
    remedies: [
      ...new Set([...causes, ...rollbackFailures].flatMap(({ remedies }) => remedies)),
      next(ended.status, environment),
    ],
    data: { ...context, status: ended.status, causes, cancelled, rollbackFailures },
  });
}

/** The error of a deletion that stopped half way. */
export function deletionIncomplete(ended: Ended, context: OutcomeContext): ProxyWebhookError {
  const { causes } = ended.failure;
  return new ProxyWebhookError(
    'deletion-incomplete',
    `The deletion of ${context.stackName} stopped: ${told(causes)} What is left of it exists and may cost money.`,
    {
      remedies: [
        ...new Set(causes.flatMap(({ remedies }) => remedies)),
        `Then run \`${commandLine('down', context.environment)}\` again: it goes on where this stopped.`,
      ],
      data: { ...context, status: ended.status, causes },
    },
  );
}

/** The error of a stack that must be deleted to be made anew, and may not be. */
export function protectedFromRecreation(
  stack: Stack,
  why: string,
  { environment }: OutcomeContext,
): ProxyWebhookError {
  return new ProxyWebhookError(
    'refused',
    `The stack ${stack.name} must be deleted first (${why}), but its termination protection is on. Nothing was changed.`,
    {
      remedies: [`Lift it and delete the stack: \`${commandLine('down', environment)} --lift-protection\`.`],
      data: { stackName: stack.name, status: stack.status },
    },
  );
}

function told([first]: readonly RootCause[]): string {
  if (first === undefined) return 'AWS gave no reason.';
  const type = first.resourceType === '' ? '' : ` (${first.resourceType})`;
  return `${first.logicalId}${type}: ${first.reason.replace(/[^.!?]$/, '$&.')}`;
}

function standing(status: string): string {
  switch (status) {
    case 'ROLLBACK_COMPLETE':
      return 'What was made is deleted again.';
    case 'UPDATE_ROLLBACK_COMPLETE':
      return 'The stack is as it was before; the webhook goes on as it was.';
    case 'ROLLBACK_FAILED':
      return 'Not all that was made could be deleted: it exists and may cost money.';
    default:
      return `The stack is ${status}.`;
  }
}

function next(status: string, environment: string): string {
  return status === 'UPDATE_ROLLBACK_FAILED' || status === 'UPDATE_FAILED'
    ? `Then let the rollback go on: \`aws cloudformation ${status === 'UPDATE_FAILED' ? 'rollback-stack' : 'continue-update-rollback'}\` (\`${commandLine('recover', environment)}\`, once this version has it).`
    : `Then deploy again: \`${commandLine('up', environment)}\`.`;
}
