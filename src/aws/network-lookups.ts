import {
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcAttributeCommand,
  DescribeVpcEndpointsCommand,
  DescribeVpcsCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import type { Lookups } from '../preflight/ports.ts';
import { absentAs } from './absence.ts';
import { allPages } from './pages.ts';
import type { AwsSession } from './session.ts';

type NetworkLookups = Pick<Lookups, 'admitted' | 'secretsManagerEndpoints' | 'subnets' | 'vpc' | 'vpcCount'>;

export function networkLookups(session: AwsSession): NetworkLookups {
  const client = session.client(EC2Client);
  const attribute = (VpcId: string, Attribute: 'enableDnsSupport' | 'enableDnsHostnames') =>
    session.call({ operation: 'DescribeVpcAttribute', subject: VpcId }, () =>
      client.send(new DescribeVpcAttributeCommand({ VpcId, Attribute })),
    );
  return {
    async vpcCount() {
      const vpcs = await allPages(async (NextToken) => {
        const page = await session.call({ operation: 'DescribeVpcs' }, () =>
          client.send(new DescribeVpcsCommand({ ...(NextToken && { NextToken }) })),
        );
        return { items: page.Vpcs, next: page.NextToken };
      });
      return vpcs.length;
    },

    vpc: (id) =>
      absentAs(undefined, /^InvalidVpcID\.(NotFound|Malformed)$/, async () => {
        const [{ Vpcs }, support, hostnames] = await Promise.all([
          session.call({ operation: 'DescribeVpcs', subject: id }, () =>
            client.send(new DescribeVpcsCommand({ VpcIds: [id] })),
          ),
          attribute(id, 'enableDnsSupport'),
          attribute(id, 'enableDnsHostnames'),
        ]);
        const found = Vpcs?.[0];
        const blocks = (found?.CidrBlockAssociationSet ?? []).map(({ CidrBlock }) => CidrBlock);
        return (
          found && {
            id,
            cidrs: [...new Set([found.CidrBlock, ...blocks])].filter((block) => block !== undefined),
            tenancy: found.InstanceTenancy ?? 'default',
            dnsSupport: support.EnableDnsSupport?.Value ?? false,
            dnsHostnames: hostnames.EnableDnsHostnames?.Value ?? false,
          }
        );
      }),

    async subnets(ids) {
      // A filter, unlike SubnetIds, does not make one that is not there the end of all.
      const { Subnets = [] } = await session.call({ operation: 'DescribeSubnets' }, () =>
        client.send(new DescribeSubnetsCommand({ Filters: [{ Name: 'subnet-id', Values: [...ids] }] })),
      );
      return Subnets.map((subnet) => ({
        id: subnet.SubnetId ?? '',
        vpcId: subnet.VpcId ?? '',
        cidr: subnet.CidrBlock ?? '',
        zone: subnet.AvailabilityZone ?? '',
        zoneId: subnet.AvailabilityZoneId ?? '',
        freeAddresses: subnet.AvailableIpAddressCount ?? 0,
      }));
    },

    async secretsManagerEndpoints(vpcId) {
      const { VpcEndpoints = [] } = await session.call(
        { operation: 'DescribeVpcEndpoints', subject: vpcId },
        () =>
          client.send(new DescribeVpcEndpointsCommand({ Filters: [{ Name: 'vpc-id', Values: [vpcId] }] })),
      );
      return VpcEndpoints.filter(({ ServiceName }) => ServiceName?.endsWith('.secretsmanager')).map(
        (endpoint) => ({
          id: endpoint.VpcEndpointId ?? '',
          state: endpoint.State ?? '',
          privateDns: endpoint.PrivateDnsEnabled ?? false,
          groupIds: (endpoint.Groups ?? []).flatMap(({ GroupId }) =>
            GroupId === undefined ? [] : [GroupId],
          ),
        }),
      );
    },

    async admitted(groupIds) {
      const { SecurityGroups = [] } = await session.call({ operation: 'DescribeSecurityGroups' }, () =>
        client.send(new DescribeSecurityGroupsCommand({ GroupIds: [...groupIds] })),
      );
      return SecurityGroups.flatMap(({ IpPermissions = [] }) => IpPermissions).map((rule) => ({
        protocol: rule.IpProtocol ?? '',
        ...(rule.FromPort === undefined ? {} : { fromPort: rule.FromPort }),
        ...(rule.ToPort === undefined ? {} : { toPort: rule.ToPort }),
        cidrs: [
          ...(rule.IpRanges ?? []).map(({ CidrIp }) => CidrIp),
          ...(rule.PrefixListIds ?? []).map(({ PrefixListId }) => PrefixListId),
        ].filter((block) => block !== undefined),
        groupIds: (rule.UserIdGroupPairs ?? []).flatMap(({ GroupId }) =>
          GroupId === undefined ? [] : [GroupId],
        ),
      }));
    },
  };
}
