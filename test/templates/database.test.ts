import { describe, expect, it } from 'vitest';
import type { ConfigInput } from '../../src/config/schema.ts';
import { rendered } from './rendered.ts';

const of = (database: ConfigInput['database'] = {}) => rendered({ database }).properties('DatabaseInstance');

describe('the database', () => {
  const has = (title: string, database: ConfigInput['database'], properties: object) =>
    it(title, () => expect(of(database)).toMatchObject(properties));

  has(
    'is MySQL of the version that was found for it',
    {},
    { Engine: 'mysql', EngineVersion: { Ref: 'EngineVersion' } },
  );
  has('is not public', {}, { PubliclyAccessible: false });
  has('is encrypted', {}, { StorageEncrypted: true });
  has('takes another major version when the configuration has one', {}, { AllowMajorVersionUpgrade: true });
  has(
    'is in its own group',
    {},
    { VPCSecurityGroups: [{ 'Fn::GetAtt': ['NetworkDatabaseGroup', 'GroupId'] }] },
  );
  has('does not take IAM tokens itself', {}, { EnableIAMDatabaseAuthentication: false });
  has('has one zone', {}, { MultiAZ: false });
  has('has two zones when it shall', { multiAz: true }, { MultiAZ: true });
  has('may be deleted', {}, { DeletionProtection: false });
  has('may not be deleted when it is protected', { deletionProtection: true }, { DeletionProtection: true });
  has('keeps backups for a day', {}, { BackupRetentionPeriod: 1 });
  has('keeps backups for as long as it shall', { backupRetentionDays: 0 }, { BackupRetentionPeriod: 0 });
  has(
    'costs nothing for a version that is past its support, because it does not run one',
    {},
    { EngineLifecycleSupport: 'open-source-rds-extended-support-disabled' },
  );
  has(
    'takes paid support when it is allowed',
    { engineVersion: '8.0', extendedSupport: true },
    { EngineLifecycleSupport: 'open-source-rds-extended-support' },
  );
  has(
    'has gp3 storage that grows',
    { allocatedStorageGb: 40, maxAllocatedStorageGb: 200 },
    { StorageType: 'gp3', AllocatedStorage: '40', MaxAllocatedStorage: 200 },
  );
  has(
    'has the password that the secret holds, which is in no template',
    {},
    {
      MasterUsername: 'webhook',
      MasterUserPassword: {
        'Fn::Sub': '{{resolve:secretsmanager:${CredentialsSecret}:SecretString:password}}',
      },
    },
  );

  it('sets no IOPS, which gp3 does not take below 400 GiB', () => expect(of()).not.toHaveProperty('Iops'));
  it('has no name of its own', () => expect(of()).not.toHaveProperty('DBInstanceIdentifier'));
});

describe('a database from a snapshot', () => {
  const properties = of({ restoreFromSnapshot: 'before' });

  it('gets its encryption, user and schema from it, and the password from the secret', () => {
    expect(properties).toMatchObject({
      DBSnapshotIdentifier: 'before',
      MasterUserPassword: expect.anything(),
    });
    expect(properties).not.toHaveProperty('StorageEncrypted');
    expect(properties).not.toHaveProperty('DBName');
    expect(properties).not.toHaveProperty('MasterUsername');
  });
});

describe('the data', () => {
  const policies = (onDelete: 'snapshot' | 'delete') => {
    const { DeletionPolicy, UpdateReplacePolicy } = rendered({ database: { onDelete } }).resource(
      'DatabaseInstance',
    );
    return { DeletionPolicy, UpdateReplacePolicy };
  };
  it('is kept in a snapshot when the database goes or is replaced', () =>
    expect(policies('snapshot')).toEqual({ DeletionPolicy: 'Snapshot', UpdateReplacePolicy: 'Snapshot' }));
  it('goes with the database only when the configuration says so', () =>
    expect(policies('delete')).toEqual({ DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Delete' }));
});
