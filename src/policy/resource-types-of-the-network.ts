import { type Grant, grant } from './permission.ts';

const OURS = { when: { kind: 'ours' } } as const;
const reads = (actions: string) => grant('any', 'ec2', actions);
const tags: readonly Grant[] = [
  // Not bound to a tag of the request: CloudFormation tags some of them only after it made and changed them
  // (aws/aws-cdk#13204, cloudformation-coverage-roadmap#714). What deletes is bound to the tag of the resource.
  grant('network', 'ec2', 'CreateTags'),
  grant('network', 'ec2', 'DeleteTags', OURS),
];

/** The types of the network; see RESOURCE_TYPES. */
export const NETWORK_TYPES: Readonly<Record<string, readonly Grant[]>> = {
  'AWS::EC2::VPC': [
    grant('vpc', 'ec2', 'CreateVpc ModifyVpcAttribute'),
    grant('network', 'ec2', 'DeleteVpc', OURS),
    ...tags,
    reads(
      'DescribeNetworkAcls DescribeSecurityGroups DescribeVpcAttribute DescribeVpcEncryptionControls DescribeVpcs',
    ),
  ],
  'AWS::EC2::Subnet': [
    grant('subnet', 'ec2', 'CreateSubnet ModifySubnetAttribute'),
    grant('network', 'ec2', 'DeleteSubnet', OURS),
    ...tags,
    reads('DescribeNetworkAcls DescribeSubnets'),
  ],
  'AWS::EC2::RouteTable': [
    grant('routeTable', 'ec2', 'CreateRouteTable'),
    grant('network', 'ec2', 'DeleteRouteTable', OURS),
    ...tags,
    reads('DescribeRouteTables'),
  ],
  'AWS::EC2::SubnetRouteTableAssociation': [
    grant('network', 'ec2', 'AssociateRouteTable DisassociateRouteTable ReplaceRouteTableAssociation', OURS),
    reads('DescribeRouteTables DescribeSubnets'),
  ],
  'AWS::EC2::SecurityGroup': [
    grant('group', 'ec2', 'CreateSecurityGroup'),
    grant(
      'groupAlone',
      'ec2',
      'AuthorizeSecurityGroupEgress RevokeSecurityGroupEgress UpdateSecurityGroupRuleDescriptionsEgress',
    ),
    grant(
      'rules',
      'ec2',
      'AuthorizeSecurityGroupEgress RevokeSecurityGroupEgress UpdateSecurityGroupRuleDescriptionsEgress',
    ),
    grant('network', 'ec2', 'DeleteSecurityGroup', OURS),
    ...tags,
    reads('DescribeInstances DescribeSecurityGroups'),
  ],
  'AWS::EC2::SecurityGroupIngress': [
    grant(
      'groupAlone',
      'ec2',
      'AuthorizeSecurityGroupIngress RevokeSecurityGroupIngress UpdateSecurityGroupRuleDescriptionsIngress',
      OURS,
    ),
    grant(
      'rules',
      'ec2',
      'AuthorizeSecurityGroupIngress RevokeSecurityGroupIngress UpdateSecurityGroupRuleDescriptionsIngress',
    ),
    reads('DescribeSecurityGroupRules DescribeSecurityGroups'),
  ],
  'AWS::EC2::SecurityGroupEgress': [
    grant(
      'groupAlone',
      'ec2',
      'AuthorizeSecurityGroupEgress RevokeSecurityGroupEgress UpdateSecurityGroupRuleDescriptionsEgress',
    ),
    grant(
      'rules',
      'ec2',
      'AuthorizeSecurityGroupEgress RevokeSecurityGroupEgress UpdateSecurityGroupRuleDescriptionsEgress',
    ),
    reads('DescribeSecurityGroupRules DescribeSecurityGroups'),
  ],
  'AWS::EC2::VPCEndpoint': [
    grant('endpoint', 'ec2', 'CreateVpcEndpoint ModifyVpcEndpoint'),
    grant('network', 'ec2', 'DeleteVpcEndpoints', OURS),
    ...tags,
    reads('DescribeSecurityGroups DescribeSubnets DescribeVpcEndpoints DescribeVpcs'),
    // Service Authorization Reference, Amazon EC2, CreateVpcEndpoint: dependent actions; its private DNS name.
    grant('any', 'route53', 'AssociateVPCWithHostedZone', { property: 'PrivateDnsEnabled' }),
  ],
};
