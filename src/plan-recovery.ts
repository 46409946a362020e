import { planDown } from './deployment/down-plan.ts';
import type { DeploymentEvent, RootCause } from './deployment/events.ts';
import { rootCauses } from './deployment/failure.ts';
import { isStackEvent } from './deployment/operations.ts';
import type { Identity, Ports } from './deployment/ports.ts';
import type { RecoverPlan, RecoverRequest } from './deployment/recover-plan.ts';
import type { Stack, StackEvent, StackResource } from './deployment/stack.ts';
import { statusAdvice } from './deployment/status-advice.ts';
import { step } from './deployment/steps.ts';
import type { OperationContext } from './deployment/to-the-end.ts';
import { lastOperations } from './history.ts';
import { readDeployed } from './read-deployed.ts';
import { mustBeDeletedFirst, refuseProtected } from './refuse-protected.ts';
import type { Run } from './run.ts';

/** Finds out what failed, why, and what can be done about it. Writes nothing. */
export async function* planRecovery(
  stack: Stack,
  action: RecoverPlan['action'],
  identity: Identity,
  context: OperationContext,
  {
    ports,
    signal,
    skip = [],
    retain = [],
    force = false,
  }: RecoverRequest & { readonly ports: Ports; readonly signal?: AbortSignal },
): Run<DeploymentEvent, RecoverPlan> {
  return yield* step('find-cause', ports.clock, async () => {
    const [events, resources] = await Promise.all([
      lastOperations(ports.stacks, stack.arn, signal),
      ports.stacks.resources(stack.arn),
    ]);
    const { causes, rollbackFailures } = rootCauses(events);
    const failedNow = stuckResources(action, resources);
    const deletes = action === 'delete';
    const deployed = deletes ? await readDeployed(stack, identity, ports) : undefined;
    const { removed, kept } =
      deployed === undefined
        ? { removed: [], kept: [] }
        : planDown(deployed, identity, context.environment).plan;
    const { meaning } = statusAdvice(stack.status);
    if (deployed !== undefined) {
      refuseProtected(deployed, mustBeDeletedFirst(stack.name, meaning), context, retain);
    }
    return {
      action,
      stackName: stack.name,
      environment: context.environment,
      account: context.account,
      region: context.region,
      status: stack.status,
      meaning,
      causes,
      stuck: rollbackFailures.length > 0 ? rollbackFailures : deletionFailures(events, failedNow),
      canBeLeftOut: deletes
        ? removed.map(({ logicalId }) => logicalId)
        : // A list that is late, or an engine that forgets it, names none: the events do.
          failedNow.length > 0
          ? failedNow
          : rollbackFailures.map(({ logicalId }) => logicalId),
      skip,
      retain,
      force,
      removed: removed.filter(({ logicalId }) => !retain.includes(logicalId)),
      kept,
    };
  });
}

/**
 * Resources that a rollback or a deletion stopped at. Source: CloudFormation API reference, ContinueUpdateRollback: only
 * resources in the UPDATE_FAILED state can be skipped.
 */
function stuckResources(
  action: RecoverPlan['action'],
  resources: readonly StackResource[],
): readonly string[] {
  const status = action === 'delete' ? 'DELETE_FAILED' : 'UPDATE_FAILED';
  return resources.filter((resource) => resource.status === status).map(({ logicalId }) => logicalId);
}

/** Why what could not be deleted could not, by its last event. */
function deletionFailures(
  events: readonly StackEvent[],
  logicalIds: readonly string[],
): readonly RootCause[] {
  return logicalIds.flatMap((logicalId) => {
    const last = events.findLast(
      (event) => event.logicalId === logicalId && event.status === 'DELETE_FAILED' && !isStackEvent(event),
    );
    return last === undefined ? [] : rootCauses([last]).causes;
  });
}
