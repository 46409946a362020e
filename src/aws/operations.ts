/**
 * Every AWS call the adapters make, by operation name, with the IAM action that allows it: what an access-denied error
 * names, what the permissions page lists and what the local cloud serves. `session.ts` accepts no other. Each has a row in
 * src/policy/calls.ts too: which commands make it, and on what.
 */
export const operations = {
  // CloudFormation
  CancelUpdateStack: 'cloudformation:CancelUpdateStack',
  ContinueUpdateRollback: 'cloudformation:ContinueUpdateRollback',
  CreateChangeSet: 'cloudformation:CreateChangeSet',
  DeleteChangeSet: 'cloudformation:DeleteChangeSet',
  DeleteStack: 'cloudformation:DeleteStack',
  DescribeChangeSet: 'cloudformation:DescribeChangeSet',
  DescribeEvents: 'cloudformation:DescribeEvents',
  DescribeStackDriftDetectionStatus: 'cloudformation:DescribeStackDriftDetectionStatus',
  DescribeStackEvents: 'cloudformation:DescribeStackEvents',
  DescribeStackResourceDrifts: 'cloudformation:DescribeStackResourceDrifts',
  DescribeStacks: 'cloudformation:DescribeStacks',
  DetectStackDrift: 'cloudformation:DetectStackDrift',
  ExecuteChangeSet: 'cloudformation:ExecuteChangeSet',
  GetTemplate: 'cloudformation:GetTemplate',
  ListChangeSets: 'cloudformation:ListChangeSets',
  ListStackResources: 'cloudformation:ListStackResources',
  RollbackStack: 'cloudformation:RollbackStack',
  UpdateTerminationProtection: 'cloudformation:UpdateTerminationProtection',
  // S3: the actions are named otherwise than the operations.
  CreateBucket: 's3:CreateBucket',
  DeleteBucket: 's3:DeleteBucket',
  DeleteObject: 's3:DeleteObject',
  GetBucketEncryption: 's3:GetEncryptionConfiguration',
  GetBucketPolicy: 's3:GetBucketPolicy',
  ListObjectsV2: 's3:ListBucket',
  PutBucketEncryption: 's3:PutEncryptionConfiguration',
  PutBucketOwnershipControls: 's3:PutBucketOwnershipControls',
  PutBucketPolicy: 's3:PutBucketPolicy',
  PutObject: 's3:PutObject',
  PutPublicAccessBlock: 's3:PutBucketPublicAccessBlock',
  // the account
  CreateServiceLinkedRole: 'iam:CreateServiceLinkedRole',
  DescribeAvailabilityZones: 'ec2:DescribeAvailabilityZones',
  DescribeSecurityGroups: 'ec2:DescribeSecurityGroups',
  DescribeSubnets: 'ec2:DescribeSubnets',
  DescribeVpcAttribute: 'ec2:DescribeVpcAttribute',
  DescribeVpcEndpoints: 'ec2:DescribeVpcEndpoints',
  DescribeVpcs: 'ec2:DescribeVpcs',
  GetAccountSettings: 'lambda:GetAccountSettings',
  GetCallerIdentity: 'sts:GetCallerIdentity',
  GetRole: 'iam:GetRole',
  SimulatePrincipalPolicy: 'iam:SimulatePrincipalPolicy',
  // the function
  GetFunctionConfiguration: 'lambda:GetFunctionConfiguration',
  Invoke: 'lambda:InvokeFunction',
  // a route's signing secret
  DescribeSecret: 'secretsmanager:DescribeSecret',
  GetSecretValue: 'secretsmanager:GetSecretValue',
  UpdateFunctionCode: 'lambda:UpdateFunctionCode',
  UpdateFunctionConfiguration: 'lambda:UpdateFunctionConfiguration',
  // what a function's network leaves behind
  DeleteNetworkInterface: 'ec2:DeleteNetworkInterface',
  DescribeNetworkInterfaces: 'ec2:DescribeNetworkInterfaces',
  // what was logged
  FilterLogEvents: 'logs:FilterLogEvents',
  // RDS
  DescribeAccountAttributes: 'rds:DescribeAccountAttributes',
  DescribeDBEngineVersions: 'rds:DescribeDBEngineVersions',
  DescribeOrderableDBInstanceOptions: 'rds:DescribeOrderableDBInstanceOptions',
  DescribeDBInstances: 'rds:DescribeDBInstances',
  DescribeDBSnapshots: 'rds:DescribeDBSnapshots',
  DescribeDBProxies: 'rds:DescribeDBProxies',
  DescribeDBProxyTargetGroups: 'rds:DescribeDBProxyTargetGroups',
  DescribeDBProxyTargets: 'rds:DescribeDBProxyTargets',
  ModifyDBInstance: 'rds:ModifyDBInstance',
  ModifyDBProxyTargetGroup: 'rds:ModifyDBProxyTargetGroup',
} as const;

export type Operation = keyof typeof operations;
