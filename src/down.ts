import { artifactBucketName } from './artifact/artifact.ts';
import type { Config } from './config/schema.ts';
import { interrupted, type Ledger, orAborted } from './deployment/abort.ts';
import { busyError } from './deployment/attach.ts';
import { type DeployedState, type DownPlan, type Protection, planDown } from './deployment/down-plan.ts';
import type { DeploymentEvent } from './deployment/events.ts';
import { waitForOther } from './deployment/observe.ts';
import { checkOwner } from './deployment/ownership.ts';
import type { Identity, Ports } from './deployment/ports.ts';
import type { Stack } from './deployment/stack.ts';
import { decideDown, isInReview } from './deployment/states.ts';
import { commandLine } from './deployment/status-advice.ts';
import { step } from './deployment/steps.ts';
import { deleteToEnd, type OperationContext } from './deployment/to-the-end.ts';
import { ProxyWebhookError } from './errors.ts';
import { identify } from './preflight/identity.ts';
import type { Run } from './run.ts';

export type { DownPlan } from './deployment/down-plan.ts';

export interface DownOptions {
  readonly ports: Ports;
  /** Asked once it is known what goes and what stays; false leaves everything as it is. */
  readonly confirm: (plan: DownPlan) => Promise<boolean>;
  /** Takes termination and deletion protection off first. */
  readonly liftProtection?: boolean;
  /** False: a stack that somebody is working on is an error instead of a wait. */
  readonly wait?: boolean;
  readonly signal?: AbortSignal;
}

export interface DownResult {
  readonly outcome: 'deleted' | 'absent';
  /** What was kept on purpose, in words. */
  readonly left: readonly string[];
  readonly milliseconds: number;
  readonly account: string;
  readonly region: string;
}

/**
 * Takes a stack away: says from the deployed template what goes and what stays, asks, lifts protections where told,
 * deletes and follows to the end. Throws `deletion-incomplete` with the reasons when CloudFormation stops half way.
 */
export async function* down(
  { config }: { readonly config: Config },
  options: DownOptions,
): Run<DeploymentEvent, DownResult> {
  const { ports, signal } = options;
  const { environment, stackName } = config;
  const startedAt = ports.clock.now();
  const resume = commandLine('down', environment);
  const ledger: Ledger = { touched: false };
  let joined: DownPlan['kept'] | undefined;
  try {
    const identity = yield* step('identity', ports.clock, () => identify(config, ports.account), {
      end: ({ account, region }) => `${account}, ${region}`,
    });
    const context = { stackName, environment, account: identity.account, region: identity.region };
    const result = (outcome: DownResult['outcome'], left: readonly string[]): DownResult => ({
      outcome,
      left,
      milliseconds: ports.clock.now() - startedAt,
      account: identity.account,
      region: identity.region,
    });
    let stack = yield* step('observe', ports.clock, () => ports.stacks.describe(stackName, signal), {
      begin: stackName,
      end: (found) => found?.status ?? 'absent',
    });
    checkOwner(stack, environment);
    for (;;) {
      const decision = decideDown(stack?.status);
      if (stack === undefined || decision.kind === 'absent') {
        return joined === undefined
          ? result('absent', [])
          : result('deleted', await whatIsLeft(joined, ports));
      }
      if (decision.kind === 'delete') {
        return result('deleted', yield* deleteWhatIsThere(stack, identity, { ...context, ledger }, options));
      }
      if (options.wait === false) throw busyError(stack, environment, { canWait: true });
      if (decision.kind === 'join') {
        const { plan } = planDown(await readDeployed(stack, identity, ports), identity, environment);
        joined = plan.kept;
      }
      stack = yield* waitForOther(stack, resume, options);
    }
  } catch (error) {
    throw interrupted(error, signal, { stackName, touched: ledger.touched, resume });
  }
}

async function* deleteWhatIsThere(
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

/** What is left, a snapshot by its own name: it is all that is left of the data. Where RDS may not be asked, by its database. */
async function whatIsLeft(kept: DownPlan['kept'], { proxyTargets }: Ports): Promise<readonly string[]> {
  return Promise.all(
    kept.map(async ({ what, snapshotOf }) => {
      if (snapshotOf === undefined) return what;
      const name = await proxyTargets.newestSnapshot?.(snapshotOf).catch(() => undefined);
      return name === undefined ? what : `${what}: ${name} (to go on with it: database.restoreFromSnapshot)`;
    }),
  );
}

async function readDeployed(
  stack: Stack,
  { account, region }: Identity,
  { stacks, artifacts, proxyTargets }: Ports,
): Promise<DeployedState> {
  const empty = isInReview(stack.status);
  const bucket = artifactBucketName(account, region);
  const [resources, templateBody, bucketState] = await Promise.all([
    empty ? [] : stacks.resources(stack.arn),
    empty ? undefined : stacks.template(stack.arn),
    // Only told about: somebody else's bucket, or one that may not be looked at, is not ours to name.
    artifacts.bucket(bucket, account).catch(() => 'absent' as const),
  ]);
  const databases = resources.flatMap(({ resourceType, physicalId, status }) =>
    resourceType === 'AWS::RDS::DBInstance' && physicalId !== undefined && status !== 'DELETE_COMPLETE'
      ? [physicalId]
      : [],
  );
  const states = await Promise.all(
    databases.map((id) =>
      // Where RDS may not be asked, the template says what was deployed.
      proxyTargets.database(id).catch(() => undefined),
    ),
  );
  return {
    stack,
    resources,
    templateBody,
    databaseProtection: new Map(
      states.flatMap((state) => (state === undefined ? [] : [[state.id, state.deletionProtection] as const])),
    ),
    bucket: bucketState === 'ours' ? bucket : undefined,
  };
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
