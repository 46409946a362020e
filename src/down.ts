import type { Config } from './config/schema.ts';
import { interrupted, type Ledger } from './deployment/abort.ts';
import { busyError } from './deployment/attach.ts';
import { type DownPlan, planDown } from './deployment/down-plan.ts';
import type { DeploymentEvent } from './deployment/events.ts';
import { snapshotsOfEnvironment } from './deployment/final-snapshots.ts';
import { observe, waitForOther } from './deployment/observe.ts';
import type { Ports } from './deployment/ports.ts';
import { decideDown } from './deployment/states.ts';
import { commandLine } from './deployment/status-advice.ts';
import { identified } from './identified.ts';
import { readDeployed } from './read-deployed.ts';
import type { Run } from './run.ts';
import { takeAway } from './take-away.ts';
import { purgeAlone, whatIsLeft } from './what-is-left.ts';

export type { DownPlan } from './deployment/down-plan.ts';

/** What `down` is given. */
export interface DownOptions {
  readonly ports: Ports;
  /** Asked once it is known what goes and what stays; false leaves everything as it is. */
  readonly confirm: (plan: DownPlan) => Promise<boolean>;
  /** Takes termination and deletion protection off first. */
  readonly liftProtection?: boolean;
  /** Deletes artifacts that no other stack uses, once this one is gone. */
  readonly purgeArtifacts?: boolean;
  /** False: the function stays in its VPC, and the deletion waits for Lambda to give its network interfaces back. */
  readonly freeNetwork?: boolean;
  /** False: a stack that somebody is working on is an error instead of a wait. */
  readonly wait?: boolean;
  readonly signal?: AbortSignal;
}

/** What became of a stack that was to go. */
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
  const { environment, stackName, roleArn } = config;
  const startedAt = ports.clock.now();
  const resume = commandLine('down', environment);
  const ledger: Ledger = { touched: false };
  let joined: DownPlan['kept'] | undefined;
  let artifactKey: string | undefined;
  let stackArn: string | undefined;
  try {
    const identity = yield* identified(config, options);
    const { account, region } = identity;
    const context = { stackName, environment, account, region, roleArn };
    const result = (outcome: DownResult['outcome'], left: readonly string[]): DownResult => ({
      outcome,
      left,
      milliseconds: ports.clock.now() - startedAt,
      account: identity.account,
      region: identity.region,
    });
    let stack = yield* observe({ stackName, environment }, options);
    for (;;) {
      const decision = decideDown(stack?.status);
      if (stack === undefined || decision.kind === 'absent') {
        if (joined !== undefined)
          return result(
            'deleted',
            yield* whatIsLeft(joined, identity, { ...context, stackArn, artifactKey }, options),
          );
        const snapshots = await snapshotsOfEnvironment(environment, ports.proxyTargets);
        return result('absent', [...snapshots, ...(yield* purgeAlone(identity, context, options))]);
      }
      if (decision.kind === 'delete') {
        return result('deleted', yield* takeAway(stack, identity, { ...context, ledger }, options));
      }
      if (options.wait === false) throw busyError(stack, environment, { canWait: true });
      if (decision.kind === 'join') {
        const { plan } = planDown(await readDeployed(stack, identity, ports), identity, environment);
        joined = plan.kept;
        artifactKey = stack.parameters.ArtifactKey;
        stackArn = stack.arn;
      }
      stack = yield* waitForOther(stack, resume, options);
    }
  } catch (error) {
    throw interrupted(error, signal, { stackName, touched: ledger.touched, resume });
  }
}
