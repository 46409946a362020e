import { setResourceStatus } from '../journal.ts';
import { providerOf } from '../providers/index.ts';
import type { Instance, Removal, ResourceRecord } from '../stack-record.ts';
import type { DeletionPolicy } from '../template/template.ts';
import { walk } from '../walk.ts';
import { befall, reasonOf, taskOf, type Work } from './work.ts';

/**
 * Removes in the opposite order of dependencies, in parallel where there is none. Resolves to the logical ids of what
 * failed; what such a one depends on stays.
 */
export async function removeAll(work: Work, removals: readonly Removal[]): Promise<readonly string[]> {
  const keyed = new Map(removals.map((removal, index) => [`${index}`, removal]));
  const before = new Map(
    [...keyed].map(([key, { logicalId }]) => [
      key,
      [...keyed]
        .filter(([other, { instance }]) => other !== key && instance?.dependsOn.includes(logicalId) === true)
        .map(([other]) => other),
    ]),
  );
  const failed: string[] = [];
  await walk({
    ids: [...keyed.keys()],
    before,
    run: async (key) => {
      const removal = keyed.get(key);
      if (removal === undefined || (await removeInstance(work, removal))) return true;
      failed.push(removal.logicalId);
      return false;
    },
  });
  return failed;
}

/** Removes one, or keeps it as its policy says. Resolves to false when it failed. */
export async function removeInstance(work: Work, removal: Removal): Promise<boolean> {
  const { engine, stack } = work;
  const { logicalId, instance, policy } = removal;
  const known = stack.resources.get(logicalId);
  const own = known !== undefined && known.instance?.identity === instance?.identity;
  // A resource that was replaced has events of its own, but the record is its successor's.
  const record: ResourceRecord = own
    ? known
    : {
        logicalId,
        type: instance?.type ?? known?.type ?? '',
        status: '',
        updatedAt: 0,
        ...(instance && { instance }),
      };
  const gone = () => {
    if (!own) return;
    stack.resources.delete(logicalId);
    // What a stack as a whole loses it goes on listing, by its status and its physical id.
    if (/^(DELETE|ROLLBACK)_IN_PROGRESS$/.test(stack.status)) {
      stack.gone ??= new Map();
      stack.gone.set(logicalId, { ...record });
    }
  };
  if (instance === undefined) {
    setResourceStatus(engine, stack, record, 'DELETE_COMPLETE');
    gone();
    return true;
  }
  if (policy === 'Retain' || policy === 'RetainExceptOnCreate') {
    setResourceStatus(engine, stack, record, 'DELETE_SKIPPED');
    gone();
    return true;
  }
  try {
    await remove(work, record, instance, policy);
    setResourceStatus(engine, stack, record, 'DELETE_COMPLETE');
    gone();
    return true;
  } catch (error) {
    setResourceStatus(engine, stack, record, 'DELETE_FAILED', {
      reason: reasonOf(work, error, 'delete'),
    });
    return false;
  }
}

/** What becomes of a resource that is not in the template any more. Default: CloudFormation Template Reference, DeletionPolicy. */
export function deletionPolicyOf({ type, deletionPolicy, properties }: Instance): DeletionPolicy {
  if (deletionPolicy !== undefined) return deletionPolicy;
  const alone = type === 'AWS::RDS::DBInstance' && properties.DBClusterIdentifier === undefined;
  return alone ? 'Snapshot' : 'Delete';
}

async function remove(
  work: Work,
  record: ResourceRecord,
  instance: Instance,
  policy: DeletionPolicy,
): Promise<void> {
  const { engine, stack } = work;
  const { physicalId, type, properties, attributes } = instance;
  const provider = providerOf(type);
  setResourceStatus(engine, stack, record, 'DELETE_IN_PROGRESS');
  const duration = engine.duration(type, 'delete');
  // Secrets that properties refer to may be gone: nothing needs them any more.
  const task = { ...taskOf(work, record, 'delete', {}, duration), properties };
  await task.sleep(Math.min(duration / 10, 1000));
  befall(work, record, 'delete', 'start');
  if (policy === 'Snapshot') await provider.snapshot?.(task, physicalId);
  if (!SLOW.includes(type)) await task.sleep(duration);
  befall(work, record, 'delete', 'end');
  await provider.remove?.(task, physicalId);
  await engine.onResource?.(type, 'delete', {
    stackName: stack.name,
    logicalId: record.logicalId,
    physicalId,
    properties,
    attributes,
  });
}

/** Types whose provider takes the time itself. */
const SLOW: readonly string[] = ['AWS::RDS::DBInstance', 'AWS::RDS::DBProxy'];
