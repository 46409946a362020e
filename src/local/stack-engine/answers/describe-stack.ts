import { stackDriftStatus } from '../drift/drift-status.ts';
import type { Properties } from '../json.ts';
import type { StackRecord } from '../stack-record.ts';
import { shownParameters } from '../template/parameters.ts';

/** A stack as DescribeStacks tells it. Source: CloudFormation API reference, `Stack`. */
export function describeStack(stack: StackRecord): Properties {
  const { design } = stack;
  return {
    StackId: stack.arn,
    StackName: stack.name,
    ...(design?.template.description === undefined ? {} : { Description: design.template.description }),
    Parameters: design === undefined ? [] : shownParameters(design.template, design.parameters),
    CreationTime: new Date(stack.createdAt),
    ...(stack.updatedAt === undefined ? {} : { LastUpdatedTime: new Date(stack.updatedAt) }),
    ...(stack.deletedAt === undefined ? {} : { DeletionTime: new Date(stack.deletedAt) }),
    RollbackConfiguration: {},
    StackStatus: stack.status,
    ...(stack.statusReason === undefined ? {} : { StackStatusReason: stack.statusReason }),
    ...(stack.detailedStatus === undefined ? {} : { DetailedStatus: stack.detailedStatus }),
    DisableRollback: stack.disableRollback,
    NotificationARNs: [...(design?.notificationArns ?? [])],
    Capabilities: [...(design?.capabilities ?? [])],
    Outputs: stack.outputs.map(({ key, value, description }) => ({
      OutputKey: key,
      OutputValue: value,
      ...(description === undefined ? {} : { Description: description }),
    })),
    ...(design?.roleArn === undefined ? {} : { RoleARN: design.roleArn }),
    Tags: [...(design?.tags ?? [])],
    EnableTerminationProtection: stack.terminationProtection,
    DriftInformation: driftInformation(stack),
    ...(stack.operations.length === 0
      ? {}
      : {
          LastOperations: stack.operations
            .slice(0, 2)
            .map(({ type, id }) => ({ OperationType: type, OperationId: id })),
        }),
  };
}

/** Of the last detection that ended. */
function driftInformation({ drift }: StackRecord): Properties {
  if (drift === undefined || drift.state === 'DETECTION_IN_PROGRESS')
    return { StackDriftStatus: 'NOT_CHECKED' };
  return { StackDriftStatus: stackDriftStatus(drift), LastCheckTimestamp: new Date(drift.startedAt) };
}
