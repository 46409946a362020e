import { throwIfCancelled } from '../errors.ts';
import type { Run } from '../run.ts';
import type { DeploymentEvent } from './events.ts';
import type { Plan } from './plan.ts';
import { isIdle } from './planning.ts';
import type { Ports } from './ports.ts';
import { step } from './steps.ts';

export interface CarryOutOptions {
  readonly ports: Pick<Ports, 'account' | 'artifacts' | 'clock'>;
  readonly signal?: AbortSignal;
}

/** The artifact that a plan is for, and where it is or will be. */
export interface PlacedArtifact {
  readonly bucket: string;
  readonly key: string;
  readonly body: Uint8Array;
}

/**
 * Makes what an approved plan needs beside the stack: the service-linked role, the artifact bucket, the artifact in it. One that
 * was there when the plan was made is looked for again: a `down --purge-artifacts` may have come between.
 */
export async function* carryOut(
  plan: Plan,
  artifact: PlacedArtifact,
  { ports: { account, artifacts, clock }, signal }: CarryOutOptions,
): Run<DeploymentEvent, void> {
  throwIfCancelled(signal);
  if (plan.createServiceLinkedRole) {
    yield* step('service-linked-role', clock, () => account.createRdsServiceLinkedRole());
  }
  const { bucket, key } = artifact;
  const isThere =
    plan.upload === undefined && (isIdle(plan) || (await artifacts.has(bucket, key, plan.account)));
  if (isThere) return;
  if (plan.bucketToCreate !== undefined || plan.upload === undefined) {
    throwIfCancelled(signal);
    // Of no effect on one that is there.
    yield* step('bucket', clock, () => artifacts.createBucket(bucket, plan.account), { begin: bucket });
  }
  throwIfCancelled(signal);
  yield* step('upload', clock, () => put(artifact, plan.account, artifacts), { begin: key });
}

/** Tells how far the upload is whenever more was sent; the last one told is the whole. */
async function* put(
  { bucket, key, body }: PlacedArtifact,
  owner: string,
  artifacts: Ports['artifacts'],
): Run<DeploymentEvent, void> {
  const bytes = body.byteLength;
  let sentBytes = 0;
  let toldBytes = 0;
  let wake = () => {};
  const ended = artifacts
    .put(bucket, key, body, owner, (sent) => {
      sentBytes = sent;
      wake();
    })
    .then(() => 'ended' as const);
  for (;;) {
    const more = new Promise<'more'>((resolve) => {
      wake = () => resolve('more');
    });
    const next = await Promise.race([ended, sentBytes > toldBytes ? 'more' : more]);
    if (next === 'ended') break;
    toldBytes = sentBytes;
    yield { type: 'upload-progress', sentBytes, totalBytes: bytes };
  }
  if (toldBytes < bytes) yield { type: 'upload-progress', sentBytes: bytes, totalBytes: bytes };
}
