import { artifactBucketName } from './artifact/artifact.ts';
import type { DeployedState } from './deployment/down-plan.ts';
import type { Identity, Ports } from './deployment/ports.ts';
import type { Stack } from './deployment/stack.ts';
import { isInReview } from './deployment/states.ts';

/** What is deployed, as `down` must know it: never from the configuration. */
export async function readDeployed(
  stack: Stack,
  { account, region }: Pick<Identity, 'account' | 'region'>,
  { stacks, artifacts, proxyTargets }: Ports,
): Promise<DeployedState> {
  const empty = isInReview(stack.status);
  const bucket = artifactBucketName(account, region);
  const [resources, templateBody, bucketState] = await Promise.all([
    empty ? [] : stacks.resources(stack.arn),
    empty ? undefined : stacks.template(stack.arn),
    // Only told about: somebody else's bucket, or one that may not be looked at, is not ours to name.
    artifacts.bucket(bucket, account).catch(() => 'absent' as const),
  ]);
  const databases = resources.flatMap(({ resourceType, physicalId, status }) =>
    resourceType === 'AWS::RDS::DBInstance' && physicalId !== undefined && status !== 'DELETE_COMPLETE'
      ? [physicalId]
      : [],
  );
  const protections = await Promise.all(
    databases.map((id) =>
      proxyTargets.database(id).then(
        // One that never came about, or is gone, is in nobody's way.
        (state) => [[id, state?.deletionProtection ?? false] as const],
        // Where RDS may not be asked, the template says what was deployed.
        () => [],
      ),
    ),
  );
  return {
    stack,
    resources,
    templateBody,
    databaseProtection: new Map(protections.flat()),
    bucket: bucketState === 'ours' ? bucket : undefined,
  };
}
