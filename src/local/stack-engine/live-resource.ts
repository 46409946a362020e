import type { DatabaseProxy, World } from '../world.ts';
import { objectOf, type Properties } from './json.ts';
import type { Instance } from './stack-record.ts';

/** A resource as it lives in the account, whatever its stack thinks of it. */
export interface LiveResource {
  readonly properties: Properties;
  /** What somebody does to it past its stack. */
  change(properties: Properties): void;
  remove(): void;
}

/** Undefined for one that is not there any more. */
export function liveResource(world: World, instance: Instance): LiveResource | undefined {
  const { type, physicalId, properties } = instance;
  switch (type) {
    case 'AWS::Lambda::Function':
      return kept(world.functions, physicalId);
    case 'AWS::RDS::DBInstance':
      return kept(world.databases, physicalId);
    case 'AWS::RDS::DBProxy':
      return kept(world.proxies, physicalId);
    case 'AWS::RDS::DBProxyTargetGroup':
      return pool(world.proxies.get(String(properties.DBProxyName)), properties);
    case 'AWS::SecretsManager::Secret':
      return kept(world.secrets, physicalId);
    case 'AWS::IAM::Role':
      return kept(world.roles, physicalId);
    case 'AWS::EC2::VPC':
      return kept(world.vpcs, physicalId);
    case 'AWS::EC2::Subnet':
      return kept(world.subnets, physicalId);
    case 'AWS::Logs::LogGroup':
      return logGroup(world, physicalId, properties);
    case 'AWS::ApiGatewayV2::Stage':
      return other(world, `${String(properties.ApiId)}/${physicalId}`);
    default:
      return other(world, physicalId);
  }
}

function kept(places: Map<string, { properties: Properties }>, id: string): LiveResource | undefined {
  const found = places.get(id);
  if (found === undefined) return undefined;
  return {
    properties: found.properties,
    change(properties) {
      found.properties = properties;
    },
    remove: () => void places.delete(id),
  };
}

function other({ others }: World, id: string): LiveResource | undefined {
  const found = others.get(id);
  if (found === undefined) return undefined;
  return {
    properties: found.properties,
    change: (properties) => void others.set(id, { type: found.type, properties }),
    remove: () => void others.delete(id),
  };
}

/** What is set of a target group is its pool. */
function pool(proxy: DatabaseProxy | undefined, declared: Properties): LiveResource | undefined {
  const group = proxy?.targetGroup;
  if (proxy === undefined || group === undefined) return undefined;
  return {
    properties: { ...declared, ConnectionPoolConfigurationInfo: group.pool },
    change(properties) {
      group.pool = objectOf(properties.ConnectionPoolConfigurationInfo);
    },
    remove: () => void delete proxy.targetGroup,
  };
}

function logGroup({ logGroups }: World, id: string, declared: Properties): LiveResource | undefined {
  const found = logGroups.get(id);
  if (found === undefined) return undefined;
  const { RetentionInDays: _, ...rest } = declared;
  const days = found.retentionInDays;
  return {
    properties: days === undefined ? rest : { ...rest, RetentionInDays: days },
    change({ RetentionInDays }) {
      delete found.retentionInDays;
      if (RetentionInDays !== undefined) found.retentionInDays = Number(RetentionInDays);
    },
    remove: () => void logGroups.delete(id),
  };
}
