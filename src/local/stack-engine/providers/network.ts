import type { World } from '../../world.ts';
import { contains, overlap, parseBlock } from '../template/cidr.ts';
import { type Provider, plainRecord, recordsOf, serviceError, type Task } from './provider.ts';

export const vpc: Provider = {
  create(task) {
    const { world, ids, properties } = task;
    const block = parseBlock(String(properties.CidrBlock));
    // VPC User Guide, "VPC CIDR blocks": between /28 and /16.
    if (block === undefined || block.hostBits > 16 || block.hostBits < 4) {
      throw serviceError(task, 'Ec2', `The CIDR '${String(properties.CidrBlock)}' is invalid.`);
    }
    const physicalId = `vpc-${ids.hex(17)}`;
    world.vpcs.set(physicalId, { id: physicalId, properties });
    return {
      physicalId,
      attributes: {
        VpcId: physicalId,
        CidrBlock: properties.CidrBlock,
        CidrBlockAssociations: [`vpc-cidr-assoc-${ids.hex(17)}`],
        DefaultNetworkAcl: `acl-${ids.hex(17)}`,
        DefaultSecurityGroup: `sg-${ids.hex(17)}`,
        Ipv6CidrBlocks: [],
      },
    };
  },
  update({ world, properties }, { physicalId }) {
    const found = world.vpcs.get(physicalId);
    if (found !== undefined) found.properties = properties;
    return undefined;
  },
  remove(task, physicalId) {
    const { world } = task;
    const inside = [
      ...world.subnets.values(),
      ...recordsOf(world, 'AWS::EC2::SecurityGroup'),
      ...recordsOf(world, 'AWS::EC2::VPCEndpoint'),
    ].some(({ properties }) => properties.VpcId === physicalId);
    if (inside) {
      throw serviceError(task, 'Ec2', `The vpc '${physicalId}' has dependencies and cannot be deleted.`);
    }
    world.vpcs.delete(physicalId);
  },
};

export const subnet: Provider = {
  create(task) {
    const { world, ids, properties } = task;
    checkBlock(task);
    checkZone(task);
    const physicalId = `subnet-${ids.hex(17)}`;
    world.subnets.set(physicalId, { id: physicalId, properties });
    const zone = zoneOf(world, properties.AvailabilityZone ?? properties.AvailabilityZoneId);
    return {
      physicalId,
      attributes: {
        SubnetId: physicalId,
        VpcId: properties.VpcId,
        CidrBlock: properties.CidrBlock,
        AvailabilityZone: zone?.name ?? world.zones[0]?.name,
        AvailabilityZoneId: zone?.id ?? world.zones[0]?.id,
        NetworkAclAssociationId: `aclassoc-${ids.hex(17)}`,
        Ipv6CidrBlocks: [],
      },
    };
  },
  update({ world, properties }, { physicalId }) {
    const found = world.subnets.get(physicalId);
    if (found !== undefined) found.properties = properties;
    return undefined;
  },
  remove(task, physicalId) {
    const { world } = task;
    if ([...world.networkInterfaces.values()].some(({ subnetId }) => subnetId === physicalId)) {
      throw serviceError(task, 'Ec2', `The subnet '${physicalId}' has dependencies and cannot be deleted.`);
    }
    world.subnets.delete(physicalId);
  },
};

export const routeTable = plainRecord(
  ({ ids }) => `rtb-${ids.hex(17)}`,
  (RouteTableId) => ({ RouteTableId }),
);

export const routeTableAssociation = plainRecord(
  ({ ids }) => `rtbassoc-${ids.hex(17)}`,
  (Id) => ({ Id }),
);

function checkBlock(task: Task): void {
  const { world, properties } = task;
  const found = world.vpcs.get(String(properties.VpcId));
  if (found === undefined) {
    throw serviceError(task, 'Ec2', `The vpc ID '${String(properties.VpcId)}' does not exist`, 'NotFound');
  }
  const block = parseBlock(String(properties.CidrBlock));
  const outer = parseBlock(String(found.properties.CidrBlock));
  if (block === undefined || (outer !== undefined && !contains(outer, block))) {
    throw serviceError(task, 'Ec2', `The CIDR '${String(properties.CidrBlock)}' is invalid.`);
  }
  const conflict = [...world.subnets.values()].some(({ properties: other }) => {
    const there = other.VpcId === properties.VpcId ? parseBlock(String(other.CidrBlock)) : undefined;
    return there !== undefined && overlap(there, block);
  });
  if (conflict) {
    const cidr = String(properties.CidrBlock);
    throw serviceError(task, 'Ec2', `The CIDR '${cidr}' conflicts with another subnet`);
  }
}

function checkZone(task: Task): void {
  const { world, properties } = task;
  const wanted = properties.AvailabilityZone ?? properties.AvailabilityZoneId;
  if (wanted === undefined || zoneOf(world, wanted) !== undefined) return;
  const open = world.zones.map(({ name }) => name).join(', ');
  throw serviceError(
    task,
    'Ec2',
    `Value (${String(wanted)}) for parameter availabilityZone is invalid. Subnets can currently only be created in the following availability zones: ${open}.`,
  );
}

function zoneOf({ zones }: World, wanted: unknown) {
  return zones.find(({ name, id }) => name === wanted || id === wanted);
}
