import { type Identifiers, identifiers } from './stack-engine/identifiers.ts';
import { objectOf, type Properties, textsOf } from './stack-engine/json.ts';
import type { NetworkInterface, World } from './world.ts';

/** Milliseconds until Lambda detaches an interface that no function uses, and until it has deleted it. */
const DETACHED_AFTER = 120_000;
const DELETED_AFTER = 600_000;

/** Gives a function an interface in each of its subnets. */
export function attachFunction(
  world: World,
  name: string,
  vpcConfig: unknown,
  ids: Identifiers = identifiers(world.random),
): void {
  const network: Properties = objectOf(vpcConfig);
  for (const subnetId of textsOf(network.SubnetIds ?? [])) {
    const id = `eni-${ids.hex(17)}`;
    world.networkInterfaces.set(id, {
      id,
      description: `AWS Lambda VPC ENI-${name}-${ids.uuid()}`,
      subnetId,
      groupIds: textsOf(network.SecurityGroupIds ?? []),
      status: 'in-use',
    });
  }
}

/** Lets Lambda give a function's interfaces back, which it does slowly; an available one may be deleted before. */
export function releaseFunction(world: World, name: string): void {
  for (const each of interfacesOfFunction(world, name)) {
    world.clock.after(DETACHED_AFTER, () => {
      each.status = 'available';
    });
    world.clock.after(DELETED_AFTER, () => {
      world.networkInterfaces.delete(each.id);
    });
  }
}

/** The interfaces that a function has, or that are left of one. */
export function interfacesOfFunction(
  { networkInterfaces }: World,
  name: string,
): readonly NetworkInterface[] {
  return [...networkInterfaces.values()].filter(({ description }) =>
    description.startsWith(`AWS Lambda VPC ENI-${name}-`),
  );
}
