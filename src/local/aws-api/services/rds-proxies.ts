import { AwsApiError } from '../../cloud.ts';
import type { DatabaseProxy, ProxyTarget, World } from '../../world.ts';
import { flag, number, object, objects, type Properties, text, texts } from './properties.ts';
import { rdsPage, refuseFilters } from './rds-listing.ts';
import type { Call } from './served-calls.ts';

/** RDS Proxy: the proxies, their one target group, its targets and their health. */
export function proxyCalls(world: World): Readonly<Record<string, Call>> {
  return {
    DescribeDBProxies: (input) => {
      refuseFilters(input);
      const wanted = input.DBProxyName;
      const found = wanted === undefined ? [...world.proxies.values()] : [proxyNamed(world, String(wanted))];
      const { items, next } = rdsPage(found, input);
      return { DBProxies: items.map((proxy) => describeProxy(world, proxy)), Marker: next };
    },
    DescribeDBProxyTargetGroups: (input) => {
      refuseFilters(input);
      const proxy = proxyNamed(world, String(input.DBProxyName));
      const group = groupOf(proxy, input.TargetGroupName);
      const { items, next } = rdsPage(
        group === undefined ? [] : [describeGroup(world, proxy, group.pool)],
        input,
      );
      return { TargetGroups: items, Marker: next };
    },
    ModifyDBProxyTargetGroup: (input) => {
      const proxy = proxyNamed(world, String(input.DBProxyName));
      const group = groupOf(proxy, input.TargetGroupName);
      if (group !== undefined) {
        // RDS API reference, ModifyDBProxyTargetGroup: what is not given stays.
        const given = Object.entries(object(input, 'ConnectionPoolConfig') ?? {});
        group.pool = {
          ...group.pool,
          ...Object.fromEntries(given.filter(([, value]) => value !== undefined)),
        };
      }
      return {
        DBProxyTargetGroup: group === undefined ? undefined : describeGroup(world, proxy, group.pool),
      };
    },
    DescribeDBProxyTargets: (input) => {
      refuseFilters(input);
      const proxy = proxyNamed(world, String(input.DBProxyName));
      const group = groupOf(proxy, input.TargetGroupName);
      const { items, next } = rdsPage(group?.targets ?? [], input);
      return { Targets: items.map((target) => describeTarget(world, target)), Marker: next };
    },
  };
}

function proxyNamed({ proxies }: World, name: string): DatabaseProxy {
  const proxy = [...proxies.values()].find((each) => each.name.toLowerCase() === name.toLowerCase());
  if (proxy !== undefined) return proxy;
  throw new AwsApiError('DBProxyNotFoundFault', `DBProxy ${name} not found.`, 404);
}

function groupOf({ name, targetGroup }: DatabaseProxy, wanted: unknown): DatabaseProxy['targetGroup'] {
  if (wanted === undefined || wanted === 'default') return targetGroup;
  throw new AwsApiError(
    'DBProxyTargetGroupNotFoundFault',
    `DBProxyTargetGroup ${wanted} of DBProxy ${name} not found.`,
    404,
  );
}

function describeProxy(world: World, { name, arn, properties, status, endpoint, createdAt }: DatabaseProxy) {
  const subnets = texts(properties, 'VpcSubnetIds');
  return {
    DBProxyName: name,
    DBProxyArn: arn,
    Status: status,
    EngineFamily: text(properties, 'EngineFamily'),
    VpcId: vpcOf(world, subnets),
    VpcSubnetIds: subnets,
    VpcSecurityGroupIds: texts(properties, 'VpcSecurityGroupIds'),
    Auth: objects(properties, 'Auth').map((auth) => ({
      Description: text(auth, 'Description'),
      AuthScheme: text(auth, 'AuthScheme') ?? 'SECRETS',
      SecretArn: text(auth, 'SecretArn'),
      IAMAuth: text(auth, 'IAMAuth') ?? 'DISABLED',
      ClientPasswordAuthType: text(auth, 'ClientPasswordAuthType'),
    })),
    RoleArn: text(properties, 'RoleArn'),
    Endpoint: endpoint,
    RequireTLS: flag(properties, 'RequireTLS') ?? false,
    IdleClientTimeout: number(properties, 'IdleClientTimeout') ?? 1800,
    DebugLogging: flag(properties, 'DebugLogging') ?? false,
    CreatedDate: new Date(createdAt),
    UpdatedDate: new Date(createdAt),
  };
}

function vpcOf({ subnets }: World, ids: readonly string[]): string | undefined {
  const subnet = subnets.get(ids[0] ?? '');
  return subnet === undefined ? undefined : text(subnet.properties, 'VpcId');
}

/** Defaults: RDS API reference, ConnectionPoolConfiguration (for MySQL). */
function describeGroup(world: World, { name, arn, createdAt }: DatabaseProxy, pool: Properties) {
  const most = number(pool, 'MaxConnectionsPercent') ?? 100;
  return {
    DBProxyName: name,
    TargetGroupName: 'default',
    TargetGroupArn: `arn:aws:rds:${world.region}:${world.account}:target-group:${arn.split(':').at(-1)?.replace('prx-', 'prx-tg-')}`,
    IsDefault: true,
    Status: 'available',
    ConnectionPoolConfig: {
      MaxConnectionsPercent: most,
      MaxIdleConnectionsPercent: number(pool, 'MaxIdleConnectionsPercent') ?? Math.floor(most / 2),
      ConnectionBorrowTimeout: number(pool, 'ConnectionBorrowTimeout') ?? 120,
      SessionPinningFilters: texts(pool, 'SessionPinningFilters'),
      InitQuery: text(pool, 'InitQuery'),
    },
    CreatedDate: new Date(createdAt),
    UpdatedDate: new Date(createdAt),
  };
}

function describeTarget({ databases }: World, { databaseId, state, reason, description }: ProxyTarget) {
  const database = [...databases.values()].find(({ id }) => id === databaseId);
  return {
    RdsResourceId: databaseId,
    Type: 'RDS_INSTANCE',
    Role: state === 'AVAILABLE' ? 'READ_WRITE' : 'UNKNOWN',
    Endpoint: database?.endpoint.address,
    Port: database?.endpoint.port ?? 3306,
    TargetHealth: {
      State: state,
      ...(reason === undefined ? {} : { Reason: reason }),
      ...(description === undefined ? {} : { Description: description }),
    },
  };
}
