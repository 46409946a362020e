import type { Engine } from '../engine.ts';
import { setStackStatus } from '../journal.ts';
import { restoreResource, updateResource } from '../resources/change-resource.ts';
import { deletionPolicyOf, removeAll } from '../resources/remove-resources.ts';
import type { Work } from '../resources/work.ts';
import type { Design, Instance, Removal, StackRecord } from '../stack-record.ts';
import { rollBackCreation } from './create-stack.ts';
import { deploy } from './deploy.ts';
import { begin, end, failedTo, pause } from './operation.ts';
import { outputsOf } from './outputs.ts';
import { rollBackUpdate } from './roll-back-update.ts';

export interface UpdateOptions {
  readonly token: string | undefined;
  readonly disableRollback: boolean;
  readonly retainExceptOnCreate: boolean;
}

/** Updates a stack to its end: clean-up or rollback included. Resolves to whether it was updated. */
export async function updateStack(
  engine: Engine,
  stack: StackRecord,
  design: Design,
  { token, disableRollback, retainExceptOnCreate }: UpdateOptions,
): Promise<boolean> {
  const before = stack.design;
  // After an update that was paused, what is undone is still the last one that was complete.
  if (stack.undo === undefined && stack.status.endsWith('_COMPLETE') && before !== undefined) {
    stack.undo = { to: before, before: new Map() };
  }
  const operation = begin(engine, stack, 'UPDATE_STACK', token);
  const work: Work = { engine, stack, operation, design };
  stack.updatedAt = engine.world.clock.now();
  stack.design = design;
  setStackStatus(engine, stack, 'UPDATE_IN_PROGRESS', { reason: 'User Initiated' });
  await pause(engine, operation).catch(() => {});
  const { succeeded, failed } = await deploy(work, disableRollback, async (work, logicalId, ready) => {
    const updated = await updateResource(work, logicalId, ready);
    if (!updated && disableRollback) await settleFailure(work, logicalId);
    return updated;
  });
  if (succeeded && operation.interruption === undefined) {
    await cleanUp(work, removalsAfter(stack, design));
    return true;
  }
  const reason =
    operation.interruption === 'cancel-update'
      ? 'User Initiated'
      : [
          failed.create.length > 0 ? failedTo('create', failed.create) : '',
          failed.update.length > 0 ? failedTo('update', failed.update) : '',
        ].join('');
  if (disableRollback && operation.interruption === undefined) {
    setStackStatus(engine, stack, 'UPDATE_FAILED', { reason: reason.trimEnd() });
    end(stack, operation);
  } else if (stack.undo === undefined) {
    await rollBackCreation(engine, stack, { token, reason, retainExceptOnCreate });
  } else {
    await rollBackUpdate(engine, stack, { token, reason, type: 'ROLLBACK', retainExceptOnCreate });
  }
  return false;
}

/** The new is live: what it took the place of, and what the template has no more, goes. Failures leave it behind. */
async function cleanUp(work: Work, removals: readonly Removal[]): Promise<void> {
  const { engine, stack, design, operation } = work;
  stack.outputs = outputsOf(engine, stack, design);
  delete stack.undo;
  setStackStatus(engine, stack, 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS');
  await pause(engine, operation);
  const failed = await removeAll(work, removals);
  for (const { logicalId } of removals) {
    // CloudFormation lets go of what it could not delete.
    if (!Object.hasOwn(design.template.resources, logicalId)) stack.resources.delete(logicalId);
  }
  setStackStatus(
    engine,
    stack,
    'UPDATE_COMPLETE',
    failed.length === 0 ? {} : { reason: 'Update successful. One or more resources could not be deleted.' },
  );
  end(stack, operation);
}

function removalsAfter({ resources, undo }: StackRecord, { template }: Design): readonly Removal[] {
  const replaced = [...(undo?.before ?? [])].flatMap(([logicalId, before]) => {
    const now = resources.get(logicalId)?.instance;
    if (before === undefined || now === undefined || now.identity === before.identity) return [];
    return [{ logicalId, instance: before, policy: now.updateReplacePolicy ?? 'Delete' } as const];
  });
  const removed = [...resources.values()].flatMap(({ logicalId, instance }) => {
    if (Object.hasOwn(template.resources, logicalId)) return [];
    return [
      {
        logicalId,
        instance,
        policy: instance === undefined ? 'Delete' : deletionPolicyOf(instance),
      } as const,
    ];
  });
  return [...replaced, ...removed];
}

/**
 * What failed goes back to its last stable state at once, while it is still called failed. Source: CloudFormation User
 * Guide, "Choose how to handle failures when provisioning resources".
 */
async function settleFailure(work: Work, logicalId: string): Promise<void> {
  const { stack } = work;
  const before: Instance | undefined = stack.undo?.before.get(logicalId);
  const record = stack.resources.get(logicalId);
  if (before === undefined || record === undefined) return;
  const { status, statusReason } = record;
  const { replacement } = await restoreResource(work, logicalId, before);
  if (replacement !== undefined) {
    await removeAll(work, [{ logicalId, instance: replacement, policy: 'Delete' }]);
  }
  record.status = status;
  if (statusReason !== undefined) record.statusReason = statusReason;
}
