import type { Ledger } from './deployment/abort.ts';
import { confirmed } from './deployment/agree.ts';
import { type DownPlan, type Protection, planDown } from './deployment/down-plan.ts';
import type { DeploymentEvent } from './deployment/events.ts';
import { type Freed, freeNetwork } from './deployment/free-network.ts';
import { functionNetwork } from './deployment/function-network.ts';
import type { Identity, Ports } from './deployment/ports.ts';
import { observePurge } from './deployment/purge-artifacts.ts';
import type { Stack } from './deployment/stack.ts';
import { isBusy } from './deployment/states.ts';
import { commandLine } from './deployment/status-advice.ts';
import { readTemplate } from './deployment/template.ts';
import { deleteToEnd, type OperationContext } from './deployment/to-the-end.ts';
import type { DownOptions } from './down.ts';
import { ProxyWebhookError } from './errors.ts';
import { readDeployed } from './read-deployed.ts';
import type { Run } from './run.ts';
import { whatIsLeft } from './what-is-left.ts';

/** Says what goes and what stays, asks, lifts protections where told, deletes to the end; returns what is left, in words. */
export async function* takeAway(
  stack: Stack,
  identity: Identity,
  context: OperationContext,
  options: DownOptions,
): Run<DeploymentEvent, readonly string[]> {
  const { ports, confirm, liftProtection = false } = options;
  const deployed = await readDeployed(stack, identity, ports);
  const { plan: read, protections } = planDown(deployed, identity, context.environment);
  const network =
    options.freeNetwork === false
      ? undefined
      : functionNetwork(readTemplate(deployed.templateBody), deployed.resources);
  const plan: DownPlan = {
    ...read,
    ...(network?.functionName === undefined ? {} : { freesNetworkOf: network.functionName }),
    ...(await purgeOf(deployed.bucket, stack, identity, options)),
  };
  if (protections.length > 0 && !liftProtection) throw protectedError(plan);

  const declined = { told: `${stack.name} is as it was`, data: { stackName: stack.name } };
  yield* confirmed(() => confirm(plan), declined, options);
  context.ledger.touched = true;
  for (const protection of protections) await lift(protection, stack, ports);

  const ledger: Ledger = { touched: false };
  let freed: Freed | undefined;
  try {
    if (network !== undefined) {
      yield* freeNetwork(network, options, (way) => {
        freed = way;
      });
    }
    const logicalIds = plan.removed.map(({ logicalId }) => logicalId);
    const resume = commandLine('down', context.environment);
    const deletion = { stack, document: deployed.templateBody, logicalIds, resume };
    yield* deleteToEnd(deletion, { ...context, ledger }, options);
  } finally {
    if (freed !== undefined && !ledger.touched) await attachAgain(freed, stack, ports);
  }
  return yield* whatIsLeft(plan.kept, identity, context, options);
}

/** A deletion that was refused, or never came, leaves a function that works. Where that fails too, the next `up` mends it. */
async function attachAgain(freed: Freed, stack: Stack, { stacks }: Ports): Promise<void> {
  try {
    // The answer to a deletion may have been lost: then it goes on.
    if (isBusy((await stacks.describe(stack.arn))?.status)) return;
    await freed.attachAgain?.();
  } catch {
    // What kept the deletion from coming is what is told.
  }
}

async function purgeOf(
  bucket: string | undefined,
  stack: Stack,
  { account }: Identity,
  { ports, purgeArtifacts = false }: DownOptions,
): Promise<Pick<DownPlan, 'purge'>> {
  if (!purgeArtifacts || bucket === undefined) return {};
  return { purge: await observePurge({ bucket, account, stackName: stack.name }, ports) };
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
