import { ProxyWebhookError } from '../errors.ts';
import type { Run } from '../run.ts';
import { type Baseline, baselineOfRunning } from './event-feed.ts';
import type { DeploymentEvent } from './events.ts';
import { type Ended, type FollowOptions, follow } from './follow.ts';
import type { OperationKind } from './operation-end.ts';
import type { Stack, StackStatus } from './stack.ts';
import { commandLine } from './status-advice.ts';

/** Follows the operation that runs on a stack to its end: from its start, or from where a baseline says. */
export async function* attach(
  stack: Stack,
  resume: string,
  options: FollowOptions,
  from?: Baseline,
): Run<DeploymentEvent, Ended> {
  const kind = kindOf(stack.status);
  const baseline = from ?? (await baselineOfRunning(options.ports.stacks, stack, options.signal));
  return yield* follow(
    {
      stackArn: stack.arn,
      kind,
      // What is described is the running operation itself: its own time proves it.
      before: {
        status: stack.status,
        ...(stack.updatedAt === undefined ? {} : { updatedAt: stack.updatedAt.getTime() - 1 }),
        ...(stack.operationIds?.[0] === undefined ? {} : { operationId: stack.operationIds[0] }),
      },
      baseline,
      progress: { direction: kind === 'delete' ? 'delete' : 'forward' },
      told: { doing: 'operation', stackName: stack.name, resume },
    },
    options,
  );
}

/** The error of a command that was told not to wait, or never does. */
export function busyError(
  stack: Stack,
  environment: string,
  { canWait }: { readonly canWait: boolean },
): ProxyWebhookError {
  return new ProxyWebhookError(
    'stack-busy',
    `The stack ${stack.name} is busy: ${stack.status}. Nothing was changed.`,
    {
      remedies: [
        ...(canWait
          ? ['Run the command without --no-wait: it follows the operation to its end and then goes on.']
          : []),
        `Follow it to its end: \`${commandLine('status --watch', environment)}\`.`,
        ...stopping(stack, environment),
      ],
      data: { stackName: stack.name, status: stack.status },
    },
  );
}

// CloudFormation API reference, CancelUpdateStack: only from UPDATE_IN_PROGRESS; a creation is cancelled by deleting it.
function stopping({ status }: Stack, environment: string): readonly string[] {
  if (status !== 'UPDATE_IN_PROGRESS' && status !== 'CREATE_IN_PROGRESS') return [];
  return [`Or stop it: \`${commandLine('cancel', environment)}\`.`];
}

function kindOf(status: StackStatus): OperationKind {
  if (status.startsWith('DELETE_')) return 'delete';
  return status.startsWith('CREATE_') || status.startsWith('ROLLBACK_') ? 'create' : 'update';
}
