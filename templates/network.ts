import { aws, type Input, sub } from '../src/cloudformation/expression.ts';
import { type AnyResource, resource } from '../src/cloudformation/resource.ts';
import type { Parameter } from '../src/cloudformation/template.ts';
import type { Config } from '../src/config/schema.ts';
import { mysqlFrom, mysqlTo, securityGroup } from './security-groups.ts';
import { subnetBlocks } from './subnet-blocks.ts';

export interface NetworkInput {
  /** Zones of the two subnets that are made. Undefined with an existing VPC. */
  readonly zones: readonly [a: Parameter, b: Parameter] | undefined;
  /**
   * Goes after what holds the function's network interfaces: Lambda releases them with this role, up to 20 minutes after
   * the function is gone. Source: Lambda Developer Guide, "Giving Lambda functions access to resources in an Amazon VPC".
   */
  readonly functionRole: AnyResource;
}

export type Network = ReturnType<typeof network>;

/**
 * Where everything lives: two isolated subnets of a VPC that is made, or the subnets of one there is. Three groups, each
 * admitting MySQL only from the one before it: the function reaches the proxy, the proxy the database, nobody else either.
 */
export function network(
  { network: settings }: Pick<Config, 'network'>,
  { zones, functionRole }: NetworkInput,
) {
  const own =
    settings.kind === 'own' && zones !== undefined ? ownVpc(settings.cidr, zones, functionRole) : undefined;
  const existing = settings.kind === 'existing' ? settings : { vpcId: '', subnetIds: [] };
  const vpcId: Input<string> = own?.vpc.ref ?? existing.vpcId;
  const subnetIds: readonly Input<string>[] =
    own === undefined ? sortedSubnetIds(existing.subnetIds) : [own.subnetA.ref, own.subnetB.ref];

  const functionGroup = securityGroup('function', 'The webhook function', vpcId, {
    dependsOn: [functionRole],
  });
  // RDS documents no rules for the proxy's own calls to Secrets Manager: it keeps EC2's default of all going out.
  const proxyGroup = securityGroup('proxy', 'The database proxy', vpcId, { egress: 'anywhere' });
  const databaseGroup = securityGroup('database', 'The database', vpcId);

  return {
    vpcId,
    subnetIds,
    resources: {
      ...own,
      functionGroup,
      proxyGroup,
      databaseGroup,
      functionToProxy: mysqlTo(proxyGroup, functionGroup),
      proxyFromFunction: mysqlFrom(functionGroup, proxyGroup),
      databaseFromProxy: mysqlFrom(proxyGroup, databaseGroup),
    },
  };
}

/** In one order, whatever the configuration's: the order is no reason to replace anything. */
export function sortedSubnetIds(subnetIds: readonly string[]): readonly string[] {
  return [...subnetIds].sort();
}

/** No internet gateway, no NAT: nothing but the VPC's own addresses is reachable from it. */
function ownVpc(cidr: string, [zoneA, zoneB]: readonly [Parameter, Parameter], functionRole: AnyResource) {
  const named = (name: string) => [{ Key: 'Name', Value: sub`${aws.stackName}${name}` }];
  const vpc = resource('AWS::EC2::VPC', {
    CidrBlock: cidr,
    EnableDnsSupport: true,
    EnableDnsHostnames: true,
    Tags: named(''),
  });
  const [blockA, blockB] = subnetBlocks(cidr);
  const subnet = (block: string, zone: Parameter, name: string) =>
    resource(
      'AWS::EC2::Subnet',
      {
        VpcId: vpc.ref,
        CidrBlock: block,
        AvailabilityZone: zone.ref,
        MapPublicIpOnLaunch: false,
        Tags: named(name),
      },
      { dependsOn: [functionRole] },
    );
  const subnetA = subnet(blockA, zoneA, '-a');
  const subnetB = subnet(blockB, zoneB, '-b');
  const routeTable = resource('AWS::EC2::RouteTable', { VpcId: vpc.ref, Tags: named('') });
  const routesOf = ({ ref }: { readonly ref: Input<string> }) =>
    resource('AWS::EC2::SubnetRouteTableAssociation', { RouteTableId: routeTable.ref, SubnetId: ref });
  return { vpc, subnetA, subnetB, routeTable, routesA: routesOf(subnetA), routesB: routesOf(subnetB) };
}
