import type { Engine } from '../engine.ts';
import { setResourceStatus, setStackStatus } from '../journal.ts';
import { deletionPolicyOf, removeAll } from '../resources/remove-resources.ts';
import type { StackRecord } from '../stack-record.ts';
import { begin, end, failedTo, pause } from './operation.ts';

export interface DeleteOptions {
  readonly token: string | undefined;
  readonly reason: string;
  /** Logical ids that are left alone: only after a deletion that failed. */
  readonly retain?: readonly string[];
  /** Leaves alone whatever cannot be deleted. */
  readonly force?: boolean;
  /** Settles when an operation that this one interrupts has stopped. */
  readonly interrupted?: Promise<unknown>;
}

/** Deletes a stack to its end. */
export async function deleteStack(
  engine: Engine,
  stack: StackRecord,
  { token, reason, retain = [], force = false, interrupted }: DeleteOptions,
): Promise<void> {
  const operation = begin(engine, stack, 'DELETE_STACK', token);
  setStackStatus(engine, stack, 'DELETE_IN_PROGRESS', { reason });
  await interrupted;
  await pause(engine, operation);
  const { design } = stack;
  const removals = [...stack.resources.values()].map(
    ({ logicalId, instance }) =>
      ({
        logicalId,
        instance,
        policy: retain.includes(logicalId)
          ? 'Retain'
          : instance === undefined
            ? 'Delete'
            : deletionPolicyOf(instance),
      }) as const,
  );
  const work = design && { engine, stack, operation, design };
  let failed = work === undefined ? [] : await removeAll(work, removals);
  if (force && failed.length > 0) {
    for (const record of [...stack.resources.values()]) {
      setResourceStatus(engine, stack, record, 'DELETE_SKIPPED');
      stack.resources.delete(record.logicalId);
    }
    failed = [];
  }
  if (failed.length === 0) {
    stack.deletedAt = engine.world.clock.now();
    stack.changeSets.clear();
    setStackStatus(engine, stack, 'DELETE_COMPLETE');
  } else {
    setStackStatus(engine, stack, 'DELETE_FAILED', { reason: failedTo('delete', failed) });
  }
  end(stack, operation);
}
