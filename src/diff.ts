import { renderWebhookStack } from '../templates/webhook-stack.ts';
import { besideUpdate, compareWithDeployed } from './compare-live.ts';
import type { LoadedConfig } from './config/load.ts';
import { interrupted } from './deployment/abort.ts';
import { busyError } from './deployment/attach.ts';
import { detectDrift } from './deployment/drift.ts';
import type { DriftReport } from './deployment/drift-report.ts';
import type { DeploymentEvent } from './deployment/events.ts';
import { observe, refusedByStatus } from './deployment/observe.ts';
import type { Plan } from './deployment/plan.ts';
import { additions } from './deployment/planning.ts';
import type { Ports } from './deployment/ports.ts';
import { decideDiff, decideUp } from './deployment/states.ts';
import { withChangeSet } from './deployment/with-change-set.ts';
import { identified } from './identified.ts';
import { prepare } from './prepare.ts';
import type { Run } from './run.ts';

/** What `diff` and `plan` are given. */
export interface DiffOptions {
  readonly ports: Ports;
  readonly signal?: AbortSignal;
  /** Names of checks or findings of preflight to leave out; none is all that can be. */
  readonly skipPreflight?: readonly string[] | undefined;
  /** False: nothing is looked at but what the plan is made of; for a local cloud. */
  readonly preflight?: boolean | undefined;
  readonly cacheDirectory?: string;
  /** Lets CloudFormation compare too what lives with the deployed template: minutes. */
  readonly drift?: { readonly withinMilliseconds?: number | undefined } | undefined;
}

/** Whether there is a difference, and the plan that it comes to. */
export interface DiffResult {
  readonly differs: boolean;
  readonly plan: Plan;
  /** What CloudFormation found, where it was asked for and something is deployed. */
  readonly drift?: DriftReport;
}

/** Says what `up` would do. For a stack that is not there it asks nobody; otherwise the change set it makes is deleted again. */
export async function* diff(loaded: LoadedConfig, options: DiffOptions): Run<DeploymentEvent, DiffResult> {
  const { config } = loaded;
  const { ports, signal } = options;
  try {
    const rendered = renderWebhookStack(config);
    const identity = yield* identified(config, options);
    const stack = yield* observe(config, options);
    const decision = decideDiff(stack?.status);
    if (decision.kind === 'refuse') throw refusedByStatus(stack, decision, config.environment);
    if (decision.kind === 'busy' && stack !== undefined)
      throw busyError(stack, config.environment, { canWait: false });

    const base = decision.kind === 'against-deployed' ? stack : undefined;
    const found = decideUp(stack?.status);
    const leaving = base === undefined && found.kind === 'recreate' ? stack : undefined;
    const preparation = yield* prepare(loaded, rendered, identity, base, { ...options, leaving });
    if (base === undefined) {
      const plan =
        found.kind === 'recreate'
          ? preparation.plan('recreate', additions(preparation.template), { why: found.why, causes: [] })
          : preparation.plan('create', additions(preparation.template));
      yield { type: 'planned', plan };
      return { differs: true, plan };
    }
    const compared = yield* compareWithDeployed(base, options);
    const drift =
      options.drift === undefined
        ? undefined
        : yield* detectDrift(base, { ports, signal, environment: config.environment, ...options.drift });
    // Nobody executes it, so no role is passed: who looks need not be allowed to. CloudFormation takes the stack's own.
    // Source: CloudFormation API Reference, CreateChangeSet, RoleARN.
    const { roleArn: _, ...request } = preparation.request;
    return yield* withChangeSet(request, false, options, async function* (prepared) {
      const found =
        prepared.kind === 'none'
          ? {
              repairs: compared.repairs.map(({ change }) => change),
              warnings: [...compared.warnings, ...compared.lost],
            }
          : besideUpdate(compared, prepared.changeSet.changes, preparation.artifact.key);
      const plan =
        prepared.kind === 'none'
          ? preparation.plan('none', [], undefined, found)
          : preparation.plan('update', prepared.changeSet.changes, undefined, found);
      yield { type: 'planned', plan };
      const changed =
        plan.repairs !== undefined || compared.lost.length > 0 || (drift?.drifted.length ?? 0) > 0;
      return {
        differs: plan.action !== 'none' || changed,
        plan,
        ...(drift === undefined ? {} : { drift }),
      };
    });
  } catch (error) {
    throw interrupted(error, signal, {
      stackName: config.stackName,
      touched: false,
      resume: 'npx proxywebhook diff',
    });
  }
}
