import { AwsApiError } from '../cloud.ts';
import type { Engine } from './engine.ts';
import { validationError } from './errors.ts';
import type { ChangeSetRecord, StackRecord, StackStatus } from './stack-record.ts';

/** A stack by name, or by ARN, under which deleted ones are found too. */
export function findStack({ stacks }: Engine, nameOrArn: unknown): StackRecord | undefined {
  return stacks.findLast(
    ({ arn, name, status }) => arn === nameOrArn || (name === nameOrArn && status !== 'DELETE_COMPLETE'),
  );
}

/** Throws in the words of the calls that say so: `Stack [x] does not exist`. */
export function stackNamed(engine: Engine, nameOrArn: unknown): StackRecord {
  const found = findStack(engine, nameOrArn);
  if (found !== undefined) return found;
  throw validationError(`Stack [${String(nameOrArn)}] does not exist`);
}

/** Throws in the words of the calls that say so: `Stack with id x does not exist`. */
export function stackWithId(engine: Engine, nameOrArn: unknown): StackRecord {
  const found = findStack(engine, nameOrArn);
  if (found !== undefined) return found;
  throw stackWithIdMissing(nameOrArn);
}

export function stackWithIdMissing(nameOrArn: unknown): AwsApiError {
  return validationError(`Stack with id ${String(nameOrArn)} does not exist`);
}

/** Source: CloudFormation User Guide, "Understand stack status codes" and "Choose how to handle failures …". */
export function refuseUnlessUpdatable({ arn, status }: StackRecord): void {
  if (UPDATABLE.includes(status)) return;
  throw validationError(`Stack:${arn} is in ${status} state and can not be updated.`);
}

const UPDATABLE: readonly StackStatus[] = [
  'CREATE_COMPLETE',
  'CREATE_FAILED',
  'UPDATE_COMPLETE',
  'UPDATE_FAILED',
  'UPDATE_ROLLBACK_COMPLETE',
  'IMPORT_COMPLETE',
  'IMPORT_ROLLBACK_COMPLETE',
];

/** A change set by ARN, or by name together with its stack. */
export function findChangeSet(
  engine: Engine,
  { ChangeSetName, StackName }: Readonly<Record<string, unknown>>,
): { readonly stack: StackRecord; readonly changeSet: ChangeSetRecord } {
  const wanted = String(ChangeSetName);
  if (wanted.startsWith('arn:')) {
    for (const stack of engine.stacks) {
      const changeSet = stack.changeSets.get(wanted);
      if (changeSet !== undefined) return { stack, changeSet };
    }
    throw changeSetNotFound(wanted);
  }
  if (StackName === undefined) {
    throw validationError('StackName must be specified if ChangeSetName is not specified as an ARN.');
  }
  const stack = stackNamed(engine, StackName);
  const changeSet = [...stack.changeSets.values()].findLast(({ name }) => name === wanted);
  if (changeSet !== undefined) return { stack, changeSet };
  throw changeSetNotFound(wanted);
}

function changeSetNotFound(name: string): AwsApiError {
  return new AwsApiError('ChangeSetNotFound', `ChangeSet [${name}] does not exist`, 404);
}
