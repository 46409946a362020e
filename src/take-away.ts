import type { Ledger } from './deployment/abort.ts';
import { confirmed } from './deployment/agree.ts';
import { type DownPlan, type Protection, planDown } from './deployment/down-plan.ts';
import type { DeploymentEvent } from './deployment/events.ts';
import { type Freed, freeNetwork } from './deployment/free-network.ts';
import { type FunctionNetwork, functionNetwork } from './deployment/function-network.ts';
import type { Identity, Ports } from './deployment/ports.ts';
import { liftProtections, type Protected, protectAgain, tellLifted } from './deployment/protections.ts';
import { observePurge } from './deployment/purge-artifacts.ts';
import type { Stack } from './deployment/stack.ts';
import { commandLine } from './deployment/status-advice.ts';
import { stillThere } from './deployment/still-there.ts';
import { readTemplate } from './deployment/template.ts';
import { deleteToEnd, type OperationContext } from './deployment/to-the-end.ts';
import type { DownOptions } from './down.ts';
import { isProxyWebhookError, messageOf, ProxyWebhookError } from './errors.ts';
import { readDeployed } from './read-deployed.ts';
import { finish, type Run } from './run.ts';
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
  const did: Did = { lifted: [], ledger: { touched: false } };
  try {
    if (await stillThere(stack, options)) {
      context.ledger.touched = protections.length > 0 || network !== undefined;
      yield* prepareDeletion(protections, network, did, context, options);
    }
    const logicalIds = plan.removed.map(({ logicalId }) => logicalId);
    const resume = commandLine('down', context.environment);
    const deletion = { stack, document: deployed.templateBody, logicalIds, resume };
    yield* deleteToEnd(deletion, { ...context, ledger: did.ledger }, options);
  } catch (error) {
    yield* undo(did, stack, context, ports, error);
    throw error;
  } finally {
    // Reached with something to undo only when the caller stopped listening: nobody is there to be told.
    await finish(undo(did, stack, context, ports));
  }
  context.ledger.touched = true;
  return yield* whatIsLeft(
    plan.kept,
    identity,
    { ...context, stackArn: stack.arn, artifactKey: stack.parameters.ArtifactKey },
    options,
  );
}

/** What was done for the sake of a deletion, which `ledger` says has begun. */
interface Did {
  readonly lifted: Protection[];
  freed?: Freed;
  readonly ledger: Ledger;
  undone?: true;
}

async function* prepareDeletion(
  protections: readonly Protection[],
  network: FunctionNetwork | undefined,
  did: Did,
  place: Protected,
  options: DownOptions,
): Run<DeploymentEvent, void> {
  await liftProtections(protections, place, options.ports, (protection) => did.lifted.push(protection));
  if (network === undefined) return;
  yield* freeNetwork(network, options, (freed) => {
    did.freed = freed;
  });
}

/** A deletion that was refused, or never came, leaves a stack that is protected as it was, and a function that works. */
async function* undo(
  did: Did,
  stack: Stack,
  context: OperationContext,
  ports: Ports,
  because?: unknown,
): Run<DeploymentEvent, void> {
  const { lifted, freed, ledger } = did;
  if (ledger.touched || did.undone) return;
  did.undone = true;
  if (lifted.length === 0 && freed === undefined) return;
  // The answer to a deletion may have been lost: then it goes on.
  const now = await ports.stacks.describe(stack.arn).catch(() => stack);
  if (now === undefined || now.status === 'DELETE_IN_PROGRESS' || now.status === 'DELETE_COMPLETE') return;
  // One that had failed to be deleted before is none that has begun.
  if (now.status === 'DELETE_FAILED' && stack.status !== 'DELETE_FAILED') return;
  const attached = yield* attachAgain(freed, context);
  if (isProxyWebhookError(because) && because.data.goesOn === 'unknown') {
    yield* tellLifted(lifted, context);
    return;
  }
  const isProtected = yield* protectAgain(lifted, context, ports);
  context.ledger.touched = !(attached && isProtected);
}

async function* attachAgain(
  freed: Freed | undefined,
  { environment }: OperationContext,
): Run<DeploymentEvent, boolean> {
  try {
    await freed?.attachAgain?.();
    return true;
  } catch (error) {
    yield {
      type: 'warned',
      message: `The function was taken out of its VPC for a deletion that did not begin, and could not be put back: ${messageOf(error)}`,
      remedies: [`Put it back: \`${commandLine('up', environment)}\`.`],
    };
    return false;
  }
}

async function purgeOf(
  bucket: string | undefined,
  stack: Stack,
  { account }: Identity,
  { ports, purgeArtifacts = false }: DownOptions,
): Promise<Pick<DownPlan, 'purge'>> {
  if (!purgeArtifacts || bucket === undefined) return {};
  const {
    name,
    arn,
    parameters: { ArtifactKey: artifactKey },
  } = stack;
  return { purge: await observePurge({ bucket, account, leaving: { name, arn }, artifactKey }, ports) };
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
