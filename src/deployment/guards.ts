import { ProxyWebhookError } from '../errors.ts';
import type { PlannedChange } from './plan.ts';

/** What the guards know besides the changes. */
export interface GuardContext {
  /** Logical IDs named by `--allow-replace`. */
  readonly allowReplace: readonly string[];
  /** Whether the configuration still names the snapshot its database was made from. */
  readonly restoresFromSnapshot: boolean;
  /** Whether a failure is to be left as it is. */
  readonly keepsFailed?: boolean;
}

/** Why one change is refused. */
export interface Refusal {
  readonly change: PlannedChange;
  readonly why: string;
  /** False where no flag allows it. */
  readonly canBeAllowed: boolean;
  readonly remedies: readonly string[];
}

/** Losing one of these loses data, connections or the URL that every sender calls. */
export const STATEFUL: Readonly<Record<string, string>> = {
  'AWS::RDS::DBInstance': 'the database with all requests it holds',
  'AWS::SecretsManager::Secret': "the database's password, which the database would not learn",
  'AWS::RDS::DBProxy': 'the proxy: requests are refused until the new one serves, 10 minutes or more',
  'AWS::EC2::VPC': 'the network, and everything in it with it',
  'AWS::EC2::Subnet': 'a subnet, and with it the proxy and possibly the database',
  'AWS::EC2::SecurityGroup': 'a security group: connections break until everything uses the new one',
  'AWS::ApiGatewayV2::Api': "the API, and with it the URL in every sender's settings",
};

/** The changes that must not happen unasked. Empty: go on. */
export function refusals(changes: readonly PlannedChange[], context: GuardContext): readonly Refusal[] {
  return changes.flatMap((change) => refusalOf(change, context) ?? []);
}

/** The error of a plan with refusals: each with what causes it and the flag that allows it. */
export function refusedError(refused: readonly Refusal[]): ProxyWebhookError {
  const lines = refused.map(({ change, why }) => `  ${change.logicalId} (${change.resourceType}): ${why}`);
  const flags = refused.filter(({ canBeAllowed }) => canBeAllowed).map(({ change }) => change.logicalId);
  return new ProxyWebhookError(
    'refused',
    `Nothing was changed: this would replace or remove what must not be lost.\n${lines.join('\n')}`,
    {
      remedies: [
        ...new Set(refused.flatMap(({ remedies }) => remedies)),
        ...(flags.length === 0
          ? []
          : [`If it is meant: ${flags.map((logicalId) => `--allow-replace ${logicalId}`).join(' ')}`]),
      ],
      data: {
        refused: refused.map(({ change, why, canBeAllowed }) => ({
          logicalId: change.logicalId,
          resourceType: change.resourceType,
          kind: change.kind,
          properties: change.properties,
          conditional: change.conditional,
          why,
          ...(canBeAllowed ? { flag: `--allow-replace ${change.logicalId}` } : {}),
        })),
      },
    },
  );
}

/** Throws `usage` for names that are neither in the template nor in the changes: most likely a typing error. */
export function checkAllowed(allowReplace: readonly string[], known: readonly string[]): void {
  const unknown = allowReplace.filter((logicalId) => !known.includes(logicalId));
  if (unknown.length === 0) return;
  throw new ProxyWebhookError(
    'usage',
    `--allow-replace names ${unknown.join(', ')}, which ${unknown.length === 1 ? 'is' : 'are'} not in this stack.`,
    { remedies: [`Logical IDs of this stack: ${known.toSorted().join(', ')}`], data: { unknown, known } },
  );
}

function refusalOf(change: PlannedChange, context: GuardContext): Refusal | undefined {
  const touched = change.source.changedProperties;
  if (change.kind !== 'add' && change.kind !== 'remove' && isPasswordOf(change, touched)) {
    return {
      change,
      why: 'GenerateSecretString changes: that would make a new password that the database does not know.',
      canBeAllowed: false,
      remedies: ['This is a bug of proxywebhook, or a template of another version: please report it.'],
    };
  }
  // "Replacement type updates not supported on stack with disable-rollback" (anomalyco/sst#977).
  if (context.keepsFailed === true && change.kind === 'replace' && !change.conditional) {
    return {
      change,
      why: `CloudFormation replaces nothing while rollback is disabled.${because(change)}`,
      canBeAllowed: false,
      remedies: ['Deploy this change without --no-rollback.'],
    };
  }
  const allowed = context.allowReplace.includes(change.logicalId);
  if (allowed) return undefined;
  if (change.kind === 'replace' && context.restoresFromSnapshot && touched.includes('DBSnapshotIdentifier')) {
    return {
      change,
      why: 'database.restoreFromSnapshot was added or changed: CloudFormation would replace the database by one made from that snapshot, without what was received since.',
      canBeAllowed: true,
      remedies: [
        'Leave database.restoreFromSnapshot as it was: it says what this database was made from.',
        'To look at what a snapshot holds, make another environment from it.',
      ],
    };
  }
  if (forgetsSnapshot(change, touched, context)) {
    return {
      change,
      why: 'database.restoreFromSnapshot was removed: CloudFormation would replace the database by an empty one.',
      canBeAllowed: true,
      remedies: ['Put database.restoreFromSnapshot back: it stays for as long as the database lives.'],
    };
  }
  const loses = STATEFUL[change.resourceType];
  if (loses === undefined || (change.kind !== 'replace' && change.kind !== 'remove')) return undefined;
  return { change, why: `${verb(change)} ${loses}.${because(change)}`, canBeAllowed: true, remedies: [] };
}

function isPasswordOf({ resourceType }: PlannedChange, touched: readonly string[]): boolean {
  return (
    resourceType === 'AWS::SecretsManager::Secret' &&
    touched.some((property) => /^GenerateSecretString\b/.test(property))
  );
}

// RDS API reference, RestoreDBInstanceFromDBSnapshot; CloudFormation, AWS::RDS::DBInstance DBSnapshotIdentifier: "If you
// specify DBSnapshotIdentifier and later remove it, CloudFormation creates a new instance and deletes the original."
function forgetsSnapshot(
  { resourceType, kind }: PlannedChange,
  touched: readonly string[],
  { restoresFromSnapshot }: GuardContext,
): boolean {
  return (
    resourceType === 'AWS::RDS::DBInstance' &&
    kind !== 'add' &&
    !restoresFromSnapshot &&
    touched.includes('DBSnapshotIdentifier')
  );
}

function verb({ kind, conditional }: PlannedChange): string {
  if (kind === 'remove') return 'removes';
  return conditional ? 'may replace (CloudFormation knows only while it runs)' : 'replaces';
}

function because({ kind, properties }: PlannedChange): string {
  return kind === 'remove' || properties.length === 0 ? '' : ` Because of: ${properties.join(', ')}.`;
}
