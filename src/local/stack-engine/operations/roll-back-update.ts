import type { Engine } from '../engine.ts';
import { setResourceStatus, setStackStatus } from '../journal.ts';
import { restoreResource } from '../resources/change-resource.ts';
import { removeAll } from '../resources/remove-resources.ts';
import type { Work } from '../resources/work.ts';
import type { OperationType, Removal, StackRecord } from '../stack-record.ts';
import { dependencies } from '../template/references.ts';
import { walk } from '../walk.ts';
import { begin, end, failedTo, pause } from './operation.ts';
import { outputsOf } from './outputs.ts';

export interface RollbackOptions {
  readonly token: string | undefined;
  readonly reason: string;
  readonly type: OperationType;
  /** Logical ids that are called restored without being touched. */
  readonly skip?: readonly string[];
  readonly retainExceptOnCreate?: boolean;
}

/** Takes a stack back to the last design that was complete, to the end: clean-up included. */
export async function rollBackUpdate(
  engine: Engine,
  stack: StackRecord,
  { token, reason, type, skip = [], retainExceptOnCreate = false }: RollbackOptions,
): Promise<void> {
  const { undo } = stack;
  if (undo === undefined) throw new Error(`nothing to roll back ${stack.name} to`);
  const operation = begin(engine, stack, type, token);
  const work: Work = { engine, stack, operation, design: undo.to };
  setStackStatus(engine, stack, 'UPDATE_ROLLBACK_IN_PROGRESS', { reason });
  await pause(engine, operation);
  const removals: Removal[] = [];
  const failed: string[] = [];
  const touched = [...undo.before]
    .filter(([, before]) => before !== undefined)
    .map(([logicalId]) => logicalId);
  await walk({
    ids: touched,
    before: dependencies(undo.to.template),
    run: async (logicalId) => {
      const before = undo.before.get(logicalId);
      const record = stack.resources.get(logicalId);
      if (before === undefined || record === undefined) return true;
      if (skip.includes(logicalId)) {
        setResourceStatus(engine, stack, record, 'UPDATE_COMPLETE');
        undo.before.delete(logicalId);
        return true;
      }
      const { restored, replacement } = await restoreResource(work, logicalId, before);
      if (replacement !== undefined) removals.push({ logicalId, instance: replacement, policy: 'Delete' });
      if (restored) undo.before.delete(logicalId);
      else failed.push(logicalId);
      return restored;
    },
  });
  if (failed.length > 0) {
    // What took the place of others stays to be removed when the rollback goes on.
    stack.leftovers = [...(stack.leftovers ?? []), ...removals];
    setStackStatus(engine, stack, 'UPDATE_ROLLBACK_FAILED', { reason: failedTo('update', failed).trimEnd() });
    end(stack, operation);
    return;
  }
  for (const [logicalId] of undo.before) {
    const record = stack.resources.get(logicalId);
    if (record === undefined) continue;
    const retained = record.instance?.deletionPolicy === 'Retain' && !retainExceptOnCreate;
    removals.push({ logicalId, instance: record.instance, policy: retained ? 'Retain' : 'Delete' });
  }
  stack.design = undo.to;
  stack.outputs = outputsOf(engine, stack, undo.to);
  setStackStatus(engine, stack, 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS');
  await pause(engine, operation);
  await removeAll(work, [...(stack.leftovers ?? []), ...removals]);
  for (const [logicalId] of undo.before) stack.resources.delete(logicalId);
  delete stack.undo;
  delete stack.leftovers;
  setStackStatus(engine, stack, 'UPDATE_ROLLBACK_COMPLETE');
  end(stack, operation);
}
