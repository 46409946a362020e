import { AwsApiError } from '../../cloud.ts';
import { isExecuted } from '../change-sets/execute-change-set.ts';
import type { Engine } from '../engine.ts';
import type { Properties } from '../json.ts';
import { pageOf } from '../paging.ts';
import { findChangeSet, findStack, stackNamed } from '../stack-lookup.ts';
import { shownParameters } from '../template/parameters.ts';

/** DescribeChangeSet. Source: CloudFormation API reference. */
export function describeChangeSet(engine: Engine, input: Properties): Properties {
  const { stack, changeSet } = findChangeSet(engine, input);
  const { design } = changeSet;
  const { page, next } = pageOf(changeSet.changes, engine.settings.changesPerPage, input.NextToken);
  return {
    ChangeSetName: changeSet.name,
    ChangeSetId: changeSet.arn,
    StackId: stack.arn,
    StackName: stack.name,
    ...(changeSet.description === undefined ? {} : { Description: changeSet.description }),
    Parameters: shownParameters(design.template, design.parameters),
    CreationTime: new Date(changeSet.createdAt),
    ExecutionStatus: changeSet.executionStatus,
    Status: changeSet.status,
    ...(changeSet.statusReason === undefined ? {} : { StatusReason: changeSet.statusReason }),
    NotificationARNs: [...design.notificationArns],
    RollbackConfiguration: {},
    Capabilities: [...design.capabilities],
    Tags: [...design.tags],
    Changes: page,
    IncludeNestedStacks: false,
    ...(changeSet.onStackFailure === undefined ? {} : { OnStackFailure: changeSet.onStackFailure }),
    ...next,
  };
}

/** ListChangeSets: those that can still be executed, or may be soon. */
export function listChangeSets(engine: Engine, input: Properties): Properties {
  const stack = stackNamed(engine, input.StackName);
  const active = [...stack.changeSets.values()].filter((each) => !isExecuted(each));
  const { page, next } = pageOf(active, engine.settings.resourcesPerPage, input.NextToken);
  return {
    Summaries: page.map((changeSet) => ({
      StackId: stack.arn,
      StackName: stack.name,
      ChangeSetId: changeSet.arn,
      ChangeSetName: changeSet.name,
      ExecutionStatus: changeSet.executionStatus,
      Status: changeSet.status,
      ...(changeSet.statusReason === undefined ? {} : { StatusReason: changeSet.statusReason }),
      CreationTime: new Date(changeSet.createdAt),
      ...(changeSet.description === undefined ? {} : { Description: changeSet.description }),
      IncludeNestedStacks: false,
    })),
    ...next,
  };
}

/** DeleteChangeSet: one that is not there is gone, as long as its stack is. */
export function deleteChangeSet(engine: Engine, input: Properties): Properties {
  const name = String(input.ChangeSetName);
  if (!name.startsWith('arn:') && findStack(engine, input.StackName) !== undefined) {
    const there = [...stackNamed(engine, input.StackName).changeSets.values()];
    if (!there.some((each) => each.name === name)) return {};
  }
  const { stack, changeSet } = findChangeSet(engine, input);
  if (changeSet.executionStatus === 'EXECUTE_IN_PROGRESS') {
    throw new AwsApiError(
      'InvalidChangeSetStatus',
      `ChangeSet [${changeSet.arn}] cannot be deleted in its current execution status of [${changeSet.executionStatus}]`,
    );
  }
  stack.changeSets.delete(changeSet.arn);
  return {};
}
