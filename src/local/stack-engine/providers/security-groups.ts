import type { World } from '../../world.ts';
import { generatedName } from '../identifiers.ts';
import { textsOf } from '../json.ts';
import { type Provider, plainRecord, put, recordsOf, serviceError, type Task } from './provider.ts';

export const securityGroup: Provider = {
  create(task) {
    const { world, ids, properties, stackName, logicalId } = task;
    const { VpcId } = properties;
    if (VpcId !== undefined && !world.vpcs.has(String(VpcId))) {
      throw serviceError(task, 'Ec2', `The vpc ID '${String(VpcId)}' does not exist`, 'NotFound');
    }
    const physicalId = `sg-${ids.hex(17)}`;
    const GroupName = properties.GroupName ?? generatedName(ids, stackName, logicalId, { longest: 255 });
    put({ ...task, properties: { ...properties, GroupName } }, physicalId);
    return { physicalId, attributes: { GroupId: physicalId, Id: physicalId, VpcId } };
  },
  update(task, { physicalId }) {
    const { GroupName } = task.world.others.get(physicalId)?.properties ?? {};
    put({ ...task, properties: { GroupName, ...task.properties } }, physicalId);
    return undefined;
  },
  remove(task, physicalId) {
    if (isInUse(task.world, physicalId)) {
      throw serviceError(task, 'Ec2', `resource ${physicalId} has a dependent object`);
    }
    task.world.others.delete(physicalId);
  },
};

export const securityGroupIngress = rule();
export const securityGroupEgress = rule();

export const vpcEndpoint: Provider = {
  create(task) {
    const { world, ids, properties } = task;
    const physicalId = `vpce-${ids.hex(17)}`;
    if (properties.VpcEndpointType === 'Interface') checkPrivateDns(task);
    put(task, physicalId);
    const interfaces = textsOf(properties.SubnetIds ?? []).map((subnetId) => {
      const id = `eni-${ids.hex(17)}`;
      world.networkInterfaces.set(id, {
        id,
        description: `VPC Endpoint Interface ${physicalId}`,
        subnetId,
        groupIds: textsOf(properties.SecurityGroupIds ?? []),
        status: 'in-use',
      });
      return id;
    });
    const service = String(properties.ServiceName).split('.').at(-1);
    return {
      physicalId,
      attributes: {
        Id: physicalId,
        CreationTimestamp: new Date(world.clock.now()).toISOString(),
        NetworkInterfaceIds: interfaces,
        DnsEntries: [`Z7HUB22UULQXV:${physicalId}.${service}.${world.region}.vpce.amazonaws.com`],
      },
    };
  },
  update(task, { physicalId }) {
    put(task, physicalId);
    return undefined;
  },
  remove({ world }, physicalId) {
    for (const { id, description } of [...world.networkInterfaces.values()]) {
      if (description === `VPC Endpoint Interface ${physicalId}`) world.networkInterfaces.delete(id);
    }
    world.others.delete(physicalId);
  },
};

function rule(): Provider {
  const provider = plainRecord(
    ({ ids }) => `sgr-${ids.hex(17)}`,
    (Id) => ({ Id }),
  );
  return {
    ...provider,
    create(task) {
      const { GroupId } = task.properties;
      if (task.world.others.get(String(GroupId))?.type !== 'AWS::EC2::SecurityGroup') {
        const message = `The security group '${String(GroupId)}' does not exist`;
        throw serviceError(task, 'Ec2', message, 'NotFound');
      }
      return provider.create(task);
    },
  };
}

/** PrivateLink guide, "Access an AWS service using an interface VPC endpoint": one private name for a service in a VPC. */
function checkPrivateDns(task: Task): void {
  const { world, properties } = task;
  if (String(properties.PrivateDnsEnabled) !== 'true') return;
  const taken = recordsOf(world, 'AWS::EC2::VPCEndpoint').some(
    ({ properties: other }) =>
      other.VpcId === properties.VpcId &&
      other.ServiceName === properties.ServiceName &&
      String(other.PrivateDnsEnabled) === 'true',
  );
  if (!taken) return;
  const host = String(properties.ServiceName).split('.').slice(2).reverse().join('.');
  throw serviceError(
    task,
    'Ec2',
    `private-dns-enabled cannot be set because there is already a conflicting DNS domain for ${host}.amazonaws.com in the VPC ${String(properties.VpcId)}`,
  );
}

function isInUse(world: World, groupId: string): boolean {
  const rules = [
    ...recordsOf(world, 'AWS::EC2::SecurityGroupIngress'),
    ...recordsOf(world, 'AWS::EC2::SecurityGroupEgress'),
  ];
  return (
    [...world.networkInterfaces.values()].some(({ groupIds }) => groupIds.includes(groupId)) ||
    [...world.databases.values()].some(({ properties }) =>
      textsOf(properties.VPCSecurityGroups ?? []).includes(groupId),
    ) ||
    [...world.proxies.values()].some(({ properties }) =>
      textsOf(properties.VpcSecurityGroupIds ?? []).includes(groupId),
    ) ||
    rules.some(
      ({ properties: { GroupId, SourceSecurityGroupId, DestinationSecurityGroupId } }) =>
        GroupId !== groupId && [SourceSecurityGroupId, DestinationSecurityGroupId].includes(groupId),
    )
  );
}
