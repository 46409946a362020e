import type { Engine } from '../engine.ts';
import { validationError } from '../errors.ts';
import type { Properties } from '../json.ts';
import { pageOf } from '../paging.ts';
import { findChangeSet, stackNamed } from '../stack-lookup.ts';
import type { ChangeSetRecord, StackEvent, StackRecord } from '../stack-record.ts';

/** DescribeStackEvents: newest first; a page goes on below the last event of the one before, whatever happened since. */
export function describeStackEvents(engine: Engine, input: Properties): Properties {
  const stack = stackNamed(engine, input.StackName);
  const { page, next } = newestFirst(engine, visible(engine, stack), input.NextToken);
  return { StackEvents: page.map((event) => describe(stack, event)), ...next };
}

/**
 * DescribeEvents: of a stack, of one of its operations, or of a change set, which alone tells why early validation
 * failed. Source: CloudFormation API reference, DescribeEvents and OperationEvent.
 */
export function describeEvents(engine: Engine, input: Properties): Properties {
  const { ChangeSetName, OperationId, StackName } = input;
  const failedOnly =
    (input.Filters as { readonly FailedEvents?: boolean } | undefined)?.FailedEvents === true;
  if (ChangeSetName !== undefined) {
    const { stack, changeSet } = findChangeSet(engine, input);
    const { page, next } = pageOf(validationEvents(stack, changeSet), eventsPerPage(engine), input.NextToken);
    return { OperationEvents: page, ...next };
  }
  if (OperationId === undefined && StackName === undefined) {
    throw validationError('One of ChangeSetName, OperationId or StackName must be specified');
  }
  const stack =
    StackName === undefined
      ? engine.stacks.find(({ operations }) => operations.some(({ id }) => id === OperationId))
      : stackNamed(engine, StackName);
  if (stack === undefined) throw validationError(`Operation [${String(OperationId)}] does not exist`);
  const events = visible(engine, stack)
    .filter(({ operation }) => OperationId === undefined || operation?.id === OperationId)
    .filter(({ status }) => !failedOnly || status.endsWith('_FAILED'));
  const { page, next } = newestFirst(engine, events, input.NextToken);
  return {
    OperationEvents: page.map((event) => ({
      ...describe(stack, event),
      EventType: 'STACK_EVENT',
      ...(event.operation === undefined ? {} : { OperationType: event.operation.type }),
    })),
    ...next,
  };
}

function visible({ world, settings }: Engine, { events }: StackRecord): readonly StackEvent[] {
  const now = world.clock.now();
  return events.filter(({ at }) => at + settings.eventLag <= now);
}

function newestFirst(engine: Engine, events: readonly StackEvent[], token: unknown) {
  const below = token === undefined ? Number.POSITIVE_INFINITY : Number(token);
  if (Number.isNaN(below)) throw validationError(`Invalid NextToken ${String(token)}`);
  const left = events.filter(({ sequence }) => sequence < below).toReversed();
  const page = left.slice(0, eventsPerPage(engine));
  const last = page.at(-1);
  return {
    page,
    next: left.length > page.length && last !== undefined ? { NextToken: String(last.sequence) } : {},
  };
}

function describe(stack: StackRecord, event: StackEvent): Properties {
  const { operation } = event;
  return {
    EventId: event.id,
    StackId: stack.arn,
    StackName: stack.name,
    LogicalResourceId: event.logicalId,
    PhysicalResourceId: event.physicalId,
    ResourceType: event.type,
    Timestamp: new Date(event.at),
    ResourceStatus: event.status,
    ...(event.reason === undefined ? {} : { ResourceStatusReason: event.reason }),
    ...(event.detailedStatus === undefined ? {} : { DetailedStatus: event.detailedStatus }),
    ...(operation === undefined ? {} : { OperationId: operation.id }),
    ...(operation?.token === undefined ? {} : { ClientRequestToken: operation.token }),
  };
}

function validationEvents(stack: StackRecord, changeSet: ChangeSetRecord): readonly Properties[] {
  return changeSet.findings.map((finding, index) => ({
    EventId: `${changeSet.operationId}-${index}`,
    StackId: stack.arn,
    OperationId: changeSet.operationId,
    OperationType: 'CREATE_CHANGESET',
    OperationStatus: 'FAILED',
    EventType: 'VALIDATION_ERROR',
    LogicalResourceId: finding.logicalId,
    PhysicalResourceId: '',
    ResourceType: finding.type,
    Timestamp: new Date(finding.at),
    DetailedStatus: 'VALIDATION_FAILED',
    ValidationFailureMode: 'FAIL',
    ValidationName: finding.name,
    ValidationStatus: 'FAILED',
    ValidationStatusReason: finding.reason,
    ValidationPath: finding.path,
  }));
}

function eventsPerPage({ settings }: Engine): number {
  return settings.eventsPerPage;
}
