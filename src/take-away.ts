import { orAborted } from './deployment/abort.ts';
import { type DownPlan, type Protection, planDown } from './deployment/down-plan.ts';
import type { DeploymentEvent } from './deployment/events.ts';
import type { Identity, Ports } from './deployment/ports.ts';
import type { Stack } from './deployment/stack.ts';
import { commandLine } from './deployment/status-advice.ts';
import { step } from './deployment/steps.ts';
import { deleteToEnd, type OperationContext } from './deployment/to-the-end.ts';
import type { DownOptions } from './down.ts';
import { ProxyWebhookError } from './errors.ts';
import { readDeployed, whatIsLeft } from './read-deployed.ts';
import type { Run } from './run.ts';

/** Says what goes and what stays, asks, lifts protections where told, deletes to the end; returns what is left, in words. */
export async function* takeAway(
  stack: Stack,
  identity: Identity,
  context: OperationContext,
  options: DownOptions,
): Run<DeploymentEvent, readonly string[]> {
  const { ports, confirm, liftProtection = false, signal } = options;
  const deployed = await readDeployed(stack, identity, ports);
  const { plan, protections } = planDown(deployed, identity, context.environment);
  if (protections.length > 0 && !liftProtection) throw protectedError(plan);

  yield* step('approve', ports.clock, async () => {
    if (await orAborted(confirm(plan), signal)) return;
    throw new ProxyWebhookError('declined', `Declined: ${stack.name} is as it was.`, {
      data: { stackName: stack.name },
    });
  });
  context.ledger.touched = true;
  for (const protection of protections) await lift(protection, stack, ports);

  const logicalIds = plan.removed.map(({ logicalId }) => logicalId);
  const resume = commandLine('down', context.environment);
  yield* deleteToEnd({ stack, document: deployed.templateBody, logicalIds, resume }, context, options);
  return whatIsLeft(plan.kept, ports);
}

async function lift(protection: Protection, stack: Stack, { stacks, proxyTargets }: Ports): Promise<void> {
  switch (protection.kind) {
    case 'stack':
      return stacks.setTerminationProtection(stack.name, false);
    case 'database': {
      if (proxyTargets.setDeletionProtection !== undefined) {
        return proxyTargets.setDeletionProtection(protection.databaseId, false);
      }
      throw new ProxyWebhookError('refused', `${protection.words} It must be turned off by hand.`, {
        remedies: [
          `aws rds modify-db-instance --db-instance-identifier ${protection.databaseId} --no-deletion-protection --apply-immediately`,
        ],
      });
    }
  }
}

function protectedError({ stackName, environment, protections }: DownPlan): ProxyWebhookError {
  return new ProxyWebhookError(
    'refused',
    `${stackName} is protected, nothing was changed. ${protections.join(' ')}`,
    {
      remedies: [`If it is meant: \`${commandLine('down', environment)} --lift-protection\`.`],
      data: { stackName, protections },
    },
  );
}
