import type { Operation } from '../aws/operations.ts';
import type { When } from './permission.ts';
import type { Place } from './places.ts';

/** What calls AWS, as far as its permissions go. */
export type Caller =
  | 'doctor'
  | 'cancel'
  | 'recover'
  | 'up'
  | 'diff'
  | 'down'
  | 'status'
  | 'events'
  | 'logs'
  | 'open'
  | 'requests'
  | 'send';

/** What a call needs; its action stands in `operations`. */
export interface CallRow {
  /** `nothing`: everybody may. */
  readonly on: Place | 'nothing';
  readonly by: readonly Caller[];
  readonly when?: When;
  /** Actions that the same call needs besides its own. */
  readonly also?: {
    readonly on: Place;
    readonly actions: readonly string[];
    /** Only these need them; all of the row unless told. */
    readonly by?: readonly Caller[];
  };
  /** For the page of permissions. */
  readonly note?: string;
}

const EVERY: readonly Caller[] = [
  'up',
  'diff',
  'down',
  'status',
  'events',
  'cancel',
  'recover',
  'logs',
  'open',
  'requests',
  'send',
];

const FREES =
  'frees the network of the function; without it the stack is deleted all the same, up to 20 minutes later';

const COMPARES = 'whether what lives is what was deployed';
const MENDS = 'brings back what was changed by hand';
const LOOKS = 'preflight; without it that is told as not checked';
const LOOKS_AT_VPC = 'preflight in an existing VPC; without it that is told as not checked';

/** Every call of the adapters: the compiler asks for a row when `operations` gets one. */
export const CALLS: Readonly<Record<Operation, CallRow>> = {
  GetCallerIdentity: { on: 'nothing', by: EVERY, note: 'needs no permission' },
  // CloudFormation
  DescribeStacks: {
    on: 'stack',
    by: EVERY,
    // Without a name it is allowed on every resource only. Source: CloudFormation API reference, DescribeStacks.
    also: { on: 'any', actions: ['cloudformation:DescribeStacks'], by: ['down'] },
    note: '`down --purge-artifacts`: every stack of the region',
  },
  DescribeStackEvents: { on: 'stack', by: ['up', 'down', 'status', 'events', 'cancel', 'recover'] },
  ListStackResources: { on: 'stack', by: ['up', 'diff', 'down', 'status', 'cancel', 'recover'] },
  GetTemplate: { on: 'stack', by: ['up', 'diff', 'down', 'cancel', 'recover'] },
  DetectStackDrift: {
    on: 'stack',
    by: ['diff'],
    // CloudFormation User Guide, "Detect drift on an entire CloudFormation stack": these, and reading every resource.
    also: { on: 'stack', actions: ['cloudformation:DetectStackResourceDrift'] },
    note: '`--drift`; CloudFormation reads each resource with the rights of whoever asks: those that it may not read are told as not compared (`ReadOnlyAccess` of AWS is meant for that)',
  },
  DescribeStackDriftDetectionStatus: {
    on: 'any',
    by: ['diff'],
    also: { on: 'any', actions: ['cloudformation:BatchDescribeTypeConfigurations'] },
    note: '`--drift`; it is asked by the id of a detection, which is no resource',
  },
  DescribeStackResourceDrifts: { on: 'stack', by: ['diff'], note: '`--drift`' },
  CreateChangeSet: {
    on: 'changeSet',
    by: ['up', 'diff'],
    also: { on: 'stack', actions: ['cloudformation:TagResource', 'cloudformation:UntagResource'] },
    note: 'a change set changes nothing; the stack has tags',
  },
  DescribeChangeSet: { on: 'changeSet', by: ['up', 'diff'] },
  DeleteChangeSet: { on: 'changeSet', by: ['up', 'diff'] },
  ListChangeSets: {
    on: 'stack',
    by: ['up'],
    also: { on: 'stacks', actions: ['cloudformation:ListChangeSets'], by: ['down'] },
    note: '`down --purge-artifacts`: of every stack that may use an artifact',
  },
  DescribeEvents: { on: 'changeSet', by: ['up', 'diff'], note: 'why early validation refused a change set' },
  ExecuteChangeSet: { on: 'changeSet', by: ['up'] },
  DeleteStack: {
    on: 'stack',
    by: ['up', 'down', 'cancel', 'recover'],
    note: '`up`: a stack in review, or one that was rolled back',
  },
  CancelUpdateStack: { on: 'stack', by: ['cancel'], note: 'also when Ctrl-C in `up` is answered with it' },
  ContinueUpdateRollback: { on: 'stack', by: ['recover'] },
  RollbackStack: { on: 'stack', by: ['recover'] },
  UpdateTerminationProtection: { on: 'stack', by: ['up', 'down'] },
  // S3
  ListObjectsV2: { on: 'bucket', by: ['up', 'diff', 'down', 'recover'] },
  GetBucketPolicy: { on: 'bucket', by: ['up', 'diff'] },
  CreateBucket: { on: 'bucket', by: ['up'], note: 'once per account and region, as the next four' },
  PutPublicAccessBlock: { on: 'bucket', by: ['up'] },
  PutBucketOwnershipControls: { on: 'bucket', by: ['up'] },
  PutBucketEncryption: { on: 'bucket', by: ['up'] },
  PutBucketPolicy: { on: 'bucket', by: ['up'] },
  GetBucketEncryption: { on: 'bucket', by: ['up'] },
  PutObject: { on: 'artifacts', by: ['up'] },
  DeleteObject: { on: 'artifacts', by: ['down'], note: '--purge-artifacts' },
  DeleteBucket: { on: 'bucket', by: ['down'], note: '--purge-artifacts' },
  // the account
  DescribeAvailabilityZones: { on: 'any', by: ['up', 'diff'], note: 'when the stack is not there yet' },
  GetRole: { on: 'rdsRole', by: ['up', 'diff'], note: 'when the stack is not there yet' },
  SimulatePrincipalPolicy: {
    on: 'any',
    by: ['doctor'],
    note: 'without it permissions are told as not checked',
  },
  CreateServiceLinkedRole: {
    on: 'rdsLinkedRole',
    by: ['up'],
    when: { kind: 'linked-to', service: 'rds.amazonaws.com' },
    note: 'on an account that never used RDS',
  },
  // the function
  Invoke: {
    on: 'function',
    by: ['up', 'open', 'requests'],
    note: 'whoever may invoke the function may read everything it received',
  },
  UpdateFunctionCode: { on: 'function', by: ['up'], note: `--fast; ${MENDS}` },
  GetFunctionConfiguration: { on: 'function', by: ['up', 'diff', 'down'], note: `${COMPARES}; ${FREES}` },
  UpdateFunctionConfiguration: {
    on: 'function',
    by: ['up', 'down'],
    // Lambda Developer Guide, "Giving Lambda functions access to resources in an Amazon VPC": of whoever attaches it again.
    also: { on: 'any', actions: ['ec2:DescribeSecurityGroups', 'ec2:DescribeSubnets', 'ec2:DescribeVpcs'] },
    note: `${MENDS}; ${FREES}`,
  },
  DescribeNetworkInterfaces: { on: 'any', by: ['down'], note: FREES },
  DeleteNetworkInterface: { on: 'interface', by: ['down'], note: FREES },
  // what preflight looks at
  DescribeAccountAttributes: { on: 'any', by: ['up', 'diff'], note: LOOKS },
  DescribeDBEngineVersions: { on: 'any', by: ['up', 'diff'], note: LOOKS },
  DescribeOrderableDBInstanceOptions: { on: 'any', by: ['up', 'diff'], note: LOOKS },
  DescribeVpcs: { on: 'any', by: ['up', 'diff'], note: LOOKS },
  DescribeVpcAttribute: { on: 'any', by: ['up', 'diff'], note: LOOKS_AT_VPC },
  DescribeSubnets: { on: 'any', by: ['up', 'diff'], note: LOOKS_AT_VPC },
  DescribeVpcEndpoints: { on: 'any', by: ['up', 'diff'], note: LOOKS_AT_VPC },
  DescribeSecurityGroups: { on: 'any', by: ['up', 'diff'], note: LOOKS_AT_VPC },
  GetAccountSettings: { on: 'any', by: ['up', 'diff'], note: LOOKS },
  DescribeSecret: { on: 'routeSecrets', by: ['up', 'diff'], note: LOOKS },
  // a route's signing secret
  GetSecretValue: {
    on: 'routeSecrets',
    by: ['send'],
    also: { on: 'restoredSecret', actions: ['secretsmanager:GetSecretValue'], by: ['up'] },
    note: '`send`: where the route verifies and no --secret-env is given; `up`: the password of a restored database',
  },
  FilterLogEvents: {
    on: 'logGroups',
    by: ['logs'],
    also: { on: 'proxyLogs', actions: ['logs:FilterLogEvents'] },
    note: 'the proxy logs too',
  },
  // RDS
  DescribeDBInstances: { on: 'any', by: ['up', 'diff', 'down', 'status', 'cancel', 'recover'] },
  DescribeDBProxies: { on: 'any', by: ['up', 'diff', 'status'] },
  DescribeDBProxyTargetGroups: { on: 'any', by: ['up', 'diff', 'status'] },
  DescribeDBProxyTargets: { on: 'any', by: ['up', 'status'] },
  DescribeDBSnapshots: {
    on: 'any',
    by: ['up', 'diff', 'down', 'cancel', 'recover'],
    note: '`up`, `down`, `cancel`, `recover`: to name the final snapshot of what they delete; `up`, `diff`: whether one can be restored',
  },
  ModifyDBInstance: {
    on: 'database',
    by: ['up', 'down'],
    note: `${MENDS}; sets the password of a restored database; --lift-protection`,
  },
  ModifyDBProxyTargetGroup: { on: 'targets', by: ['up'], note: MENDS },
};
