// What others have in an account of the local cloud: a VPC with its subnets and endpoint, secrets, a snapshot.
import type { Controls } from '../../src/local/aws-api/control.ts';
import { REGION } from '../support/fake-account.ts';

export type Input = Readonly<Record<string, unknown>>;

export const NETWORK = { vpcId: 'vpc-0a1b2c3d', subnetIds: ['subnet-0a1b2c3d', 'subnet-0a1b2c3e'] };

export function withoutZones(cloud: Controls, ...zones: readonly string[]): void {
  for (const zone of zones) cloud.withdraw({ zone });
}

export function addSecret(
  cloud: Controls,
  more: { readonly deleted?: boolean; readonly kmsKeyId?: string },
): void {
  cloud.addSecret({ name: 'github-secret', value: 'never shown', ...more });
}

export function addSnapshot(cloud: Controls, properties: Input): void {
  const mysql = { Engine: 'mysql', EngineVersion: '8.4', AllocatedStorage: 20, MasterUsername: 'webhook' };
  cloud.addResource({ type: 'AWS::RDS::DBSnapshot', id: 'before', properties: { ...mysql, ...properties } });
}

export function addNetwork(
  cloud: Controls,
  { vpc, subnet }: { readonly vpc?: Input; readonly subnet?: Input } = {},
): void {
  const VpcId = NETWORK.vpcId;
  const usual = { CidrBlock: '10.0.0.0/16', EnableDnsSupport: true, EnableDnsHostnames: true };
  cloud.addResource({ type: 'AWS::EC2::VPC', id: VpcId, properties: { ...usual, ...vpc } });
  for (const [index, id] of NETWORK.subnetIds.entries()) {
    const place = { VpcId, CidrBlock: `10.0.${index}.0/24`, AvailabilityZone: `us-east-1${'ab'[index]}` };
    const properties = index === 1 ? { ...place, ...subnet } : place;
    cloud.addResource({ type: 'AWS::EC2::Subnet', id, properties });
  }
}

/** An endpoint for Secrets Manager in that VPC. */
export function addEndpoint(cloud: Controls, privateDns: boolean, admitted: readonly Input[] = []): void {
  addNetwork(cloud);
  putEndpoint(cloud, 1, privateDns, admitted);
}

/** One beside it without a private name, which lets everybody in. */
export function addNamelessEndpoint(cloud: Controls): void {
  putEndpoint(cloud, 2, false, [{ IpProtocol: '-1', CidrIp: '0.0.0.0/0' }]);
}

function putEndpoint(
  cloud: Controls,
  number: number,
  PrivateDnsEnabled: boolean,
  SecurityGroupIngress: readonly Input[],
): void {
  const VpcId = NETWORK.vpcId;
  cloud.addResource({
    type: 'AWS::EC2::SecurityGroup',
    id: `sg-${number}`,
    properties: { VpcId, SecurityGroupIngress },
  });
  cloud.addResource({
    type: 'AWS::EC2::VPCEndpoint',
    id: `vpce-${number}`,
    properties: {
      VpcEndpointType: 'Interface',
      VpcId,
      ServiceName: `com.amazonaws.${REGION}.secretsmanager`,
      SecurityGroupIds: [`sg-${number}`],
      PrivateDnsEnabled,
    },
  });
}
