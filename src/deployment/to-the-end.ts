import type { Run } from '../run.ts';
import type { Ledger } from './abort.ts';
import { type Deletion, deleteStack } from './delete-stack.ts';
import type { DeploymentEvent } from './events.ts';
import { type Execution, execute } from './execute.ts';
import { snapshotsLeft } from './final-snapshots.ts';
import type { Ended, FollowOptions } from './follow.ts';
import { deletionIncomplete, deploymentFailed, type OutcomeContext } from './outcome.ts';
import type { Ports } from './ports.ts';
import type { Stack } from './stack.ts';
import { isDeployed } from './states.ts';
import { step } from './steps.ts';

/** What an operation is done in: where, for its errors, and the note that it was begun. */
export interface OperationContext extends OutcomeContext {
  readonly ledger: Ledger;
  /** The service role of the configuration; without one CloudFormation takes the stack's, which may be gone meanwhile. */
  readonly roleArn?: string | undefined;
}

/** Executes a change set; returns the stack it made. `begun` is called once CloudFormation was told. Throws `deployment-failed`. */
export async function* executeToEnd(
  execution: Omit<Execution, 'stackName'>,
  context: OperationContext,
  begun: () => void,
  options: FollowOptions & { readonly ports: Pick<Ports, 'changeSets'> },
): Run<DeploymentEvent, Stack> {
  return yield* step('execute', options.ports.clock, async function* () {
    const ended = yield* execute(
      { ...execution, stackName: context.stackName },
      {
        ...options,
        begun: () => {
          context.ledger.touched = true;
          begun();
        },
      },
    );
    for (const { logicalId, reason, remedies } of ended.failure.leftBehind) {
      yield {
        type: 'warned',
        message: `${logicalId} was replaced, but its old one could not be deleted: ${reason}`,
        remedies,
      };
    }
    if (ended.stack === undefined || !isDeployed(ended.status)) throw deploymentFailed(ended, context);
    return ended.stack;
  });
}

/**
 * Deletes a stack, whatever is there of it, until it is gone; returns the final snapshots that it left, in words. Throws
 * `deletion-incomplete`.
 */
export async function* deleteAllToEnd(
  stack: Stack,
  resume: string,
  context: OperationContext,
  options: FollowOptions,
): Run<DeploymentEvent, readonly string[]> {
  const { stacks } = options.ports;
  const [document, resources] = await Promise.all([stacks.template(stack.arn), stacks.resources(stack.arn)]);
  const logicalIds = resources
    .filter(({ status }) => status !== 'DELETE_COMPLETE')
    .map(({ logicalId }) => logicalId);
  const ended = yield* deleteToEnd({ stack, document, logicalIds, resume }, context, options);
  return await snapshotsLeft(ended, { stackArn: stack.arn, document }, options);
}

/** Deletes a stack until it is gone. Throws `deletion-incomplete`. */
export async function* deleteToEnd(
  deletion: Omit<Deletion, 'roleArn'>,
  context: OperationContext,
  options: FollowOptions,
): Run<DeploymentEvent, Ended> {
  const { stack, document } = deletion;
  return yield* step(
    'delete',
    options.ports.clock,
    async function* () {
      const begun = () => {
        context.ledger.touched = true;
      };
      const ended = yield* deleteStack({ ...deletion, roleArn: context.roleArn, begun }, options);
      if (ended.status === 'DELETE_COMPLETE') return ended;
      const snapshots = await snapshotsLeft(ended, { stackArn: stack.arn, document }, options);
      throw deletionIncomplete(ended, context, snapshots);
    },
    { begin: stack.name },
  );
}
