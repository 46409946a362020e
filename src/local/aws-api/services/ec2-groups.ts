import { AwsApiError } from '../../cloud.ts';
import type { World } from '../../world.ts';
import { applyFilters, byIds, ec2Page } from './ec2-listing.ts';
import { flag, number, objects, type Properties, tags, text, texts } from './properties.ts';
import type { Call } from './served-calls.ts';

interface Made {
  readonly id: string;
  readonly properties: Properties;
}

/** Security groups and VPC endpoints, as the stack's resources of these types are kept. */
export function groupCalls(world: World): Readonly<Record<string, Call>> {
  return {
    DescribeSecurityGroups: (input) => {
      const missing = (id: string) =>
        new AwsApiError('InvalidGroup.NotFound', `The security group '${id}' does not exist`);
      const named = byIds(made(world, 'AWS::EC2::SecurityGroup'), input.GroupIds, idOf, missing);
      const found = applyFilters<Made>(named, input, {
        'group-id': ({ id }) => [id],
        'group-name': (group) => [nameOf(group)],
        'vpc-id': ({ properties }) => [text(properties, 'VpcId')],
        description: ({ properties }) => [text(properties, 'GroupDescription')],
      });
      const { items, next } = ec2Page(found, input);
      return { SecurityGroups: items.map((group) => describeGroup(world, group)), NextToken: next };
    },
    DescribeVpcEndpoints: (input) => {
      const missing = (id: string) =>
        new AwsApiError('InvalidVpcEndpointId.NotFound', `The Vpc Endpoint Id '${id}' does not exist`);
      const named = byIds(made(world, 'AWS::EC2::VPCEndpoint'), input.VpcEndpointIds, idOf, missing);
      const found = applyFilters<Made>(named, input, {
        'vpc-endpoint-id': ({ id }) => [id],
        'vpc-id': ({ properties }) => [text(properties, 'VpcId')],
        'service-name': ({ properties }) => [text(properties, 'ServiceName')],
        'vpc-endpoint-state': () => ['available'],
        'vpc-endpoint-type': (endpoint) => [typeOf(endpoint)],
      });
      const { items, next } = ec2Page(found, input);
      return { VpcEndpoints: items.map((endpoint) => describeEndpoint(world, endpoint)), NextToken: next };
    },
  };
}

function made({ others }: World, type: string): readonly Made[] {
  return [...others]
    .filter(([, other]) => other.type === type)
    .map(([id, { properties }]) => ({ id, properties }));
}

function idOf({ id }: Made): string {
  return id;
}

function nameOf({ id, properties }: Made): string {
  return text(properties, 'GroupName') ?? id;
}

function describeGroup(world: World, group: Made) {
  const { id, properties } = group;
  const rules = (inline: string, type: string) => [
    ...objects(properties, inline),
    ...made(world, type)
      .map((rule) => rule.properties)
      .filter((rule) => text(rule, 'GroupId') === id),
  ];
  const egress = rules('SecurityGroupEgress', 'AWS::EC2::SecurityGroupEgress');
  return {
    GroupId: id,
    GroupName: nameOf(group),
    Description: text(properties, 'GroupDescription'),
    VpcId: text(properties, 'VpcId'),
    OwnerId: world.account,
    IpPermissions: rules('SecurityGroupIngress', 'AWS::EC2::SecurityGroupIngress').map(describeRule),
    // EC2 API reference, CreateSecurityGroup: a group without egress rules of its own allows everything out.
    IpPermissionsEgress: egress.length === 0 ? [EVERYTHING_OUT] : egress.map(describeRule),
    Tags: tags(properties),
  };
}

const EVERYTHING_OUT = { IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] };

function describeRule(rule: Properties) {
  const group = text(rule, 'SourceSecurityGroupId') ?? text(rule, 'DestinationSecurityGroupId');
  const [v4, v6] = [text(rule, 'CidrIp'), text(rule, 'CidrIpv6')];
  const list = text(rule, 'DestinationPrefixListId') ?? text(rule, 'SourcePrefixListId');
  const Description = text(rule, 'Description');
  return {
    IpProtocol: text(rule, 'IpProtocol'),
    FromPort: number(rule, 'FromPort'),
    ToPort: number(rule, 'ToPort'),
    UserIdGroupPairs: group === undefined ? [] : [{ GroupId: group, Description }],
    IpRanges: v4 === undefined ? [] : [{ CidrIp: v4, Description }],
    Ipv6Ranges: v6 === undefined ? [] : [{ CidrIpv6: v6, Description }],
    PrefixListIds: list === undefined ? [] : [{ PrefixListId: list, Description }],
  };
}

/** EC2 API reference, CreateVpcEndpoint: Gateway unless another type is said. */
function typeOf({ properties }: Made): string {
  return text(properties, 'VpcEndpointType') ?? 'Gateway';
}

function describeEndpoint(world: World, endpoint: Made) {
  const { id, properties } = endpoint;
  return {
    VpcEndpointId: id,
    VpcEndpointType: typeOf(endpoint),
    VpcId: text(properties, 'VpcId'),
    ServiceName: text(properties, 'ServiceName'),
    State: 'available',
    PrivateDnsEnabled: flag(properties, 'PrivateDnsEnabled') ?? false,
    SubnetIds: texts(properties, 'SubnetIds'),
    Groups: texts(properties, 'SecurityGroupIds').map((GroupId) => ({ GroupId })),
    OwnerId: world.account,
    Tags: tags(properties),
  };
}
