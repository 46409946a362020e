import { renderWebhookStack } from '../templates/webhook-stack.ts';
import type { LoadedConfig } from './config/load.ts';
import { interrupted, type Ledger } from './deployment/abort.ts';
import { agree } from './deployment/agree.ts';
import { carryOut } from './deployment/carry-out.ts';
import { ownsStack } from './deployment/change-set.ts';
import type { DeploymentEvent } from './deployment/events.ts';
import { observeAtRest, refusedByStatus } from './deployment/observe.ts';
import { protectedFromRecreation } from './deployment/outcome.ts';
import type { Plan } from './deployment/plan.ts';
import { additions, onlyAdds } from './deployment/planning.ts';
import type { Ports } from './deployment/ports.ts';
import type { ChangeSet, Stack } from './deployment/stack.ts';
import { decideUp } from './deployment/states.ts';
import { commandLine } from './deployment/status-advice.ts';
import { step } from './deployment/steps.ts';
import { deleteToEnd, executeToEnd, type OperationContext } from './deployment/to-the-end.ts';
import { withChangeSet } from './deployment/with-change-set.ts';
import { isProxyWebhookError, ProxyWebhookError } from './errors.ts';
import { lastOperation } from './history.ts';
import { identify } from './preflight/identity.ts';
import { type Preparation, type PrepareOptions, prepare } from './prepare.ts';
import type { Run } from './run.ts';
import { verify } from './verify.ts';

export interface UpOptions {
  readonly ports: Ports;
  /** Asked once everything is decided and nothing is done; false leaves nothing behind. */
  readonly approve: (plan: Plan) => Promise<boolean>;
  /** Logical IDs that may be replaced or removed although that loses something. */
  readonly allowReplace?: readonly string[];
  /** False: a stack that somebody is working on is an error instead of a wait. */
  readonly wait?: boolean;
  /** False: the deployed stack is not called to prove that it works. */
  readonly verify?: boolean;
  /** How long the function and the URL are tried before they count as not working; a minute unless told. */
  readonly retryMilliseconds?: number;
  readonly signal?: AbortSignal;
  readonly cacheDirectory?: string;
  /** Is given the map that leads from the code that is deployed back to its sources. */
  readonly built?: PrepareOptions['built'];
}

export interface UpResult {
  readonly outcome: 'created' | 'updated' | 'recreated' | 'unchanged';
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
    const identity = yield* step('identity', ports.clock, () => identify(config, ports.account), {
      end: ({ account, region }) => `${account}, ${region}`,
    });
    const context: OperationContext = {
      ledger,
      ...pick(config),
      account: identity.account,
      region: identity.region,
    };
    const stack = yield* observeAtRest(
      { ...pick(config), wait: options.wait ?? true, command: 'up' },
      options,
    );
    const decision = decideUp(stack?.status);
    if (decision.kind === 'refuse') throw refusedByStatus(stack, decision, config.environment);

    const base = decision.kind === 'update' ? stack : undefined;
    const preparation = yield* prepare(loaded, rendered, identity, base, options);
    const done =
      decision.kind === 'recreate' && stack !== undefined
        ? yield* recreate(stack, decision.why, preparation, context, options)
        : yield* change(stack, preparation, context, options);

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

interface Done {
  readonly outcome: UpResult['outcome'];
  readonly stack: Stack;
}

/** Creates or updates by the very change set that was approved. */
async function* change(
  stack: Stack | undefined,
  preparation: Preparation,
  context: OperationContext,
  options: UpOptions,
): Run<DeploymentEvent, Done> {
  const { ports } = options;
  const owns = await ownsStack(stack, ports);
  return yield* withChangeSet(preparation.request, owns, options, async function* (prepared, keep) {
    const { base } = preparation;
    if (prepared.kind === 'none' && base !== undefined) {
      const plan = preparation.plan('none', []);
      yield* agree(plan, preparation, options);
      yield* carryOut(plan, preparation.artifact.body, options);
      return { outcome: plan.action === 'none' ? 'unchanged' : 'updated', stack: base };
    }
    const changeSet = changesOf(prepared, context);
    const plan = preparation.plan(base === undefined ? 'create' : 'update', changeSet.changes);
    yield* agree(plan, preparation, options);
    yield* carryOut(plan, preparation.artifact.body, options);
    const ended = yield* executeToEnd(executionOf(changeSet, preparation), context, keep, options);
    return { outcome: base === undefined ? 'created' : 'updated', stack: ended };
  });
}

/** Deletes what a failed creation left and creates anew. The plan comes from the template: no change set can be made yet. */
async function* recreate(
  stack: Stack,
  why: string,
  preparation: Preparation,
  context: OperationContext,
  options: UpOptions,
): Run<DeploymentEvent, Done> {
  const { ports, signal } = options;
  if (stack.terminationProtection) throw protectedFromRecreation(stack, why, context);
  const failed = await lastOperation(ports.stacks, stack.arn, signal);
  const plan = preparation.plan('recreate', additions(preparation.template), {
    why,
    causes: failed?.causes ?? [],
  });
  yield* agree(plan, preparation, options);
  const [document, resources] = await Promise.all([
    ports.stacks.template(stack.arn),
    ports.stacks.resources(stack.arn),
  ]);
  const there = resources.filter(({ status }) => status !== 'DELETE_COMPLETE');
  const logicalIds = there.map(({ logicalId }) => logicalId);
  const resume = commandLine('up', context.environment);
  yield* deleteToEnd({ stack, document, logicalIds, resume }, context, options);
  return yield* withChangeSet(preparation.request, true, options, async function* (prepared, keep) {
    const changeSet = changesOf(prepared, context);
    // What was approved were additions alone; anything else is asked for again.
    if (!onlyAdds(changeSet)) {
      yield* agree(preparation.plan('create', changeSet.changes), preparation, options);
    }
    yield* carryOut(plan, preparation.artifact.body, options);
    return {
      outcome: 'recreated',
      stack: yield* executeToEnd(executionOf(changeSet, preparation), context, keep, options),
    };
  });
}

function executionOf(changeSet: ChangeSet, { base, document, environment }: Preparation) {
  return {
    kind: base === undefined ? 'create' : 'update',
    changeSet,
    stack: base,
    document,
    resume: commandLine('up', environment),
  } as const;
}

/** What is left to do once the stack stands; an error of it tells the outputs, which are there all the same. */
async function* standing(stack: Stack, protection: boolean, options: UpOptions): Run<DeploymentEvent, Stack> {
  try {
    const unprotected = await protect(stack, protection, options).then(
      () => undefined,
      deployedUnprotected(protection),
    );
    if (options.verify !== false) yield* prove(stack, options);
    if (unprotected !== undefined) throw unprotected;
    return { ...stack, terminationProtection: protection };
  } catch (error) {
    if (!isProxyWebhookError(error)) throw error;
    const { code, message, remedies, data } = error;
    throw new ProxyWebhookError(code, message, {
      remedies,
      cause: error,
      data: { ...data, outputs: stack.outputs },
    });
  }
}

async function protect(stack: Stack, wanted: boolean, { ports }: UpOptions): Promise<void> {
  if (stack.terminationProtection !== wanted) await ports.stacks.setTerminationProtection(stack.name, wanted);
}

function deployedUnprotected(wanted: boolean) {
  return (error: unknown): ProxyWebhookError => {
    if (!isProxyWebhookError(error)) throw error;
    const { code, message, remedies } = error;
    return new ProxyWebhookError(
      code,
      `The stack is deployed, but its termination protection could not be turned ${wanted ? 'on' : 'off'}. ${message}`,
      { remedies, cause: error },
    );
  };
}

async function* prove({ outputs }: Stack, options: UpOptions): Run<DeploymentEvent, void> {
  const { ProxyName: proxyName, FunctionName: functionName, WebhookUrl: webhookUrl } = outputs;
  if (proxyName === undefined || functionName === undefined || webhookUrl === undefined) {
    yield { type: 'warned', message: 'The stack has not got all outputs: whether it works was not checked.' };
    return;
  }
  yield* verify({ proxyName, functionName, webhookUrl }, options);
}

/** A new stack always has changes; anything else would be an answer that CloudFormation does not give. */
function changesOf(
  prepared: { readonly kind: string; readonly changeSet?: ChangeSet },
  { stackName }: OperationContext,
) {
  if (prepared.changeSet !== undefined) return prepared.changeSet;
  throw new ProxyWebhookError(
    'internal',
    `CloudFormation saw nothing to make in the new stack ${stackName}.`,
  );
}

function pick({ stackName, environment }: { readonly stackName: string; readonly environment: string }) {
  return { stackName, environment };
}
