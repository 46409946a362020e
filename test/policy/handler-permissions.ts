// What the CloudFormation registry says that the handlers of each type call: `handlers.*.permissions` of the schemas, create,
// read, update and delete together, `tagging.permissions` with them; as stored in hashicorp/terraform-provider-awscc,
// internal/service/cloudformation/schemas. Types without handlers of their own in the registry are in NO_SCHEMA.

function list(service: string, actions: string): readonly string[] {
  return actions.split(/\s+/).map((action) => `${service}:${action}`);
}

export const HANDLERS: Readonly<Record<string, readonly string[]>> = {
  'AWS::EC2::VPC': list(
    'ec2',
    `DeleteTags CreateTags DescribeNetworkAcls DescribeSecurityGroups DescribeVpcAttribute DescribeVpcEncryptionControls DescribeVpcs
     CreateVpc CreateVpcEncryptionControl ModifyVpcAttribute ModifyVpcTenancy DeleteVpc`,
  ),
  'AWS::EC2::Subnet': list(
    'ec2',
    `DescribeSubnets CreateSubnet CreateTags ModifySubnetAttribute DescribeNetworkAcls DeleteTags AssociateSubnetCidrBlock
     DisassociateSubnetCidrBlock DeleteSubnet`,
  ),
  'AWS::EC2::RouteTable': list(
    'ec2',
    'CreateRouteTable CreateTags DescribeRouteTables DeleteTags DeleteRouteTable',
  ),
  'AWS::EC2::SubnetRouteTableAssociation': list(
    'ec2',
    'AssociateRouteTable ReplaceRouteTableAssociation DescribeSubnets DescribeRouteTables DisassociateRouteTable',
  ),
  'AWS::EC2::SecurityGroup': list(
    'ec2',
    `CreateTags DeleteTags DescribeSecurityGroups CreateSecurityGroup RevokeSecurityGroupEgress AuthorizeSecurityGroupEgress
     AuthorizeSecurityGroupIngress RevokeSecurityGroupIngress UpdateSecurityGroupRuleDescriptionsIngress
     UpdateSecurityGroupRuleDescriptionsEgress DeleteSecurityGroup DescribeInstances`,
  ),
  'AWS::EC2::SecurityGroupIngress': list(
    'ec2',
    'UpdateSecurityGroupRuleDescriptionsIngress DescribeSecurityGroups DescribeSecurityGroupRules',
  ),
  'AWS::EC2::VPCEndpoint': [
    ...list(
      'ec2',
      `CreateTags DeleteTags DescribeVpcEndpoints DescribeSubnets DescribeSecurityGroups DescribeVpcs CreateVpcEndpoint
       ModifyVpcEndpoint DeleteVpcEndpoints`,
    ),
    'vpc-lattice:DescribeServiceNetworkVpcEndpointAssociation',
    'vpc-lattice:CreateServiceNetworkVpcEndpointAssociation',
    'vpce:AllowMultiRegion',
  ],
  'AWS::SecretsManager::Secret': list(
    'secretsmanager',
    `UntagResource TagResource DescribeSecret GetRandomPassword CreateSecret ReplicateSecretToRegions DeleteSecret
     RemoveRegionsFromReplication GetSecretValue UpdateSecret`,
  ),
  'AWS::RDS::DBSubnetGroup': list(
    'rds',
    `CreateDBSubnetGroup DescribeDBSubnetGroups ListTagsForResource ModifyDBSubnetGroup AddTagsToResource RemoveTagsFromResource
     DeleteDBSubnetGroup`,
  ),
  'AWS::RDS::DBInstance': [
    ...list(
      'ec2',
      `DescribeAccountAttributes DescribeAvailabilityZones DescribeInternetGateways DescribeSecurityGroups DescribeSubnets
       DescribeVpcAttribute DescribeVpcs`,
    ),
    ...list('iam', 'CreateServiceLinkedRole GetRole ListRoles PassRole'),
    ...list('kms', 'CreateGrant DescribeKey'),
    ...list(
      'rds',
      `DescribeDBInstances AddRoleToDBInstance AddTagsToResource CreateDBInstance CreateDBInstanceReadReplica DescribeDBClusters
       DescribeDBClusterSnapshots DescribeDBInstanceAutomatedBackups DescribeDBSnapshots DescribeEvents ModifyDBInstance
       RebootDBInstance RestoreDBInstanceFromDBSnapshot RestoreDBInstanceToPointInTime StartDBInstanceAutomatedBackupsReplication
       DescribeDBEngineVersions DescribeDBParameterGroups PromoteReadReplica RemoveRoleFromDBInstance RemoveTagsFromResource
       StopDBInstanceAutomatedBackupsReplication CreateDBSnapshot DeleteDBInstance`,
    ),
    ...list('secretsmanager', 'CreateSecret TagResource'),
  ],
  'AWS::RDS::DBProxy': [
    ...list(
      'rds',
      'AddTagsToResource RemoveTagsFromResource ListTagsForResource CreateDBProxy DescribeDBProxies ModifyDBProxy DeleteDBProxy',
    ),
    'iam:PassRole',
  ],
  'AWS::RDS::DBProxyTargetGroup': list(
    'rds',
    `DescribeDBProxies DescribeDBProxyTargetGroups ModifyDBProxyTargetGroup RegisterDBProxyTargets DescribeDBProxyTargets
     DeregisterDBProxyTargets`,
  ),
  'AWS::IAM::Role': list(
    'iam',
    `CreateRole PutRolePolicy AttachRolePolicy GetRolePolicy TagRole UntagRole GetRole ListAttachedRolePolicies ListRolePolicies
     UpdateRole UpdateRoleDescription UpdateAssumeRolePolicy DetachRolePolicy DeleteRolePermissionsBoundary
     PutRolePermissionsBoundary DeleteRolePolicy DeleteRole`,
  ),
  'AWS::IAM::Policy': list('iam', 'PutRolePolicy GetRolePolicy DeleteRolePolicy'),
  'AWS::Lambda::Function': [
    ...list(
      'lambda',
      `ListTags TagResource UntagResource GetFunction GetFunctionCodeSigningConfig GetFunctionRecursionConfig
       GetRuntimeManagementConfig CreateFunction PutFunctionConcurrency GetCodeSigningConfig GetLayerVersion
       PutRuntimeManagementConfig PutFunctionRecursionConfig DeleteFunctionConcurrency UpdateFunctionConfiguration
       UpdateFunctionCode PutFunctionCodeSigningConfig DeleteFunctionCodeSigningConfig DeleteFunction`,
    ),
    ...list('s3', 'GetObject GetObjectVersion'),
    ...list('ec2', 'DescribeSecurityGroups DescribeSubnets DescribeVpcs DescribeNetworkInterfaces'),
    ...list('kms', 'CreateGrant Decrypt Encrypt GenerateDataKey'),
    'iam:PassRole',
    'elasticfilesystem:DescribeMountTargets',
  ],
  'AWS::Lambda::Permission': list('lambda', 'AddPermission GetPolicy RemovePermission'),
  'AWS::Logs::LogGroup': [
    ...list(
      'logs',
      `DescribeLogGroups CreateLogGroup PutRetentionPolicy TagLogGroup GetDataProtectionPolicy PutDataProtectionPolicy
       CreateLogDelivery PutResourcePolicy DescribeResourcePolicies ListTagsLogGroup AssociateKmsKey DisassociateKmsKey
       DeleteRetentionPolicy UntagLogGroup DeleteLogGroup DeleteDataProtectionPolicy`,
    ),
    's3:REST.PUT.OBJECT',
    'firehose:TagDeliveryStream',
  ],
  'AWS::ApiGatewayV2::Api': [...list('apigateway', 'GET POST PUT PATCH DELETE'), 's3:getObject'],
  'AWS::ApiGatewayV2::Integration': [...list('apigateway', 'GET POST PUT PATCH DELETE'), 'iam:PassRole'],
  'AWS::ApiGatewayV2::Route': list('apigateway', 'GET POST PUT PATCH DELETE'),
  'AWS::Events::Rule': [
    ...list('events', 'DescribeRule ListTargetsByRule PutRule PutTargets RemoveTargets DeleteRule'),
    'iam:PassRole',
  ],
};

/** Types whose permissions the registry does not publish, with the page that says which calls they are. */
export const NO_SCHEMA: Readonly<Record<string, string>> = {
  'AWS::EC2::SecurityGroupEgress': 'EC2 API reference, AuthorizeSecurityGroupEgress; as the ingress',
  'AWS::ApiGatewayV2::Stage':
    'API Gateway Developer Guide, "Configure logging for HTTP APIs": the permissions of access logs',
};

/** What is not granted though a handler may call it, and why it never does for what we render. */
export const LEFT_OUT: Readonly<Record<string, string>> = {
  'ec2:CreateVpcEncryptionControl': 'VpcEncryptionControl is not rendered',
  'ec2:ModifyVpcTenancy': 'InstanceTenancy is not rendered',
  'ec2:AssociateSubnetCidrBlock': 'IPv6 is not rendered',
  'ec2:DisassociateSubnetCidrBlock': 'IPv6 is not rendered',
  'vpc-lattice:DescribeServiceNetworkVpcEndpointAssociation': 'for endpoints of type ServiceNetwork',
  'vpc-lattice:CreateServiceNetworkVpcEndpointAssociation': 'for endpoints of type ServiceNetwork',
  'vpce:AllowMultiRegion': 'ServiceRegion is not rendered',
  'secretsmanager:ReplicateSecretToRegions': 'ReplicaRegions is not rendered',
  'secretsmanager:RemoveRegionsFromReplication': 'ReplicaRegions is not rendered',
  'iam:ListRoles': 'for AssociatedRoles, which are not rendered',
  'kms:CreateGrant': "AWS's own keys encrypt, whose key policies let the services use them",
  'kms:DescribeKey': "AWS's own keys encrypt",
  'kms:Decrypt': "AWS's own keys encrypt",
  'kms:Encrypt': "AWS's own keys encrypt",
  'kms:GenerateDataKey': "AWS's own keys encrypt",
  'rds:AddRoleToDBInstance': 'AssociatedRoles is not rendered',
  'rds:RemoveRoleFromDBInstance': 'AssociatedRoles is not rendered',
  'rds:CreateDBInstanceReadReplica': 'SourceDBInstanceIdentifier is not rendered',
  'rds:PromoteReadReplica': 'SourceDBInstanceIdentifier is not rendered',
  'rds:RestoreDBInstanceFromDBSnapshot': 'granted with DBSnapshotIdentifier alone',
  'rds:RestoreDBInstanceToPointInTime': 'RestoreTime is not rendered',
  'rds:StartDBInstanceAutomatedBackupsReplication': 'AutomaticBackupReplicationRegion is not rendered',
  'rds:StopDBInstanceAutomatedBackupsReplication': 'AutomaticBackupReplicationRegion is not rendered',
  'iam:AttachRolePolicy': 'ManagedPolicyArns is not rendered',
  'iam:DetachRolePolicy': 'ManagedPolicyArns is not rendered',
  'iam:UpdateRole': 'MaxSessionDuration is not rendered',
  'iam:UpdateRoleDescription': 'Description is not rendered',
  'iam:PutRolePermissionsBoundary': 'PermissionsBoundary is not rendered',
  'iam:DeleteRolePermissionsBoundary': 'PermissionsBoundary is not rendered',
  'lambda:PutFunctionConcurrency': 'granted with ReservedConcurrentExecutions alone',
  'lambda:GetCodeSigningConfig': 'CodeSigningConfigArn is not rendered',
  'lambda:PutFunctionCodeSigningConfig': 'CodeSigningConfigArn is not rendered',
  'lambda:DeleteFunctionCodeSigningConfig': 'CodeSigningConfigArn is not rendered',
  'lambda:GetLayerVersion': 'Layers is not rendered',
  'lambda:PutRuntimeManagementConfig': 'RuntimeManagementConfig is not rendered',
  'lambda:PutFunctionRecursionConfig': 'RecursiveLoop is not rendered',
  's3:GetObjectVersion': 'S3ObjectVersion is not rendered',
  'elasticfilesystem:DescribeMountTargets': 'FileSystemConfigs is not rendered',
  'logs:PutDataProtectionPolicy': 'DataProtectionPolicy is not rendered',
  'logs:DeleteDataProtectionPolicy': 'DataProtectionPolicy is not rendered',
  'logs:DeleteRetentionPolicy': 'RetentionInDays is always rendered',
  'logs:AssociateKmsKey': 'KmsKeyId is not rendered',
  'logs:DisassociateKmsKey': 'KmsKeyId is not rendered',
  's3:REST.PUT.OBJECT': 'no log is delivered to S3',
  'firehose:TagDeliveryStream': 'no log is delivered to Firehose',
  's3:getObject': 'BodyS3Location is not rendered',
};

/** What is left out of one type alone, because another is granted it for its own sake. */
export const LEFT_OUT_OF: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'AWS::EC2::SecurityGroup': {
    'ec2:AuthorizeSecurityGroupIngress': 'inline rules are for egress alone',
    'ec2:RevokeSecurityGroupIngress': 'inline rules are for egress alone',
    'ec2:UpdateSecurityGroupRuleDescriptionsIngress': 'inline rules are for egress alone',
  },
  'AWS::RDS::DBInstance': {
    'iam:PassRole': 'MonitoringRoleArn and DomainIAMRoleName are not rendered',
    'secretsmanager:CreateSecret': 'ManageMasterUserPassword is not rendered',
    'secretsmanager:TagResource': 'ManageMasterUserPassword is not rendered',
  },
  'AWS::Logs::LogGroup': {
    'logs:CreateLogDelivery': 'the stage delivers logs, not the group',
    'logs:PutResourcePolicy': 'the stage delivers logs, not the group',
    'logs:DescribeResourcePolicies': 'the stage delivers logs, not the group',
  },
  'AWS::ApiGatewayV2::Integration': { 'iam:PassRole': 'CredentialsArn is not rendered' },
  'AWS::Events::Rule': { 'iam:PassRole': 'no target has a role' },
};

/** What is granted though the stored schema of the type does not name it, and the page that does. */
export const BESIDES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'AWS::EC2::SecurityGroupIngress': {
    'ec2:AuthorizeSecurityGroupIngress': 'EC2 API reference: what makes the rule',
    'ec2:RevokeSecurityGroupIngress': 'EC2 API reference: what removes the rule',
  },
  'AWS::EC2::VPCEndpoint': {
    'route53:AssociateVPCWithHostedZone':
      'Service Authorization Reference, Amazon EC2: dependent action of CreateVpcEndpoint',
  },
  'AWS::RDS::DBInstance': {
    'rds:ListTagsForResource': 'RDS API reference: tags are read by it',
  },
  'AWS::Lambda::Function': {
    'lambda:GetFunctionScalingConfig': 'read by handlers newer than the stored schema',
    'ec2:GetSecurityGroupsForVpc':
      'Lambda Developer Guide, "Giving Lambda functions access to resources in an Amazon VPC"',
  },
  'AWS::Logs::LogGroup': {
    'logs:TagResource':
      'CloudWatch Logs API reference, CreateLogGroup: with tags; TagLogGroup is its old name',
    'logs:UntagResource': 'CloudWatch Logs API reference: UntagLogGroup is its old name',
    'logs:ListTagsForResource': 'CloudWatch Logs API reference: ListTagsLogGroup is its old name',
  },
  'AWS::ApiGatewayV2::Api': {
    'iam:CreateServiceLinkedRole': 'API Gateway Developer Guide, "Using service-linked roles"',
  },
  'AWS::Events::Rule': {
    'events:TagResource': 'EventBridge API reference, PutRule: with tags',
    'events:UntagResource': 'EventBridge API reference',
    'events:ListTagsForResource': 'EventBridge API reference',
  },
};
