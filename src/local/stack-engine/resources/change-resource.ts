import type { Verb } from '../durations.ts';
import { ResourceError } from '../errors.ts';
import { setResourceStatus } from '../journal.ts';
import { type Properties, sameJson } from '../json.ts';
import { providerOf } from '../providers/index.ts';
import type { Made, Task } from '../providers/provider.ts';
import type { Instance, ResourceRecord } from '../stack-record.ts';
import { dependencies } from '../template/references.ts';
import type { TemplateResource } from '../template/template.ts';
import { changedProperties, needsReplacement } from './differences.ts';
import { removeInstance } from './remove-resources.ts';
import { befall, effectiveProperties, reasonOf, scopeOf, taskOf, type Work } from './work.ts';

/** Makes a resource. Resolves to whether it succeeded; `ready` is called once what waits for it may begin. */
export async function createResource(work: Work, logicalId: string, ready: () => void): Promise<boolean> {
  const definition = definitionOf(work, logicalId);
  const record = recordOf(work, logicalId, definition);
  const left = record.instance;
  if (left !== undefined) {
    // A creation that failed and was not rolled back.
    const removed = await removeInstance(work, { logicalId, instance: left, policy: 'Delete' });
    if (!removed) return false;
    delete record.instance;
    work.stack.resources.set(logicalId, record);
  }
  return attempt(work, record, 'create', async () => {
    setResourceStatus(work.engine, work.stack, record, 'CREATE_IN_PROGRESS');
    await make(work, record, definition, 'create', ready);
  });
}

/** Brings a resource to what the template says now: nothing, in place, or by a new one in its place. */
export async function updateResource(work: Work, logicalId: string, ready: () => void): Promise<boolean> {
  const { engine, stack, design } = work;
  const record = stack.resources.get(logicalId);
  const before = record?.instance;
  if (record === undefined || before === undefined || record.status === 'CREATE_FAILED') {
    if (stack.undo?.before.has(logicalId) === false) stack.undo.before.set(logicalId, undefined);
    return createResource(work, logicalId, ready);
  }
  const definition = definitionOf(work, logicalId);
  const remember = () => {
    if (stack.undo?.before.has(logicalId) === false) stack.undo.before.set(logicalId, before);
  };
  let properties: Properties;
  try {
    properties = effectiveProperties(definition, scopeOf(engine, stack, design), design.tags);
  } catch (error) {
    remember();
    return attempt(work, record, 'update', () => Promise.reject(error));
  }
  const retried = record.status === 'UPDATE_FAILED';
  if (
    !retried &&
    definition.type === before.type &&
    changedProperties(before.properties, properties).length === 0
  ) {
    record.instance = { ...before, ...standing(work, logicalId, definition) };
    return true;
  }
  remember();
  if (needsReplacement(before, properties)) {
    return attempt(work, record, 'update', async () => {
      setResourceStatus(engine, stack, record, 'UPDATE_IN_PROGRESS', { reason: REPLACING });
      if (stack.disableRollback) throw new ResourceError(NO_REPLACEMENT);
      refuseSameName(before, properties);
      await make(work, record, definition, 'update', ready);
    });
  }
  return attempt(work, record, 'update', () => change(work, record, before, properties, definition));
}

/** Takes a resource back to how it was before an update. What it was replaced by is given for removal. */
export async function restoreResource(
  work: Work,
  logicalId: string,
  before: Instance,
): Promise<{ readonly restored: boolean; readonly replacement?: Instance }> {
  const { engine, stack } = work;
  const record = stack.resources.get(logicalId);
  if (record === undefined) return { restored: true };
  const now = record.instance;
  if (now !== undefined && now.identity !== before.identity) {
    record.instance = before;
    setResourceStatus(engine, stack, record, 'UPDATE_COMPLETE');
    return { restored: true, replacement: now };
  }
  const restored = await attempt(work, record, 'update', () =>
    change(work, record, now ?? before, before.properties, undefined, before),
  );
  return { restored };
}

const REPLACING = 'Requested update requires the creation of a new physical resource; hence creating one.';
/** Seen: anomalyco/sst#977. */
const NO_REPLACEMENT = 'Replacement type updates not supported on stack with disable-rollback.';
/** Milliseconds of the check that some types end their creation with, while what waits for them already begins. */
const CONSISTENCY_CHECK = 5_000;
const CHECKED_AT_THE_END: readonly string[] = ['AWS::Lambda::Function'];

async function attempt(
  { engine, stack }: Work,
  record: ResourceRecord,
  verb: 'create' | 'update',
  run: () => Promise<void>,
): Promise<boolean> {
  const name = verb.toUpperCase();
  try {
    await run();
    setResourceStatus(engine, stack, record, `${name}_COMPLETE`);
    return true;
  } catch (error) {
    setResourceStatus(engine, stack, record, `${name}_FAILED`, { reason: reasonOf({ engine }, error, verb) });
    return false;
  }
}

async function make(
  work: Work,
  record: ResourceRecord,
  definition: TemplateResource,
  verb: 'create' | 'update',
  ready: () => void,
): Promise<void> {
  const { engine, stack, design } = work;
  const provider = providerOf(record.type);
  const duration = engine.duration(record.type, 'create');
  const start = Math.min(duration / 10, 1000);
  const properties = effectiveProperties(definition, scopeOf(engine, stack, design), design.tags);
  const task = () => taskOf(work, record, 'create', properties, duration - start);
  await task().sleep(start);
  befall(work, record, verb, 'start');
  const made = provider.create(task());
  record.instance = {
    ...made,
    identity: Symbol(made.physicalId),
    type: record.type,
    properties,
    ...standing(work, record.logicalId, definition),
  };
  const status = verb === 'create' ? 'CREATE_IN_PROGRESS' : 'UPDATE_IN_PROGRESS';
  setResourceStatus(engine, stack, record, status, { reason: 'Resource creation Initiated' });
  await notify(work, record, 'create');
  await settle(task(), made);
  if (verb === 'create' && CHECKED_AT_THE_END.includes(record.type)) {
    setResourceStatus(engine, stack, record, status, {
      reason: 'Eventual consistency check initiated',
      detailedStatus: 'CONFIGURATION_COMPLETE',
    });
    ready();
    await task().sleep(CONSISTENCY_CHECK);
  }
  befall(work, record, verb, 'end');
}

async function change(
  work: Work,
  record: ResourceRecord,
  before: Instance,
  properties: Properties,
  definition: TemplateResource | undefined,
  standingAs: Partial<Instance> = definition === undefined
    ? {}
    : standing(work, record.logicalId, definition),
): Promise<void> {
  const { engine, stack } = work;
  setResourceStatus(engine, stack, record, 'UPDATE_IN_PROGRESS');
  const provider = providerOf(record.type);
  const duration = engine.duration(record.type, 'update');
  const start = Math.min(duration / 10, 1000);
  const task = () => taskOf(work, record, 'update', properties, duration - start);
  await task().sleep(start);
  befall(work, record, 'update', 'start');
  const changed = provider.update?.({ ...task(), restoring: definition === undefined }, before);
  const attributes = { ...before.attributes, ...changed };
  record.instance = { ...before, ...standingAs, properties, attributes };
  await notify(work, record, 'update');
  await settle(task(), record.instance);
  befall(work, record, 'update', 'end');
}

async function settle(task: Task, made: Made): Promise<void> {
  const provider = providerOf(task.type);
  if (provider.settle === undefined) await task.sleep(task.duration);
  else await provider.settle(task, made);
}

async function notify(work: Work, record: ResourceRecord, phase: Verb): Promise<void> {
  const { engine, stack } = work;
  const { instance } = record;
  if (engine.onResource === undefined || instance === undefined) return;
  const { properties } = taskOf(work, record, phase, instance.properties, 0);
  const answer = await engine.onResource(record.type, phase, {
    stackName: stack.name,
    logicalId: record.logicalId,
    physicalId: instance.physicalId,
    properties,
    attributes: instance.attributes,
  });
  const attributes = answer?.attributes;
  if (attributes === undefined) return;
  record.instance = { ...instance, attributes: { ...instance.attributes, ...attributes } };
}

function refuseSameName({ type, physicalId, properties: before }: Instance, properties: Properties): void {
  const { nameProperty } = providerOf(type);
  if (nameProperty === undefined || properties[nameProperty] === undefined) return;
  if (!sameJson(before[nameProperty], properties[nameProperty])) return;
  // No handler's message: CloudFormation says it itself, before anything is made.
  throw new ResourceError(
    `CloudFormation cannot update a stack when a custom-named resource requires replacing. Rename ${physicalId} and update the stack again.`,
  );
}

function definitionOf({ design }: Work, logicalId: string): TemplateResource {
  const definition = design.template.resources[logicalId];
  if (definition === undefined) throw new Error(`${logicalId} is not in the template`);
  return definition;
}

function recordOf({ engine, stack }: Work, logicalId: string, { type }: TemplateResource): ResourceRecord {
  const known = stack.resources.get(logicalId);
  if (known !== undefined) return known;
  const updatedAt = engine.world.clock.now();
  const record: ResourceRecord = { logicalId, type, status: 'CREATE_IN_PROGRESS', updatedAt };
  stack.resources.set(logicalId, record);
  return record;
}

/** What an instance has of the template besides its properties. */
function standing({ design }: Work, logicalId: string, definition: TemplateResource) {
  const { deletionPolicy, updateReplacePolicy } = definition;
  return {
    dependsOn: dependencies(design.template).get(logicalId) ?? [],
    ...(deletionPolicy === undefined ? {} : { deletionPolicy }),
    ...(updateReplacePolicy === undefined ? {} : { updateReplacePolicy }),
  };
}
