import { type Running, takeBack, tooLate } from './cancel-update.ts';
import type { Config } from './config/schema.ts';
import { interrupted, type Ledger } from './deployment/abort.ts';
import { confirmed } from './deployment/agree.ts';
import { attach } from './deployment/attach.ts';
import type { DeploymentEvent } from './deployment/events.ts';
import type { Ended } from './deployment/follow.ts';
import { meantOperation } from './deployment/meant-operation.ts';
import { observe } from './deployment/observe.ts';
import { deploymentFailed } from './deployment/outcome.ts';
import { isOvertaken } from './deployment/overtaken.ts';
import type { Ports } from './deployment/ports.ts';
import type { Stack } from './deployment/stack.ts';
import { isBusy, isDeployed } from './deployment/states.ts';
import { commandLine, stackNotFound } from './deployment/status-advice.ts';
import { step } from './deployment/steps.ts';
import { deleteAllToEnd, type OperationContext } from './deployment/to-the-end.ts';
import { decideCancel } from './deployment/ways-out.ts';
import { ProxyWebhookError } from './errors.ts';
import { identified } from './identified.ts';
import { readDeployed } from './read-deployed.ts';
import { refuseProtected } from './refuse-protected.ts';
import type { Run } from './run.ts';

/** What `cancel` will do about the operation that runs. */
export interface CancelPlan {
  readonly action: 'cancel-update' | 'delete';
  readonly stackName: string;
  readonly environment: string;
  readonly account: string;
  readonly region: string;
  readonly status: string;
}

/** What `cancel` works with. */
export interface CancelOptions {
  readonly ports: Ports;
  /** Asked once it is known what runs; false lets it go on. */
  readonly confirm: (plan: CancelPlan) => Promise<boolean>;
  /** Cancels this operation alone: another that runs by now is let be. */
  readonly operationId?: string;
  readonly signal?: AbortSignal;
}

/** What came of a cancellation. */
export interface CancelResult {
  /** `nothing`: no operation was running. */
  readonly outcome: 'rolled-back' | 'deleted' | 'nothing';
  /** The stack's status now. */
  readonly status: string;
  /** Of what was deleted: final snapshots, in words. */
  readonly left: readonly string[];
  readonly milliseconds: number;
}

/**
 * Stops the operation that runs on a stack and follows to the true end of that: an update is rolled back, what a first
 * creation made is deleted. Throws `refused` for what cannot be stopped or ended before it could be.
 */
export async function* cancel(
  { config }: { readonly config: Config },
  options: CancelOptions,
): Run<DeploymentEvent, CancelResult> {
  const { ports, signal } = options;
  const { environment, stackName, roleArn } = config;
  const startedAt = ports.clock.now();
  const ledger: Ledger = { touched: false };
  const resume = commandLine('cancel', environment);
  try {
    const identity = yield* identified(config, options);
    const context: OperationContext = {
      ledger,
      stackName,
      environment,
      account: identity.account,
      region: identity.region,
      roleArn,
    };
    const observed = yield* observe({ stackName, environment }, options);
    const { stack, isAnother } = await meantOperation(observed, options);
    const result = (outcome: CancelResult['outcome'], status: string): CancelResult => ({
      outcome,
      status,
      left: [],
      milliseconds: ports.clock.now() - startedAt,
    });
    const decision = decideCancel(stack?.status);
    if (stack === undefined || decision.kind === 'absent') throw stackNotFound(context);
    if (isAnother) throw tooLate(stack, context, { another: true });
    switch (decision.kind) {
      case 'nothing':
        return result('nothing', stack.status);
      case 'refuse':
        throw cannotCancel(stack, decision.why, environment);
      case 'join':
        return result('rolled-back', yield* tookBack({ stack }, context, resume, options));
      case 'cancel-update': {
        yield* agreed(stack, decision.kind, context, options);
        const running = yield* takeBack(stack, context, resume, options);
        return result('rolled-back', yield* tookBack(running, context, resume, options));
      }
      case 'delete': {
        await refuseIfProtected(stack, context, ports);
        yield* agreed(stack, decision.kind, context, options);
        const left = yield* deleteCreation(stack, context, resume, options);
        return { ...result('deleted', 'DELETE_COMPLETE'), left };
      }
    }
  } catch (error) {
    throw interrupted(error, signal, { stackName, touched: ledger.touched, resume });
  }
}

async function* agreed(
  { name, status }: Stack,
  action: CancelPlan['action'],
  { environment, account, region }: OperationContext,
  options: CancelOptions,
): Run<DeploymentEvent, void> {
  const plan: CancelPlan = { action, stackName: name, environment, account, region, status };
  const declined = { told: `what runs on ${name} goes on`, data: { stackName: name } };
  yield* confirmed(() => options.confirm(plan), declined, options);
}

/** Follows a rollback to its end; the status it ended with. */
async function* tookBack(
  { stack, from }: Running,
  context: OperationContext,
  resume: string,
  options: CancelOptions,
): Run<DeploymentEvent, string> {
  const ended = isBusy(stack.status)
    ? yield* step('roll-back', options.ports.clock, () => attach(stack, resume, options, from), {
        begin: stack.name,
        end: ({ status }) => status,
      })
    : { status: stack.status, stack, events: [], failure: NO_FAILURE };
  if (/ROLLBACK_COMPLETE$/.test(ended.status)) return ended.status;
  if (isDeployed(ended.status)) throw tooLate(ended, context);
  throw deploymentFailed(ended, context);
}

const NO_FAILURE: Ended['failure'] = { causes: [], cancelled: 0, rollbackFailures: [], leftBehind: [] };

/**
 * Deletes what a creation made so far, if it is still that creation: one that got to its end is not taken away. Returns what
 * is left of it, in words.
 */
async function* deleteCreation(
  { arn }: Stack,
  context: OperationContext,
  resume: string,
  options: CancelOptions,
): Run<DeploymentEvent, readonly string[]> {
  const { stacks } = options.ports;
  const now = await stacks.describe(arn, options.signal);
  if (now === undefined || now.status !== 'CREATE_IN_PROGRESS') {
    throw tooLate({ status: now?.status ?? 'DELETE_COMPLETE' }, context);
  }
  // What was begun meanwhile may be protected too.
  await refuseIfProtected(now, context, options.ports);
  try {
    return yield* deleteAllToEnd(now, resume, context, options);
  } catch (error) {
    if (!isOvertaken(error)) throw error;
    const { status } = error.data;
    // Without a status another stack has its name: this one is gone.
    throw tooLate({ status: typeof status === 'string' ? status : 'DELETE_COMPLETE' }, context);
  }
}

async function refuseIfProtected(stack: Stack, context: OperationContext, ports: Ports): Promise<void> {
  const what = `A first creation is cancelled by deleting ${stack.name}, and that is protected.`;
  refuseProtected(await readDeployed(stack, context, ports), what, context);
}

function cannotCancel({ name, status }: Stack, why: string, environment: string): ProxyWebhookError {
  return new ProxyWebhookError(
    'refused',
    `What runs on ${name} (${status}) cannot be cancelled: ${why}. Nothing was changed.`,
    {
      remedies: [`Follow it to its end: \`${commandLine('status --watch', environment)}\`.`],
      data: { stackName: name, status },
    },
  );
}
