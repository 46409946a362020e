import type { Run } from '../run.ts';
import type { DeploymentEvent } from './events.ts';
import type { Plan } from './plan.ts';
import type { Ports } from './ports.ts';
import { step } from './steps.ts';

export interface CarryOutOptions {
  readonly ports: Pick<Ports, 'account' | 'artifacts' | 'clock'>;
  readonly signal?: AbortSignal;
}

/** Makes what an approved plan needs beside the stack: the service-linked role, the artifact bucket, the artifact in it. */
export async function* carryOut(
  plan: Plan,
  body: Uint8Array,
  { ports: { account, artifacts, clock }, signal }: CarryOutOptions,
): Run<DeploymentEvent, void> {
  signal?.throwIfAborted();
  if (plan.createServiceLinkedRole) {
    yield* step('service-linked-role', clock, () => account.createRdsServiceLinkedRole());
  }
  const { bucketToCreate, upload } = plan;
  if (bucketToCreate !== undefined) {
    signal?.throwIfAborted();
    yield* step('bucket', clock, () => artifacts.createBucket(bucketToCreate, plan.account), {
      begin: bucketToCreate,
    });
  }
  if (upload !== undefined) {
    signal?.throwIfAborted();
    yield* step('upload', clock, () => put(upload, body, plan.account, artifacts), { begin: upload.key });
  }
}

/** Tells how far the upload is whenever more was sent; the last one told is the whole. */
async function* put(
  { bucket, key, bytes }: NonNullable<Plan['upload']>,
  body: Uint8Array,
  owner: string,
  artifacts: Ports['artifacts'],
): Run<DeploymentEvent, void> {
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
