import type { Engine } from '../engine.ts';
import { validationError } from '../errors.ts';
import type { Properties } from '../json.ts';
import { pageOf } from '../paging.ts';
import { findChangeSet, stackWithId, stackWithIdMissing } from '../stack-lookup.ts';
import type { ResourceRecord, StackRecord } from '../stack-record.ts';
import { parseTemplate } from '../template/template.ts';
import { capabilitiesOf, validateTemplate } from '../template/validate.ts';

/** DescribeStacks: one, deleted too when it is named by its ARN, or all that are not deleted. Reads may be stale. */
export function describeStacks(engine: Engine, input: Properties): Properties {
  const wanted = input.StackName;
  const at = engine.world.clock.now() - engine.settings.staleReads;
  const seen = engine.stacks
    .map((stack) => ({ stack, description: stack.history.findLast((each) => each.at <= at)?.description }))
    .flatMap(({ stack, description }) => (description === undefined ? [] : [{ stack, description }]));
  if (wanted === undefined) {
    const there = seen.filter(({ description }) => description.StackStatus !== 'DELETE_COMPLETE');
    const { page, next } = pageOf(there.toReversed(), engine.settings.resourcesPerPage, input.NextToken);
    return { Stacks: page.map(({ description }) => description), ...next };
  }
  const found = seen.findLast(
    ({ stack, description }) =>
      stack.arn === wanted || (stack.name === wanted && description.StackStatus !== 'DELETE_COMPLETE'),
  );
  if (found === undefined) throw stackWithIdMissing(wanted);
  return { Stacks: [found.description] };
}

/** ListStacks: deleted ones too, newest first. Source: CloudFormation API reference: 90 days, which never pass here. */
export function listStacks(engine: Engine, input: Properties): Properties {
  const filter = input.StackStatusFilter as readonly string[] | undefined;
  const found = engine.stacks
    .filter(({ status }) => filter === undefined || filter.length === 0 || filter.includes(status))
    .toReversed();
  const { page, next } = pageOf(found, engine.settings.resourcesPerPage, input.NextToken);
  return { StackSummaries: page.map(summaryOf), ...next };
}

/** GetTemplate, of a stack or of a change set. */
export function getTemplate(engine: Engine, input: Properties): Properties {
  const design =
    input.ChangeSetName === undefined
      ? stackWithId(engine, input.StackName).design
      : findChangeSet(engine, input).changeSet.design;
  return {
    ...(design === undefined ? {} : { TemplateBody: design.template.body }),
    StagesAvailable: design === undefined ? [] : ['Original', 'Processed'],
  };
}

/** ValidateTemplate and GetTemplateSummary tell nearly the same. */
export function templateSummary(engine: Engine, input: Properties): Properties {
  const body =
    input.StackName === undefined
      ? input.TemplateBody
      : stackWithId(engine, input.StackName).design?.template.body;
  const template = parseTemplate(body);
  validateTemplate(template);
  const { capabilities, reason } = capabilitiesOf(template);
  return {
    ...(template.description === undefined ? {} : { Description: template.description }),
    Parameters: Object.entries(template.parameters).map(([ParameterKey, declaration]) => ({
      ParameterKey,
      ParameterType: declaration.type,
      NoEcho: declaration.noEcho,
      ...(declaration.defaultValue === undefined ? {} : { DefaultValue: declaration.defaultValue }),
      ...(declaration.description === undefined ? {} : { Description: declaration.description }),
    })),
    Capabilities: capabilities,
    ...(reason === undefined ? {} : { CapabilitiesReason: reason }),
    ResourceTypes: [...new Set(Object.values(template.resources).map(({ type }) => type))],
  };
}

/** DescribeStackResources: one hundred at most, without pages. */
export function describeStackResources(engine: Engine, input: Properties): Properties {
  if (input.StackName === undefined) {
    throw validationError('The local cloud finds resources by StackName only');
  }
  const stack = stackWithId(engine, input.StackName);
  return {
    StackResources: resourcesOf(stack)
      .filter(
        ({ logicalId }) => input.LogicalResourceId === undefined || logicalId === input.LogicalResourceId,
      )
      .slice(0, 100)
      .map((resource) => ({
        StackName: stack.name,
        StackId: stack.arn,
        ...describeResource(resource, stack),
        Timestamp: new Date(resource.updatedAt),
      })),
  };
}

export function listStackResources(engine: Engine, input: Properties): Properties {
  const stack = stackWithId(engine, input.StackName);
  const { page, next } = pageOf(resourcesOf(stack), engine.settings.resourcesPerPage, input.NextToken);
  return {
    StackResourceSummaries: page.map((resource) => ({
      ...describeResource(resource, stack),
      LastUpdatedTimestamp: new Date(resource.updatedAt),
    })),
    ...next,
  };
}

function resourcesOf({ resources, gone = new Map() }: StackRecord) {
  return [...new Map([...gone, ...resources]).values()].toSorted((a, b) =>
    a.logicalId < b.logicalId ? -1 : 1,
  );
}

function describeResource(resource: ResourceRecord, { drift }: StackRecord) {
  const { logicalId, type, status, statusReason, instance } = resource;
  const found = drift?.resources.get(logicalId);
  return {
    LogicalResourceId: logicalId,
    ...(instance === undefined ? {} : { PhysicalResourceId: instance.physicalId }),
    ResourceType: type,
    ResourceStatus: status,
    ...(statusReason === undefined ? {} : { ResourceStatusReason: statusReason }),
    DriftInformation:
      found === undefined
        ? { StackResourceDriftStatus: 'NOT_CHECKED' }
        : { StackResourceDriftStatus: found.status, LastCheckTimestamp: new Date(found.at) },
  };
}

function summaryOf(stack: StackRecord): Properties {
  const { design } = stack;
  return {
    StackId: stack.arn,
    StackName: stack.name,
    ...(design?.template.description === undefined
      ? {}
      : { TemplateDescription: design.template.description }),
    CreationTime: new Date(stack.createdAt),
    ...(stack.updatedAt === undefined ? {} : { LastUpdatedTime: new Date(stack.updatedAt) }),
    ...(stack.deletedAt === undefined ? {} : { DeletionTime: new Date(stack.deletedAt) }),
    StackStatus: stack.status,
    ...(stack.statusReason === undefined ? {} : { StackStatusReason: stack.statusReason }),
  };
}
