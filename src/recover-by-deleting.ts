import { deleteStack } from './deployment/delete-stack.ts';
import type { DeploymentEvent } from './deployment/events.ts';
import { snapshotsLeft } from './deployment/final-snapshots.ts';
import type { Ended } from './deployment/follow.ts';
import { deletionIncomplete } from './deployment/outcome.ts';
import type { Ports } from './deployment/ports.ts';
import type { RecoverPlan } from './deployment/recover-plan.ts';
import type { Stack } from './deployment/stack.ts';
import { step } from './deployment/steps.ts';
import type { OperationContext } from './deployment/to-the-end.ts';
import type { Run } from './run.ts';
import { whatIsLeft } from './what-is-left.ts';

/**
 * Deletes what a failed creation or deletion left; returns what stays all the same, in words. CloudFormation leaves things
 * alone only in a stack whose deletion failed: others are tried once without. Throws `deletion-incomplete`.
 */
export async function* deleteWhatIsLeft(
  stack: Stack,
  plan: RecoverPlan,
  context: OperationContext,
  resume: string,
  options: { readonly ports: Ports; readonly signal?: AbortSignal },
): Run<DeploymentEvent, readonly string[]> {
  const { retain, force } = plan;
  const document = await options.ports.stacks.template(stack.arn);
  const attempt = (of: Stack, leaveOut: boolean) =>
    step(
      'delete',
      options.ports.clock,
      () =>
        deleteStack(
          {
            stack: of,
            document,
            logicalIds: plan.removed.map(({ logicalId }) => logicalId),
            roleArn: context.roleArn,
            resume,
            ...(leaveOut ? { retain, force } : {}),
            begun: () => {
              context.ledger.touched = true;
            },
          },
          options,
        ),
      { begin: of.name, end: ({ status }: Ended) => status },
    );
  const leavesOut = retain.length > 0 || force;
  const failedBefore = stack.status === 'DELETE_FAILED';
  let ended = yield* attempt(stack, leavesOut && failedBefore);
  if (ended.status === 'DELETE_FAILED' && leavesOut && !failedBefore) {
    ended = yield* attempt(ended.stack ?? { ...stack, status: 'DELETE_FAILED' }, true);
  }
  if (ended.status !== 'DELETE_COMPLETE') {
    const snapshots = await snapshotsLeft(ended, { stackArn: stack.arn, document }, options);
    throw deletionIncomplete(ended, context, snapshots);
  }
  return [...leftAlone(ended), ...(yield* whatIsLeft(plan.kept, context, context, options))];
}

function leftAlone({ events }: Ended): readonly string[] {
  const skipped = new Map(
    events
      .filter(({ status }) => status === 'DELETE_SKIPPED')
      .map(({ logicalId, resourceType, physicalId }) => [logicalId, { resourceType, physicalId }] as const),
  );
  return [...skipped].map(
    ([logicalId, { resourceType, physicalId = 'without an id' }]) =>
      `${logicalId} (${resourceType}) ${physicalId}: in no stack any more, it may cost money`,
  );
}
