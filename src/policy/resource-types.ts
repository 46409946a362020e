import { type Grant, grant } from './permission.ts';
import { NETWORK_TYPES } from './resource-types-of-the-network.ts';

const OURS = { when: { kind: 'ours' } } as const;
const reads = (service: string, actions: string) => grant('any', service, actions);

/**
 * What CloudFormation calls to make, change, read and delete each resource type that a template of ours holds, with the
 * permissions of whoever deploys or of the service role. Source: the schemas of the CloudFormation registry
 * (`handlers.*.permissions`). Of these all that read are kept; what writes is left out where it is for properties that are
 * never rendered. test/policy/handler-permissions.ts holds the lists as AWS publishes them and why each one missing here is.
 */
export const RESOURCE_TYPES: Readonly<Record<string, readonly Grant[]>> = {
  ...NETWORK_TYPES,
  'AWS::SecretsManager::Secret': [
    grant('madeSecret', 'secretsmanager', 'CreateSecret TagResource DescribeSecret'),
    // The database's password is a dynamic reference: CloudFormation resolves it as whoever deploys.
    grant('madeSecret', 'secretsmanager', 'UpdateSecret UntagResource DeleteSecret GetSecretValue', OURS),
    reads('secretsmanager', 'GetRandomPassword'),
  ],
  'AWS::RDS::DBSubnetGroup': [
    grant(
      'subnetGroup',
      'rds',
      'CreateDBSubnetGroup ModifyDBSubnetGroup DeleteDBSubnetGroup AddTagsToResource RemoveTagsFromResource',
    ),
    reads('rds', 'DescribeDBSubnetGroups ListTagsForResource'),
  ],
  'AWS::RDS::DBInstance': [
    grant('newDatabase', 'rds', 'CreateDBInstance ModifyDBInstance'),
    grant('newDatabase', 'rds', 'RestoreDBInstanceFromDBSnapshot', { property: 'DBSnapshotIdentifier' }),
    grant('restoredFrom', 'rds', 'RestoreDBInstanceFromDBSnapshot', { property: 'DBSnapshotIdentifier' }),
    grant(
      'database',
      'rds',
      'DeleteDBInstance RebootDBInstance AddTagsToResource RemoveTagsFromResource CreateDBSnapshot',
    ),
    grant('snapshot', 'rds', 'CreateDBSnapshot AddTagsToResource'),
    reads(
      'rds',
      'DescribeDBInstances DescribeDBSnapshots DescribeDBClusters DescribeDBClusterSnapshots ' +
        'DescribeDBInstanceAutomatedBackups DescribeDBEngineVersions DescribeDBParameterGroups DescribeEvents ListTagsForResource',
    ),
    reads(
      'ec2',
      'DescribeAccountAttributes DescribeAvailabilityZones DescribeInternetGateways DescribeSecurityGroups ' +
        'DescribeSubnets DescribeVpcAttribute DescribeVpcs',
    ),
    grant('rdsLinkedRole', 'iam', 'CreateServiceLinkedRole', {
      when: { kind: 'linked-to', service: 'rds.amazonaws.com' },
    }),
    grant('rdsRole', 'iam', 'GetRole'),
  ],
  'AWS::RDS::DBProxy': [
    grant('proxy', 'rds', 'CreateDBProxy AddTagsToResource'),
    grant('proxy', 'rds', 'ModifyDBProxy DeleteDBProxy RemoveTagsFromResource', OURS),
    reads('rds', 'DescribeDBProxies ListTagsForResource'),
    grant('role', 'iam', 'PassRole', { when: { kind: 'passed-to', service: 'rds.amazonaws.com' } }),
  ],
  'AWS::RDS::DBProxyTargetGroup': [
    grant('targets', 'rds', 'ModifyDBProxyTargetGroup RegisterDBProxyTargets DeregisterDBProxyTargets'),
    reads('rds', 'DescribeDBProxies DescribeDBProxyTargetGroups DescribeDBProxyTargets'),
  ],
  'AWS::IAM::Role': [
    grant(
      'role',
      'iam',
      'CreateRole GetRole UpdateAssumeRolePolicy DeleteRole PutRolePolicy GetRolePolicy DeleteRolePolicy ' +
        'ListRolePolicies ListAttachedRolePolicies TagRole UntagRole',
    ),
  ],
  'AWS::IAM::Policy': [grant('role', 'iam', 'PutRolePolicy GetRolePolicy DeleteRolePolicy')],
  'AWS::Lambda::Function': [
    grant(
      'function',
      'lambda',
      'CreateFunction GetFunction UpdateFunctionCode UpdateFunctionConfiguration DeleteFunction ' +
        'DeleteFunctionConcurrency GetFunctionCodeSigningConfig GetFunctionRecursionConfig GetFunctionScalingConfig ' +
        'GetRuntimeManagementConfig ListTags TagResource UntagResource',
    ),
    grant('function', 'lambda', 'PutFunctionConcurrency', { property: 'ReservedConcurrentExecutions' }),
    grant('artifacts', 's3', 'GetObject'),
    // Lambda Developer Guide, "Giving Lambda functions access to resources in an Amazon VPC": of whoever attaches it.
    reads(
      'ec2',
      'DescribeNetworkInterfaces DescribeSecurityGroups DescribeSubnets DescribeVpcs GetSecurityGroupsForVpc',
    ),
    grant('role', 'iam', 'PassRole', { when: { kind: 'passed-to', service: 'lambda.amazonaws.com' } }),
  ],
  'AWS::Lambda::Permission': [grant('function', 'lambda', 'AddPermission RemovePermission GetPolicy')],
  'AWS::Logs::LogGroup': [
    grant(
      'logGroups',
      'logs',
      // Handlers old and new: tags of a log group had actions of their own.
      'CreateLogGroup DeleteLogGroup PutRetentionPolicy GetDataProtectionPolicy ListTagsForResource TagResource ' +
        'UntagResource ListTagsLogGroup TagLogGroup UntagLogGroup',
    ),
    reads('logs', 'DescribeLogGroups'),
  ],
  'AWS::ApiGatewayV2::Api': [
    grant('apis', 'apigateway', 'GET POST PUT PATCH DELETE'),
    // API Gateway Developer Guide, "Using service-linked roles": made with the first API of an account.
    grant('apiLinkedRole', 'iam', 'CreateServiceLinkedRole', {
      when: { kind: 'linked-to', service: 'ops.apigateway.amazonaws.com' },
    }),
  ],
  'AWS::ApiGatewayV2::Integration': [grant('apis', 'apigateway', 'GET POST PUT PATCH DELETE')],
  'AWS::ApiGatewayV2::Route': [grant('apis', 'apigateway', 'GET POST PUT PATCH DELETE')],
  'AWS::ApiGatewayV2::Stage': [
    grant('apis', 'apigateway', 'GET POST PUT PATCH DELETE'),
    // CloudWatch Logs User Guide, "Enable logging from AWS services": logs that go to CloudWatch Logs; on every resource.
    ...[
      'CreateLogDelivery GetLogDelivery UpdateLogDelivery DeleteLogDelivery ListLogDeliveries PutResourcePolicy ' +
        'DescribeResourcePolicies DescribeLogGroups',
    ].map((actions) => grant('any', 'logs', actions, { property: 'AccessLogSettings' })),
  ],
  'AWS::Events::Rule': [
    grant(
      'rule',
      'events',
      'PutRule DescribeRule DeleteRule PutTargets RemoveTargets ListTargetsByRule ListTagsForResource TagResource UntagResource',
    ),
  ],
};
