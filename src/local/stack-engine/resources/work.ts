import { messageOf } from '../../../errors.ts';
import type { Verb } from '../durations.ts';
import { type Engine, sleep } from '../engine.ts';
import { Cancelled, ResourceError } from '../errors.ts';
import { setResourceStatus } from '../journal.ts';
import { isObject, type Properties } from '../json.ts';
import type { Task } from '../providers/provider.ts';
import { resourceSchema } from '../resource-schema.generated.ts';
import type { Design, Operation, ResourceRecord, StackRecord, Tag } from '../stack-record.ts';
import { resolveDynamicReferences } from '../template/dynamic-references.ts';
import { resolve, type Scope } from '../template/resolve.ts';
import type { TemplateResource } from '../template/template.ts';

/** What an operation does its work on resources with. */
export interface Work {
  readonly engine: Engine;
  readonly stack: StackRecord;
  readonly operation: Operation;
  /** What the stack is to be. */
  readonly design: Design;
}

/** What names stand for in a stack as it is now. Throws for a resource that is not there. */
export function scopeOf(
  engine: Engine,
  stack: Pick<StackRecord, 'arn' | 'name' | 'resources'>,
  design: Design,
): Scope {
  const instance = (logicalId: string) => {
    const found = stack.resources.get(logicalId)?.instance;
    if (found === undefined) throw new ResourceError(`Unresolved resource dependency [${logicalId}]`);
    return found;
  };
  return {
    ref(name) {
      if (Object.hasOwn(design.parameters, name)) {
        const value = design.parameters[name] ?? '';
        const list = /^(CommaDelimitedList|List<)/.test(design.template.parameters[name]?.type ?? '');
        return list ? value.split(',').map((part) => part.trim()) : value;
      }
      return name.startsWith('AWS::') ? pseudo(engine, stack, design, name) : instance(name).physicalId;
    },
    attribute(name, attribute) {
      const value = instance(name).attributes[attribute];
      if (value !== undefined) return value;
      throw new ResourceError(`The local cloud knows no attribute ${attribute} of ${instance(name).type}`);
    },
  };
}

/** The properties of a resource with references resolved and the stack's tags added where its type takes tags. */
export function effectiveProperties(
  { type, properties }: TemplateResource,
  scope: Scope,
  tags: readonly Tag[],
): Properties {
  const resolved = resolve(properties, scope) as Properties;
  const shape = resourceSchema[type]?.tags;
  if (shape === undefined || tags.length === 0) return resolved;
  const own: Properties = isObject(resolved.Tags)
    ? resolved.Tags
    : Object.fromEntries(
        (Array.isArray(resolved.Tags) ? resolved.Tags.filter(isObject) : []).map(({ Key, Value }) => [
          String(Key),
          Value,
        ]),
      );
  const all = { ...Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value])), ...own };
  const Tags = shape === 'map' ? all : Object.entries(all).map(([Key, Value]) => ({ Key, Value }));
  return { ...resolved, Tags };
}

/** What a provider gets for a piece of work. Throws ResourceError for a dynamic reference to nothing. */
export function taskOf(
  { engine, stack, operation }: Work,
  record: ResourceRecord,
  verb: Verb,
  properties: Properties,
  duration: number,
): Task {
  const { logicalId, type } = record;
  return {
    world: engine.world,
    ids: engine.ids,
    stackName: stack.name,
    logicalId,
    type,
    verb,
    properties: resolveDynamicReferences(properties, engine.world) as Properties,
    duration,
    sleep: (milliseconds) => sleep(engine, milliseconds, operation.abort.signal),
    note: (reason) => setResourceStatus(engine, stack, record, record.status, { reason }),
    targetHealth: () => engine.faults.targetHealth({ logicalId, type, operation: verb }),
  };
}

/** Fails the work when a fault was injected for it. */
export function befall(
  { engine }: Work,
  { logicalId, type }: ResourceRecord,
  operation: Verb,
  at: 'start' | 'end',
): void {
  const fault = engine.faults.take({ logicalId, type, operation, at });
  if (fault !== undefined) throw new ResourceError(fault.reason, fault.errorCode);
}

/** The reason that a failure is told with. */
export function reasonOf({ engine }: Pick<Work, 'engine'>, error: unknown, verb: Verb): string {
  if (error instanceof Cancelled) return `Resource ${NOUNS[verb]} cancelled`;
  if (error instanceof ResourceError) {
    if (error.handlerCode === undefined) return error.message;
    return `Resource handler returned message: "${error.message}" (RequestToken: ${engine.ids.uuid()}, HandlerErrorCode: ${error.handlerCode})`;
  }
  // What resolves templates throws CloudFormation's own errors.
  if (error instanceof Error && error.name === 'AwsApiError') return error.message;
  engine.report(error);
  return `Internal failure of the local cloud: ${messageOf(error)}`;
}

const NOUNS: Readonly<Record<Verb, string>> = {
  create: 'creation',
  update: 'update',
  delete: 'deletion',
};

function pseudo(
  { world }: Engine,
  { arn, name: stackName }: Pick<StackRecord, 'arn' | 'name'>,
  { notificationArns }: Design,
  name: string,
): unknown {
  switch (name) {
    case 'AWS::AccountId':
      return world.account;
    case 'AWS::NotificationARNs':
      return notificationArns;
    case 'AWS::Partition':
      return 'aws';
    case 'AWS::Region':
      return world.region;
    case 'AWS::StackId':
      return arn;
    case 'AWS::StackName':
      return stackName;
    case 'AWS::URLSuffix':
      return 'amazonaws.com';
    default:
      return undefined;
  }
}
