import {
  type Change,
  CloudFormationClient,
  CreateChangeSetCommand,
  DeleteChangeSetCommand,
  DescribeChangeSetCommand,
  type DescribeChangeSetCommandOutput,
  DescribeEventsCommand,
  ExecuteChangeSetCommand,
  ListChangeSetsCommand,
  type OperationEvent,
  type ResourceChangeDetail,
} from '@aws-sdk/client-cloudformation';
import type { ChangeSets } from '../deployment/ports.ts';
import type { ChangeSet, ResourceChange, ValidationFailure } from '../deployment/stack.ts';
import { isProxyWebhookError } from '../errors.ts';
import { absentAs, awsCode } from './absence.ts';
import { allPages } from './pages.ts';
import type { AwsSession } from './session.ts';

const GONE = /^ChangeSetNotFound(Exception)?$/;

export function changeSets(session: AwsSession): ChangeSets {
  const client = session.client(CloudFormationClient);
  return {
    async create(request) {
      const what = { operation: 'CreateChangeSet', subject: request.stackName } as const;
      const sent = session.call(what, () =>
        client.send(
          // Keys without a value stay out: not every partition knows every key.
          new CreateChangeSetCommand({
            StackName: request.stackName,
            ChangeSetName: request.changeSetName,
            ChangeSetType: request.type,
            TemplateBody: request.templateBody,
            Parameters: Object.entries(request.parameters).map(([ParameterKey, parameter]) =>
              parameter === 'previous'
                ? { ParameterKey, UsePreviousValue: true }
                : { ParameterKey, ParameterValue: parameter.value },
            ),
            Tags: Object.entries(request.tags).map(([Key, Value]) => ({ Key, Value })),
            Capabilities: ['CAPABILITY_IAM'],
            ClientToken: request.token,
            ...(request.roleArn === undefined ? {} : { RoleARN: request.roleArn }),
            ...(request.description === undefined ? {} : { Description: request.description }),
          }),
        ),
      );
      const { Id, StackId } = await sent.catch(async (error: unknown) => {
        // No other run chooses this name: the first answer was lost, and the request repeated without regard to its token.
        if (awsCode(error) !== 'AlreadyExistsException') throw error;
        const { changeSetName: ChangeSetName, stackName: StackName } = request;
        const { ChangeSetId, StackId } = await session.call(
          { operation: 'DescribeChangeSet', subject: request.stackName },
          () => client.send(new DescribeChangeSetCommand({ ChangeSetName, StackName })),
        );
        return { Id: ChangeSetId, StackId };
      });
      return { arn: Id ?? '', stackArn: StackId ?? '' };
    },

    describe: (arn) =>
      absentAs(undefined, GONE, async () => {
        let first: DescribeChangeSetCommandOutput | undefined;
        const changes = await allPages(async (NextToken) => {
          const page = await session.call({ operation: 'DescribeChangeSet', subject: arn }, () =>
            client.send(
              new DescribeChangeSetCommand({ ChangeSetName: arn, ...(NextToken && { NextToken }) }),
            ),
          );
          first ??= page;
          return { items: page.Changes, next: page.NextToken };
        });
        return first && changeSetOf(arn, first, changes);
      }),

    async execute(arn, { token, keepFailed = false }) {
      await session.call({ operation: 'ExecuteChangeSet', subject: arn }, () =>
        client.send(
          new ExecuteChangeSetCommand({
            ChangeSetName: arn,
            ClientRequestToken: token,
            ...(keepFailed ? { DisableRollback: true } : {}),
          }),
        ),
      );
    },

    async delete(arn) {
      await absentAs(undefined, GONE, () =>
        session.call({ operation: 'DeleteChangeSet', subject: arn }, () =>
          client.send(new DeleteChangeSetCommand({ ChangeSetName: arn })),
        ),
      );
    },

    async failures(arn) {
      try {
        const events = await allPages(async (NextToken) => {
          const page = await session.call({ operation: 'DescribeEvents', subject: arn }, () =>
            client.send(
              new DescribeEventsCommand({
                ChangeSetName: arn,
                Filters: { FailedEvents: true },
                ...(NextToken && { NextToken }),
              }),
            ),
          );
          return { items: page.OperationEvents, next: page.NextToken };
        });
        return events.filter(isFailure).map(failureOf);
      } catch (error) {
        return [unreadable(error)];
      }
    },

    list: (StackName) =>
      absentAs([], GONE, () =>
        allPages(async (NextToken) => {
          const page = await session.call({ operation: 'ListChangeSets', subject: StackName }, () =>
            client.send(new ListChangeSetsCommand({ StackName, ...(NextToken && { NextToken }) })),
          );
          const items = page.Summaries?.map((it) => ({
            arn: it.ChangeSetId ?? '',
            name: it.ChangeSetName ?? '',
            ...(it.CreationTime === undefined ? {} : { createdAt: it.CreationTime }),
          }));
          return { items, next: page.NextToken };
        }),
      ),
  };
}

function changeSetOf(
  arn: string,
  page: DescribeChangeSetCommandOutput,
  changes: readonly Change[],
): ChangeSet {
  return {
    arn: page.ChangeSetId ?? arn,
    name: page.ChangeSetName ?? '',
    stackArn: page.StackId ?? '',
    status: page.Status as ChangeSet['status'],
    ...(page.StatusReason === undefined ? {} : { statusReason: page.StatusReason }),
    ...(page.ExecutionStatus === undefined ? {} : { executionStatus: page.ExecutionStatus }),
    ...(page.CreationTime === undefined ? {} : { createdAt: page.CreationTime }),
    changes: changes.flatMap(({ ResourceChange: change }) =>
      change === undefined ? [] : [changeOf(change)],
    ),
  };
}

function changeOf(change: NonNullable<Change['ResourceChange']>): ResourceChange {
  const replacing = change.Details?.filter(({ Target }) =>
    /^(Always|Conditionally)$/.test(Target?.RequiresRecreation ?? ''),
  );
  return {
    action: change.Action as ResourceChange['action'],
    logicalId: change.LogicalResourceId ?? '',
    ...(change.PhysicalResourceId ? { physicalId: change.PhysicalResourceId } : {}),
    resourceType: change.ResourceType ?? '',
    ...(change.Replacement === undefined
      ? {}
      : { replacement: change.Replacement as 'True' | 'False' | 'Conditional' }),
    ...(change.PolicyAction === undefined ? {} : { policyAction: change.PolicyAction }),
    changedProperties: targetNames(change.Details),
    replacingProperties: targetNames(replacing),
  };
}

// One property has a row for each cause of its change: the template, a parameter, another resource.
function targetNames(details: readonly ResourceChangeDetail[] = []): readonly string[] {
  const names = details.map(({ Target }) =>
    Target?.Attribute === 'Properties' ? Target.Name : Target?.Attribute,
  );
  return [...new Set(names.filter((name) => name !== undefined))];
}

// A hook that only warns, or a validation that only warns, stops nothing.
function isFailure(event: OperationEvent): boolean {
  const known = event.EventType === 'VALIDATION_ERROR' || event.EventType === 'HOOK_INVOCATION_ERROR';
  return known && event.ValidationFailureMode !== 'WARN' && event.HookFailureMode !== 'WARN';
}

function failureOf(event: OperationEvent): ValidationFailure {
  return {
    name: event.ValidationName ?? event.HookType ?? 'validation',
    ...(event.ValidationPath === undefined ? {} : { path: event.ValidationPath }),
    ...(event.LogicalResourceId === undefined ? {} : { logicalId: event.LogicalResourceId }),
    reason:
      event.ValidationStatusReason ??
      event.HookStatusReason ??
      event.ResourceStatusReason ??
      'AWS gave no reason.',
  };
}

// The reasons are told nowhere else; that they could not be read must not hide that there are some.
function unreadable(error: unknown): ValidationFailure {
  const why = isProxyWebhookError(error) ? error.message : String(error);
  return { name: 'DescribeEvents', reason: `AWS's reasons could not be read. ${why}` };
}
