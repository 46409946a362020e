import { ProxyWebhookError } from '../errors.ts';
import type { RootCause } from './events.ts';
import type { Ended } from './follow.ts';
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
export function deletionIncomplete(
  ended: Ended,
  context: OutcomeContext,
  /** Final snapshots of databases that are gone, in words. */
  snapshots: readonly string[] = [],
): ProxyWebhookError {
  const { causes } = ended.failure;
  const data = snapshots.length === 0 ? '' : ` The data is in ${snapshots.join(' and in ')}.`;
  return new ProxyWebhookError(
    'deletion-incomplete',
    `The deletion of ${context.stackName} stopped: ${told(causes)} What is left of it exists and may cost money.${data}`,
    {
      remedies: [
        ...new Set(causes.flatMap(({ remedies }) => remedies)),
        `Then run \`${commandLine('down', context.environment)}\` again: it goes on where this stopped.`,
        ...(causes.length === 0
          ? []
          : [`Or leave alone what cannot be deleted: \`${leavingOut('retain', causes, context)}\`.`]),
      ],
      data: { ...context, status: ended.status, causes, ...(snapshots.length === 0 ? {} : { snapshots }) },
    },
  );
}

/** The error of a rollback that stopped half way. */
export function rollbackFailed(ended: Ended, context: OutcomeContext): ProxyWebhookError {
  const { causes, rollbackFailures } = ended.failure;
  const stuck = rollbackFailures.length > 0 ? rollbackFailures : causes;
  return new ProxyWebhookError(
    'deployment-failed',
    `The rollback of ${context.stackName} stopped: ${told(stuck)} The stack is ${ended.status}.`,
    {
      remedies: [
        ...new Set(stuck.flatMap(({ remedies }) => remedies)),
        `Then let it go on: \`${commandLine('recover', context.environment)}\`.`,
        ...(stuck.length === 0
          ? []
          : [`Or go on without what cannot be restored: \`${leavingOut('skip', stuck, context)}\`.`]),
      ],
      data: { ...context, status: ended.status, causes: stuck },
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
    case 'CREATE_FAILED':
      return 'It was not rolled back: what was made stays to be looked at, and costs money.';
    case 'UPDATE_FAILED':
      return 'It was not rolled back: the stack is between two versions; what was made stays to be looked at, and costs money.';
    case 'ROLLBACK_FAILED':
      return 'Not all that was made could be deleted: it exists and may cost money.';
    default:
      return `The stack is ${status}.`;
  }
}

function next(status: string, environment: string): string {
  switch (status) {
    case 'UPDATE_ROLLBACK_FAILED':
      return `Then let the rollback go on: \`${commandLine('recover', environment)}\`.`;
    case 'UPDATE_FAILED':
    case 'CREATE_FAILED':
      return `Then go on from where it stopped: \`${commandLine('up --no-rollback', environment)}\`; or take it back: \`${commandLine('recover', environment)}\`.`;
    default:
      return `Then deploy again: \`${commandLine('up', environment)}\`.`;
  }
}

function leavingOut(
  flag: 'skip' | 'retain',
  causes: readonly RootCause[],
  { environment }: OutcomeContext,
): string {
  return [
    commandLine('recover', environment),
    ...causes.map(({ logicalId }) => `--${flag} ${logicalId}`),
  ].join(' ');
}
