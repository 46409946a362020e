import { describe, expect, it } from 'vitest';
import { subnetBlocks } from '../../templates/subnet-blocks.ts';
import { existingVpc, rendered } from './rendered.ts';

describe('the network that is made', () => {
  const stack = rendered();

  it('has two subnets in the zones that are given', () => {
    expect([stack.properties('NetworkSubnetA'), stack.properties('NetworkSubnetB')]).toEqual([
      expect.objectContaining({ CidrBlock: '10.42.0.0/24', AvailabilityZone: { Ref: 'ZoneA' } }),
      expect.objectContaining({ CidrBlock: '10.42.1.0/24', AvailabilityZone: { Ref: 'ZoneB' } }),
    ]);
  });

  it('resolves names, as the proxy and the endpoint need', () => {
    expect(stack.properties('NetworkVpc')).toMatchObject({
      EnableDnsSupport: true,
      EnableDnsHostnames: true,
    });
  });

  it('has no way to the internet', () => {
    const types = Object.values(stack.document.Resources).map(({ Type }) => Type);
    expect(types.filter((type) => /Gateway$|::Route$/.test(type))).toEqual(['AWS::ApiGatewayV2::Route']);
    expect(stack.properties('NetworkSubnetA')).toMatchObject({ MapPublicIpOnLaunch: false });
  });

  it('stands until Lambda has released its interfaces with the role of the function', () => {
    for (const id of ['NetworkSubnetA', 'NetworkSubnetB', 'NetworkFunctionGroup']) {
      expect(stack.resource(id).DependsOn, id).toEqual(['FunctionRole']);
    }
  });
});

describe('the blocks of the subnets', () => {
  const cases = [
    ['10.42.0.0/16', '10.42.0.0/24', '10.42.1.0/24'],
    ['10.0.254.0/23', '10.0.254.0/24', '10.0.255.0/24'],
    ['172.16.0.0/23', '172.16.0.0/24', '172.16.1.0/24'],
    ['192.168.7.0/24', '192.168.7.0/25', '192.168.7.128/25'],
  ] as const;
  it.each(cases)('of %s are %s and %s', (cidr, a, b) => {
    expect(subnetBlocks(cidr)).toEqual([a, b]);
  });
});

describe('in an existing VPC', () => {
  const stack = rendered({ network: existingVpc });

  it('nothing of a network is made but groups and their rules', () => {
    const types = stack.ids.filter((id) => id.startsWith('Network')).map((id) => stack.resource(id).Type);
    expect([...new Set(types)].sort()).toEqual([
      'AWS::EC2::SecurityGroup',
      'AWS::EC2::SecurityGroupEgress',
      'AWS::EC2::SecurityGroupIngress',
      'AWS::EC2::VPCEndpoint',
    ]);
    expect(stack.document.Parameters).not.toHaveProperty('ZoneA');
  });

  it('the groups are of that VPC', () => {
    const groups = stack.ids.filter((id) => stack.resource(id).Type === 'AWS::EC2::SecurityGroup');
    expect(groups.map((id) => stack.properties(id).VpcId)).toEqual(groups.map(() => existingVpc.vpcId));
  });

  it('the order of its subnets in the configuration changes nothing', () => {
    const { vpcId, subnetIds } = existingVpc;
    const reversed = rendered({ network: { vpcId, subnetIds: [...subnetIds].reverse() } });
    expect(reversed.body).toBe(stack.body);
  });
});

describe('who may talk to whom', () => {
  const stack = rendered();
  const idOf = (id: string) => ({ 'Fn::GetAtt': [id, 'GroupId'] });
  const rules = (type: string) =>
    stack.ids.filter((id) => stack.resource(id).Type === type).map((id) => stack.properties(id));

  it('the function may connect only to the proxy and to Secrets Manager', () => {
    const tcp = { GroupId: idOf('NetworkFunctionGroup'), IpProtocol: 'tcp' };
    expect(rules('AWS::EC2::SecurityGroupEgress')).toEqual([
      { ...tcp, FromPort: 3306, ToPort: 3306, DestinationSecurityGroupId: idOf('NetworkProxyGroup') },
      { ...tcp, FromPort: 443, ToPort: 443, DestinationSecurityGroupId: idOf('NetworkEndpointGroup') },
    ]);
  });

  it('each admits only the one before it', () => {
    expect(
      rules('AWS::EC2::SecurityGroupIngress').map(({ GroupId, SourceSecurityGroupId, FromPort, ToPort }) => ({
        GroupId,
        SourceSecurityGroupId,
        FromPort,
        ToPort,
      })),
    ).toEqual(
      [
        { group: 'NetworkDatabaseGroup', from: 'NetworkProxyGroup', port: 3306 },
        { group: 'NetworkEndpointGroup', from: 'NetworkFunctionGroup', port: 443 },
        { group: 'NetworkProxyGroup', from: 'NetworkFunctionGroup', port: 3306 },
      ].map(({ group, from, port }) => ({
        GroupId: idOf(group),
        SourceSecurityGroupId: idOf(from),
        FromPort: port,
        ToPort: port,
      })),
    );
  });

  it('no group has rules of its own that let anything in', () => {
    const groups = rules('AWS::EC2::SecurityGroup');
    expect(groups).toHaveLength(4);
    for (const group of groups) expect(group).not.toHaveProperty('SecurityGroupIngress');
  });

  it('the rule that EC2 adds by itself, everything out, is displaced by one that leads nowhere', () => {
    const nowhere = [{ IpProtocol: '-1', CidrIp: '127.0.0.1/32', Description: 'Nothing' }];
    for (const id of ['NetworkFunctionGroup', 'NetworkDatabaseGroup', 'NetworkEndpointGroup']) {
      expect(stack.properties(id).SecurityGroupEgress, id).toEqual(nowhere);
    }
  });
});
