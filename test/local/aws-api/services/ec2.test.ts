import {
  DeleteNetworkInterfaceCommand,
  DescribeAvailabilityZonesCommand,
  DescribeInstancesCommand,
  DescribeNetworkInterfacesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcAttributeCommand,
  DescribeVpcEndpointsCommand,
  DescribeVpcsCommand,
  EC2Client,
  paginateDescribeSubnets,
} from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import { clientOptions, emptyWorld, openCloud } from '../harness.ts';

describe('EC2', () => {
  it('lists the zones by state and type', async () => {
    const { ec2 } = await start();
    const command = new DescribeAvailabilityZonesCommand({
      Filters: [
        { Name: 'opt-in-status', Values: ['opt-in-not-required'] },
        { Name: 'zone-type', Values: ['availability-zone', 'local-zone'] },
      ],
    });
    const { AvailabilityZones } = await ec2.send(command);
    expect(AvailabilityZones?.map(({ ZoneName, ZoneId }) => [ZoneName, ZoneId])).toEqual([
      ['us-east-1a', 'use1-az1'],
      ['us-east-1b', 'use1-az2'],
    ]);
    const one = await ec2.send(new DescribeAvailabilityZonesCommand({ ZoneIds: ['use1-az2'] }));
    expect(one.AvailabilityZones?.[0]).toMatchObject({ ZoneName: 'us-east-1b', State: 'available' });
  });

  it('tells VPCs and their two DNS attributes', async () => {
    const { ec2 } = await start();
    const { Vpcs } = await ec2.send(new DescribeVpcsCommand({ VpcIds: ['vpc-1'] }));
    expect(Vpcs).toMatchObject([
      { VpcId: 'vpc-1', CidrBlock: '10.42.0.0/16', Tags: [{ Key: 'Name', Value: 'v' }] },
    ]);
    const support = await ec2.send(
      new DescribeVpcAttributeCommand({ VpcId: 'vpc-1', Attribute: 'enableDnsSupport' }),
    );
    const names = await ec2.send(
      new DescribeVpcAttributeCommand({ VpcId: 'vpc-1', Attribute: 'enableDnsHostnames' }),
    );
    expect([support.EnableDnsSupport?.Value, names.EnableDnsHostnames?.Value]).toEqual([true, false]);
    await expect(ec2.send(new DescribeVpcsCommand({ VpcIds: ['vpc-0'] }))).rejects.toMatchObject({
      name: 'InvalidVpcID.NotFound',
      message: "The vpc ID 'vpc-0' does not exist",
    });
  });

  it('tells subnets with zone and free addresses, by id, by filter and in pages', async () => {
    const { ec2 } = await start();
    const { Subnets } = await ec2.send(new DescribeSubnetsCommand({ SubnetIds: ['subnet-2'] }));
    expect(Subnets).toMatchObject([
      {
        VpcId: 'vpc-1',
        AvailabilityZone: 'us-east-1b',
        AvailabilityZoneId: 'use1-az2',
        AvailableIpAddressCount: 251,
      },
    ]);
    const Filters = [{ Name: 'vpc-id', Values: ['vpc-*'] }];
    const pages: number[] = [];
    for await (const page of paginateDescribeSubnets({ client: ec2, pageSize: 1 }, { Filters })) {
      pages.push(page.Subnets?.length ?? 0);
    }
    expect(pages).toEqual([1, 1]);
    await expect(ec2.send(new DescribeSubnetsCommand({ SubnetIds: ['subnet-0'] }))).rejects.toMatchObject({
      name: 'InvalidSubnetID.NotFound',
    });
  });

  it('tells security groups with the rules made inside and beside them', async () => {
    const { ec2 } = await start();
    const { SecurityGroups } = await ec2.send(new DescribeSecurityGroupsCommand({ GroupIds: ['sg-db'] }));
    expect(SecurityGroups).toMatchObject([
      {
        GroupId: 'sg-db',
        VpcId: 'vpc-1',
        IpPermissions: [
          { IpProtocol: 'tcp', FromPort: 3306, ToPort: 3306, UserIdGroupPairs: [{ GroupId: 'sg-proxy' }] },
        ],
        IpPermissionsEgress: [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
      },
    ]);
  });

  it('tells VPC endpoints by service', async () => {
    const { ec2 } = await start();
    const Filters = [
      { Name: 'vpc-id', Values: ['vpc-1'] },
      { Name: 'service-name', Values: ['com.amazonaws.us-east-1.secretsmanager'] },
    ];
    const { VpcEndpoints } = await ec2.send(new DescribeVpcEndpointsCommand({ Filters }));
    expect(VpcEndpoints).toMatchObject([
      {
        VpcEndpointId: 'vpce-1',
        VpcEndpointType: 'Interface',
        PrivateDnsEnabled: true,
        Groups: [{ GroupId: 'sg-e' }],
      },
    ]);
  });

  it('finds the interfaces of a subnet and deletes those that are free', async () => {
    const { ec2, world } = await start();
    const Filters = [
      { Name: 'subnet-id', Values: ['subnet-1'] },
      { Name: 'description', Values: ['AWS Lambda VPC ENI-*'] },
    ];
    const { NetworkInterfaces } = await ec2.send(new DescribeNetworkInterfacesCommand({ Filters }));
    expect(
      NetworkInterfaces?.map(({ NetworkInterfaceId, Status, VpcId }) => [NetworkInterfaceId, Status, VpcId]),
    ).toEqual([['eni-1', 'in-use', 'vpc-1']]);
    const remove = new DeleteNetworkInterfaceCommand({ NetworkInterfaceId: 'eni-1' });
    await expect(ec2.send(remove)).rejects.toMatchObject({
      message: expect.stringContaining('currently in use'),
    });
    const eni = world.networkInterfaces.get('eni-1');
    if (eni !== undefined) eni.status = 'available';
    await ec2.send(remove);
    await expect(ec2.send(remove)).rejects.toMatchObject({ name: 'InvalidNetworkInterfaceID.NotFound' });
  });

  it('refuses filters it does not know, actions it does not serve and requests without what they need', async () => {
    const { ec2 } = await start();
    const Filters = [{ Name: 'colour', Values: ['red'] }];
    await expect(ec2.send(new DescribeVpcsCommand({ Filters }))).rejects.toMatchObject({
      message: "The filter 'colour' is invalid",
    });
    await expect(ec2.send(new DescribeInstancesCommand({}))).rejects.toMatchObject({
      name: 'InvalidAction',
      message: expect.stringContaining('ec2:DescribeInstances is not served'),
    });
    await expect(ec2.send(new DeleteNetworkInterfaceCommand({} as never))).rejects.toMatchObject({
      name: 'MissingParameter',
    });
  });
});

async function start() {
  const world = emptyWorld();
  world.vpcs.set('vpc-1', {
    id: 'vpc-1',
    properties: { CidrBlock: '10.42.0.0/16', EnableDnsSupport: 'true', Tags: [{ Key: 'Name', Value: 'v' }] },
  });
  for (const [id, zone] of [
    ['subnet-1', 'us-east-1a'],
    ['subnet-2', 'us-east-1b'],
  ] as const) {
    world.subnets.set(id, {
      id,
      properties: { VpcId: 'vpc-1', AvailabilityZone: zone, CidrBlock: '10.42.0.0/24' },
    });
  }
  const others: [string, string, Record<string, unknown>][] = [
    ['sg-db', 'AWS::EC2::SecurityGroup', { GroupDescription: 'database', VpcId: 'vpc-1' }],
    [
      'sgr-1',
      'AWS::EC2::SecurityGroupIngress',
      {
        GroupId: 'sg-db',
        IpProtocol: 'tcp',
        FromPort: 3306,
        ToPort: 3306,
        SourceSecurityGroupId: 'sg-proxy',
      },
    ],
    [
      'vpce-1',
      'AWS::EC2::VPCEndpoint',
      {
        VpcId: 'vpc-1',
        ServiceName: 'com.amazonaws.us-east-1.secretsmanager',
        VpcEndpointType: 'Interface',
        PrivateDnsEnabled: true,
        SecurityGroupIds: ['sg-e'],
      },
    ],
  ];
  for (const [id, type, properties] of others) world.others.set(id, { type, properties });
  world.networkInterfaces.set('eni-1', {
    id: 'eni-1',
    description: 'AWS Lambda VPC ENI-webhook-1',
    subnetId: 'subnet-1',
    groupIds: ['sg-function'],
    status: 'in-use',
  });
  const cloud = await openCloud({ world });
  return { cloud, world, ec2: new EC2Client(clientOptions(cloud)) };
}
