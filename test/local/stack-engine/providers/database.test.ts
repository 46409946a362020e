import { describe, expect, it } from 'vitest';
import { failureOf, openEngine, STACK } from '../driver.ts';
import { database, databaseStack, network } from './rds-resources.ts';

describe('a database', () => {
  it('is creating, then available, with an endpoint and the password of its secret', async () => {
    const driver = openEngine();
    await driver.begin('CREATE', { resources: databaseStack() });
    await driver.settle(60_000);
    expect([...driver.world.databases.values()]).toMatchObject([{ status: 'creating' }]);
    await driver.settle();
    const [made] = driver.world.databases.values();
    expect(made).toMatchObject({
      id: expect.stringMatching(/^proxywebhook-dev-database-[a-z0-9]{12}$/),
      status: 'available',
      endpoint: { port: 3306 },
      properties: { MasterUserPassword: 'a-long-password', MasterUsername: 'webhook' },
    });
    expect(made?.endpoint.address).toMatch(/\.us-east-1\.rds\.amazonaws\.com$/);
  });

  it('makes the service-linked role where there was none', async () => {
    const driver = openEngine({ world: { rdsServiceLinkedRole: false } });
    await driver.create({ resources: databaseStack() });
    expect(driver.world.roles.has('AWSServiceRoleForRDS')).toBe(true);
  });

  it('is modified in place', async () => {
    const driver = openEngine();
    await driver.create({ resources: databaseStack() });
    const [id] = driver.world.databases.keys();
    await driver.begin('UPDATE', { resources: databaseStack({ AllocatedStorage: '40' }) });
    await driver.settle(60_000);
    expect(driver.world.databases.get(String(id))).toMatchObject({ status: 'modifying' });
    await driver.settle();
    expect(driver.world.databases.get(String(id))).toMatchObject({
      status: 'available',
      properties: { AllocatedStorage: '40' },
    });
  });

  it('is replaced by another, and what it held is kept where the policy says so', async () => {
    const driver = openEngine();
    const policies = { UpdateReplacePolicy: 'Snapshot', DeletionPolicy: 'Delete' };
    await driver.create({ resources: databaseStack({}, policies) });
    const [before] = driver.world.databases.keys();
    await driver.update({ resources: databaseStack({ DBName: 'other' }, policies) });
    const [after] = driver.world.databases.keys();
    expect(after).not.toBe(before);
    expect(driver.world.databases.size).toBe(1);
    expect([...(driver.world.snapshots?.values() ?? [])]).toMatchObject([
      { databaseId: before, status: 'available', properties: { MasterUsername: 'webhook' } },
    ]);
    const [snapshot] = driver.world.snapshots?.values() ?? [];
    // It is the database's that is made from it; what is told of a snapshot are its properties.
    expect(snapshot?.password).toBe('a-long-password');
    expect(JSON.stringify(snapshot?.properties)).not.toContain('a-long-password');
  });

  it('leaves a snapshot when it is deleted, unless the policy says otherwise', async () => {
    for (const [policy, snapshots] of [
      [undefined, 1],
      ['Snapshot', 1],
      ['Delete', 0],
    ] as const) {
      const driver = openEngine();
      const attributes = policy === undefined ? {} : { DeletionPolicy: policy };
      await driver.create({ resources: databaseStack({}, attributes) });
      await driver.remove();
      expect(driver.world.snapshots?.size).toBe(snapshots);
      expect(driver.world.databases.size).toBe(0);
    }
  });

  it('is not deleted while it is protected', async () => {
    const driver = openEngine();
    await driver.create({ resources: databaseStack({ DeletionProtection: true }) });
    expect(await driver.remove()).toMatchObject({ StackStatus: 'DELETE_FAILED' });
    expect(await failureOf(driver, 'Database')).toContain(
      'Cannot delete protected DB Instance, please disable deletion protection and try again.',
    );
    const [found] = driver.world.databases.values();
    if (found !== undefined) found.properties = { ...found.properties, DeletionProtection: false };
    expect(await driver.remove()).toMatchObject({ StackStatus: 'DELETE_COMPLETE' });
    expect(driver.world.snapshots?.size).toBe(1);
  });

  it('comes back from a snapshot with its user', async () => {
    const driver = openEngine();
    await driver.create({ resources: databaseStack() });
    await driver.remove();
    const [snapshot] = driver.world.snapshots?.keys() ?? [];
    const restored = { MasterUsername: undefined, DBName: undefined, DBSnapshotIdentifier: snapshot };
    await driver.create({ resources: databaseStack(restored) });
    expect([...driver.world.databases.values()]).toMatchObject([
      { properties: { MasterUsername: 'webhook' } },
    ]);
  });

  it.each([
    [{ AllocatedStorage: '20' }, 'Invalid storage size for engine name mysql and storage type gp3: 20'],
    [{ EngineVersion: '8.0' }, 'Cannot upgrade mysql from 8.4.10 to 8.0.46-rds.20260624'],
    [{ EngineVersion: '8.4.9' }, 'Cannot upgrade mysql from 8.4.10 to 8.4.9'],
  ])('that stands is not made %j', async (properties, message) => {
    const driver = openEngine();
    const large = { AllocatedStorage: '90', StorageType: 'gp3' };
    await driver.create({ resources: databaseStack(large) });
    const stack = await driver.update({ resources: databaseStack({ ...large, ...properties }) });
    expect(await failureOf(driver, 'Database')).toContain(message);
    expect(stack).toMatchObject({ StackStatus: 'UPDATE_ROLLBACK_COMPLETE' });
    expect([...driver.world.databases.values()]).toMatchObject([
      { properties: { AllocatedStorage: '90', EngineVersion: '8.4' } },
    ]);
  });

  it('keeps the storage that it has grown to, whatever else changes, and in a rollback', async () => {
    const driver = openEngine();
    await driver.create({ resources: databaseStack() });
    const [found] = driver.world.databases.values();
    if (found !== undefined) found.properties = { ...found.properties, AllocatedStorage: 60 };
    await driver.update({ resources: databaseStack({ BackupRetentionPeriod: 3 }) });
    expect(found?.properties).toMatchObject({ AllocatedStorage: 60, BackupRetentionPeriod: 3 });
    const failing = { Later: database({ EngineVersion: '9.9' }, { DependsOn: 'Database' }) };
    const stack = await driver.update({
      resources: { ...databaseStack({ AllocatedStorage: '80' }), ...failing },
    });
    expect(stack).toMatchObject({ StackStatus: 'UPDATE_ROLLBACK_COMPLETE' });
    // It grew before the update failed, and no rollback takes that back.
    expect(found?.properties).toMatchObject({ AllocatedStorage: '80' });
  });

  it.each([
    [{ EngineVersion: '9.9' }, 'Cannot find version 9.9 for mysql'],
    [{ DBSnapshotIdentifier: 'nothing' }, 'DBSnapshot not found: nothing'],
    [{ DBSubnetGroupName: 'nothing' }, 'DBSubnetGroup not found: nothing'],
    [{ MasterUserPassword: 'short' }, 'is not a valid password because it is shorter than 8'],
  ])('is refused with %j', async (properties, message) => {
    const driver = openEngine();
    await driver.create({ resources: databaseStack(properties) });
    expect(await failureOf(driver, 'Database')).toContain(message);
    expect(await driver.stack()).toMatchObject({ StackStatus: 'ROLLBACK_COMPLETE' });
  });

  it('needs subnets in two zones', async () => {
    const driver = openEngine();
    const { SubnetB, ...rest } = network();
    const inOneZone = [SubnetB?.[0], { ...(SubnetB?.[1] as object), AvailabilityZone: 'us-east-1a' }];
    await driver.create({ resources: { ...rest, SubnetB: inOneZone, Database: database() } });
    expect(await failureOf(driver, 'SubnetGroup')).toContain(
      "DB Subnet Group doesn't meet availability zone coverage requirement. Please add subnets to cover at least 2 availability zones. Current coverage: 1",
    );
  });

  it('tells no password in any answer', async () => {
    const driver = openEngine();
    await driver.create({ resources: databaseStack() });
    const answers = await Promise.all(
      [
        'DescribeStacks',
        'DescribeStackEvents',
        'DescribeStackResources',
        'ListStackResources',
        'DescribeEvents',
      ].map((action) => driver.call(action, { StackName: STACK })),
    );
    expect(JSON.stringify(answers)).not.toContain('a-long-password');
  });
});
