import { artifactBucketName } from './artifact/artifact.ts';
import { confirmed } from './deployment/agree.ts';
import type { DownPlan } from './deployment/down-plan.ts';
import type { DeploymentEvent } from './deployment/events.ts';
import type { Identity } from './deployment/ports.ts';
import { observePurge, purgeArtifacts } from './deployment/purge-artifacts.ts';
import type { PurgePlan } from './deployment/purge-plan.ts';
import type { DownOptions } from './down.ts';
import type { Run } from './run.ts';

interface Place {
  readonly stackName: string;
  readonly environment: string;
  /** The artifact that the stack ran, where that is known. */
  readonly artifactKey?: string | undefined;
}

/**
 * What is left once a stack is gone, in words, a snapshot by its own name: it is all that is left of the data. Where RDS may
 * not be asked, by its database. Deletes artifacts where told.
 */
export async function* whatIsLeft(
  kept: DownPlan['kept'],
  { account }: Pick<Identity, 'account'>,
  { stackName, artifactKey }: Place,
  options: Pick<DownOptions, 'ports' | 'signal' | 'purgeArtifacts'>,
): Run<DeploymentEvent, readonly string[]> {
  const { proxyTargets } = options.ports;
  const bucket = kept.find((it) => it.bucket !== undefined)?.bucket;
  const purged =
    options.purgeArtifacts === true && bucket !== undefined
      ? yield* purgeArtifacts({ bucket, account, stackName, artifactKey }, options)
      : undefined;
  const left = await Promise.all(
    kept.map(async ({ what, snapshotOf, bucket: isBucket }) => {
      if (isBucket !== undefined) return purged === undefined ? what : leftOfBucket(purged);
      if (snapshotOf === undefined) return what;
      const name = await proxyTargets.newestSnapshot(snapshotOf).catch(() => undefined);
      return name === undefined ? what : `${what}: ${name} (to go on with it: database.restoreFromSnapshot)`;
    }),
  );
  return left.flatMap((what) => (what === undefined ? [] : [what]));
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
  const purge = await observePurge({ bucket, account, stackName }, ports);
  const place = { stackName, account, region, environment };
  const nothing = purge.remove.length === 0 && !purge.removesBucket;
  if (!nothing) {
    const plan: DownPlan = { ...place, removed: [], kept: [], protections: [], purge };
    yield* confirmed(() => confirm(plan), { told: `the bucket ${bucket} is as it was` }, options);
  }
  const purged = nothing ? purge : yield* purgeArtifacts({ bucket, account, stackName }, options);
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
