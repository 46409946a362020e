import { type RenderedStack, renderWebhookStack } from '../templates/webhook-stack.ts';
import { applyChange, type Done, recreate } from './apply-change.ts';
import type { LoadedConfig } from './config/load.ts';
import { interrupted, type Ledger } from './deployment/abort.ts';
import type { DeploymentEvent } from './deployment/events.ts';
import { observeAtRest, refusedByStatus } from './deployment/observe.ts';
import { isOvertaken } from './deployment/overtaken.ts';
import type { Plan } from './deployment/plan.ts';
import type { Identity, Ports } from './deployment/ports.ts';
import { leftDatabase, withRestoredPassword } from './deployment/restored-password.ts';
import type { Stack } from './deployment/stack.ts';
import { decideUp } from './deployment/states.ts';
import { commandLine } from './deployment/status-advice.ts';
import type { OperationContext } from './deployment/to-the-end.ts';
import { identified } from './identified.ts';
import { type PrepareOptions, prepare } from './prepare.ts';
import type { Run } from './run.ts';
import { standing } from './standing.ts';
import { updateCode } from './update-code.ts';

/** What `up` is given. */
export interface UpOptions {
  readonly ports: Ports;
  /** Asked once everything is decided and nothing is done; false leaves nothing behind. */
  readonly approve: (plan: Plan) => Promise<boolean>;
  /** Logical IDs that may be replaced or removed although that loses something. */
  readonly allowReplace?: readonly string[];
  /** True: only the function's code is updated, past the stack; refused where anything else differs. */
  readonly fast?: boolean;
  /** False: what fails is left as it is, to be looked at; a stack that was left so is gone on with. */
  readonly rollback?: boolean;
  /** False: a stack that somebody is working on is an error instead of a wait. */
  readonly wait?: boolean;
  /** False: the deployed stack is not called to prove that it works. */
  readonly verify?: boolean;
  /** How long the function and the URL are tried before they count as not working; a minute unless told. */
  readonly retryMilliseconds?: number;
  readonly signal?: AbortSignal;
  /** Names of checks or findings of preflight to leave out; none is all that can be. */
  readonly skipPreflight?: readonly string[] | undefined;
  /** False: nothing is looked at but what the plan is made of; for a local cloud. */
  readonly preflight?: boolean | undefined;
  readonly cacheDirectory?: string;
  /** Is given the map that leads from the code that is deployed back to its sources. */
  readonly built?: PrepareOptions['built'];
}

/** What became of a deployment. */
export interface UpResult {
  readonly outcome: 'created' | 'updated' | 'recreated' | 'repaired' | 'code-updated' | 'unchanged';
  readonly stack: Stack;
  readonly outputs: Readonly<Record<string, string>>;
  readonly milliseconds: number;
}

/**
 * Makes the deployed stack what a configuration says: observes, plans, asks, executes, follows, proves. Throws what
 * stands in the way before anything is changed, and `deployment-failed` with the causes after the rollback has ended.
 */
export async function* up(loaded: LoadedConfig, options: UpOptions): Run<DeploymentEvent, UpResult> {
  const { config } = loaded;
  const { ports, signal } = options;
  const startedAt = ports.clock.now();
  const ledger: Ledger = { touched: false };
  try {
    const rendered = renderWebhookStack(config);
    const identity = yield* identified(config, options);
    const context: OperationContext = {
      ledger,
      ...pick(config),
      roleArn: config.roleArn,
      account: identity.account,
      region: identity.region,
    };
    const done = yield* bringTo(loaded, rendered, identity, context, options);
    const protectedStack = yield* standing(done.stack, config.terminationProtection, options);
    return {
      outcome: done.outcome,
      stack: protectedStack,
      outputs: protectedStack.outputs,
      milliseconds: ports.clock.now() - startedAt,
    };
  } catch (error) {
    throw interrupted(error, signal, {
      stackName: config.stackName,
      touched: ledger.touched,
      resume: commandLine('up', config.environment),
    });
  }
}

/** So often the stack is looked at anew when somebody else came first. */
const ROUNDS = 3;

/**
 * Looks, plans, asks and carries out; where another `up` came first, all of it again: what was agreed to is not what would
 * be done any more.
 */
async function* bringTo(
  loaded: LoadedConfig,
  rendered: RenderedStack,
  identity: Identity,
  context: OperationContext,
  options: UpOptions,
): Run<DeploymentEvent, Done> {
  const { config } = loaded;
  const { ports, wait = true } = options;
  const restores = config.database.restoreFromSnapshot !== undefined;
  for (let round = 1; ; round += 1) {
    try {
      const observing = observeAtRest({ ...pick(config), wait, command: 'up' }, options);
      // Also while an operation is waited for that another `up` began and could not end.
      const stack = yield* restores ? withRestoredPassword(observing, config.stackName, options) : observing;
      const decision = decideUp(stack?.status, options);
      if (decision.kind === 'refuse') throw refusedByStatus(stack, decision, config.environment);
      const base = decision.kind === 'update' ? stack : undefined;
      const leaving = decision.kind === 'recreate' ? stack : undefined;
      const preparation = yield* prepare(loaded, rendered, identity, base, { ...options, leaving });
      const doing = options.fast
        ? updateCode(base, preparation, context, options)
        : decision.kind === 'recreate' && stack !== undefined
          ? recreate(stack, decision.why, preparation, context, options)
          : applyChange(stack, preparation, context, options);
      if (!restores) return yield* doing;
      const standing = base !== undefined && (await leftDatabase(base, ports));
      return yield* withRestoredPassword(doing, config.stackName, { ...options, standing });
    } catch (error) {
      if (!isOvertaken(error) || !wait || round === ROUNDS || options.signal?.aborted === true) throw error;
      yield { type: 'warned', message: `${error.message} Looking at the stack anew.` };
    }
  }
}

function pick({ stackName, environment }: { readonly stackName: string; readonly environment: string }) {
  return { stackName, environment };
}
