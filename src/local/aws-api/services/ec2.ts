import { AwsApiError, type ServiceApi } from '../../cloud.ts';
import type { NetworkInterface, Subnet, Vpc, World } from '../../world.ts';
import { groupCalls } from './ec2-groups.ts';
import { applyFilters, byIds, ec2Page } from './ec2-listing.ts';
import { flag, tags, text } from './properties.ts';
import { type Call, servedCalls } from './served-calls.ts';

export function ec2(world: World): ServiceApi {
  return servedCalls({
    ...groupCalls(world),
    ...vpcCalls(world),
    ...interfaceCalls(world),
    DescribeAvailabilityZones: (input) => {
      const zones = world.zones.map(({ name, id }) => ({
        State: 'available',
        OptInStatus: 'opt-in-not-required',
        RegionName: world.region,
        ZoneName: name,
        ZoneId: id,
        GroupName: `${world.region}-zg-1`,
        NetworkBorderGroup: world.region,
        ZoneType: 'availability-zone',
      }));
      const invalid = (zone: string) =>
        new AwsApiError('InvalidParameterValue', `Invalid availability zone: [${zone}]`);
      const named = byIds(zones, input.ZoneNames, ({ ZoneName }) => ZoneName, invalid);
      const found = byIds(named, input.ZoneIds, ({ ZoneId }) => ZoneId, invalid);
      return {
        AvailabilityZones: applyFilters(found, input, {
          state: ({ State }) => [State],
          'opt-in-status': ({ OptInStatus }) => [OptInStatus],
          'region-name': ({ RegionName }) => [RegionName],
          'zone-id': ({ ZoneId }) => [ZoneId],
          'zone-name': ({ ZoneName }) => [ZoneName],
          'zone-type': ({ ZoneType }) => [ZoneType],
          'group-name': ({ GroupName }) => [GroupName],
        }),
      };
    },
  });
}

function vpcCalls(world: World): Readonly<Record<string, Call>> {
  const missingVpc = (id: string) =>
    new AwsApiError('InvalidVpcID.NotFound', `The vpc ID '${id}' does not exist`);
  return {
    DescribeVpcs: (input) => {
      const named = byIds([...world.vpcs.values()], input.VpcIds, ({ id }) => id, missingVpc);
      const found = applyFilters<Vpc>(named, input, {
        'vpc-id': ({ id }) => [id],
        cidr: ({ properties }) => [text(properties, 'CidrBlock')],
        state: () => ['available'],
        'is-default': () => ['false'],
      });
      const { items, next } = ec2Page(found, input);
      return {
        Vpcs: items.map(({ id, properties }) => ({
          VpcId: id,
          CidrBlock: text(properties, 'CidrBlock'),
          State: 'available',
          IsDefault: false,
          InstanceTenancy: text(properties, 'InstanceTenancy') ?? 'default',
          OwnerId: world.account,
          Tags: tags(properties),
        })),
        NextToken: next,
      };
    },
    DescribeVpcAttribute: ({ VpcId, Attribute }) => {
      const vpc = world.vpcs.get(String(VpcId));
      if (vpc === undefined) throw missingVpc(String(VpcId));
      switch (Attribute) {
        case 'enableDnsSupport':
          return { VpcId, EnableDnsSupport: { Value: flag(vpc.properties, 'EnableDnsSupport') ?? true } };
        case 'enableDnsHostnames':
          return {
            VpcId,
            EnableDnsHostnames: { Value: flag(vpc.properties, 'EnableDnsHostnames') ?? false },
          };
        default:
          throw new AwsApiError(
            'InvalidParameterValue',
            `Value (${Attribute}) for parameter attribute is invalid. The local cloud knows enableDnsSupport and enableDnsHostnames.`,
          );
      }
    },
    DescribeSubnets: (input) => {
      const missing = (id: string) =>
        new AwsApiError('InvalidSubnetID.NotFound', `The subnet ID '${id}' does not exist`);
      const named = byIds([...world.subnets.values()], input.SubnetIds, ({ id }) => id, missing);
      const found = applyFilters<Subnet>(named, input, {
        'subnet-id': ({ id }) => [id],
        'vpc-id': ({ properties }) => [text(properties, 'VpcId')],
        'availability-zone': ({ properties }) => [zoneOf(world, properties).name],
        'availability-zone-id': ({ properties }) => [zoneOf(world, properties).id],
        state: () => ['available'],
      });
      const { items, next } = ec2Page(found, input);
      return { Subnets: items.map((subnet) => describeSubnet(world, subnet)), NextToken: next };
    },
  };
}

function describeSubnet(world: World, { id, properties }: Subnet) {
  const zone = zoneOf(world, properties);
  const used = [...world.networkInterfaces.values()].filter(({ subnetId }) => subnetId === id).length;
  const cidr = text(properties, 'CidrBlock');
  const bits = Number(cidr?.split('/')[1] ?? 24);
  return {
    SubnetId: id,
    SubnetArn: `arn:aws:ec2:${world.region}:${world.account}:subnet/${id}`,
    VpcId: text(properties, 'VpcId'),
    CidrBlock: cidr,
    AvailabilityZone: zone.name,
    AvailabilityZoneId: zone.id,
    // VPC User Guide, "Subnet sizing": five addresses of every subnet are reserved.
    AvailableIpAddressCount: 2 ** (32 - bits) - 5 - used,
    State: 'available',
    MapPublicIpOnLaunch: flag(properties, 'MapPublicIpOnLaunch') ?? false,
    DefaultForAz: false,
    OwnerId: world.account,
    Tags: tags(properties),
  };
}

function zoneOf({ zones }: World, properties: Subnet['properties']): { name?: string; id?: string } {
  const name = text(properties, 'AvailabilityZone');
  const id = text(properties, 'AvailabilityZoneId');
  return zones.find((zone) => zone.name === name || zone.id === id) ?? {};
}

function interfaceCalls(world: World): Readonly<Record<string, Call>> {
  const missing = (id: string) =>
    new AwsApiError('InvalidNetworkInterfaceID.NotFound', `The networkInterface ID '${id}' does not exist`);
  return {
    DescribeNetworkInterfaces: (input) => {
      const all = [...world.networkInterfaces.values()];
      const named = byIds(all, input.NetworkInterfaceIds, ({ id }) => id, missing);
      const found = applyFilters<NetworkInterface>(named, input, {
        'network-interface-id': ({ id }) => [id],
        description: ({ description }) => [description],
        'subnet-id': ({ subnetId }) => [subnetId],
        'vpc-id': ({ subnetId }) => [vpcOf(world, subnetId)],
        'group-id': ({ groupIds }) => groupIds,
        status: ({ status }) => [status],
        'interface-type': (each) => [interfaceType(each)],
      });
      const { items, next } = ec2Page(found, input);
      return {
        NetworkInterfaces: items.map((each) => ({
          NetworkInterfaceId: each.id,
          Description: each.description,
          SubnetId: each.subnetId,
          VpcId: vpcOf(world, each.subnetId),
          Groups: each.groupIds.map((GroupId) => ({ GroupId })),
          Status: each.status,
          InterfaceType: interfaceType(each),
          OwnerId: world.account,
          RequesterManaged: false,
        })),
        NextToken: next,
      };
    },
    DeleteNetworkInterface: ({ NetworkInterfaceId }) => {
      const id = String(NetworkInterfaceId);
      const found = world.networkInterfaces.get(id);
      if (found === undefined) throw missing(id);
      if (found.status === 'in-use') {
        throw new AwsApiError('InvalidParameterValue', `Network interface '${id}' is currently in use.`);
      }
      world.networkInterfaces.delete(id);
      return {};
    },
  };
}

function vpcOf({ subnets }: World, subnetId: string): string | undefined {
  const subnet = subnets.get(subnetId);
  return subnet === undefined ? undefined : text(subnet.properties, 'VpcId');
}

/** Lambda developer guide, "Giving Lambda functions access to resources in a VPC": its interfaces are described so. */
function interfaceType({ description }: NetworkInterface): string {
  return description.startsWith('AWS Lambda VPC ENI') ? 'lambda' : 'interface';
}
