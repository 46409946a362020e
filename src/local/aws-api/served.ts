/** The services on the wire: the name a SigV4 scope gives each, how it is spoken to, and the actions that can be decoded. */
export const served = {
  cloudformation: {
    client: 'cloudformation',
    protocol: 'query',
    namespace: 'http://cloudformation.amazonaws.com/doc/2010-05-15/',
    actions: [
      'CancelUpdateStack',
      'ContinueUpdateRollback',
      'CreateChangeSet',
      'CreateStack',
      'DeleteChangeSet',
      'DeleteStack',
      'DescribeAccountLimits',
      'DescribeChangeSet',
      'DescribeEvents',
      'DescribeStackDriftDetectionStatus',
      'DescribeStackEvents',
      'DescribeStackResource',
      'DescribeStackResourceDrifts',
      'DescribeStackResources',
      'DescribeStacks',
      'DetectStackDrift',
      'ExecuteChangeSet',
      'GetTemplate',
      'GetTemplateSummary',
      'ListChangeSets',
      'ListExports',
      'ListStackResources',
      'ListStacks',
      'RollbackStack',
      'UpdateStack',
      'UpdateTerminationProtection',
      'ValidateTemplate',
    ],
  },
  ec2: {
    client: 'ec2',
    protocol: 'ec2-query',
    namespace: 'http://ec2.amazonaws.com/doc/2016-11-15/',
    actions: [
      'DeleteNetworkInterface',
      'DescribeAvailabilityZones',
      'DescribeNetworkInterfaces',
      'DescribeSecurityGroups',
      'DescribeSubnets',
      'DescribeVpcAttribute',
      'DescribeVpcEndpoints',
      'DescribeVpcs',
    ],
  },
  iam: {
    client: 'iam',
    protocol: 'query',
    namespace: 'https://iam.amazonaws.com/doc/2010-05-08/',
    actions: ['CreateServiceLinkedRole', 'GetRole', 'SimulatePrincipalPolicy'],
  },
  lambda: {
    client: 'lambda',
    protocol: 'rest-json',
    namespace: '',
    actions: [
      'GetAccountSettings',
      'GetFunction',
      'GetFunctionConfiguration',
      'Invoke',
      'UpdateFunctionCode',
      'UpdateFunctionConfiguration',
    ],
  },
  logs: {
    client: 'cloudwatch-logs',
    protocol: 'json',
    namespace: '',
    actions: ['DescribeLogGroups', 'FilterLogEvents'],
  },
  rds: {
    client: 'rds',
    protocol: 'query',
    namespace: 'http://rds.amazonaws.com/doc/2014-10-31/',
    actions: [
      'DescribeAccountAttributes',
      'DescribeDBEngineVersions',
      'DescribeDBInstances',
      'DescribeDBProxies',
      'DescribeDBProxyTargetGroups',
      'DescribeDBProxyTargets',
      'DescribeDBSnapshots',
      'DescribeOrderableDBInstanceOptions',
      'ModifyDBInstance',
      'ModifyDBProxyTargetGroup',
    ],
  },
  s3: {
    client: 's3',
    protocol: 'rest-xml',
    namespace: 'http://s3.amazonaws.com/doc/2006-03-01/',
    actions: [
      'CreateBucket',
      'DeleteBucket',
      'DeleteBucketEncryption',
      'DeleteBucketLifecycle',
      'DeleteBucketOwnershipControls',
      'DeleteBucketPolicy',
      'DeleteBucketTagging',
      'DeleteObject',
      'DeletePublicAccessBlock',
      'GetBucketEncryption',
      'GetBucketLifecycleConfiguration',
      'GetBucketLocation',
      'GetBucketOwnershipControls',
      'GetBucketPolicy',
      'GetBucketTagging',
      'GetBucketVersioning',
      'GetObject',
      'GetPublicAccessBlock',
      'HeadBucket',
      'HeadObject',
      'ListBuckets',
      'ListObjectsV2',
      'PutBucketEncryption',
      'PutBucketLifecycleConfiguration',
      'PutBucketOwnershipControls',
      'PutBucketPolicy',
      'PutBucketTagging',
      'PutBucketVersioning',
      'PutObject',
      'PutPublicAccessBlock',
    ],
  },
  secretsmanager: {
    client: 'secrets-manager',
    protocol: 'json',
    namespace: '',
    actions: ['DescribeSecret', 'GetSecretValue'],
  },
  sts: {
    client: 'sts',
    protocol: 'query',
    namespace: 'https://sts.amazonaws.com/doc/2011-06-15/',
    actions: ['GetCallerIdentity'],
  },
} as const satisfies Record<string, ServedService>;

/** The name that the credential scope of a signature gives a service. */
export type ServiceName = keyof typeof served;

export interface ServedService {
  /** The part of the SDK package's name after `client-`: where the generated shapes come from. */
  readonly client: string;
  readonly protocol: 'query' | 'ec2-query' | 'rest-xml' | 'rest-json' | 'json';
  /** The XML namespace of answers; empty where there is no XML. */
  readonly namespace: string;
  readonly actions: readonly string[];
}

export function isServiceName(name: string): name is ServiceName {
  return Object.hasOwn(served, name);
}
