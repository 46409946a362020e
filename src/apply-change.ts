import { approvedOf, besideUpdate, compareWithDeployed, refuseLost } from './compare-live.ts';
import { agree } from './deployment/agree.ts';
import { carryOut } from './deployment/carry-out.ts';
import { ownsStack } from './deployment/change-set.ts';
import type { DeploymentEvent } from './deployment/events.ts';
import type { LiveChange } from './deployment/live.ts';
import { additions, onlyAdds } from './deployment/planning.ts';
import { repair } from './deployment/repair.ts';
import type { ChangeSet, Stack } from './deployment/stack.ts';
import { isPaused } from './deployment/states.ts';
import { commandLine } from './deployment/status-advice.ts';
import { deleteAllToEnd, executeToEnd, type OperationContext } from './deployment/to-the-end.ts';
import { unchangedSince } from './deployment/unchanged-since.ts';
import { withChangeSet } from './deployment/with-change-set.ts';
import { ProxyWebhookError } from './errors.ts';
import { lastOperation } from './history.ts';
import { type Preparation, placed } from './prepare.ts';
import { readDeployed } from './read-deployed.ts';
import { mustBeDeletedFirst, refuseProtected } from './refuse-protected.ts';
import type { Run } from './run.ts';
import type { UpOptions, UpResult } from './up.ts';

/** A stack that was brought to what its configuration says. */
export interface Done {
  readonly outcome: UpResult['outcome'];
  readonly stack: Stack;
}

/** Creates or updates by the very change set that was approved. */
export async function* applyChange(
  stack: Stack | undefined,
  preparation: Preparation,
  context: OperationContext,
  options: UpOptions,
): Run<DeploymentEvent, Done> {
  const { ports } = options;
  const owns = await ownsStack(stack, ports);
  return yield* withChangeSet(preparation.request, owns, options, async function* (prepared, keep) {
    const { base, artifact } = preparation;
    const paused = isPaused(base?.status);
    if (prepared.kind === 'none' && base !== undefined && paused) throw nothingToRetry(base, context);
    // What failed half way is not what its template says: there is nothing to compare with.
    const compared = base === undefined || paused ? undefined : yield* compareWithDeployed(base, options);
    if (prepared.kind === 'none' && base !== undefined && compared !== undefined) {
      refuseLost(compared, base, context.environment);
      const { repairs, warnings } = compared;
      const planned = { repairs: repairs.map(({ change }) => change), warnings };
      const plan = preparation.plan('none', [], undefined, planned);
      yield* agree(plan, preparation, options);
      yield* carryOut(plan, placed(preparation), options);
      if (repairs.length > 0) yield* repairAgreed(base, planned.repairs, context, options);
      const outcome = plan.action !== 'none' ? 'updated' : repairs.length > 0 ? 'repaired' : 'unchanged';
      return { outcome, stack: base };
    }
    const changeSet = changesOf(prepared, context);
    const { changes } = changeSet;
    const beside = compared === undefined ? undefined : besideUpdate(compared, changes, artifact.key);
    const plan = preparation.plan(base === undefined ? 'create' : 'update', changes, undefined, beside);
    yield* agree(plan, preparation, options);
    yield* carryOut(plan, placed(preparation), options);
    const ended = yield* executeToEnd(executionOf(changeSet, preparation, options), context, keep, options);
    if (plan.repairs !== undefined) {
      // Anew: the update may have mended some.
      const now = yield* compareWithDeployed(ended, options);
      yield* repair(approvedOf(now.repairs, plan.repairs), options);
    }
    return { outcome: base === undefined ? 'created' : 'updated', stack: ended };
  });
}

/** What is mended goes by what lives now: while somebody was asked, another `up` may have changed what should live. */
async function* repairAgreed(
  stack: Stack,
  agreed: readonly LiveChange[],
  context: OperationContext,
  options: UpOptions,
): Run<DeploymentEvent, void> {
  const now = yield* compareWithDeployed(stack, options);
  await unchangedSince(stack, options);
  context.ledger.touched = true;
  yield* repair(approvedOf(now.repairs, agreed), options);
}

/** Deletes what a failed creation left and creates anew. The plan comes from the template: no change set can be made yet. */
export async function* recreate(
  stack: Stack,
  why: string,
  preparation: Preparation,
  context: OperationContext,
  options: UpOptions,
): Run<DeploymentEvent, Done> {
  const { ports, signal } = options;
  refuseProtected(await readDeployed(stack, context, ports), mustBeDeletedFirst(stack.name, why), context);
  const failed = await lastOperation(ports.stacks, stack.arn, signal);
  const plan = preparation.plan('recreate', additions(preparation.template), {
    why,
    causes: failed?.causes ?? [],
  });
  yield* agree(plan, preparation, options);
  const left = yield* deleteAllToEnd(stack, commandLine('up', context.environment), context, options);
  for (const what of left) {
    yield { type: 'warned', message: `Left of what was deleted, at a cost until you delete it: ${what}` };
  }
  return yield* withChangeSet(preparation.request, true, options, async function* (prepared, keep) {
    const changeSet = changesOf(prepared, context);
    // What was approved were additions alone; anything else is asked for again.
    if (!onlyAdds(changeSet)) {
      yield* agree(preparation.plan('create', changeSet.changes), preparation, options);
    }
    yield* carryOut(plan, placed(preparation), options);
    return {
      outcome: 'recreated',
      stack: yield* executeToEnd(executionOf(changeSet, preparation, options), context, keep, options),
    };
  });
}

function executionOf(
  changeSet: ChangeSet,
  { base, document, environment }: Preparation,
  { rollback = true }: UpOptions,
) {
  return {
    kind: base === undefined ? 'create' : 'update',
    changeSet,
    stack: base,
    document,
    resume: commandLine('up', environment),
    keepFailed: !rollback,
  } as const;
}

/** Not "no changes": the stack is half way, and CloudFormation offers no way on with this configuration. */
function nothingToRetry({ name, status }: Stack, { environment }: OperationContext): ProxyWebhookError {
  return new ProxyWebhookError(
    'refused',
    `CloudFormation sees nothing to go on with in ${name}, which is ${status}. Nothing was changed.`,
    {
      remedies: [`Take it back: \`${commandLine('recover', environment)}\`.`],
      data: { stackName: name, status },
    },
  );
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
