import { describe, expect, it } from 'vitest';
import { failureOf, openEngine } from '../driver.ts';

const ref = (Ref: string) => ({ Ref });
const vpc = (CidrBlock = '10.0.0.0/16') => ['AWS::EC2::VPC', { CidrBlock }];
const subnet = (properties: object = {}) => [
  'AWS::EC2::Subnet',
  { VpcId: ref('Vpc'), CidrBlock: '10.0.0.0/24', AvailabilityZone: 'us-east-1a', ...properties },
];
const group = (properties: object = {}) => [
  'AWS::EC2::SecurityGroup',
  { GroupDescription: 'g', VpcId: ref('Vpc'), ...properties },
];
const endpoint = (properties: object = {}) => [
  'AWS::EC2::VPCEndpoint',
  {
    VpcEndpointType: 'Interface',
    ServiceName: 'com.amazonaws.us-east-1.secretsmanager',
    VpcId: ref('Vpc'),
    SubnetIds: [ref('Subnet')],
    PrivateDnsEnabled: true,
    ...properties,
  },
];

describe('VPCs and subnets', () => {
  it('have ids and attributes like those of EC2', async () => {
    const { create } = openEngine();
    const { Outputs } = await create({
      resources: { Vpc: vpc(), Subnet: subnet(), Table: ['AWS::EC2::RouteTable', { VpcId: ref('Vpc') }] },
      outputs: {
        Vpc: { Value: ref('Vpc') },
        Cidr: { Value: { 'Fn::GetAtt': ['Vpc', 'CidrBlock'] } },
        Subnet: { Value: ref('Subnet') },
        Zone: { Value: { 'Fn::GetAtt': ['Subnet', 'AvailabilityZoneId'] } },
        Table: { Value: ref('Table') },
      },
    });
    expect(Outputs.map(({ OutputValue }) => OutputValue)).toEqual([
      expect.stringMatching(/^vpc-[0-9a-f]{17}$/),
      '10.0.0.0/16',
      expect.stringMatching(/^subnet-[0-9a-f]{17}$/),
      'use1-az1',
      expect.stringMatching(/^rtb-[0-9a-f]{17}$/),
    ]);
  });

  const refused: [resources: object, logicalId: string, message: string][] = [
    [{ Vpc: vpc('10.0.0.0/8') }, 'Vpc', "The CIDR '10.0.0.0/8' is invalid."],
    [{ Vpc: vpc(), S: subnet({ CidrBlock: '10.1.0.0/24' }) }, 'S', "The CIDR '10.1.0.0/24' is invalid."],
    [
      { Vpc: vpc(), A: subnet(), S: [...subnet(), { DependsOn: 'A' }] },
      'S',
      "The CIDR '10.0.0.0/24' conflicts with another subnet",
    ],
    [
      { Vpc: vpc(), S: subnet({ AvailabilityZone: 'us-east-1z' }) },
      'S',
      'Value (us-east-1z) for parameter availabilityZone is invalid. Subnets can currently only be created in the following availability zones: us-east-1a, us-east-1b, us-east-1c.',
    ],
    [{ S: subnet({ VpcId: 'vpc-1' }) }, 'S', "The vpc ID 'vpc-1' does not exist"],
    [
      { Vpc: vpc(), S: ['AWS::EC2::SecurityGroupIngress', { GroupId: 'sg-1', IpProtocol: 'tcp' }] },
      'S',
      "The security group 'sg-1' does not exist",
    ],
    [
      { Vpc: vpc(), Subnet: subnet(), A: endpoint(), S: [...endpoint(), { DependsOn: 'A' }] },
      'S',
      'private-dns-enabled cannot be set because there is already a conflicting DNS domain for secretsmanager.us-east-1.amazonaws.com in the VPC vpc-',
    ],
  ];
  it.each(refused)('are refused: %#', async (resources, logicalId, message) => {
    const driver = openEngine();
    await driver.create({ resources: { ...resources } });
    expect(await failureOf(driver, logicalId)).toContain(message);
  });

  it('cannot go while something is in them', async () => {
    const driver = openEngine();
    await driver.create({ resources: { Vpc: vpc(), Subnet: subnet(), Group: group() } });
    const [vpcId] = driver.world.vpcs.keys();
    const [subnetId] = driver.world.subnets.keys();
    const groupId = [...driver.world.others.keys()][0] ?? '';
    driver.world.networkInterfaces.set('eni-1', {
      id: 'eni-1',
      description: '',
      subnetId: String(subnetId),
      groupIds: [groupId],
      status: 'in-use',
    });
    expect(await driver.remove()).toMatchObject({ StackStatus: 'DELETE_FAILED' });
    expect(await failureOf(driver, 'Subnet')).toContain(
      `The subnet '${subnetId}' has dependencies and cannot be deleted.`,
    );
    expect(await failureOf(driver, 'Group')).toContain(`resource ${groupId} has a dependent object`);
    driver.world.networkInterfaces.clear();
    driver.world.subnets.set('other', { id: 'other', properties: { VpcId: vpcId } });
    expect(await driver.remove()).toMatchObject({ StackStatus: 'DELETE_FAILED' });
    expect(await failureOf(driver, 'Vpc')).toContain(
      `The vpc '${vpcId}' has dependencies and cannot be deleted.`,
    );
  });
});

it('gives an interface endpoint interfaces in its subnets, and takes them away with it', async () => {
  const driver = openEngine();
  await driver.create({ resources: { Vpc: vpc(), Subnet: subnet(), E: endpoint() } });
  const [subnetId] = driver.world.subnets.keys();
  expect([...driver.world.networkInterfaces.values()]).toMatchObject([
    { subnetId, status: 'in-use', description: expect.stringMatching(/^VPC Endpoint Interface vpce-/) },
  ]);
  expect(await driver.remove()).toMatchObject({ StackStatus: 'DELETE_COMPLETE' });
  expect(driver.world.networkInterfaces.size).toBe(0);
});

it('keeps groups and their rules as EC2 is asked for them', async () => {
  const driver = openEngine();
  await driver.create({
    resources: {
      Vpc: vpc(),
      G: group(),
      Rule: [
        'AWS::EC2::SecurityGroupIngress',
        { GroupId: { 'Fn::GetAtt': ['G', 'GroupId'] }, IpProtocol: 'tcp', FromPort: 1, ToPort: 2 },
      ],
    },
  });
  const others = [...driver.world.others].map(([id, { type }]) => [id.split('-')[0], type]);
  expect(others).toEqual([
    ['sg', 'AWS::EC2::SecurityGroup'],
    ['sgr', 'AWS::EC2::SecurityGroupIngress'],
  ]);
});
