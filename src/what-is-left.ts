import { artifactBucketName } from './artifact/artifact.ts';
import { confirmed } from './deployment/agree.ts';
import type { DownPlan } from './deployment/down-plan.ts';
import type { DeploymentEvent } from './deployment/events.ts';
import { snapshotInWords } from './deployment/final-snapshots.ts';
import type { Identity } from './deployment/ports.ts';
import { observePurge, purgeArtifacts } from './deployment/purge-artifacts.ts';
import type { PurgePlan } from './deployment/purge-plan.ts';
import type { DownOptions } from './down.ts';
import type { Run } from './run.ts';

interface Place {
  readonly stackName: string;
  readonly environment: string;
  /** Of the stack that went. */
  readonly stackArn?: string | undefined;
  /** The artifact that it ran, where that is known. */
  readonly artifactKey?: string | undefined;
}

/**
 * What is left once a stack is gone, in words. Deletes artifacts where told, and when that fails says what is left before it
 * throws.
 */
export async function* whatIsLeft(
  kept: DownPlan['kept'],
  { account }: Pick<Identity, 'account'>,
  { stackName, stackArn, artifactKey }: Place,
  options: Pick<DownOptions, 'ports' | 'signal' | 'purgeArtifacts'>,
): Run<DeploymentEvent, readonly string[]> {
  const { proxyTargets } = options.ports;
  const told = await Promise.all(
    kept
      .filter((it) => it.bucket === undefined)
      .map(async ({ what, snapshotOf, gone }) => {
        if (snapshotOf === undefined) return what;
        const words = await snapshotInWords(snapshotOf, proxyTargets);
        // The list of snapshots may be late for a database that went just now.
        return words !== 'absent' ? words : gone ? undefined : what;
      }),
  );
  const left = told.filter((what) => what !== undefined);
  const bucket = kept.find((it) => it.bucket !== undefined);
  if (bucket?.bucket === undefined) return left;
  if (options.purgeArtifacts !== true) return [...left, bucket.what];
  const leaving = stackArn === undefined ? undefined : { name: stackName, arn: stackArn };
  const request = { bucket: bucket.bucket, account, leaving, artifactKey };
  try {
    const ofBucket = leftOfBucket(yield* purgeArtifacts(request, options));
    return ofBucket === undefined ? left : [...left, ofBucket];
  } catch (error) {
    // Nobody can be told later: the stack that knew of it is gone.
    for (const what of left) yield { type: 'warned', message: `Left, and yours to delete: ${what}` };
    throw error;
  }
}

/** Without a stack: a `down` that was interrupted before it came to the artifacts goes on with them. */
export async function* purgeAlone(
  { account, region }: Identity,
  { stackName, environment }: Place,
  options: DownOptions,
): Run<DeploymentEvent, readonly string[]> {
  const { ports, confirm } = options;
  if (options.purgeArtifacts !== true) return [];
  const bucket = artifactBucketName(account, region);
  if ((await ports.artifacts.bucket(bucket, account)) !== 'ours') return [];
  const purge = await observePurge({ bucket, account }, ports);
  const place = { stackName, account, region, environment };
  const nothing = purge.remove.length === 0 && !purge.removesBucket;
  if (!nothing) {
    const plan: DownPlan = { ...place, removed: [], kept: [], protections: [], purge };
    yield* confirmed(() => confirm(plan), { told: `the bucket ${bucket} is as it was` }, options);
  }
  const purged = nothing ? purge : yield* purgeArtifacts({ bucket, account }, options);
  const left = leftOfBucket(purged);
  return left === undefined ? [] : [left];
}

function leftOfBucket({
  bucket,
  keep,
  waitingFor,
  young,
  foreign,
  removesBucket,
}: PurgePlan): string | undefined {
  if (removesBucket) return undefined;
  if (waitingFor.length > 0) {
    return `the artifact bucket ${bucket} with all that is in it: ${waitingFor.join(', ')} ${waitingFor.length === 1 ? 'is' : 'are'} being changed`;
  }
  const users = [...new Set(keep.flatMap(({ stacks }) => stacks))];
  const why = [
    ...(users.length === 0 ? [] : [`${users.join(', ')} ${users.length === 1 ? 'uses' : 'use'} it`]),
    ...(young.length === 0
      ? []
      : [
          `${young.length === 1 ? '1 artifact was' : `${young.length} artifacts were`} uploaded within the last hour, perhaps for a deployment that has just begun`,
        ]),
    ...(foreign.length === 0 ? [] : [`${foreign.length} other objects are in it`]),
  ];
  return `the artifact bucket ${bucket}${why.length === 0 ? '' : `: ${why.join('; ')}`}`;
}
