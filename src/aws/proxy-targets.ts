import {
  type DBInstance,
  type DBProxy,
  type DBProxyTarget,
  type DBSnapshot,
  DescribeDBInstancesCommand,
  DescribeDBProxiesCommand,
  DescribeDBProxyTargetGroupsCommand,
  DescribeDBProxyTargetsCommand,
  DescribeDBSnapshotsCommand,
  ModifyDBInstanceCommand,
  ModifyDBProxyTargetGroupCommand,
  RDSClient,
} from '@aws-sdk/client-rds';
import type { DatabaseState, Pool, ProxyTargets, Proxy as RdsProxy, Target } from '../proxy/ports.ts';
import { absentAs } from './absence.ts';
import { allPages } from './pages.ts';
import type { AwsSession } from './session.ts';

const NO_PROXY = /^DBProxy(TargetGroup|Target)?NotFound(Fault)?$/;
const NO_DATABASE = /^DBInstanceNotFound(Fault)?$/;

export function proxyTargets(session: AwsSession): ProxyTargets {
  const client = session.client(RDSClient);
  return {
    proxy: (DBProxyName) =>
      absentAs(undefined, NO_PROXY, async () => {
        const { DBProxies } = await session.call(
          { operation: 'DescribeDBProxies', subject: DBProxyName },
          () => client.send(new DescribeDBProxiesCommand({ DBProxyName })),
        );
        return DBProxies?.[0] && proxyOf(DBProxies[0]);
      }),

    pool: (DBProxyName) =>
      absentAs(undefined, NO_PROXY, async () => {
        const groups = await allPages(async (Marker) => {
          const what = { operation: 'DescribeDBProxyTargetGroups', subject: DBProxyName } as const;
          const page = await session.call(what, () =>
            client.send(new DescribeDBProxyTargetGroupsCommand({ DBProxyName, ...(Marker && { Marker }) })),
          );
          return { items: page.TargetGroups, next: page.Marker };
        });
        const group = groups.find(
          ({ IsDefault, TargetGroupName }) => IsDefault ?? TargetGroupName === 'default',
        );
        const settings = group?.ConnectionPoolConfig;
        return settings && poolOf(settings);
      }),

    targets: (DBProxyName) =>
      absentAs([], NO_PROXY, () =>
        allPages(async (Marker) => {
          const what = { operation: 'DescribeDBProxyTargets', subject: DBProxyName } as const;
          const page = await session.call(what, () =>
            client.send(new DescribeDBProxyTargetsCommand({ DBProxyName, ...(Marker && { Marker }) })),
          );
          return { items: page.Targets?.map(targetOf), next: page.Marker };
        }),
      ),

    database: (DBInstanceIdentifier) =>
      absentAs(undefined, NO_DATABASE, async () => {
        const what = { operation: 'DescribeDBInstances', subject: DBInstanceIdentifier } as const;
        const { DBInstances } = await session.call(what, () =>
          client.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier })),
        );
        return DBInstances?.[0] && databaseOf(DBInstances[0]);
      }),

    async newestSnapshot(databaseId) {
      const [newest] = await manualSnapshots(session, client, databaseId);
      return newest?.DBSnapshotIdentifier;
    },

    async snapshots() {
      return (await manualSnapshots(session, client)).map(snapshotOf);
    },

    async setMasterPassword(DBInstanceIdentifier, MasterUserPassword) {
      await session.call({ operation: 'ModifyDBInstance', subject: DBInstanceIdentifier }, () =>
        client.send(
          new ModifyDBInstanceCommand({ DBInstanceIdentifier, MasterUserPassword, ApplyImmediately: true }),
        ),
      );
    },

    async setPool(DBProxyName, pool) {
      await session.call({ operation: 'ModifyDBProxyTargetGroup', subject: DBProxyName }, () =>
        client.send(
          new ModifyDBProxyTargetGroupCommand({
            DBProxyName,
            TargetGroupName: 'default',
            ConnectionPoolConfig: {
              MaxConnectionsPercent: pool.maxConnectionsPercent,
              MaxIdleConnectionsPercent: pool.maxIdleConnectionsPercent,
              ConnectionBorrowTimeout: pool.connectionBorrowTimeoutSeconds,
            },
          }),
        ),
      );
    },

    async setDeletionProtection(DBInstanceIdentifier, DeletionProtection) {
      await session.call({ operation: 'ModifyDBInstance', subject: DBInstanceIdentifier }, () =>
        client.send(
          new ModifyDBInstanceCommand({ DBInstanceIdentifier, DeletionProtection, ApplyImmediately: true }),
        ),
      );
    },
  };
}

/** Newest first. */
async function manualSnapshots(
  session: AwsSession,
  client: RDSClient,
  subject?: string,
): Promise<readonly DBSnapshot[]> {
  const snapshots = await allPages(async (Marker) => {
    const what = { operation: 'DescribeDBSnapshots', ...(subject && { subject }) } as const;
    const query = {
      SnapshotType: 'manual',
      ...(subject && { DBInstanceIdentifier: subject }),
      ...(Marker && { Marker }),
    };
    const page = await session.call(what, () => client.send(new DescribeDBSnapshotsCommand(query)));
    return { items: page.DBSnapshots, next: page.Marker };
  });
  // One that is being made has no time yet.
  const madeAt = ({ SnapshotCreateTime }: DBSnapshot) => SnapshotCreateTime?.getTime() ?? Date.now();
  return snapshots.toSorted((one, other) => madeAt(other) - madeAt(one));
}

function snapshotOf({ DBSnapshotIdentifier, DBInstanceIdentifier, TagList = [] }: DBSnapshot) {
  return {
    name: DBSnapshotIdentifier ?? '',
    databaseId: DBInstanceIdentifier ?? '',
    tags: Object.fromEntries(TagList.map(({ Key, Value }) => [Key ?? '', Value ?? ''])),
  };
}

function proxyOf(proxy: DBProxy): RdsProxy {
  return {
    name: proxy.DBProxyName ?? '',
    status: proxy.Status ?? 'unknown',
    ...(proxy.Endpoint === undefined ? {} : { endpoint: proxy.Endpoint }),
    requireTls: proxy.RequireTLS ?? false,
    debugLogging: proxy.DebugLogging ?? false,
    idleClientTimeoutSeconds: proxy.IdleClientTimeout ?? 1800,
    auth: proxy.Auth?.[0]?.IAMAuth === 'REQUIRED' ? 'iam' : 'secret',
  };
}

// Absent values are RDS's defaults. Source: RDS API reference, ConnectionPoolConfiguration.
function poolOf(settings: {
  readonly MaxConnectionsPercent?: number | undefined;
  readonly MaxIdleConnectionsPercent?: number | undefined;
  readonly ConnectionBorrowTimeout?: number | undefined;
}): Pool {
  const maxConnectionsPercent = settings.MaxConnectionsPercent ?? 100;
  return {
    maxConnectionsPercent,
    maxIdleConnectionsPercent: settings.MaxIdleConnectionsPercent ?? Math.floor(maxConnectionsPercent / 2),
    connectionBorrowTimeoutSeconds: settings.ConnectionBorrowTimeout ?? 120,
  };
}

function targetOf(target: DBProxyTarget): Target {
  const { State, Reason, Description } = target.TargetHealth ?? {};
  return {
    id: target.RdsResourceId ?? '',
    ...(target.Endpoint === undefined ? {} : { endpoint: target.Endpoint }),
    ...(target.Port === undefined ? {} : { port: target.Port }),
    ...(target.Role === undefined ? {} : { role: target.Role }),
    state: State ?? 'UNKNOWN',
    ...(Reason === undefined ? {} : { reason: Reason }),
    ...(Description === undefined ? {} : { description: Description }),
  };
}

function databaseOf(database: DBInstance): DatabaseState {
  return {
    id: database.DBInstanceIdentifier ?? '',
    status: database.DBInstanceStatus ?? 'unknown',
    engine: database.Engine ?? '',
    engineVersion: database.EngineVersion ?? '',
    instanceClass: database.DBInstanceClass ?? '',
    ...(database.Endpoint?.Address === undefined ? {} : { endpoint: database.Endpoint.Address }),
    allocatedStorageGb: database.AllocatedStorage ?? 0,
    multiAz: database.MultiAZ ?? false,
    ...(database.AvailabilityZone === undefined ? {} : { zone: database.AvailabilityZone }),
    deletionProtection: database.DeletionProtection ?? false,
    ...(database.PendingModifiedValues?.MasterUserPassword === undefined ? {} : { passwordPending: true }),
  };
}
