import {
  DescribeAccountAttributesCommand,
  DescribeDBEngineVersionsCommand,
  DescribeDBProxiesCommand,
  DescribeDBSnapshotsCommand,
  DescribeOrderableDBInstanceOptionsCommand,
  type OrderableDBInstanceOption,
  RDSClient,
} from '@aws-sdk/client-rds';
import type { InstanceOption, Lookups } from '../preflight/ports.ts';
import { absentAs } from './absence.ts';
import { allPages } from './pages.ts';
import type { AwsSession } from './session.ts';

type DatabaseLookups = Pick<
  Lookups,
  'databaseQuotas' | 'engineVersions' | 'instanceOptions' | 'proxies' | 'snapshot'
>;

export function databaseLookups(session: AwsSession): DatabaseLookups {
  const client = session.client(RDSClient);
  return {
    async engineVersions() {
      const versions = await allPages(async (Marker) => {
        const page = await session.call({ operation: 'DescribeDBEngineVersions' }, () =>
          client.send(new DescribeDBEngineVersionsCommand({ Engine: 'mysql', ...(Marker && { Marker }) })),
        );
        return { items: page.DBEngineVersions, next: page.Marker };
      });
      return versions.flatMap(({ EngineVersion }) => (EngineVersion === undefined ? [] : [EngineVersion]));
    },

    async instanceOptions(wanted) {
      const query = {
        Engine: 'mysql',
        Vpc: true,
        ...('instanceClass' in wanted
          ? { DBInstanceClass: wanted.instanceClass }
          : { EngineVersion: wanted.engineVersion }),
      };
      const options = await allPages(async (Marker) => {
        const page = await session.call({ operation: 'DescribeOrderableDBInstanceOptions' }, () =>
          client.send(new DescribeOrderableDBInstanceOptionsCommand({ ...query, ...(Marker && { Marker }) })),
        );
        return { items: page.OrderableDBInstanceOptions, next: page.Marker };
      });
      return options.map(optionOf);
    },

    async databaseQuotas() {
      const { AccountQuotas = [] } = await session.call({ operation: 'DescribeAccountAttributes' }, () =>
        client.send(new DescribeAccountAttributesCommand({})),
      );
      return AccountQuotas.flatMap(({ AccountQuotaName: name, Used: used, Max: max }) =>
        name === undefined || used === undefined || max === undefined ? [] : [{ name, used, max }],
      );
    },

    async proxies() {
      const proxies = await allPages(async (Marker) => {
        const page = await session.call({ operation: 'DescribeDBProxies' }, () =>
          client.send(new DescribeDBProxiesCommand({ ...(Marker && { Marker }) })),
        );
        return { items: page.DBProxies, next: page.Marker };
      });
      return proxies.map(({ DBProxyName = '' }) => DBProxyName);
    },

    snapshot: (DBSnapshotIdentifier) =>
      absentAs(undefined, /^DBSnapshotNotFound(Fault)?$/, async () => {
        const what = { operation: 'DescribeDBSnapshots', subject: DBSnapshotIdentifier } as const;
        // Others' snapshots are named by their ARN.
        const IncludeShared = DBSnapshotIdentifier.startsWith('arn:');
        const { DBSnapshots } = await session.call(what, () =>
          client.send(
            new DescribeDBSnapshotsCommand({ DBSnapshotIdentifier, ...(IncludeShared && { IncludeShared }) }),
          ),
        );
        const found = DBSnapshots?.[0];
        return (
          found && {
            status: found.Status ?? 'unknown',
            engine: found.Engine ?? '',
            engineVersion: found.EngineVersion ?? '',
            allocatedStorageGb: found.AllocatedStorage ?? 0,
            ...(found.MasterUsername === undefined ? {} : { username: found.MasterUsername }),
          }
        );
      }),
  };
}

function optionOf(option: OrderableDBInstanceOption): InstanceOption {
  const { MinStorageSize: least, MaxStorageSize: most } = option;
  return {
    engineVersion: option.EngineVersion ?? '',
    instanceClass: option.DBInstanceClass ?? '',
    storageType: option.StorageType ?? '',
    zones: (option.AvailabilityZones ?? []).flatMap(({ Name }) => (Name === undefined ? [] : [Name])),
    multiAz: option.MultiAZCapable ?? false,
    ...(least === undefined || most === undefined ? {} : { storage: { least, most } }),
  };
}
