import type { Config } from './config/schema.ts';
import { interrupted, type Ledger } from './deployment/abort.ts';
import { confirmed } from './deployment/agree.ts';
import type { DeploymentEvent } from './deployment/events.ts';
import { observeAtRest } from './deployment/observe.ts';
import type { Ports } from './deployment/ports.ts';
import { checkNamed, type RecoverPlan, type RecoverRequest } from './deployment/recover-plan.ts';
import type { Stack } from './deployment/stack.ts';
import { commandLine, stackNotFound, statusAdvice } from './deployment/status-advice.ts';
import type { OperationContext } from './deployment/to-the-end.ts';
import { decideRecover } from './deployment/ways-out.ts';
import { ProxyWebhookError } from './errors.ts';
import { identified } from './identified.ts';
import { planRecovery } from './plan-recovery.ts';
import { deleteWhatIsLeft } from './recover-by-deleting.ts';
import { rollBack } from './recover-by-rolling-back.ts';
import type { Run } from './run.ts';

export type { RecoverPlan } from './deployment/recover-plan.ts';

/** What `recover` works with, and which way out it takes. */
export interface RecoverOptions extends RecoverRequest {
  readonly ports: Ports;
  /** Asked once it is known what failed and what will be done; false leaves the stack as it is. */
  readonly confirm: (plan: RecoverPlan) => Promise<boolean>;
  /** False: a stack that somebody is working on is an error instead of a wait. */
  readonly wait?: boolean;
  readonly signal?: AbortSignal;
}

/** What came of a recovery. */
export interface RecoverResult {
  /** `nothing`: there was nothing to recover. */
  readonly outcome: 'rolled-back' | 'deleted' | 'nothing';
  /** The stack's status now. */
  readonly status: string;
  /** What exists outside of any stack from now on, and what has to be looked at, in words. */
  readonly left: readonly string[];
  /** What to do next. */
  readonly next: readonly string[];
  readonly milliseconds: number;
}

/**
 * The way out of a stack that CloudFormation left half way: says what failed and why, asks, lets the rollback go on, takes
 * the update back or deletes what is left, and follows that to its true end.
 */
export async function* recover(
  { config }: { readonly config: Config },
  options: RecoverOptions,
): Run<DeploymentEvent, RecoverResult> {
  const { ports, signal } = options;
  const { environment, stackName, roleArn } = config;
  const startedAt = ports.clock.now();
  const ledger: Ledger = { touched: false };
  const resume = commandLine('recover', environment);
  try {
    const identity = yield* identified(config, options);
    const { account, region } = identity;
    const context: OperationContext = { ledger, stackName, environment, account, region, roleArn };
    const stack = yield* observeAtRest(
      { stackName, environment, wait: options.wait ?? true, command: 'recover' },
      options,
    );
    const decision = decideRecover(stack?.status);
    if (stack === undefined || decision.kind === 'absent') throw stackNotFound(context);
    const result = (
      outcome: RecoverResult['outcome'],
      status: string,
      left: readonly string[],
      next: readonly string[],
    ): RecoverResult => ({ outcome, status, left, next, milliseconds: ports.clock.now() - startedAt });

    switch (decision.kind) {
      case 'refuse':
        throw cannotRecover(stack, decision.why, environment);
      // Not reached: it was waited for.
      case 'wait':
      case 'nothing':
        return result('nothing', stack.status, [], nextFor(stack, environment));
      case 'continue-rollback':
      case 'roll-back': {
        const plan = yield* planRecovery(stack, decision.kind, identity, context, options);
        yield* agreed(plan, options);
        const status = yield* rollBack(stack, plan, context, resume, options);
        return result('rolled-back', status, skippedWords(plan), [
          `Remove the cause, then deploy again: \`${commandLine('up', environment)}\`.`,
        ]);
      }
      case 'delete': {
        const plan = yield* planRecovery(stack, decision.kind, identity, context, options);
        yield* agreed(plan, options);
        const left = yield* deleteWhatIsLeft(stack, plan, context, resume, options);
        return result('deleted', 'DELETE_COMPLETE', left, [
          `Deploy again: \`${commandLine('up', environment)}\`.`,
        ]);
      }
    }
  } catch (error) {
    throw interrupted(error, signal, { stackName, touched: ledger.touched, resume });
  }
}

async function* agreed(plan: RecoverPlan, options: RecoverOptions): Run<DeploymentEvent, void> {
  const { skip = [], retain = [] } = options;
  const { stackName } = plan;
  checkNamed(plan, { skip, retain });
  yield* confirmed(
    () => options.confirm(plan),
    { told: `${stackName} is as it was`, data: { stackName } },
    options,
  );
}

function skippedWords({ skip }: RecoverPlan): readonly string[] {
  return skip.map(
    (logicalId) =>
      `${logicalId} was skipped: CloudFormation calls it restored without having touched it. Make it what the template says before the next update.`,
  );
}

function nextFor(stack: Stack, environment: string): readonly string[] {
  const { next, command } = statusAdvice(stack.status);
  if (next === undefined) return [];
  return [command === undefined ? next : `${next} \`${commandLine(command, environment)}\``];
}

function cannotRecover({ name, status }: Stack, why: string, environment: string): ProxyWebhookError {
  return new ProxyWebhookError('refused', `${name} (${status}) cannot be recovered from here: ${why}.`, {
    remedies: [
      `What happened: \`${commandLine('events', environment)}\`.`,
      'Settle it in the CloudFormation console.',
    ],
    data: { stackName: name, status },
  });
}
