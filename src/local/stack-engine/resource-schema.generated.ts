// Generated from @aws-cdk/aws-service-spec by scripts/generate-resource-schema.ts: npm run generate.

/** What the stack engine knows of a resource type; every list is of names. */
export interface ResourceSchema {
  readonly properties: readonly string[];
  readonly required: readonly string[];
  /** Properties of which every change replaces the resource. */
  readonly replaces: readonly string[];
  /** Properties of which some changes replace it. */
  readonly mayReplace: readonly string[];
  /** What Fn::GetAtt gives. */
  readonly attributes: readonly string[];
  /** How it takes tags: a list of Key and Value, or a map. */
  readonly tags?: 'list' | 'map';
}

export const resourceSchema: Readonly<Record<string, ResourceSchema>> = {
  'AWS::ApiGatewayV2::Api': {
    properties: ['ApiKeySelectionExpression', 'BasePath', 'Body', 'BodyS3Location', 'CorsConfiguration', 'CredentialsArn', 'Description', 'DisableExecuteApiEndpoint', 'DisableSchemaValidation', 'FailOnWarnings', 'IpAddressType', 'Name', 'ProtocolType', 'RouteKey', 'RouteSelectionExpression', 'Tags', 'Target', 'Version'],
    required: [],
    replaces: ['ProtocolType'],
    mayReplace: [],
    attributes: ['ApiEndpoint', 'ApiId', 'ExecuteApiArn'],
    tags: 'map',
  },
  'AWS::ApiGatewayV2::Integration': {
    properties: ['ApiId', 'ConnectionId', 'ConnectionType', 'ContentHandlingStrategy', 'CredentialsArn', 'Description', 'IntegrationMethod', 'IntegrationSubtype', 'IntegrationType', 'IntegrationUri', 'PassthroughBehavior', 'PayloadFormatVersion', 'RequestParameters', 'RequestTemplates', 'ResponseParameters', 'TemplateSelectionExpression', 'TimeoutInMillis', 'TlsConfig'],
    required: ['ApiId', 'IntegrationType'],
    replaces: ['ApiId'],
    mayReplace: [],
    attributes: ['IntegrationId'],
  },
  'AWS::ApiGatewayV2::Route': {
    properties: ['ApiId', 'ApiKeyRequired', 'AuthorizationScopes', 'AuthorizationType', 'AuthorizerId', 'ModelSelectionExpression', 'OperationName', 'RequestModels', 'RequestParameters', 'RouteKey', 'RouteResponseSelectionExpression', 'Target'],
    required: ['ApiId', 'RouteKey'],
    replaces: ['ApiId'],
    mayReplace: [],
    attributes: ['RouteId'],
  },
  'AWS::ApiGatewayV2::Stage': {
    properties: ['AccessLogSettings', 'AccessPolicyId', 'ApiId', 'AutoDeploy', 'ClientCertificateId', 'DefaultRouteSettings', 'DeploymentId', 'Description', 'RouteSettings', 'StageName', 'StageVariables', 'Tags'],
    required: ['ApiId', 'StageName'],
    replaces: ['ApiId', 'StageName'],
    mayReplace: [],
    attributes: [],
    tags: 'map',
  },
  'AWS::EC2::RouteTable': {
    properties: ['Tags', 'VpcId'],
    required: ['VpcId'],
    replaces: ['VpcId'],
    mayReplace: [],
    attributes: ['RouteTableId'],
    tags: 'list',
  },
  'AWS::EC2::SecurityGroup': {
    properties: ['GroupDescription', 'GroupName', 'SecurityGroupEgress', 'SecurityGroupIngress', 'Tags', 'VpcId'],
    required: ['GroupDescription'],
    replaces: ['GroupDescription', 'GroupName', 'VpcId'],
    mayReplace: [],
    attributes: ['GroupId', 'Id', 'VpcId'],
    tags: 'list',
  },
  'AWS::EC2::SecurityGroupEgress': {
    properties: ['CidrIp', 'CidrIpv6', 'Description', 'DestinationPrefixListId', 'DestinationSecurityGroupId', 'FromPort', 'GroupId', 'IpProtocol', 'ToPort'],
    required: ['GroupId', 'IpProtocol'],
    replaces: ['CidrIp', 'CidrIpv6', 'DestinationPrefixListId', 'DestinationSecurityGroupId', 'FromPort', 'GroupId', 'IpProtocol', 'ToPort'],
    mayReplace: [],
    attributes: ['Id'],
  },
  'AWS::EC2::SecurityGroupIngress': {
    properties: ['CidrIp', 'CidrIpv6', 'Description', 'FromPort', 'GroupId', 'GroupName', 'IpProtocol', 'SourcePrefixListId', 'SourceSecurityGroupId', 'SourceSecurityGroupName', 'SourceSecurityGroupOwnerId', 'ToPort'],
    required: ['IpProtocol'],
    replaces: ['CidrIp', 'CidrIpv6', 'FromPort', 'GroupId', 'GroupName', 'IpProtocol', 'SourcePrefixListId', 'SourceSecurityGroupId', 'SourceSecurityGroupName', 'SourceSecurityGroupOwnerId', 'ToPort'],
    mayReplace: [],
    attributes: ['Id'],
  },
  'AWS::EC2::Subnet': {
    properties: ['AssignIpv6AddressOnCreation', 'AvailabilityZone', 'AvailabilityZoneId', 'CidrBlock', 'EnableDns64', 'EnableLniAtDeviceIndex', 'Ipv4IpamPoolId', 'Ipv4NetmaskLength', 'Ipv6CidrBlock', 'Ipv6IpamPoolId', 'Ipv6Native', 'Ipv6NetmaskLength', 'MapPublicIpOnLaunch', 'OutpostArn', 'PrivateDnsNameOptionsOnLaunch', 'Tags', 'VpcId'],
    required: ['VpcId'],
    replaces: ['AvailabilityZone', 'AvailabilityZoneId', 'CidrBlock', 'Ipv4IpamPoolId', 'Ipv4NetmaskLength', 'Ipv6IpamPoolId', 'Ipv6Native', 'Ipv6NetmaskLength', 'OutpostArn', 'VpcId'],
    mayReplace: ['Ipv6CidrBlock'],
    attributes: ['AvailabilityZone', 'AvailabilityZoneId', 'BlockPublicAccessStates', 'CidrBlock', 'Ipv6CidrBlocks', 'NetworkAclAssociationId', 'OutpostArn', 'SubnetId', 'VpcId'],
    tags: 'list',
  },
  'AWS::EC2::SubnetRouteTableAssociation': {
    properties: ['RouteTableId', 'SubnetId'],
    required: ['RouteTableId', 'SubnetId'],
    replaces: ['RouteTableId', 'SubnetId'],
    mayReplace: [],
    attributes: ['Id'],
  },
  'AWS::EC2::VPC': {
    properties: ['CidrBlock', 'EnableDnsHostnames', 'EnableDnsSupport', 'InstanceTenancy', 'Ipv4IpamPoolId', 'Ipv4NetmaskLength', 'Tags', 'VpcEncryptionControl'],
    required: [],
    replaces: ['CidrBlock', 'Ipv4IpamPoolId', 'Ipv4NetmaskLength', 'VpcEncryptionControl'],
    mayReplace: ['InstanceTenancy'],
    attributes: ['CidrBlock', 'CidrBlockAssociations', 'DefaultNetworkAcl', 'DefaultSecurityGroup', 'Ipv6CidrBlocks', 'VpcEncryptionControl.ResourceExclusions', 'VpcEncryptionControl.State', 'VpcEncryptionControl.StateMessage', 'VpcEncryptionControl.VpcEncryptionControlId', 'VpcEncryptionControl.VpcId', 'VpcId'],
    tags: 'list',
  },
  'AWS::EC2::VPCEndpoint': {
    properties: ['DnsOptions', 'IpAddressType', 'PolicyDocument', 'PrivateDnsEnabled', 'ResourceConfigurationArn', 'RouteTableIds', 'SecurityGroupIds', 'ServiceName', 'ServiceNetworkArn', 'ServiceRegion', 'SubnetIds', 'Tags', 'VpcEndpointType', 'VpcId'],
    required: ['VpcId'],
    replaces: ['ResourceConfigurationArn', 'ServiceName', 'ServiceNetworkArn', 'ServiceRegion', 'VpcEndpointType', 'VpcId'],
    mayReplace: [],
    attributes: ['CreationTimestamp', 'DnsEntries', 'Id', 'NetworkInterfaceIds'],
    tags: 'list',
  },
  'AWS::Events::Rule': {
    properties: ['Description', 'EventBusName', 'EventPattern', 'Name', 'RoleArn', 'ScheduleExpression', 'State', 'Tags', 'Targets'],
    required: [],
    replaces: ['EventBusName', 'Name'],
    mayReplace: [],
    attributes: ['Arn', 'RuleName'],
    tags: 'list',
  },
  'AWS::IAM::Policy': {
    properties: ['Groups', 'PolicyDocument', 'PolicyName', 'Roles', 'Users'],
    required: ['PolicyDocument', 'PolicyName'],
    replaces: [],
    mayReplace: [],
    attributes: ['Id'],
  },
  'AWS::IAM::Role': {
    properties: ['AssumeRolePolicyDocument', 'Description', 'ManagedPolicyArns', 'MaxSessionDuration', 'Path', 'PermissionsBoundary', 'Policies', 'RoleName', 'Tags'],
    required: ['AssumeRolePolicyDocument'],
    replaces: ['Path', 'RoleName'],
    mayReplace: [],
    attributes: ['Arn', 'RoleId'],
    tags: 'list',
  },
  'AWS::Lambda::Function': {
    properties: ['Architectures', 'CapacityProviderConfig', 'Code', 'CodeSigningConfigArn', 'DeadLetterConfig', 'Description', 'DurableConfig', 'Environment', 'EphemeralStorage', 'FileSystemConfigs', 'FunctionName', 'FunctionScalingConfig', 'Handler', 'ImageConfig', 'KmsKeyArn', 'Layers', 'LoggingConfig', 'MemorySize', 'PackageType', 'PublishToLatestPublished', 'RecursiveLoop', 'ReservedConcurrentExecutions', 'Role', 'Runtime', 'RuntimeManagementConfig', 'SnapStart', 'Tags', 'TenancyConfig', 'Timeout', 'TracingConfig', 'VpcConfig'],
    required: ['Code', 'Role'],
    replaces: ['FunctionName', 'PackageType', 'TenancyConfig'],
    mayReplace: [],
    attributes: ['Arn', 'SnapStartResponse', 'SnapStartResponse.ApplyOn', 'SnapStartResponse.OptimizationStatus'],
    tags: 'list',
  },
  'AWS::Lambda::Permission': {
    properties: ['Action', 'EventSourceToken', 'FunctionName', 'FunctionUrlAuthType', 'InvokedViaFunctionUrl', 'Principal', 'PrincipalOrgID', 'SourceAccount', 'SourceArn'],
    required: ['Action', 'FunctionName', 'Principal'],
    replaces: ['Action', 'EventSourceToken', 'FunctionName', 'FunctionUrlAuthType', 'InvokedViaFunctionUrl', 'Principal', 'PrincipalOrgID', 'SourceAccount', 'SourceArn'],
    mayReplace: [],
    attributes: ['Id'],
  },
  'AWS::Logs::LogGroup': {
    properties: ['BearerTokenAuthenticationEnabled', 'DataProtectionPolicy', 'DeletionProtectionEnabled', 'FieldIndexPolicies', 'KmsKeyId', 'LogGroupClass', 'LogGroupName', 'ResourcePolicyDocument', 'RetentionInDays', 'Tags'],
    required: [],
    replaces: ['LogGroupName'],
    mayReplace: [],
    attributes: ['Arn'],
    tags: 'list',
  },
  'AWS::RDS::DBInstance': {
    properties: ['AdditionalStorageVolumes', 'AllocatedStorage', 'AllowMajorVersionUpgrade', 'ApplyImmediately', 'AssociatedRoles', 'AutoMinorVersionUpgrade', 'AutomaticBackupReplicationKmsKeyId', 'AutomaticBackupReplicationRegion', 'AutomaticBackupReplicationRetentionPeriod', 'AvailabilityZone', 'BackupRetentionPeriod', 'BackupTarget', 'CACertificateIdentifier', 'CertificateRotationRestart', 'CharacterSetName', 'CopyTagsToSnapshot', 'CustomIAMInstanceProfile', 'DBClusterIdentifier', 'DBClusterSnapshotIdentifier', 'DBInstanceClass', 'DBInstanceIdentifier', 'DBName', 'DBParameterGroupName', 'DBSecurityGroups', 'DBSnapshotIdentifier', 'DBSubnetGroupName', 'DBSystemId', 'DatabaseInsightsMode', 'DedicatedLogVolume', 'DeleteAutomatedBackups', 'DeletionProtection', 'Domain', 'DomainAuthSecretArn', 'DomainDnsIps', 'DomainFqdn', 'DomainIAMRoleName', 'DomainOu', 'EnableCloudwatchLogsExports', 'EnableIAMDatabaseAuthentication', 'EnablePerformanceInsights', 'Engine', 'EngineLifecycleSupport', 'EngineVersion', 'Iops', 'KmsKeyId', 'LicenseModel', 'ManageMasterUserPassword', 'MasterUserAuthenticationType', 'MasterUserPassword', 'MasterUserSecret', 'MasterUsername', 'MaxAllocatedStorage', 'MonitoringInterval', 'MonitoringRoleArn', 'MultiAZ', 'NcharCharacterSetName', 'NetworkType', 'OptionGroupName', 'PerformanceInsightsKMSKeyId', 'PerformanceInsightsRetentionPeriod', 'Port', 'PreferredBackupWindow', 'PreferredMaintenanceWindow', 'ProcessorFeatures', 'PromotionTier', 'PubliclyAccessible', 'ReplicaMode', 'RestoreTime', 'SourceDBClusterIdentifier', 'SourceDBInstanceAutomatedBackupsArn', 'SourceDBInstanceIdentifier', 'SourceDbiResourceId', 'SourceRegion', 'StorageEncrypted', 'StorageThroughput', 'StorageType', 'Tags', 'TdeCredentialArn', 'TdeCredentialPassword', 'Timezone', 'UseDefaultProcessorFeatures', 'UseLatestRestorableTime', 'VPCSecurityGroups'],
    required: [],
    replaces: ['BackupTarget', 'CharacterSetName', 'CustomIAMInstanceProfile', 'DBClusterIdentifier', 'DBInstanceIdentifier', 'DBName', 'DBSubnetGroupName', 'DBSystemId', 'KmsKeyId', 'MasterUsername', 'NcharCharacterSetName', 'Port', 'SourceRegion', 'StorageEncrypted', 'Timezone'],
    mayReplace: ['AutoMinorVersionUpgrade', 'AvailabilityZone', 'BackupRetentionPeriod', 'DBClusterSnapshotIdentifier', 'DBParameterGroupName', 'DBSnapshotIdentifier', 'Engine', 'MultiAZ', 'PerformanceInsightsKMSKeyId', 'PreferredMaintenanceWindow', 'RestoreTime', 'SourceDBClusterIdentifier', 'SourceDBInstanceAutomatedBackupsArn', 'SourceDBInstanceIdentifier', 'SourceDbiResourceId', 'StorageType', 'UseLatestRestorableTime'],
    attributes: ['AutomaticRestartTime', 'CertificateDetails', 'CertificateDetails.CAIdentifier', 'CertificateDetails.ValidTill', 'DBInstanceArn', 'DBInstanceStatus', 'DBSystemId', 'DbiResourceId', 'Endpoint', 'Endpoint.Address', 'Endpoint.HostedZoneId', 'Endpoint.Port', 'InstanceCreateTime', 'IsStorageConfigUpgradeAvailable', 'LatestRestorableTime', 'ListenerEndpoint', 'ListenerEndpoint.Address', 'ListenerEndpoint.HostedZoneId', 'ListenerEndpoint.Port', 'MasterUserSecret.SecretArn', 'PercentProgress', 'ReadReplicaDBClusterIdentifiers', 'ReadReplicaDBInstanceIdentifiers', 'ResumeFullAutomationModeTime', 'SecondaryAvailabilityZone', 'StatusInfos', 'StorageOperationPercentProgress', 'StorageOperationStatus'],
    tags: 'list',
  },
  'AWS::RDS::DBProxy': {
    properties: ['Auth', 'DBProxyName', 'DebugLogging', 'DefaultAuthScheme', 'EndpointNetworkType', 'EngineFamily', 'IdleClientTimeout', 'RequireTLS', 'RoleArn', 'Tags', 'TargetConnectionNetworkType', 'VpcSecurityGroupIds', 'VpcSubnetIds'],
    required: ['DBProxyName', 'EngineFamily', 'RoleArn', 'VpcSubnetIds'],
    replaces: ['DBProxyName', 'EndpointNetworkType', 'EngineFamily', 'TargetConnectionNetworkType', 'VpcSubnetIds'],
    mayReplace: [],
    attributes: ['DBProxyArn', 'Endpoint', 'VpcId'],
    tags: 'list',
  },
  'AWS::RDS::DBProxyTargetGroup': {
    properties: ['ConnectionPoolConfigurationInfo', 'DBClusterIdentifiers', 'DBInstanceIdentifiers', 'DBProxyName', 'TargetGroupName'],
    required: ['DBProxyName', 'TargetGroupName'],
    replaces: ['DBProxyName', 'TargetGroupName'],
    mayReplace: [],
    attributes: ['TargetGroupArn'],
  },
  'AWS::RDS::DBSubnetGroup': {
    properties: ['DBSubnetGroupDescription', 'DBSubnetGroupName', 'SubnetIds', 'Tags'],
    required: ['DBSubnetGroupDescription', 'SubnetIds'],
    replaces: ['DBSubnetGroupName'],
    mayReplace: [],
    attributes: ['DBSubnetGroupArn'],
    tags: 'list',
  },
  'AWS::Scheduler::Schedule': {
    properties: ['Description', 'EndDate', 'FlexibleTimeWindow', 'GroupName', 'KmsKeyArn', 'Name', 'ScheduleExpression', 'ScheduleExpressionTimezone', 'StartDate', 'State', 'Target'],
    required: ['FlexibleTimeWindow', 'ScheduleExpression', 'Target'],
    replaces: ['Name'],
    mayReplace: [],
    attributes: ['Arn'],
  },
  'AWS::SecretsManager::Secret': {
    properties: ['Description', 'GenerateSecretString', 'KmsKeyId', 'Name', 'ReplicaRegions', 'SecretString', 'Tags', 'Type'],
    required: [],
    replaces: ['Name'],
    mayReplace: [],
    attributes: ['Id'],
    tags: 'list',
  },
};
