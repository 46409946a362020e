import { isProxyWebhookError, ProxyWebhookError, throwIfCancelled } from '../errors.ts';
import type { Run } from '../run.ts';
import type { DeploymentEvent } from './events.ts';
import { CHANGE_SET_PREFIX } from './leftovers.ts';
import type { Ports } from './ports.ts';
import { mayHavePending, type PurgePlan, planPurge } from './purge-plan.ts';
import { step } from './steps.ts';

export interface PurgeRequest {
  readonly bucket: string;
  readonly account: string;
  /** The stack that goes, or went just now; undefined where there was none. */
  readonly leaving?: { readonly name: string; readonly arn: string } | undefined;
  /** The artifact that it runs, or ran, where that is known. */
  readonly artifactKey?: string | undefined;
}

type PurgePorts = Pick<Ports, 'artifacts' | 'stacks' | 'changeSets' | 'clock'>;

/** What was seen is believed for so many milliseconds: an `up` takes longer from its change set to its artifact. */
const FRESH = 2_000;

/** Looks which artifacts could go; changes nothing. */
export async function observePurge(
  { bucket, account, leaving, artifactKey }: PurgeRequest,
  { artifacts, stacks, changeSets, clock }: PurgePorts,
): Promise<PurgePlan> {
  // Artifacts before stacks: what is uploaded in between is not among them.
  const objects = await artifacts.list(bucket, account);
  const all = await stacks.all();
  const candidates = all.filter((stack) => stack.arn !== leaving?.arn && mayHavePending(stack, bucket));
  const waiting = await Promise.all(
    candidates.map(async ({ name }) =>
      (await changeSets.list(name)).some((changeSet) => changeSet.name.startsWith(CHANGE_SET_PREFIX)),
    ),
  );
  return planPurge({
    bucket,
    objects,
    stacks: all,
    pending: candidates.filter((_, index) => waiting[index]).map(({ name }) => name),
    leaving,
    leavingKey: artifactKey,
    now: clock.now(),
  });
}

/** Deletes the artifacts that no stack uses, once the stack is gone; the bucket too when it is empty then. */
export async function* purgeArtifacts(
  request: PurgeRequest,
  { ports, signal }: { readonly ports: PurgePorts; readonly signal?: AbortSignal },
): Run<DeploymentEvent, PurgePlan> {
  const { bucket, account } = request;
  try {
    return yield* step(
      'purge',
      ports.clock,
      async () => {
        // Anew: what was seen before the deletion is minutes old.
        let plan = await observePurge(request, ports);
        let seenAt = ports.clock.now();
        const removed: string[] = [];
        for (let [key] = plan.remove; key !== undefined; [key] = plan.remove) {
          throwIfCancelled(signal);
          await ports.artifacts.delete(bucket, key, account);
          removed.push(key);
          plan = { ...plan, remove: plan.remove.slice(1) };
          if (ports.clock.now() - seenAt < FRESH) continue;
          plan = await observePurge(request, ports);
          seenAt = ports.clock.now();
        }
        if (plan.removesBucket) await ports.artifacts.deleteBucket(bucket, account);
        return { ...plan, remove: removed };
      },
      { begin: bucket, end: ({ remove }) => `${remove.length}` },
    );
  } catch (error) {
    if (!isProxyWebhookError(error)) throw error;
    const { code, message, remedies, data } = error;
    throw new ProxyWebhookError(code, `The stack is deleted, but not all artifacts are: ${message}`, {
      remedies: [...remedies, 'Run the command again: it goes on with the artifacts.'],
      cause: error,
      data,
    });
  }
}
