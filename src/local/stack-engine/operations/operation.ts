import { setMaxListeners } from 'node:events';
import { type Engine, sleep } from '../engine.ts';
import type { Operation, OperationType, StackRecord } from '../stack-record.ts';

/** Begins an operation: events are its own from now on. */
export function begin(
  { ids }: Engine,
  stack: StackRecord,
  type: OperationType,
  token: string | undefined,
): Operation {
  const operation: Operation = {
    id: ids.uuid(),
    type,
    abort: new AbortController(),
    ...(token === undefined ? {} : { token }),
  };
  // Every resource that is being worked on listens.
  setMaxListeners(0, operation.abort.signal);
  stack.operations = [operation, ...stack.operations];
  stack.operation = operation;
  return operation;
}

/** Ends it, unless another has taken its place. */
export function end(stack: StackRecord, operation: Operation): void {
  if (stack.operation === operation) delete stack.operation;
}

/** The time that CloudFormation takes between steps of its own. */
export function pause(engine: Engine, operation: Operation): Promise<void> {
  return sleep(engine, 500, operation.abort.signal);
}

/** What failed, in CloudFormation's words. */
export function failedTo(verb: 'create' | 'update' | 'delete', logicalIds: readonly string[]): string {
  return `The following resource(s) failed to ${verb}: [${[...new Set(logicalIds)].join(', ')}]. `;
}
