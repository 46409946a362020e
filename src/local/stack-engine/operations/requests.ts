import type { Engine } from '../engine.ts';
import { Cancelled, validationError } from '../errors.ts';
import { remember } from '../journal.ts';
import type { Properties } from '../json.ts';
import { findStack, stackNamed } from '../stack-lookup.ts';
import type { StackRecord } from '../stack-record.ts';
import { deleteStack } from './delete-stack.ts';
import { rollBackUpdate } from './roll-back-update.ts';

/** An operation that a request began, and when it ends. */
export interface Begun {
  readonly stack: StackRecord;
  readonly end: Promise<unknown>;
}

/** DeleteStack. A stack that is not there, is deleted, or is being deleted is no error. */
export function requestDeletion(
  engine: Engine,
  input: Properties,
  running: (stack: StackRecord) => Promise<unknown> | undefined,
): Begun | undefined {
  const stack = findStack(engine, input.StackName);
  if (stack === undefined || stack.status === 'DELETE_COMPLETE' || stack.status === 'DELETE_IN_PROGRESS') {
    return undefined;
  }
  if (stack.terminationProtection) {
    throw validationError(`Stack [${stack.name}] cannot be deleted while TerminationProtection is enabled`);
  }
  const creating = stack.status === 'CREATE_IN_PROGRESS';
  if (stack.status.endsWith('_IN_PROGRESS') && stack.status !== 'REVIEW_IN_PROGRESS' && !creating) {
    throw validationError(`Stack [${stack.arn}] cannot be deleted while in status ${stack.status}`);
  }
  const retain = (input.RetainResources ?? []) as readonly string[];
  const force = input.DeletionMode === 'FORCE_DELETE_STACK';
  if (retain.length > 0 && stack.status !== 'DELETE_FAILED') {
    throw validationError(
      `Invalid operation on stack [${stack.arn}]. When you delete a stack, specify which resources to retain only when the stack is in the DELETE_FAILED state.`,
    );
  }
  if (force && stack.status !== 'DELETE_FAILED') {
    throw validationError(
      `Invalid operation on stack [${stack.arn}]. You can activate DeletionMode FORCE_DELETE_STACK in a delete stack operation only when the stack is in the DELETE_FAILED state.`,
    );
  }
  const interrupted = creating ? running(stack) : undefined;
  const { operation } = stack;
  const end = deleteStack(engine, stack, {
    token: tokenOf(input),
    reason: 'User Initiated',
    retain,
    force,
    ...(interrupted === undefined ? {} : { interrupted }),
  });
  if (creating && operation !== undefined) {
    operation.interruption = 'delete';
    operation.abort.abort(new Cancelled());
  }
  return { stack, end };
}

/** CancelUpdateStack: the update that is running is rolled back. */
export function requestCancellation(engine: Engine, input: Properties): void {
  const stack = stackNamed(engine, input.StackName);
  const { operation } = stack;
  if (stack.status !== 'UPDATE_IN_PROGRESS' || operation === undefined) {
    throw validationError('CancelUpdateStack cannot be called from current stack status');
  }
  operation.interruption = 'cancel-update';
  operation.abort.abort(new Cancelled());
}

/** ContinueUpdateRollback, from UPDATE_ROLLBACK_FAILED only. */
export function requestContinuation(engine: Engine, input: Properties): Begun | undefined {
  const stack = stackNamed(engine, input.StackName);
  if (isRepeated(stack, input)) return undefined;
  if (stack.status !== 'UPDATE_ROLLBACK_FAILED') {
    throw validationError(
      `Stack:${stack.arn} is in ${stack.status} state and can not be rolled back by ContinueUpdateRollback.`,
    );
  }
  const skip = (input.ResourcesToSkip ?? []) as readonly string[];
  const wrong = skip.filter((logicalId) => stack.resources.get(logicalId)?.status !== 'UPDATE_FAILED');
  if (wrong.length > 0) {
    throw validationError(
      `Resources [${wrong.join(', ')}] cannot be skipped: only resources in the UPDATE_FAILED state can be.`,
    );
  }
  const reason = 'User Initiated';
  const token = tokenOf(input);
  return { stack, end: rollBackUpdate(engine, stack, { token, reason, type: 'CONTINUE_ROLLBACK', skip }) };
}

/** RollbackStack, from CREATE_FAILED and UPDATE_FAILED: a stack without a stable state behind it is deleted. */
export function requestRollback(
  engine: Engine,
  input: Properties,
): { readonly stack: StackRecord; readonly begun?: Begun } {
  const stack = stackNamed(engine, input.StackName);
  if (isRepeated(stack, input)) return { stack };
  const options = { token: tokenOf(input), reason: 'User Initiated' };
  if (stack.status === 'UPDATE_FAILED' && stack.undo !== undefined) {
    const retainExceptOnCreate = input.RetainExceptOnCreate === true;
    const end = rollBackUpdate(engine, stack, { ...options, type: 'ROLLBACK', retainExceptOnCreate });
    return { stack, begun: { stack, end } };
  }
  if (stack.status === 'CREATE_FAILED' || stack.status === 'UPDATE_FAILED') {
    return { stack, begun: { stack, end: deleteStack(engine, stack, options) } };
  }
  throw validationError(`Stack:${stack.arn} is in ${stack.status} state and can not be rolled back.`);
}

/** UpdateTerminationProtection. */
export function setTerminationProtection(engine: Engine, input: Properties): Properties {
  const stack = stackNamed(engine, input.StackName);
  if (stack.status === 'DELETE_COMPLETE' || stack.status === 'DELETE_IN_PROGRESS') {
    throw validationError(`Stack [${stack.name}] is in ${stack.status} state and can not be updated.`);
  }
  stack.terminationProtection = input.EnableTerminationProtection === true;
  remember(engine, stack);
  return { StackId: stack.arn };
}

/** A request that is sent again, because its answer was lost, begins nothing twice. */
function isRepeated({ operations }: StackRecord, input: Properties): boolean {
  const token = tokenOf(input);
  return token !== undefined && operations[0]?.token === token;
}

function tokenOf({ ClientRequestToken }: Properties): string | undefined {
  return ClientRequestToken === undefined ? undefined : String(ClientRequestToken);
}
