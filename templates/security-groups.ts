import { aws, type Expression, type Input, sub } from '../src/cloudformation/expression.ts';
import { type AnyResource, type Resource, resource } from '../src/cloudformation/resource.ts';

export type SecurityGroup = Resource<'AWS::EC2::SecurityGroup'>;

const MYSQL = 3306;
const HTTPS = 443;

/**
 * A group that lets nothing in, and nothing out unless `egress` is `anywhere`. EC2 gives a new group a rule that lets
 * everything out, but not when a rule of ours is there: one to the host itself lets nothing out. Source: CloudFormation
 * Template Reference, AWS::EC2::SecurityGroup.
 */
export function securityGroup(
  name: string,
  description: string,
  vpcId: Input<string>,
  {
    egress = 'nowhere',
    dependsOn = [],
  }: {
    readonly egress?: 'nowhere' | 'anywhere';
    readonly dependsOn?: readonly AnyResource[];
  } = {},
): SecurityGroup {
  return resource(
    'AWS::EC2::SecurityGroup',
    {
      GroupDescription: description,
      VpcId: vpcId,
      SecurityGroupEgress:
        egress === 'anywhere'
          ? undefined
          : [{ IpProtocol: '-1', CidrIp: '127.0.0.1/32', Description: 'Nothing' }],
      Tags: [{ Key: 'Name', Value: sub`${aws.stackName}-${name}` }],
    },
    { dependsOn },
  );
}

/** Lets MySQL in from another group. */
export function mysqlFrom(group: SecurityGroup, to: SecurityGroup) {
  return ingress(to, MYSQL, group.get('GroupId'));
}

/** Lets MySQL out to another group. */
export function mysqlTo(group: SecurityGroup, from: SecurityGroup) {
  return egress(from, MYSQL, { DestinationSecurityGroupId: group.get('GroupId') });
}

/** Lets HTTPS in from another group. */
export function httpsFrom(group: SecurityGroup, to: SecurityGroup) {
  return ingress(to, HTTPS, group.get('GroupId'));
}

/** Lets HTTPS out to another group. */
export function httpsTo(group: SecurityGroup, from: SecurityGroup) {
  return egress(from, HTTPS, { DestinationSecurityGroupId: group.get('GroupId') });
}

/** Lets HTTPS out to wherever there is a way. */
export function httpsToAnywhere(from: SecurityGroup) {
  return egress(from, HTTPS, { CidrIp: '0.0.0.0/0' });
}

function ingress(group: SecurityGroup, port: number, source: Expression<string>) {
  return resource('AWS::EC2::SecurityGroupIngress', {
    GroupId: group.get('GroupId'),
    IpProtocol: 'tcp',
    FromPort: port,
    ToPort: port,
    SourceSecurityGroupId: source,
  });
}

function egress(
  group: SecurityGroup,
  port: number,
  destination: { readonly DestinationSecurityGroupId: Expression<string> } | { readonly CidrIp: string },
) {
  return resource('AWS::EC2::SecurityGroupEgress', {
    GroupId: group.get('GroupId'),
    IpProtocol: 'tcp',
    FromPort: port,
    ToPort: port,
    ...destination,
  });
}
