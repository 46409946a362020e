import { AwsApiError, type ServiceApi } from '../../cloud.ts';
import { fullEngineVersion } from '../../mysql-versions.ts';
import type { DatabaseInstance, DatabaseSnapshot, World } from '../../world.ts';
import { flag, number, tags, text, texts } from './properties.ts';
import { rdsPage, refuseFilters } from './rds-listing.ts';
import { offerCalls } from './rds-offers.ts';
import { proxyCalls } from './rds-proxies.ts';
import { quotaCalls } from './rds-quotas.ts';
import { servedCalls } from './served-calls.ts';

/** Told of the id of a database that a call changed: what it does is done before the call is answered. */
export type DatabaseChanged = (id: string) => Promise<void>;

export function rds(world: World, changed?: DatabaseChanged): ServiceApi {
  return servedCalls({
    ...offerCalls(world),
    ...quotaCalls(world),
    ...proxyCalls(world),
    DescribeDBInstances: (input) => {
      refuseFilters(input);
      const wanted = input.DBInstanceIdentifier;
      const found = [...world.databases.values()].filter(
        ({ id, arn }) => wanted === undefined || id === String(wanted).toLowerCase() || arn === wanted,
      );
      if (wanted !== undefined && found.length === 0) throw notFound(wanted);
      const { items, next } = rdsPage(found, input);
      return { DBInstances: items.map((database) => describeDatabase(world, database)), Marker: next };
    },
    ModifyDBInstance: async (input) => {
      const wanted = input.DBInstanceIdentifier;
      const database = [...world.databases.values()].find(({ id }) => id === String(wanted).toLowerCase());
      if (database === undefined) throw notFound(wanted);
      const unserved = Object.keys(input).filter((name) => !MODIFIABLE.includes(name));
      if (unserved.length > 0) {
        throw new AwsApiError(
          'InvalidParameterCombination',
          `The local cloud modifies DeletionProtection and MasterUserPassword only, not ${unserved.join(', ')}.`,
        );
      }
      if (input.DeletionProtection !== undefined) {
        database.properties = { ...database.properties, DeletionProtection: input.DeletionProtection };
      }
      if (input.MasterUserPassword !== undefined) {
        refuseUnlessAvailable(database);
        database.properties = { ...database.properties, MasterUserPassword: input.MasterUserPassword };
        database.status = 'resetting-master-credentials';
        world.clock.after(RESET, () => {
          if (database.status === 'resetting-master-credentials') database.status = 'available';
        });
        await changed?.(database.id);
      }
      return { DBInstance: describeDatabase(world, database) };
    },
    DescribeDBSnapshots: (input) => {
      refuseFilters(input);
      const { DBInstanceIdentifier, DBSnapshotIdentifier, SnapshotType } = input;
      const found = [...(world.snapshots?.values() ?? [])]
        .filter(({ databaseId }) => DBInstanceIdentifier === undefined || databaseId === DBInstanceIdentifier)
        .filter(
          ({ id, arn }) =>
            DBSnapshotIdentifier === undefined || id === DBSnapshotIdentifier || arn === DBSnapshotIdentifier,
        )
        .filter(() => SnapshotType === undefined || SnapshotType === 'manual');
      if (DBSnapshotIdentifier !== undefined && found.length === 0) {
        throw new AwsApiError('DBSnapshotNotFound', `DBSnapshot ${DBSnapshotIdentifier} not found.`, 404);
      }
      const { items, next } = rdsPage(found, input);
      return { DBSnapshots: items.map((snapshot) => describeSnapshot(world, snapshot)), Marker: next };
    },
  });
}

const MODIFIABLE = ['DBInstanceIdentifier', 'ApplyImmediately', 'DeletionProtection', 'MasterUserPassword'];

/** Milliseconds that a new master password takes. */
const RESET = 30_000;

/** RDS API reference, ModifyDBInstance, InvalidDBInstanceState. */
function refuseUnlessAvailable({ id, status }: DatabaseInstance): void {
  if (status === 'available' || status === 'backing-up' || status === 'resetting-master-credentials') return;
  throw new AwsApiError(
    'InvalidDBInstanceState',
    `Database instance is not in available state: ${id} is ${status}.`,
  );
}

function notFound(id: unknown): AwsApiError {
  return new AwsApiError('DBInstanceNotFound', `DBInstance ${id} not found.`, 404);
}

function describeDatabase(world: World, database: DatabaseInstance) {
  const { id, arn, properties, status, endpoint, createdAt } = database;
  const zone = text(properties, 'AvailabilityZone') ?? world.zones[0]?.name;
  const created = status !== 'creating';
  return {
    DBInstanceIdentifier: id,
    DBInstanceArn: arn,
    DBInstanceStatus: status,
    DBInstanceClass: text(properties, 'DBInstanceClass'),
    Engine: text(properties, 'Engine'),
    EngineVersion: fullEngineVersion(text(properties, 'EngineVersion') ?? '8.4'),
    MasterUsername: text(properties, 'MasterUsername'),
    DBName: text(properties, 'DBName'),
    ...(created ? { Endpoint: { Address: endpoint.address, Port: endpoint.port } } : {}),
    ...(created ? { InstanceCreateTime: new Date(createdAt) } : {}),
    AllocatedStorage: number(properties, 'AllocatedStorage'),
    MaxAllocatedStorage: number(properties, 'MaxAllocatedStorage'),
    StorageType: text(properties, 'StorageType') ?? 'gp2',
    StorageEncrypted: flag(properties, 'StorageEncrypted') ?? false,
    BackupRetentionPeriod: number(properties, 'BackupRetentionPeriod') ?? 1,
    MultiAZ: flag(properties, 'MultiAZ') ?? false,
    AvailabilityZone: zone,
    PubliclyAccessible: flag(properties, 'PubliclyAccessible') ?? false,
    AutoMinorVersionUpgrade: flag(properties, 'AutoMinorVersionUpgrade') ?? true,
    DeletionProtection: flag(properties, 'DeletionProtection') ?? false,
    IAMDatabaseAuthenticationEnabled: flag(properties, 'EnableIAMDatabaseAuthentication') ?? false,
    EngineLifecycleSupport: text(properties, 'EngineLifecycleSupport') ?? 'open-source-rds-extended-support',
    LicenseModel: 'general-public-license',
    CACertificateIdentifier: 'rds-ca-rsa2048-g1',
    VpcSecurityGroups: texts(properties, 'VPCSecurityGroups').map((group) => ({
      VpcSecurityGroupId: group,
      Status: 'active',
    })),
    ...(text(properties, 'DBSubnetGroupName') === undefined
      ? {}
      : { DBSubnetGroup: { DBSubnetGroupName: text(properties, 'DBSubnetGroupName') } }),
    TagList: tags(properties),
  };
}

function describeSnapshot(world: World, snapshot: DatabaseSnapshot) {
  const { id, arn, databaseId, status, properties, createdAt } = snapshot;
  return {
    DBSnapshotIdentifier: id,
    DBSnapshotArn: arn,
    DBInstanceIdentifier: databaseId,
    SnapshotCreateTime: new Date(createdAt),
    Engine: text(properties, 'Engine'),
    EngineVersion: fullEngineVersion(text(properties, 'EngineVersion') ?? '8.4'),
    AllocatedStorage: number(properties, 'AllocatedStorage'),
    Status: status,
    SnapshotType: 'manual',
    PercentProgress: status === 'available' ? 100 : 0,
    MasterUsername: text(properties, 'MasterUsername'),
    StorageType: text(properties, 'StorageType') ?? 'gp2',
    Encrypted: flag(properties, 'StorageEncrypted') ?? false,
    AvailabilityZone: text(properties, 'AvailabilityZone') ?? world.zones[0]?.name,
    TagList: tags(properties),
  };
}
