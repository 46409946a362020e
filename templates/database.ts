import { secretValue } from '../src/cloudformation/expression.ts';
import { resource } from '../src/cloudformation/resource.ts';
import type { Parameter } from '../src/cloudformation/template.ts';
import type { Config } from '../src/config/schema.ts';
import type { Credentials } from './credentials.ts';
import type { Network } from './network.ts';

export type Database = ReturnType<typeof database>;

/** RDS for MySQL, reachable only from its group, encrypted (but for one from an unencrypted snapshot), with its password from the secret. */
export function database(
  { database: settings }: Pick<Config, 'database'>,
  {
    network,
    credentials,
    engineVersion,
  }: {
    readonly network: Network;
    readonly credentials: Credentials;
    readonly engineVersion: Parameter;
  },
) {
  const subnetGroup = resource('AWS::RDS::DBSubnetGroup', {
    DBSubnetGroupDescription: 'Subnets of the webhook database',
    SubnetIds: network.subnetIds,
  });
  const data = settings.onDelete === 'snapshot' ? 'Snapshot' : 'Delete';
  const { secret } = credentials;
  const instance = resource(
    'AWS::RDS::DBInstance',
    {
      Engine: 'mysql',
      EngineVersion: engineVersion.ref,
      // Without it RDS enrols the database in paid Extended Support when its version's standard support ends.
      EngineLifecycleSupport: settings.extendedSupport
        ? 'open-source-rds-extended-support'
        : 'open-source-rds-extended-support-disabled',
      AutoMinorVersionUpgrade: true,
      // RDS refuses another major version without it (RDS API Reference, ModifyDBInstance). Only the configuration
      // changes the version, and the plan shows the interruption.
      AllowMajorVersionUpgrade: true,
      DBInstanceClass: settings.instanceClass,
      MultiAZ: settings.multiAz,
      // gp3 takes no Iops below 400 GiB (RDS User Guide, "Amazon RDS DB instance storage"): the baseline is left to RDS.
      StorageType: 'gp3',
      AllocatedStorage: String(settings.allocatedStorageGb),
      MaxAllocatedStorage: settings.maxAllocatedStorageGb,
      // A snapshot brings its encryption, user and schemas, and these must not be given with it (CloudFormation Template
      // Reference, AWS::RDS::DBInstance, DBSnapshotIdentifier). The password is set to the secret's once it is restored.
      ...(settings.restoreFromSnapshot === undefined
        ? { StorageEncrypted: true, DBName: settings.name, MasterUsername: settings.username }
        : { DBSnapshotIdentifier: settings.restoreFromSnapshot }),
      MasterUserPassword: secretValue(secret, 'password'),
      DBSubnetGroupName: subnetGroup.ref,
      VPCSecurityGroups: [network.resources.databaseGroup.get('GroupId')],
      PubliclyAccessible: false,
      // With it on, clients of the proxy would have to use IAM as well (RDS User Guide, "Amazon RDS Proxy").
      EnableIAMDatabaseAuthentication: false,
      BackupRetentionPeriod: settings.backupRetentionDays,
      CopyTagsToSnapshot: true,
      DeletionProtection: settings.deletionProtection,
    },
    { deletionPolicy: data, updateReplacePolicy: data },
  );
  return { subnetGroup, instance };
}
