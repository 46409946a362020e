import {
  CancelUpdateStackCommand,
  CloudFormationClient,
  ContinueUpdateRollbackCommand,
  DeleteStackCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  GetTemplateCommand,
  ListStackResourcesCommand,
  RollbackStackCommand,
  type StackEvent as SdkEvent,
  type Stack as SdkStack,
  type StackResourceSummary,
  UpdateTerminationProtectionCommand,
} from '@aws-sdk/client-cloudformation';
import type { Stacks } from '../deployment/ports.ts';
import type { Stack, StackEvent, StackResource, StackStatus } from '../deployment/stack.ts';
import { absentAs } from './absence.ts';
import { allPages } from './pages.ts';
import type { AwsSession } from './session.ts';

/** Anything but a stack that is not there is an error. */
const NOTHING_ELSE = /^$a/;

export function stacks(session: AwsSession): Stacks {
  const client = session.client(CloudFormationClient);
  return {
    describe: (StackName, signal) =>
      absentAs(undefined, NOTHING_ELSE, async () => {
        const what = { operation: 'DescribeStacks', subject: StackName, signal } as const;
        const { Stacks: found } = await session.call(what, (options) =>
          client.send(new DescribeStacksCommand({ StackName }), options),
        );
        return found?.[0] && stackOf(found[0]);
      }),

    async events(StackName, NextToken, signal) {
      const what = { operation: 'DescribeStackEvents', subject: StackName, signal } as const;
      const page = await session.call(what, (options) =>
        client.send(new DescribeStackEventsCommand({ StackName, ...(NextToken && { NextToken }) }), options),
      );
      return {
        events: (page.StackEvents ?? []).map(eventOf),
        ...(page.NextToken ? { next: page.NextToken } : {}),
      };
    },

    resources: (StackName) =>
      absentAs([], NOTHING_ELSE, () =>
        allPages(async (NextToken) => {
          const page = await session.call({ operation: 'ListStackResources', subject: StackName }, () =>
            client.send(new ListStackResourcesCommand({ StackName, ...(NextToken && { NextToken }) })),
          );
          return { items: page.StackResourceSummaries?.map(resourceOf), next: page.NextToken };
        }),
      ),

    template: (StackName) =>
      absentAs(undefined, NOTHING_ELSE, async () => {
        const { TemplateBody } = await session.call({ operation: 'GetTemplate', subject: StackName }, () =>
          client.send(new GetTemplateCommand({ StackName, TemplateStage: 'Original' })),
        );
        return TemplateBody || undefined;
      }),

    all: async () => {
      const found = await allPages(async (NextToken) => {
        const page = await session.call({ operation: 'DescribeStacks' }, () =>
          client.send(new DescribeStacksCommand(NextToken ? { NextToken } : {})),
        );
        return { items: page.Stacks, next: page.NextToken };
      });
      return found.map(stackOf);
    },

    async delete(StackName, { token, roleArn, retain = [], force = false }) {
      await session.call({ operation: 'DeleteStack', subject: StackName }, () =>
        client.send(
          new DeleteStackCommand({
            StackName,
            ClientRequestToken: token,
            ...roleOf(roleArn),
            ...(retain.length === 0 ? {} : { RetainResources: [...retain] }),
            ...(force ? { DeletionMode: 'FORCE_DELETE_STACK' as const } : {}),
          }),
        ),
      );
    },

    // Without a token: a second request is refused where the first was taken, and whoever cancels looks then.
    async cancelUpdate(StackName) {
      await session.call({ operation: 'CancelUpdateStack', subject: StackName }, () =>
        client.send(new CancelUpdateStackCommand({ StackName })),
      );
    },

    async continueRollback(StackName, { token, roleArn, skip = [] }) {
      await session.call({ operation: 'ContinueUpdateRollback', subject: StackName }, () =>
        client.send(
          new ContinueUpdateRollbackCommand({
            StackName,
            ClientRequestToken: token,
            ...roleOf(roleArn),
            ...(skip.length === 0 ? {} : { ResourcesToSkip: [...skip] }),
          }),
        ),
      );
    },

    async rollBack(StackName, { token, roleArn }) {
      await session.call({ operation: 'RollbackStack', subject: StackName }, () =>
        client.send(new RollbackStackCommand({ StackName, ClientRequestToken: token, ...roleOf(roleArn) })),
      );
    },

    async setTerminationProtection(StackName, EnableTerminationProtection) {
      await session.call({ operation: 'UpdateTerminationProtection', subject: StackName }, () =>
        client.send(new UpdateTerminationProtectionCommand({ StackName, EnableTerminationProtection })),
      );
    },
  };
}

function roleOf(roleArn: string | undefined): { readonly RoleARN?: string } {
  return roleArn === undefined ? {} : { RoleARN: roleArn };
}

function stackOf(stack: SdkStack): Stack {
  return {
    arn: stack.StackId ?? '',
    name: stack.StackName ?? '',
    status: stack.StackStatus as StackStatus,
    ...(stack.StackStatusReason === undefined ? {} : { statusReason: stack.StackStatusReason }),
    createdAt: stack.CreationTime ?? new Date(0),
    ...(stack.LastUpdatedTime === undefined ? {} : { updatedAt: stack.LastUpdatedTime }),
    parameters: record(stack.Parameters, (it) => [it.ParameterKey, it.ParameterValue]),
    outputs: record(stack.Outputs, (it) => [it.OutputKey, it.OutputValue]),
    tags: record(stack.Tags, (it) => [it.Key, it.Value]),
    terminationProtection: stack.EnableTerminationProtection ?? false,
    ...(stack.RoleARN === undefined ? {} : { roleArn: stack.RoleARN }),
    ...operationsOf(stack),
  };
}

/** Source: CloudFormation API reference, Stack.LastOperations: "the most recent operations". Assumed: the newest first. */
function operationsOf({ LastOperations = [] }: SdkStack): Pick<Stack, 'operationIds'> {
  const operationIds = LastOperations.filter(
    ({ OperationType }) => OperationType !== 'CREATE_CHANGESET',
  ).flatMap(({ OperationId }) => OperationId ?? []);
  return operationIds.length === 0 ? {} : { operationIds };
}

function eventOf(event: SdkEvent): StackEvent {
  return {
    id: event.EventId ?? '',
    stackArn: event.StackId ?? '',
    at: event.Timestamp ?? new Date(0),
    logicalId: event.LogicalResourceId ?? '',
    ...(event.PhysicalResourceId ? { physicalId: event.PhysicalResourceId } : {}),
    resourceType: event.ResourceType ?? '',
    status: event.ResourceStatus ?? '',
    ...(event.ResourceStatusReason === undefined ? {} : { reason: event.ResourceStatusReason }),
    ...(event.DetailedStatus === undefined ? {} : { detailedStatus: event.DetailedStatus }),
    ...(event.ClientRequestToken === undefined ? {} : { token: event.ClientRequestToken }),
    ...(event.OperationId ? { operationId: event.OperationId } : {}),
  };
}

function resourceOf(resource: StackResourceSummary): StackResource {
  return {
    logicalId: resource.LogicalResourceId ?? '',
    ...(resource.PhysicalResourceId ? { physicalId: resource.PhysicalResourceId } : {}),
    resourceType: resource.ResourceType ?? '',
    status: resource.ResourceStatus ?? '',
    ...(resource.ResourceStatusReason === undefined ? {} : { reason: resource.ResourceStatusReason }),
  };
}

function record<Item>(
  items: readonly Item[] = [],
  entry: (item: Item) => readonly [string | undefined, string | undefined],
): Readonly<Record<string, string>> {
  return Object.fromEntries(items.map(entry).map(([key = '', value = '']) => [key, value]));
}
