import { AwsApiError } from '../../cloud.ts';
import type { Engine } from '../engine.ts';
import { validationError } from '../errors.ts';
import type { Properties } from '../json.ts';
import { createStack } from '../operations/create-stack.ts';
import { updateStack } from '../operations/update-stack.ts';
import { findChangeSet, refuseUnlessUpdatable } from '../stack-lookup.ts';
import type { ChangeSetRecord, StackRecord } from '../stack-record.ts';

/** ExecuteChangeSet: begins the operation; what it resolves to, when it ends, is the engine's own affair. */
export function executeChangeSet(
  engine: Engine,
  input: Properties,
): { readonly stack: StackRecord; readonly end: Promise<unknown> } | undefined {
  const { stack, changeSet } = findChangeSet(engine, input);
  const token = input.ClientRequestToken === undefined ? undefined : String(input.ClientRequestToken);
  // A repeated request begins nothing twice.
  if (token !== undefined && changeSet.executionToken === token) return undefined;
  refuse(changeSet);
  if (stack.status !== 'REVIEW_IN_PROGRESS') refuseUnlessUpdatable(stack);
  if (input.DisableRollback !== undefined && changeSet.onStackFailure !== undefined) {
    throw validationError(
      'DisableRollback cannot be specified for a change set that was created with OnStackFailure.',
    );
  }
  const disableRollback = input.DisableRollback === true || changeSet.onStackFailure === 'DO_NOTHING';
  if (!disableRollback) refusePaused(stack);
  changeSet.executionStatus = 'EXECUTE_IN_PROGRESS';
  if (token !== undefined) changeSet.executionToken = token;
  for (const other of stack.changeSets.values()) {
    // They are not valid for the stack as it will be (User Guide, "Execute a change set").
    if (other !== changeSet && !isExecuted(other)) other.executionStatus = 'OBSOLETE';
  }
  const retainExceptOnCreate = input.RetainExceptOnCreate === true;
  stack.disableRollback = disableRollback;
  const end =
    changeSet.type === 'CREATE'
      ? createStack(engine, stack, changeSet.design, {
          token,
          retainExceptOnCreate,
          onFailure: disableRollback ? 'DO_NOTHING' : (changeSet.onStackFailure ?? 'ROLLBACK'),
        })
      : updateStack(engine, stack, changeSet.design, { token, disableRollback, retainExceptOnCreate });
  return {
    stack,
    end: end.then((succeeded) => {
      changeSet.executionStatus = succeeded ? 'EXECUTE_COMPLETE' : 'EXECUTE_FAILED';
      for (const [arn, other] of stack.changeSets) {
        if (other.executionStatus === 'OBSOLETE') stack.changeSets.delete(arn);
      }
    }),
  };
}

/** Whether a change set has had its time: it can still be described, but is not listed. */
export function isExecuted({ executionStatus }: ChangeSetRecord): boolean {
  return executionStatus.startsWith('EXECUTE_');
}

/** The text is UpdateStack's (aws/aws-cli#6368); that a change set is refused alike is assumed. */
function refusePaused({ status }: StackRecord): void {
  if (status !== 'CREATE_FAILED' && status !== 'UPDATE_FAILED') return;
  throw validationError(
    `This stack is currently in a non-terminal [${status}] state. To update the stack from this state, please use the disable-rollback parameter with update-stack API. To rollback to the last known good state, use the rollback-stack API`,
  );
}

function refuse({ arn, status, executionStatus }: ChangeSetRecord): void {
  if (status !== 'CREATE_COMPLETE') {
    throw new AwsApiError(
      'InvalidChangeSetStatus',
      `ChangeSet [${arn}] cannot be executed in its current status of [${status}]`,
    );
  }
  if (executionStatus !== 'AVAILABLE') {
    throw new AwsApiError(
      'InvalidChangeSetStatus',
      `ChangeSet [${arn}] cannot be executed in its current execution status of [${executionStatus}]`,
    );
  }
}
