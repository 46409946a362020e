import type { Engine } from '../engine.ts';
import { setStackStatus } from '../journal.ts';
import { createResource } from '../resources/change-resource.ts';
import { deletionPolicyOf, removeAll } from '../resources/remove-resources.ts';
import type { Work } from '../resources/work.ts';
import type { Design, StackRecord } from '../stack-record.ts';
import { deleteStack } from './delete-stack.ts';
import { deploy } from './deploy.ts';
import { begin, end, failedTo, pause } from './operation.ts';
import { outputsOf } from './outputs.ts';

export interface CreateOptions {
  readonly token: string | undefined;
  readonly onFailure: 'ROLLBACK' | 'DO_NOTHING' | 'DELETE';
  readonly retainExceptOnCreate: boolean;
}

/** Creates a stack to its end, rollback included. Resolves to whether it was created. */
export async function createStack(
  engine: Engine,
  stack: StackRecord,
  design: Design,
  options: CreateOptions,
): Promise<boolean> {
  const operation = begin(engine, stack, 'CREATE_STACK', options.token);
  const work: Work = { engine, stack, operation, design };
  stack.design = design;
  setStackStatus(engine, stack, 'CREATE_IN_PROGRESS', { reason: 'User Initiated' });
  await pause(engine, operation).catch(() => {});
  const { succeeded, failed } = await deploy(work, options.onFailure === 'DO_NOTHING', createResource);
  // Whoever deletes a stack that is being created goes on from here.
  if (operation.interruption === 'delete') return false;
  if (succeeded) {
    stack.outputs = outputsOf(engine, stack, design);
    setStackStatus(engine, stack, 'CREATE_COMPLETE');
    end(stack, operation);
    return true;
  }
  const reason = failedTo('create', failed.create);
  switch (options.onFailure) {
    case 'DO_NOTHING':
      setStackStatus(engine, stack, 'CREATE_FAILED', { reason: reason.trimEnd() });
      end(stack, operation);
      break;
    case 'ROLLBACK':
      await rollBackCreation(engine, stack, {
        ...options,
        reason: `${reason}Rollback requested by user.`,
      });
      break;
    case 'DELETE':
      await deleteStack(engine, stack, {
        token: options.token,
        reason: `${reason}Delete requested by user.`,
      });
      break;
  }
  return false;
}

/** Removes what a creation made. The stack stays as ROLLBACK_COMPLETE, to be looked at and deleted. */
export async function rollBackCreation(
  engine: Engine,
  stack: StackRecord,
  {
    token,
    reason,
    retainExceptOnCreate,
  }: Pick<CreateOptions, 'token' | 'retainExceptOnCreate'> & {
    readonly reason: string;
  },
): Promise<void> {
  const { design } = stack;
  if (design === undefined) return;
  const operation = begin(engine, stack, 'ROLLBACK', token);
  setStackStatus(engine, stack, 'ROLLBACK_IN_PROGRESS', { reason });
  await pause(engine, operation);
  const failed = await removeAll(
    { engine, stack, operation, design },
    [...stack.resources.values()].map(({ logicalId, instance }) => {
      const policy = instance === undefined ? 'Delete' : deletionPolicyOf(instance);
      const deletes = policy === 'RetainExceptOnCreate' || (policy === 'Retain' && retainExceptOnCreate);
      return { logicalId, instance, policy: deletes ? 'Delete' : policy };
    }),
  );
  if (failed.length === 0) setStackStatus(engine, stack, 'ROLLBACK_COMPLETE');
  else setStackStatus(engine, stack, 'ROLLBACK_FAILED', { reason: failedTo('delete', failed).trimEnd() });
  end(stack, operation);
}
