import type { Identity } from './ports.ts';
import type { PurgePlan } from './purge-plan.ts';
import type { Stack, StackResource } from './stack.ts';
import { readTemplate, type Template, type TemplateResource } from './template.ts';

/** What `down` will take away and what stays, read from what is deployed. */
export interface DownPlan {
  readonly stackName: string;
  readonly account: string;
  readonly region: string;
  readonly environment: string;
  readonly removed: readonly { readonly logicalId: string; readonly resourceType: string }[];
  readonly kept: readonly {
    readonly what: string;
    readonly why: string;
    /** The database that a final snapshot is taken of. */
    readonly snapshotOf?: string;
    /** That database is gone already: perhaps it never got far enough for a snapshot. */
    readonly gone?: true;
    /** The artifact bucket. */
    readonly bucket?: string;
  }[];
  /** What refuses the deletion unless it is lifted, in words. */
  readonly protections: readonly string[];
  readonly webhookUrl?: string;
  /** The function that is taken out of its VPC first. */
  readonly freesNetworkOf?: string;
  readonly purge?: PurgePlan;
}

/** A protection, with what lifts it. */
export type Protection =
  | { readonly kind: 'stack'; readonly words: string }
  | { readonly kind: 'database'; readonly databaseId: string; readonly words: string };

export interface DeployedState {
  readonly stack: Stack;
  readonly resources: readonly StackResource[];
  /** As CloudFormation keeps it; undefined for a stack that nothing was deployed to. */
  readonly templateBody: string | undefined;
  /** Whether deletion protection is on, by database id, as RDS says now; the template counts where it does not say. */
  readonly databaseProtection: ReadonlyMap<string, boolean>;
  readonly bucket: string | undefined;
}

/** Decides what goes, what stays and what is in the way; never from the configuration, which may have changed since. */
export function planDown(
  { stack, resources, templateBody, databaseProtection, bucket }: DeployedState,
  { account, region }: Pick<Identity, 'account' | 'region'>,
  environment: string,
): { readonly plan: DownPlan; readonly protections: readonly Protection[] } {
  const template = readTemplate(templateBody).resources;
  const there = resources.filter(({ status }) => status !== 'DELETE_COMPLETE' && status !== 'DELETE_SKIPPED');
  const protections = protectionsOf(stack, there, template, databaseProtection);
  const webhookUrl = stack.outputs.WebhookUrl;
  return {
    protections,
    plan: {
      stackName: stack.name,
      account,
      region,
      environment,
      removed: there
        .filter(({ logicalId }) => !isRetained(template[logicalId]))
        .map(({ logicalId, resourceType }) => ({ logicalId, resourceType })),
      kept: [
        ...there.flatMap((resource) => keptOf(resource, template[resource.logicalId])),
        ...resources.filter(isGone).flatMap((resource) => keptOfGone(resource, template[resource.logicalId])),
        ...keptBucket(bucket),
      ],
      protections: protections.map(({ words }) => words),
      ...(webhookUrl === undefined ? {} : { webhookUrl }),
    },
  };
}

function protectionsOf(
  stack: Stack,
  there: readonly StackResource[],
  template: Template['resources'],
  databaseProtection: ReadonlyMap<string, boolean>,
): readonly Protection[] {
  const databases = there.filter(
    ({ resourceType, logicalId }) =>
      resourceType === 'AWS::RDS::DBInstance' && !isRetained(template[logicalId]),
  );
  return [
    ...(stack.terminationProtection
      ? [{ kind: 'stack', words: `Termination protection of the stack ${stack.name} is on.` } as const]
      : []),
    ...databases.flatMap(({ logicalId, physicalId }) =>
      physicalId !== undefined &&
      (databaseProtection.get(physicalId) ?? template[logicalId]?.properties.DeletionProtection === true)
        ? [
            {
              kind: 'database',
              databaseId: physicalId,
              words: `Deletion protection of the database ${physicalId} is on.`,
            } as const,
          ]
        : [],
    ),
  ];
}

/** Source: CloudFormation Template Reference, "DeletionPolicy attribute": a database without one gets a final snapshot. */
function policyOf(type: string, resource: TemplateResource | undefined): string {
  return resource?.deletionPolicy ?? (type === 'AWS::RDS::DBInstance' ? 'Snapshot' : 'Delete');
}

/** Also of a stack that is left half way: CloudFormation goes on listing what it deleted. */
function isGone({ status }: StackResource): boolean {
  return status === 'DELETE_COMPLETE';
}

/** What a resource that an earlier run deleted left on purpose; what was kept itself is not gone. */
function keptOfGone(gone: StackResource, resource: TemplateResource | undefined): DownPlan['kept'] {
  if (gone.physicalId === undefined || isRetained(resource)) return [];
  return keptOf(gone, resource).map((kept) => ({ ...kept, gone: true }));
}

/** True for a database that leaves a final snapshot when it is deleted. */
export function leavesSnapshot(
  { resourceType, logicalId }: Pick<StackResource, 'resourceType' | 'logicalId'>,
  template: Template['resources'],
): boolean {
  return (
    resourceType === 'AWS::RDS::DBInstance' && policyOf(resourceType, template[logicalId]) === 'Snapshot'
  );
}

export function finalSnapshotOf(databaseId: string): string {
  return `a final snapshot of the database ${databaseId}`;
}

function isRetained(resource: TemplateResource | undefined): boolean {
  const policy = policyOf(resource?.type ?? '', resource);
  return policy === 'Retain' || policy === 'RetainExceptOnCreate';
}

function keptOf(
  { logicalId, resourceType, physicalId = logicalId }: StackResource,
  resource: TemplateResource | undefined,
): DownPlan['kept'] {
  if (isRetained(resource)) {
    return [{ what: `${logicalId} (${physicalId})`, why: 'its DeletionPolicy keeps it; it goes on costing' }];
  }
  if (policyOf(resourceType, resource) === 'Snapshot') {
    return [
      {
        what: finalSnapshotOf(physicalId),
        why: 'all requests are in it; it costs by its size until you delete it',
        snapshotOf: physicalId,
      },
    ];
  }
  // RDS User Guide, "Logging RDS Proxy": RDS makes the group; CloudFormation does not know of it.
  return resourceType === 'AWS::RDS::DBProxy'
    ? [
        {
          what: `the log group /aws/rds/proxy/${physicalId}`,
          why: 'RDS made it, if the proxy logged anything',
        },
      ]
    : [];
}

function keptBucket(bucket: string | undefined): DownPlan['kept'] {
  return bucket === undefined
    ? []
    : [
        {
          what: `the artifact bucket ${bucket}`,
          bucket,
          why: 'every environment of this account and region uses it',
        },
      ];
}
