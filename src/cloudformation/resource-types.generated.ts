// Generated from @aws-cdk/aws-service-spec by scripts/generate-resource-types.ts: npm run generate.
import type { Json } from './json.ts';
import type { PolicyDocument } from './policy.ts';

/** The resource types that templates may use. */
export type ResourceType = keyof ResourceTypes;

/** Properties as CloudFormation takes them and attributes as `Fn::GetAtt` gives them, by resource type. */
export interface ResourceTypes {
  'AWS::ApiGatewayV2::Api': { readonly properties: ApiGatewayV2ApiProperties; readonly attributes: { readonly 'ApiEndpoint': string; readonly 'ApiId': string; readonly 'ExecuteApiArn': string } };
  'AWS::ApiGatewayV2::Integration': { readonly properties: ApiGatewayV2IntegrationProperties; readonly attributes: { readonly 'IntegrationId': string } };
  'AWS::ApiGatewayV2::Route': { readonly properties: ApiGatewayV2RouteProperties; readonly attributes: { readonly 'RouteId': string } };
  'AWS::ApiGatewayV2::Stage': { readonly properties: ApiGatewayV2StageProperties; readonly attributes: Readonly<Record<never, never>> };
  'AWS::EC2::RouteTable': { readonly properties: EC2RouteTableProperties; readonly attributes: { readonly 'RouteTableId': string } };
  'AWS::EC2::SecurityGroup': { readonly properties: EC2SecurityGroupProperties; readonly attributes: { readonly 'GroupId': string; readonly 'Id': string; readonly 'VpcId': string } };
  'AWS::EC2::SecurityGroupEgress': { readonly properties: EC2SecurityGroupEgressProperties; readonly attributes: { readonly 'Id': string } };
  'AWS::EC2::SecurityGroupIngress': { readonly properties: EC2SecurityGroupIngressProperties; readonly attributes: { readonly 'Id': string } };
  'AWS::EC2::Subnet': { readonly properties: EC2SubnetProperties; readonly attributes: { readonly 'AvailabilityZone': string; readonly 'AvailabilityZoneId': string; readonly 'CidrBlock': string; readonly 'Ipv6CidrBlocks': readonly string[]; readonly 'NetworkAclAssociationId': string; readonly 'OutpostArn': string; readonly 'SubnetId': string; readonly 'VpcId': string } };
  'AWS::EC2::SubnetRouteTableAssociation': { readonly properties: EC2SubnetRouteTableAssociationProperties; readonly attributes: { readonly 'Id': string } };
  'AWS::EC2::VPC': { readonly properties: EC2VPCProperties; readonly attributes: { readonly 'CidrBlock': string; readonly 'CidrBlockAssociations': readonly string[]; readonly 'DefaultNetworkAcl': string; readonly 'DefaultSecurityGroup': string; readonly 'Ipv6CidrBlocks': readonly string[]; readonly 'VpcEncryptionControl.ResourceExclusions.EgressOnlyInternetGateway.State': string; readonly 'VpcEncryptionControl.ResourceExclusions.EgressOnlyInternetGateway.StateMessage': string; readonly 'VpcEncryptionControl.ResourceExclusions.ElasticFileSystem.State': string; readonly 'VpcEncryptionControl.ResourceExclusions.ElasticFileSystem.StateMessage': string; readonly 'VpcEncryptionControl.ResourceExclusions.InternetGateway.State': string; readonly 'VpcEncryptionControl.ResourceExclusions.InternetGateway.StateMessage': string; readonly 'VpcEncryptionControl.ResourceExclusions.Lambda.State': string; readonly 'VpcEncryptionControl.ResourceExclusions.Lambda.StateMessage': string; readonly 'VpcEncryptionControl.ResourceExclusions.NatGateway.State': string; readonly 'VpcEncryptionControl.ResourceExclusions.NatGateway.StateMessage': string; readonly 'VpcEncryptionControl.ResourceExclusions.VirtualPrivateGateway.State': string; readonly 'VpcEncryptionControl.ResourceExclusions.VirtualPrivateGateway.StateMessage': string; readonly 'VpcEncryptionControl.ResourceExclusions.VpcLattice.State': string; readonly 'VpcEncryptionControl.ResourceExclusions.VpcLattice.StateMessage': string; readonly 'VpcEncryptionControl.ResourceExclusions.VpcPeering.State': string; readonly 'VpcEncryptionControl.ResourceExclusions.VpcPeering.StateMessage': string; readonly 'VpcEncryptionControl.State': string; readonly 'VpcEncryptionControl.StateMessage': string; readonly 'VpcEncryptionControl.VpcEncryptionControlId': string; readonly 'VpcEncryptionControl.VpcId': string; readonly 'VpcId': string } };
  'AWS::EC2::VPCEndpoint': { readonly properties: EC2VPCEndpointProperties; readonly attributes: { readonly 'CreationTimestamp': string; readonly 'DnsEntries': readonly string[]; readonly 'Id': string; readonly 'NetworkInterfaceIds': readonly string[] } };
  'AWS::Events::Rule': { readonly properties: EventsRuleProperties; readonly attributes: { readonly 'Arn': string; readonly 'RuleName': string } };
  'AWS::IAM::Policy': { readonly properties: IAMPolicyProperties; readonly attributes: { readonly 'Id': string } };
  'AWS::IAM::Role': { readonly properties: IAMRoleProperties; readonly attributes: { readonly 'Arn': string; readonly 'RoleId': string } };
  'AWS::Lambda::Function': { readonly properties: LambdaFunctionProperties; readonly attributes: { readonly 'Arn': string; readonly 'SnapStartResponse.ApplyOn': string; readonly 'SnapStartResponse.OptimizationStatus': string } };
  'AWS::Lambda::Permission': { readonly properties: LambdaPermissionProperties; readonly attributes: { readonly 'Id': string } };
  'AWS::Logs::LogGroup': { readonly properties: LogsLogGroupProperties; readonly attributes: { readonly 'Arn': string } };
  'AWS::RDS::DBInstance': { readonly properties: RDSDBInstanceProperties; readonly attributes: { readonly 'AutomaticRestartTime': string; readonly 'CertificateDetails.CAIdentifier': string; readonly 'CertificateDetails.ValidTill': string; readonly 'DBInstanceArn': string; readonly 'DBInstanceStatus': string; readonly 'DBSystemId': string; readonly 'DbiResourceId': string; readonly 'Endpoint.Address': string; readonly 'Endpoint.HostedZoneId': string; readonly 'Endpoint.Port': string; readonly 'InstanceCreateTime': string; readonly 'IsStorageConfigUpgradeAvailable': boolean; readonly 'LatestRestorableTime': string; readonly 'ListenerEndpoint.Address': string; readonly 'ListenerEndpoint.HostedZoneId': string; readonly 'ListenerEndpoint.Port': string; readonly 'MasterUserSecret.SecretArn': string; readonly 'PercentProgress': string; readonly 'ReadReplicaDBClusterIdentifiers': readonly string[]; readonly 'ReadReplicaDBInstanceIdentifiers': readonly string[]; readonly 'ResumeFullAutomationModeTime': string; readonly 'SecondaryAvailabilityZone': string; readonly 'StorageOperationPercentProgress': number; readonly 'StorageOperationStatus': string } };
  'AWS::RDS::DBProxy': { readonly properties: RDSDBProxyProperties; readonly attributes: { readonly 'DBProxyArn': string; readonly 'Endpoint': string; readonly 'VpcId': string } };
  'AWS::RDS::DBProxyTargetGroup': { readonly properties: RDSDBProxyTargetGroupProperties; readonly attributes: { readonly 'TargetGroupArn': string } };
  'AWS::RDS::DBSubnetGroup': { readonly properties: RDSDBSubnetGroupProperties; readonly attributes: { readonly 'DBSubnetGroupArn': string } };
  'AWS::SecretsManager::Secret': { readonly properties: SecretsManagerSecretProperties; readonly attributes: { readonly 'Id': string } };
}

/** What rendering and checking need of a type: how it takes tags (a list of Key and Value, or a map), and its attributes. */
export const resourceTypes: { readonly [Type in ResourceType]: { readonly tags?: 'list' | 'map'; readonly attributes: readonly string[] } } = {
  'AWS::ApiGatewayV2::Api': { tags: 'map', attributes: ['ApiEndpoint', 'ApiId', 'ExecuteApiArn'] },
  'AWS::ApiGatewayV2::Integration': { attributes: ['IntegrationId'] },
  'AWS::ApiGatewayV2::Route': { attributes: ['RouteId'] },
  'AWS::ApiGatewayV2::Stage': { tags: 'map', attributes: [] },
  'AWS::EC2::RouteTable': { tags: 'list', attributes: ['RouteTableId'] },
  'AWS::EC2::SecurityGroup': { tags: 'list', attributes: ['GroupId', 'Id', 'VpcId'] },
  'AWS::EC2::SecurityGroupEgress': { attributes: ['Id'] },
  'AWS::EC2::SecurityGroupIngress': { attributes: ['Id'] },
  'AWS::EC2::Subnet': { tags: 'list', attributes: ['AvailabilityZone', 'AvailabilityZoneId', 'CidrBlock', 'Ipv6CidrBlocks', 'NetworkAclAssociationId', 'OutpostArn', 'SubnetId', 'VpcId'] },
  'AWS::EC2::SubnetRouteTableAssociation': { attributes: ['Id'] },
  'AWS::EC2::VPC': { tags: 'list', attributes: ['CidrBlock', 'CidrBlockAssociations', 'DefaultNetworkAcl', 'DefaultSecurityGroup', 'Ipv6CidrBlocks', 'VpcEncryptionControl.ResourceExclusions.EgressOnlyInternetGateway.State', 'VpcEncryptionControl.ResourceExclusions.EgressOnlyInternetGateway.StateMessage', 'VpcEncryptionControl.ResourceExclusions.ElasticFileSystem.State', 'VpcEncryptionControl.ResourceExclusions.ElasticFileSystem.StateMessage', 'VpcEncryptionControl.ResourceExclusions.InternetGateway.State', 'VpcEncryptionControl.ResourceExclusions.InternetGateway.StateMessage', 'VpcEncryptionControl.ResourceExclusions.Lambda.State', 'VpcEncryptionControl.ResourceExclusions.Lambda.StateMessage', 'VpcEncryptionControl.ResourceExclusions.NatGateway.State', 'VpcEncryptionControl.ResourceExclusions.NatGateway.StateMessage', 'VpcEncryptionControl.ResourceExclusions.VirtualPrivateGateway.State', 'VpcEncryptionControl.ResourceExclusions.VirtualPrivateGateway.StateMessage', 'VpcEncryptionControl.ResourceExclusions.VpcLattice.State', 'VpcEncryptionControl.ResourceExclusions.VpcLattice.StateMessage', 'VpcEncryptionControl.ResourceExclusions.VpcPeering.State', 'VpcEncryptionControl.ResourceExclusions.VpcPeering.StateMessage', 'VpcEncryptionControl.State', 'VpcEncryptionControl.StateMessage', 'VpcEncryptionControl.VpcEncryptionControlId', 'VpcEncryptionControl.VpcId', 'VpcId'] },
  'AWS::EC2::VPCEndpoint': { tags: 'list', attributes: ['CreationTimestamp', 'DnsEntries', 'Id', 'NetworkInterfaceIds'] },
  'AWS::Events::Rule': { tags: 'list', attributes: ['Arn', 'RuleName'] },
  'AWS::IAM::Policy': { attributes: ['Id'] },
  'AWS::IAM::Role': { tags: 'list', attributes: ['Arn', 'RoleId'] },
  'AWS::Lambda::Function': { tags: 'list', attributes: ['Arn', 'SnapStartResponse.ApplyOn', 'SnapStartResponse.OptimizationStatus'] },
  'AWS::Lambda::Permission': { attributes: ['Id'] },
  'AWS::Logs::LogGroup': { tags: 'list', attributes: ['Arn'] },
  'AWS::RDS::DBInstance': { tags: 'list', attributes: ['AutomaticRestartTime', 'CertificateDetails.CAIdentifier', 'CertificateDetails.ValidTill', 'DBInstanceArn', 'DBInstanceStatus', 'DBSystemId', 'DbiResourceId', 'Endpoint.Address', 'Endpoint.HostedZoneId', 'Endpoint.Port', 'InstanceCreateTime', 'IsStorageConfigUpgradeAvailable', 'LatestRestorableTime', 'ListenerEndpoint.Address', 'ListenerEndpoint.HostedZoneId', 'ListenerEndpoint.Port', 'MasterUserSecret.SecretArn', 'PercentProgress', 'ReadReplicaDBClusterIdentifiers', 'ReadReplicaDBInstanceIdentifiers', 'ResumeFullAutomationModeTime', 'SecondaryAvailabilityZone', 'StorageOperationPercentProgress', 'StorageOperationStatus'] },
  'AWS::RDS::DBProxy': { tags: 'list', attributes: ['DBProxyArn', 'Endpoint', 'VpcId'] },
  'AWS::RDS::DBProxyTargetGroup': { attributes: ['TargetGroupArn'] },
  'AWS::RDS::DBSubnetGroup': { tags: 'list', attributes: ['DBSubnetGroupArn'] },
  'AWS::SecretsManager::Secret': { tags: 'list', attributes: ['Id'] },
};

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

/** {@link https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-api.html} */
export interface ApiGatewayV2ApiProperties {
  readonly ApiKeySelectionExpression?: string | undefined;
  readonly BasePath?: string | undefined;
  readonly Body?: Json | undefined;
  readonly BodyS3Location?: ApiGatewayV2Api_BodyS3Location | undefined;
  readonly CorsConfiguration?: ApiGatewayV2Api_Cors | undefined;
  readonly CredentialsArn?: string | undefined;
  readonly Description?: string | undefined;
  readonly DisableExecuteApiEndpoint?: boolean | undefined;
  readonly DisableSchemaValidation?: boolean | undefined;
  readonly FailOnWarnings?: boolean | undefined;
  readonly IpAddressType?: string | undefined;
  readonly Name?: string | undefined;
  readonly ProtocolType?: string | undefined;
  readonly RouteKey?: string | undefined;
  readonly RouteSelectionExpression?: string | undefined;
  readonly Tags?: Readonly<Record<string, string>> | undefined;
  readonly Target?: string | undefined;
  readonly Version?: string | undefined;
}

export interface ApiGatewayV2Api_BodyS3Location {
  readonly Bucket?: string | undefined;
  readonly Etag?: string | undefined;
  readonly Key?: string | undefined;
  readonly Version?: string | undefined;
}

export interface ApiGatewayV2Api_Cors {
  readonly AllowCredentials?: boolean | undefined;
  readonly AllowHeaders?: readonly (string)[] | undefined;
  readonly AllowMethods?: readonly (string)[] | undefined;
  readonly AllowOrigins?: readonly (string)[] | undefined;
  readonly ExposeHeaders?: readonly (string)[] | undefined;
  readonly MaxAge?: number | undefined;
}

/** {@link https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-integration.html} */
export interface ApiGatewayV2IntegrationProperties {
  readonly ApiId: string;
  readonly ConnectionId?: string | undefined;
  readonly ConnectionType?: string | undefined;
  readonly ContentHandlingStrategy?: string | undefined;
  readonly CredentialsArn?: string | undefined;
  readonly Description?: string | undefined;
  readonly IntegrationMethod?: string | undefined;
  readonly IntegrationSubtype?: string | undefined;
  readonly IntegrationType: string;
  readonly IntegrationUri?: string | undefined;
  readonly PassthroughBehavior?: string | undefined;
  readonly PayloadFormatVersion?: string | undefined;
  readonly RequestParameters?: Readonly<Record<string, string>> | undefined;
  readonly RequestTemplates?: Readonly<Record<string, string>> | undefined;
  readonly ResponseParameters?: Readonly<Record<string, ApiGatewayV2Integration_ResponseParameterMap>> | undefined;
  readonly TemplateSelectionExpression?: string | undefined;
  readonly TimeoutInMillis?: number | undefined;
  readonly TlsConfig?: ApiGatewayV2Integration_TlsConfig | undefined;
}

export interface ApiGatewayV2Integration_ResponseParameterMap {
  readonly ResponseParameters?: readonly (ApiGatewayV2Integration_ResponseParameter)[] | undefined;
}

export interface ApiGatewayV2Integration_TlsConfig {
  readonly ServerNameToVerify?: string | undefined;
}

export interface ApiGatewayV2Integration_ResponseParameter {
  readonly Destination?: string | undefined;
  readonly Source?: string | undefined;
}

/** {@link https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-route.html} */
export interface ApiGatewayV2RouteProperties {
  readonly ApiId: string;
  readonly ApiKeyRequired?: boolean | undefined;
  readonly AuthorizationScopes?: readonly (string)[] | undefined;
  readonly AuthorizationType?: string | undefined;
  readonly AuthorizerId?: string | undefined;
  readonly ModelSelectionExpression?: string | undefined;
  readonly OperationName?: string | undefined;
  readonly RequestModels?: Json | undefined;
  readonly RequestParameters?: Json | undefined;
  readonly RouteKey: string;
  readonly RouteResponseSelectionExpression?: string | undefined;
  readonly Target?: string | undefined;
}

/** {@link https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-stage.html} */
export interface ApiGatewayV2StageProperties {
  readonly AccessLogSettings?: ApiGatewayV2Stage_AccessLogSettings | undefined;
  readonly AccessPolicyId?: string | undefined;
  readonly ApiId: string;
  readonly AutoDeploy?: boolean | undefined;
  readonly ClientCertificateId?: string | undefined;
  readonly DefaultRouteSettings?: ApiGatewayV2Stage_RouteSettings | undefined;
  readonly DeploymentId?: string | undefined;
  readonly Description?: string | undefined;
  readonly RouteSettings?: Json | undefined;
  readonly StageName: string;
  readonly StageVariables?: Json | undefined;
  readonly Tags?: Readonly<Record<string, string>> | undefined;
}

export interface ApiGatewayV2Stage_AccessLogSettings {
  readonly DestinationArn?: string | undefined;
  readonly Format?: string | undefined;
}

export interface ApiGatewayV2Stage_RouteSettings {
  readonly DataTraceEnabled?: boolean | undefined;
  readonly DetailedMetricsEnabled?: boolean | undefined;
  readonly LoggingLevel?: string | undefined;
  readonly ThrottlingBurstLimit?: number | undefined;
  readonly ThrottlingRateLimit?: number | undefined;
}

/** {@link https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-routetable.html} */
export interface EC2RouteTableProperties {
  readonly Tags?: readonly (Tag)[] | undefined;
  readonly VpcId: string;
}

/** {@link https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-securitygroup.html} */
export interface EC2SecurityGroupProperties {
  readonly GroupDescription: string;
  readonly GroupName?: string | undefined;
  readonly SecurityGroupEgress?: readonly (EC2SecurityGroup_Egress)[] | undefined;
  readonly SecurityGroupIngress?: readonly (EC2SecurityGroup_Ingress)[] | undefined;
  readonly Tags?: readonly (Tag)[] | undefined;
  readonly VpcId?: string | undefined;
}

export interface EC2SecurityGroup_Egress {
  readonly CidrIp?: string | undefined;
  readonly CidrIpv6?: string | undefined;
  readonly Description?: string | undefined;
  readonly DestinationPrefixListId?: string | undefined;
  readonly DestinationSecurityGroupId?: string | undefined;
  readonly FromPort?: number | undefined;
  readonly IpProtocol: string;
  readonly ToPort?: number | undefined;
}

export interface EC2SecurityGroup_Ingress {
  readonly CidrIp?: string | undefined;
  readonly CidrIpv6?: string | undefined;
  readonly Description?: string | undefined;
  readonly FromPort?: number | undefined;
  readonly IpProtocol: string;
  readonly SourcePrefixListId?: string | undefined;
  readonly SourceSecurityGroupId?: string | undefined;
  readonly SourceSecurityGroupName?: string | undefined;
  readonly SourceSecurityGroupOwnerId?: string | undefined;
  readonly ToPort?: number | undefined;
}

/** {@link https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-securitygroupegress.html} */
export interface EC2SecurityGroupEgressProperties {
  readonly CidrIp?: string | undefined;
  readonly CidrIpv6?: string | undefined;
  readonly Description?: string | undefined;
  readonly DestinationPrefixListId?: string | undefined;
  readonly DestinationSecurityGroupId?: string | undefined;
  readonly FromPort?: number | undefined;
  readonly GroupId: string;
  readonly IpProtocol: string;
  readonly ToPort?: number | undefined;
}

/** {@link https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-securitygroupingress.html} */
export interface EC2SecurityGroupIngressProperties {
  readonly CidrIp?: string | undefined;
  readonly CidrIpv6?: string | undefined;
  readonly Description?: string | undefined;
  readonly FromPort?: number | undefined;
  readonly GroupId?: string | undefined;
  readonly GroupName?: string | undefined;
  readonly IpProtocol: string;
  readonly SourcePrefixListId?: string | undefined;
  readonly SourceSecurityGroupId?: string | undefined;
  readonly SourceSecurityGroupName?: string | undefined;
  readonly SourceSecurityGroupOwnerId?: string | undefined;
  readonly ToPort?: number | undefined;
}

/** {@link https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-subnet.html} */
export interface EC2SubnetProperties {
  readonly AssignIpv6AddressOnCreation?: boolean | undefined;
  readonly AvailabilityZone?: string | undefined;
  readonly AvailabilityZoneId?: string | undefined;
  readonly CidrBlock?: string | undefined;
  readonly EnableDns64?: boolean | undefined;
  readonly EnableLniAtDeviceIndex?: number | undefined;
  readonly Ipv4IpamPoolId?: string | undefined;
  readonly Ipv4NetmaskLength?: number | undefined;
  readonly Ipv6CidrBlock?: string | undefined;
  readonly Ipv6IpamPoolId?: string | undefined;
  readonly Ipv6Native?: boolean | undefined;
  readonly Ipv6NetmaskLength?: number | undefined;
  readonly MapPublicIpOnLaunch?: boolean | undefined;
  readonly OutpostArn?: string | undefined;
  readonly PrivateDnsNameOptionsOnLaunch?: EC2Subnet_PrivateDnsNameOptionsOnLaunch | undefined;
  readonly Tags?: readonly (Tag)[] | undefined;
  readonly VpcId: string;
}

export interface EC2Subnet_PrivateDnsNameOptionsOnLaunch {
  readonly EnableResourceNameDnsAAAARecord?: boolean | undefined;
  readonly EnableResourceNameDnsARecord?: boolean | undefined;
  readonly HostnameType?: string | undefined;
}

/** {@link https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-subnetroutetableassociation.html} */
export interface EC2SubnetRouteTableAssociationProperties {
  readonly RouteTableId: string;
  readonly SubnetId: string;
}

/** {@link https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-vpc.html} */
export interface EC2VPCProperties {
  readonly CidrBlock?: string | undefined;
  readonly EnableDnsHostnames?: boolean | undefined;
  readonly EnableDnsSupport?: boolean | undefined;
  readonly InstanceTenancy?: string | undefined;
  readonly Ipv4IpamPoolId?: string | undefined;
  readonly Ipv4NetmaskLength?: number | undefined;
  readonly Tags?: readonly (Tag)[] | undefined;
  readonly VpcEncryptionControl?: EC2VPC_VpcEncryptionControl | undefined;
}

export interface EC2VPC_VpcEncryptionControl {
  readonly EgressOnlyInternetGatewayExclusion?: 'disable' | 'enable' | undefined;
  readonly ElasticFileSystemExclusion?: 'disable' | 'enable' | undefined;
  readonly InternetGatewayExclusion?: 'disable' | 'enable' | undefined;
  readonly LambdaExclusion?: 'disable' | 'enable' | undefined;
  readonly Mode?: 'enforce' | 'monitor' | undefined;
  readonly NatGatewayExclusion?: 'disable' | 'enable' | undefined;
  readonly ResourceExclusions?: EC2VPC_VpcEncryptionControlExclusions | undefined;
  readonly State?: string | undefined;
  readonly StateMessage?: string | undefined;
  readonly VirtualPrivateGatewayExclusion?: 'disable' | 'enable' | undefined;
  readonly VpcEncryptionControlId?: string | undefined;
  readonly VpcId?: string | undefined;
  readonly VpcLatticeExclusion?: 'disable' | 'enable' | undefined;
  readonly VpcPeeringExclusion?: 'disable' | 'enable' | undefined;
}

export interface EC2VPC_VpcEncryptionControlExclusions {
  readonly EgressOnlyInternetGateway?: EC2VPC_VpcEncryptionControlExclusion | undefined;
  readonly ElasticFileSystem?: EC2VPC_VpcEncryptionControlExclusion | undefined;
  readonly InternetGateway?: EC2VPC_VpcEncryptionControlExclusion | undefined;
  readonly Lambda?: EC2VPC_VpcEncryptionControlExclusion | undefined;
  readonly NatGateway?: EC2VPC_VpcEncryptionControlExclusion | undefined;
  readonly VirtualPrivateGateway?: EC2VPC_VpcEncryptionControlExclusion | undefined;
  readonly VpcLattice?: EC2VPC_VpcEncryptionControlExclusion | undefined;
  readonly VpcPeering?: EC2VPC_VpcEncryptionControlExclusion | undefined;
}

export interface EC2VPC_VpcEncryptionControlExclusion {
  readonly State?: string | undefined;
  readonly StateMessage?: string | undefined;
}

/** {@link https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-vpcendpoint.html} */
export interface EC2VPCEndpointProperties {
  readonly DnsOptions?: EC2VPCEndpoint_DnsOptionsSpecification | undefined;
  readonly IpAddressType?: 'dualstack' | 'ipv4' | 'ipv6' | 'not-specified' | undefined;
  readonly PolicyDocument?: PolicyDocument | undefined;
  readonly PrivateDnsEnabled?: boolean | undefined;
  readonly ResourceConfigurationArn?: string | undefined;
  readonly RouteTableIds?: readonly (string)[] | undefined;
  readonly SecurityGroupIds?: readonly (string)[] | undefined;
  readonly ServiceName?: string | undefined;
  readonly ServiceNetworkArn?: string | undefined;
  readonly ServiceRegion?: string | undefined;
  readonly SubnetIds?: readonly (string)[] | undefined;
  readonly Tags?: readonly (Tag)[] | undefined;
  readonly VpcEndpointType?: 'Gateway' | 'GatewayLoadBalancer' | 'Interface' | 'Resource' | 'ServiceNetwork' | 'Tunnel' | undefined;
  readonly VpcId: string;
}

export interface EC2VPCEndpoint_DnsOptionsSpecification {
  readonly DnsRecordIpType?: 'dualstack' | 'ipv4' | 'ipv6' | 'not-specified' | 'service-defined' | undefined;
  readonly PrivateDnsOnlyForInboundResolverEndpoint?: 'AllResolvers' | 'NotSpecified' | 'OnlyInboundResolver' | undefined;
  readonly PrivateDnsPreference?: 'ALL_DOMAINS' | 'SPECIFIED_DOMAINS_ONLY' | 'VERIFIED_DOMAINS_AND_SPECIFIED_DOMAINS' | 'VERIFIED_DOMAINS_ONLY' | undefined;
  readonly PrivateDnsSpecifiedDomains?: readonly (string)[] | undefined;
}

/** {@link https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-events-rule.html} */
export interface EventsRuleProperties {
  readonly Description?: string | undefined;
  readonly EventBusName?: string | undefined;
  readonly EventPattern?: Json | string | undefined;
  readonly Name?: string | undefined;
  readonly RoleArn?: string | undefined;
  readonly ScheduleExpression?: string | undefined;
  readonly State?: 'DISABLED' | 'ENABLED' | 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS' | undefined;
  readonly Tags?: readonly (Tag)[] | undefined;
  readonly Targets?: readonly (EventsRule_Target)[] | undefined;
}

export interface EventsRule_Target {
  readonly AppSyncParameters?: EventsRule_AppSyncParameters | undefined;
  readonly Arn: string;
  readonly BatchParameters?: EventsRule_BatchParameters | undefined;
  readonly DeadLetterConfig?: EventsRule_DeadLetterConfig | undefined;
  readonly EcsParameters?: EventsRule_EcsParameters | undefined;
  readonly HttpParameters?: EventsRule_HttpParameters | undefined;
  readonly Id: string;
  readonly Input?: string | undefined;
  readonly InputPath?: string | undefined;
  readonly InputTransformer?: EventsRule_InputTransformer | undefined;
  readonly KinesisParameters?: EventsRule_KinesisParameters | undefined;
  readonly RedshiftDataParameters?: EventsRule_RedshiftDataParameters | undefined;
  readonly RetryPolicy?: EventsRule_RetryPolicy | undefined;
  readonly RoleArn?: string | undefined;
  readonly RunCommandParameters?: EventsRule_RunCommandParameters | undefined;
  readonly SageMakerPipelineParameters?: EventsRule_SageMakerPipelineParameters | undefined;
  readonly SqsParameters?: EventsRule_SqsParameters | undefined;
}

export interface EventsRule_AppSyncParameters {
  readonly GraphQLOperation: string;
}

export interface EventsRule_BatchParameters {
  readonly ArrayProperties?: EventsRule_BatchArrayProperties | undefined;
  readonly JobDefinition: string;
  readonly JobName: string;
  readonly RetryStrategy?: EventsRule_BatchRetryStrategy | undefined;
}

export interface EventsRule_DeadLetterConfig {
  readonly Arn?: string | undefined;
}

export interface EventsRule_EcsParameters {
  readonly CapacityProviderStrategy?: readonly (EventsRule_CapacityProviderStrategyItem)[] | undefined;
  readonly EnableECSManagedTags?: boolean | undefined;
  readonly EnableExecuteCommand?: boolean | undefined;
  readonly Group?: string | undefined;
  readonly LaunchType?: string | undefined;
  readonly NetworkConfiguration?: EventsRule_NetworkConfiguration | undefined;
  readonly PlacementConstraints?: readonly (EventsRule_PlacementConstraint)[] | undefined;
  readonly PlacementStrategies?: readonly (EventsRule_PlacementStrategy)[] | undefined;
  readonly PlatformVersion?: string | undefined;
  readonly PropagateTags?: string | undefined;
  readonly ReferenceId?: string | undefined;
  readonly TagList?: readonly (Tag)[] | undefined;
  readonly TaskCount?: number | undefined;
  readonly TaskDefinitionArn: string;
}

export interface EventsRule_HttpParameters {
  readonly HeaderParameters?: Readonly<Record<string, string>> | undefined;
  readonly PathParameterValues?: readonly (string)[] | undefined;
  readonly QueryStringParameters?: Readonly<Record<string, string>> | undefined;
}

export interface EventsRule_InputTransformer {
  readonly InputPathsMap?: Readonly<Record<string, string>> | undefined;
  readonly InputTemplate: string;
}

export interface EventsRule_KinesisParameters {
  readonly PartitionKeyPath: string;
}

export interface EventsRule_RedshiftDataParameters {
  readonly Database: string;
  readonly DbUser?: string | undefined;
  readonly SecretManagerArn?: string | undefined;
  readonly Sql?: string | undefined;
  readonly Sqls?: readonly (string)[] | undefined;
  readonly StatementName?: string | undefined;
  readonly WithEvent?: boolean | undefined;
}

export interface EventsRule_RetryPolicy {
  readonly MaximumEventAgeInSeconds?: number | undefined;
  readonly MaximumRetryAttempts?: number | undefined;
}

export interface EventsRule_RunCommandParameters {
  readonly RunCommandTargets: readonly (EventsRule_RunCommandTarget)[];
}

export interface EventsRule_SageMakerPipelineParameters {
  readonly PipelineParameterList?: readonly (EventsRule_SageMakerPipelineParameter)[] | undefined;
}

export interface EventsRule_SqsParameters {
  readonly MessageGroupId: string;
}

export interface EventsRule_BatchArrayProperties {
  readonly Size?: number | undefined;
}

export interface EventsRule_BatchRetryStrategy {
  readonly Attempts?: number | undefined;
}

export interface EventsRule_CapacityProviderStrategyItem {
  readonly Base?: number | undefined;
  readonly CapacityProvider: string;
  readonly Weight?: number | undefined;
}

export interface EventsRule_NetworkConfiguration {
  readonly AwsVpcConfiguration?: EventsRule_AwsVpcConfiguration | undefined;
}

export interface EventsRule_PlacementConstraint {
  readonly Expression?: string | undefined;
  readonly Type?: string | undefined;
}

export interface EventsRule_PlacementStrategy {
  readonly Field?: string | undefined;
  readonly Type?: string | undefined;
}

export interface EventsRule_RunCommandTarget {
  readonly Key: string;
  readonly Values: readonly (string)[];
}

export interface EventsRule_SageMakerPipelineParameter {
  readonly Name: string;
  readonly Value: string;
}

export interface EventsRule_AwsVpcConfiguration {
  readonly AssignPublicIp?: string | undefined;
  readonly SecurityGroups?: readonly (string)[] | undefined;
  readonly Subnets: readonly (string)[];
}

/** {@link https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-policy.html} */
export interface IAMPolicyProperties {
  readonly Groups?: readonly (string)[] | undefined;
  readonly PolicyDocument: PolicyDocument;
  readonly PolicyName: string;
  readonly Roles?: readonly (string)[] | undefined;
  readonly Users?: readonly (string)[] | undefined;
}

/** {@link https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-role.html} */
export interface IAMRoleProperties {
  readonly AssumeRolePolicyDocument: PolicyDocument;
  readonly Description?: string | undefined;
  readonly ManagedPolicyArns?: readonly (string)[] | undefined;
  readonly MaxSessionDuration?: number | undefined;
  readonly Path?: string | undefined;
  readonly PermissionsBoundary?: string | undefined;
  readonly Policies?: readonly (IAMRole_Policy)[] | undefined;
  readonly RoleName?: string | undefined;
  readonly Tags?: readonly (Tag)[] | undefined;
}

export interface IAMRole_Policy {
  readonly PolicyDocument: PolicyDocument;
  readonly PolicyName: string;
}

/** {@link https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-function.html} */
export interface LambdaFunctionProperties {
  readonly Architectures?: readonly (string)[] | undefined;
  readonly CapacityProviderConfig?: LambdaFunction_CapacityProviderConfig | undefined;
  readonly Code: LambdaFunction_Code;
  readonly CodeSigningConfigArn?: string | undefined;
  readonly DeadLetterConfig?: LambdaFunction_DeadLetterConfig | undefined;
  readonly Description?: string | undefined;
  readonly DurableConfig?: LambdaFunction_DurableConfig | undefined;
  readonly Environment?: LambdaFunction_Environment | undefined;
  readonly EphemeralStorage?: LambdaFunction_EphemeralStorage | undefined;
  readonly FileSystemConfigs?: readonly (LambdaFunction_FileSystemConfig)[] | undefined;
  readonly FunctionName?: string | undefined;
  readonly FunctionScalingConfig?: LambdaFunction_FunctionScalingConfig | undefined;
  readonly Handler?: string | undefined;
  readonly ImageConfig?: LambdaFunction_ImageConfig | undefined;
  readonly KmsKeyArn?: string | undefined;
  readonly Layers?: readonly (string)[] | undefined;
  readonly LoggingConfig?: LambdaFunction_LoggingConfig | undefined;
  readonly MemorySize?: number | undefined;
  readonly PackageType?: 'Image' | 'Zip' | undefined;
  readonly PublishToLatestPublished?: boolean | undefined;
  readonly RecursiveLoop?: 'Allow' | 'Terminate' | undefined;
  readonly ReservedConcurrentExecutions?: number | undefined;
  readonly Role: string;
  readonly Runtime?: string | undefined;
  readonly RuntimeManagementConfig?: LambdaFunction_RuntimeManagementConfig | undefined;
  readonly SnapStart?: LambdaFunction_SnapStart | undefined;
  readonly Tags?: readonly (Tag)[] | undefined;
  readonly TenancyConfig?: LambdaFunction_TenancyConfig | undefined;
  readonly Timeout?: number | undefined;
  readonly TracingConfig?: LambdaFunction_TracingConfig | undefined;
  readonly VpcConfig?: LambdaFunction_VpcConfig | undefined;
}

export interface LambdaFunction_CapacityProviderConfig {
  readonly LambdaManagedInstancesCapacityProviderConfig: LambdaFunction_LambdaManagedInstancesCapacityProviderConfig;
}

export interface LambdaFunction_Code {
  readonly ImageUri?: string | undefined;
  readonly S3Bucket?: string | undefined;
  readonly S3Key?: string | undefined;
  readonly S3ObjectStorageMode?: 'COPY' | 'REFERENCE' | undefined;
  readonly S3ObjectVersion?: string | undefined;
  readonly SourceKMSKeyArn?: string | undefined;
  readonly ZipFile?: string | undefined;
}

export interface LambdaFunction_DeadLetterConfig {
  readonly TargetArn?: string | undefined;
}

export interface LambdaFunction_DurableConfig {
  readonly ExecutionTimeout: number;
  readonly KMSKeyArn?: string | undefined;
  readonly RetentionPeriodInDays?: number | undefined;
}

export interface LambdaFunction_Environment {
  readonly Variables?: Readonly<Record<string, string>> | undefined;
}

export interface LambdaFunction_EphemeralStorage {
  readonly Size: number;
}

export interface LambdaFunction_FileSystemConfig {
  readonly Arn: string;
  readonly LocalMountPath: string;
  readonly S3FilesConfig?: LambdaFunction_S3FilesConfig | undefined;
}

export interface LambdaFunction_FunctionScalingConfig {
  readonly MaxExecutionEnvironments?: number | undefined;
  readonly MinExecutionEnvironments?: number | undefined;
}

export interface LambdaFunction_ImageConfig {
  readonly Command?: readonly (string)[] | undefined;
  readonly EntryPoint?: readonly (string)[] | undefined;
  readonly WorkingDirectory?: string | undefined;
}

export interface LambdaFunction_LoggingConfig {
  readonly ApplicationLogLevel?: 'DEBUG' | 'ERROR' | 'FATAL' | 'INFO' | 'TRACE' | 'WARN' | undefined;
  readonly LogFormat?: 'JSON' | 'Text' | undefined;
  readonly LogGroup?: string | undefined;
  readonly SystemLogLevel?: 'DEBUG' | 'INFO' | 'WARN' | undefined;
}

export interface LambdaFunction_RuntimeManagementConfig {
  readonly RuntimeVersionArn?: string | undefined;
  readonly UpdateRuntimeOn: 'Auto' | 'FunctionUpdate' | 'Manual';
}

export interface LambdaFunction_SnapStart {
  readonly ApplyOn: 'None' | 'PublishedVersions';
}

export interface LambdaFunction_TenancyConfig {
  readonly TenantIsolationMode: 'PER_TENANT';
}

export interface LambdaFunction_TracingConfig {
  readonly Mode?: 'Active' | 'PassThrough' | undefined;
}

export interface LambdaFunction_VpcConfig {
  readonly Ipv6AllowedForDualStack?: boolean | undefined;
  readonly SecurityGroupIds?: readonly (string)[] | undefined;
  readonly SubnetIds?: readonly (string)[] | undefined;
}

export interface LambdaFunction_LambdaManagedInstancesCapacityProviderConfig {
  readonly CapacityProviderArn: string;
  readonly ExecutionEnvironmentMemoryGiBPerVCpu?: number | undefined;
  readonly PerExecutionEnvironmentMaxConcurrency?: number | undefined;
}

export interface LambdaFunction_S3FilesConfig {
  readonly DirectS3Read?: 'AUTO' | 'DISABLED' | 'ENABLED' | undefined;
}

/** {@link https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-permission.html} */
export interface LambdaPermissionProperties {
  readonly Action: string;
  readonly EventSourceToken?: string | undefined;
  readonly FunctionName: string;
  readonly FunctionUrlAuthType?: 'AWS_IAM' | 'NONE' | undefined;
  readonly InvokedViaFunctionUrl?: boolean | undefined;
  readonly Principal: string;
  readonly PrincipalOrgID?: string | undefined;
  readonly SourceAccount?: string | undefined;
  readonly SourceArn?: string | undefined;
}

/** {@link https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-logs-loggroup.html} */
export interface LogsLogGroupProperties {
  readonly BearerTokenAuthenticationEnabled?: boolean | undefined;
  readonly DataProtectionPolicy?: Json | undefined;
  readonly DeletionProtectionEnabled?: boolean | undefined;
  readonly FieldIndexPolicies?: readonly (Json)[] | undefined;
  readonly KmsKeyId?: string | undefined;
  readonly LogGroupClass?: 'DELIVERY' | 'INFREQUENT_ACCESS' | 'STANDARD' | undefined;
  readonly LogGroupName?: string | undefined;
  readonly ResourcePolicyDocument?: Json | undefined;
  readonly RetentionInDays?: number | undefined;
  readonly Tags?: readonly (Tag)[] | undefined;
}

/** {@link https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rds-dbinstance.html} */
export interface RDSDBInstanceProperties {
  readonly AdditionalStorageVolumes?: readonly (RDSDBInstance_AdditionalStorageVolume)[] | undefined;
  readonly AllocatedStorage?: string | undefined;
  readonly AllowMajorVersionUpgrade?: boolean | undefined;
  readonly ApplyImmediately?: boolean | undefined;
  readonly AssociatedRoles?: readonly (RDSDBInstance_DBInstanceRole)[] | undefined;
  readonly AutoMinorVersionUpgrade?: boolean | undefined;
  readonly AutomaticBackupReplicationKmsKeyId?: string | undefined;
  readonly AutomaticBackupReplicationRegion?: string | undefined;
  readonly AutomaticBackupReplicationRetentionPeriod?: number | undefined;
  readonly AvailabilityZone?: string | undefined;
  readonly BackupRetentionPeriod?: number | undefined;
  readonly BackupTarget?: string | undefined;
  readonly CACertificateIdentifier?: string | undefined;
  readonly CertificateRotationRestart?: boolean | undefined;
  readonly CharacterSetName?: string | undefined;
  readonly CopyTagsToSnapshot?: boolean | undefined;
  readonly CustomIAMInstanceProfile?: string | undefined;
  readonly DBClusterIdentifier?: string | undefined;
  readonly DBClusterSnapshotIdentifier?: string | undefined;
  readonly DBInstanceClass?: string | undefined;
  readonly DBInstanceIdentifier?: string | undefined;
  readonly DBName?: string | undefined;
  readonly DBParameterGroupName?: string | undefined;
  readonly DBSecurityGroups?: readonly (string)[] | undefined;
  readonly DBSnapshotIdentifier?: string | undefined;
  readonly DBSubnetGroupName?: string | undefined;
  readonly DBSystemId?: string | undefined;
  readonly DatabaseInsightsMode?: string | undefined;
  readonly DedicatedLogVolume?: boolean | undefined;
  readonly DeleteAutomatedBackups?: boolean | undefined;
  readonly DeletionProtection?: boolean | undefined;
  readonly Domain?: string | undefined;
  readonly DomainAuthSecretArn?: string | undefined;
  readonly DomainDnsIps?: readonly (string)[] | undefined;
  readonly DomainFqdn?: string | undefined;
  readonly DomainIAMRoleName?: string | undefined;
  readonly DomainOu?: string | undefined;
  readonly EnableCloudwatchLogsExports?: readonly (string)[] | undefined;
  readonly EnableIAMDatabaseAuthentication?: boolean | undefined;
  readonly EnablePerformanceInsights?: boolean | undefined;
  readonly Engine?: string | undefined;
  readonly EngineLifecycleSupport?: string | undefined;
  readonly EngineVersion?: string | undefined;
  readonly Iops?: number | undefined;
  readonly KmsKeyId?: string | undefined;
  readonly LicenseModel?: string | undefined;
  readonly ManageMasterUserPassword?: boolean | undefined;
  readonly MasterUserAuthenticationType?: string | undefined;
  readonly MasterUserPassword?: string | undefined;
  readonly MasterUserSecret?: RDSDBInstance_MasterUserSecret | undefined;
  readonly MasterUsername?: string | undefined;
  readonly MaxAllocatedStorage?: number | undefined;
  readonly MonitoringInterval?: number | undefined;
  readonly MonitoringRoleArn?: string | undefined;
  readonly MultiAZ?: boolean | undefined;
  readonly NcharCharacterSetName?: string | undefined;
  readonly NetworkType?: string | undefined;
  readonly OptionGroupName?: string | undefined;
  readonly PerformanceInsightsKMSKeyId?: string | undefined;
  readonly PerformanceInsightsRetentionPeriod?: number | undefined;
  readonly Port?: string | undefined;
  readonly PreferredBackupWindow?: string | undefined;
  readonly PreferredMaintenanceWindow?: string | undefined;
  readonly ProcessorFeatures?: readonly (RDSDBInstance_ProcessorFeature)[] | undefined;
  readonly PromotionTier?: number | undefined;
  readonly PubliclyAccessible?: boolean | undefined;
  readonly ReplicaMode?: string | undefined;
  readonly RestoreTime?: string | undefined;
  readonly SourceDBClusterIdentifier?: string | undefined;
  readonly SourceDBInstanceAutomatedBackupsArn?: string | undefined;
  readonly SourceDBInstanceIdentifier?: string | undefined;
  readonly SourceDbiResourceId?: string | undefined;
  readonly SourceRegion?: string | undefined;
  readonly StorageEncrypted?: boolean | undefined;
  readonly StorageThroughput?: number | undefined;
  readonly StorageType?: string | undefined;
  readonly Tags?: readonly (Tag)[] | undefined;
  readonly TdeCredentialArn?: string | undefined;
  readonly TdeCredentialPassword?: string | undefined;
  readonly Timezone?: string | undefined;
  readonly UseDefaultProcessorFeatures?: boolean | undefined;
  readonly UseLatestRestorableTime?: boolean | undefined;
  readonly VPCSecurityGroups?: readonly (string)[] | undefined;
}

export interface RDSDBInstance_AdditionalStorageVolume {
  readonly AllocatedStorage?: string | undefined;
  readonly Iops?: number | undefined;
  readonly MaxAllocatedStorage?: number | undefined;
  readonly StorageOperationPercentProgress?: number | undefined;
  readonly StorageOperationStatus?: string | undefined;
  readonly StorageThroughput?: number | undefined;
  readonly StorageType?: string | undefined;
  readonly VolumeName?: string | undefined;
}

export interface RDSDBInstance_DBInstanceRole {
  readonly FeatureName: string;
  readonly RoleArn: string;
}

export interface RDSDBInstance_MasterUserSecret {
  readonly KmsKeyId?: string | undefined;
  readonly SecretArn?: string | undefined;
}

export interface RDSDBInstance_ProcessorFeature {
  readonly Name?: 'coreCount' | 'threadsPerCore' | undefined;
  readonly Value?: string | undefined;
}

/** {@link https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rds-dbproxy.html} */
export interface RDSDBProxyProperties {
  readonly Auth?: readonly (RDSDBProxy_AuthFormat)[] | undefined;
  readonly DBProxyName: string;
  readonly DebugLogging?: boolean | undefined;
  readonly DefaultAuthScheme?: 'IAM_AUTH' | 'NONE' | undefined;
  readonly EndpointNetworkType?: 'DUAL' | 'IPV4' | 'IPV6' | undefined;
  readonly EngineFamily: 'MYSQL' | 'POSTGRESQL' | 'SQLSERVER';
  readonly IdleClientTimeout?: number | undefined;
  readonly RequireTLS?: boolean | undefined;
  readonly RoleArn: string;
  readonly Tags?: readonly (RDSDBProxy_TagFormat)[] | undefined;
  readonly TargetConnectionNetworkType?: 'IPV4' | 'IPV6' | undefined;
  readonly VpcSecurityGroupIds?: readonly (string)[] | undefined;
  readonly VpcSubnetIds: readonly (string)[];
}

export interface RDSDBProxy_AuthFormat {
  readonly AuthScheme?: 'SECRETS' | undefined;
  readonly ClientPasswordAuthType?: 'MYSQL_CACHING_SHA2_PASSWORD' | 'MYSQL_NATIVE_PASSWORD' | 'POSTGRES_MD5' | 'POSTGRES_SCRAM_SHA_256' | 'SQL_SERVER_AUTHENTICATION' | undefined;
  readonly Description?: string | undefined;
  readonly IAMAuth?: 'DISABLED' | 'ENABLED' | 'REQUIRED' | undefined;
  readonly SecretArn?: string | undefined;
}

export interface RDSDBProxy_TagFormat {
  readonly Key?: string | undefined;
  readonly Value?: string | undefined;
}

/** {@link https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rds-dbproxytargetgroup.html} */
export interface RDSDBProxyTargetGroupProperties {
  readonly ConnectionPoolConfigurationInfo?: RDSDBProxyTargetGroup_ConnectionPoolConfigurationInfoFormat | undefined;
  readonly DBClusterIdentifiers?: readonly (string)[] | undefined;
  readonly DBInstanceIdentifiers?: readonly (string)[] | undefined;
  readonly DBProxyName: string;
  readonly TargetGroupName: 'default';
}

export interface RDSDBProxyTargetGroup_ConnectionPoolConfigurationInfoFormat {
  readonly ConnectionBorrowTimeout?: number | undefined;
  readonly InitQuery?: string | undefined;
  readonly MaxConnectionsPercent?: number | undefined;
  readonly MaxIdleConnectionsPercent?: number | undefined;
  readonly SessionPinningFilters?: readonly (string)[] | undefined;
}

/** {@link https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rds-dbsubnetgroup.html} */
export interface RDSDBSubnetGroupProperties {
  readonly DBSubnetGroupDescription: string;
  readonly DBSubnetGroupName?: string | undefined;
  readonly SubnetIds: readonly (string)[];
  readonly Tags?: readonly (Tag)[] | undefined;
}

/** {@link https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-secretsmanager-secret.html} */
export interface SecretsManagerSecretProperties {
  readonly Description?: string | undefined;
  readonly GenerateSecretString?: SecretsManagerSecret_GenerateSecretString | undefined;
  readonly KmsKeyId?: string | undefined;
  readonly Name?: string | undefined;
  readonly ReplicaRegions?: readonly (SecretsManagerSecret_ReplicaRegion)[] | undefined;
  readonly SecretString?: string | undefined;
  readonly Tags?: readonly (Tag)[] | undefined;
  readonly Type?: string | undefined;
}

export interface SecretsManagerSecret_GenerateSecretString {
  readonly ExcludeCharacters?: string | undefined;
  readonly ExcludeLowercase?: boolean | undefined;
  readonly ExcludeNumbers?: boolean | undefined;
  readonly ExcludePunctuation?: boolean | undefined;
  readonly ExcludeUppercase?: boolean | undefined;
  readonly GenerateStringKey?: string | undefined;
  readonly IncludeSpace?: boolean | undefined;
  readonly PasswordLength?: number | undefined;
  readonly RequireEachIncludedType?: boolean | undefined;
  readonly SecretStringTemplate?: string | undefined;
}

export interface SecretsManagerSecret_ReplicaRegion {
  readonly KmsKeyId?: string | undefined;
  readonly Region: string;
}
