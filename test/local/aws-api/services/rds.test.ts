import {
  DBInstanceNotFoundFault,
  DBProxyNotFoundFault,
  DBProxyTargetGroupNotFoundFault,
  DBSnapshotNotFoundFault,
  DescribeDBEngineVersionsCommand,
  DescribeDBInstancesCommand,
  DescribeDBProxiesCommand,
  DescribeDBProxyTargetGroupsCommand,
  DescribeDBProxyTargetsCommand,
  DescribeDBSnapshotsCommand,
  DescribeOrderableDBInstanceOptionsCommand,
  ModifyDBInstanceCommand,
  paginateDescribeDBInstances,
  paginateDescribeOrderableDBInstanceOptions,
  RDSClient,
} from '@aws-sdk/client-rds';
import { describe, expect, it } from 'vitest';
import type { DatabaseInstance, World } from '../../../../src/local/world.ts';
import { ACCOUNT, clientOptions, emptyWorld, openCloud } from '../harness.ts';

const ARN = `arn:aws:rds:us-east-1:${ACCOUNT}`;

describe('databases', () => {
  it('are described from the properties they were made with', async () => {
    const { rds } = await start();
    const { DBInstances } = await rds.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: 'db-1' }));
    expect(DBInstances).toMatchObject([
      {
        DBInstanceIdentifier: 'db-1',
        DBInstanceStatus: 'available',
        Engine: 'mysql',
        EngineVersion: '8.4.10',
        DBInstanceClass: 'db.t4g.micro',
        AllocatedStorage: 20,
        MultiAZ: false,
        StorageEncrypted: true,
        DeletionProtection: true,
        AvailabilityZone: 'us-east-1a',
        Endpoint: { Address: 'db-1.x.us-east-1.rds.amazonaws.com', Port: 3306 },
        VpcSecurityGroups: [{ VpcSecurityGroupId: 'sg-1', Status: 'active' }],
        TagList: [{ Key: 'proxywebhook:environment', Value: 'dev' }],
        InstanceCreateTime: new Date(1000),
      },
    ]);
  });

  it('never tell their password', async () => {
    const { rds } = await start();
    expect(JSON.stringify(await rds.send(new DescribeDBInstancesCommand({})))).not.toContain('hunter2');
  });

  it('are listed in pages of at least twenty', async () => {
    const { rds, world } = await start();
    for (let index = 2; index <= 45; index++) addDatabase(world, `db-${index}`);
    const pages: number[] = [];
    for await (const { DBInstances } of paginateDescribeDBInstances({ client: rds, pageSize: 20 }, {})) {
      pages.push(DBInstances?.length ?? 0);
    }
    expect(pages).toEqual([20, 20, 5]);
    await expect(rds.send(new DescribeDBInstancesCommand({ MaxRecords: 5 }))).rejects.toMatchObject({
      name: 'InvalidParameterValue',
    });
  });

  it('that are not there are DBInstanceNotFound', async () => {
    const { rds } = await start();
    await expect(
      rds.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: 'absent' })),
    ).rejects.toBeInstanceOf(DBInstanceNotFoundFault);
  });

  it('lose their deletion protection, and refuse changes that the local cloud does not make', async () => {
    const { rds, world } = await start();
    const unprotect = new ModifyDBInstanceCommand({
      DBInstanceIdentifier: 'db-1',
      DeletionProtection: false,
      ApplyImmediately: true,
    });
    expect((await rds.send(unprotect)).DBInstance?.DeletionProtection).toBe(false);
    expect(world.databases.get('db-1')?.properties.DeletionProtection).toBe(false);
    await expect(
      rds.send(new ModifyDBInstanceCommand({ DBInstanceIdentifier: 'db-1', AllocatedStorage: 40 })),
    ).rejects.toMatchObject({ message: expect.stringContaining('AllocatedStorage') });
  });

  it('leave snapshots that are listed and looked up', async () => {
    const { rds, world } = await start();
    world.snapshots?.set('snap', {
      id: 'snap',
      arn: `${ARN}:snapshot:snap`,
      databaseId: 'db-0',
      status: 'available',
      properties: { Engine: 'mysql', AllocatedStorage: '20' },
      createdAt: 5000,
    });
    const { DBSnapshots } = await rds.send(new DescribeDBSnapshotsCommand({ DBInstanceIdentifier: 'db-0' }));
    expect(DBSnapshots).toMatchObject([
      {
        DBSnapshotIdentifier: 'snap',
        Status: 'available',
        AllocatedStorage: 20,
        SnapshotCreateTime: new Date(5000),
      },
    ]);
    await expect(
      rds.send(new DescribeDBSnapshotsCommand({ DBSnapshotIdentifier: 'absent' })),
    ).rejects.toBeInstanceOf(DBSnapshotNotFoundFault);
  });

  it('filters that are not served are refused rather than ignored', async () => {
    const { rds } = await start();
    const Filters = [{ Name: 'engine', Values: ['mysql'] }];
    await expect(rds.send(new DescribeDBInstancesCommand({ Filters }))).rejects.toMatchObject({
      message: expect.stringContaining('engine'),
    });
  });
});

describe('proxies', () => {
  it('are described with their auth', async () => {
    const { rds } = await start();
    const { DBProxies } = await rds.send(new DescribeDBProxiesCommand({ DBProxyName: 'proxy-1' }));
    expect(DBProxies).toMatchObject([
      {
        DBProxyName: 'proxy-1',
        Status: 'available',
        EngineFamily: 'MYSQL',
        RequireTLS: true,
        IdleClientTimeout: 1800,
        DebugLogging: false,
        Endpoint: 'proxy-1.proxy-x.us-east-1.rds.amazonaws.com',
        Auth: [{ AuthScheme: 'SECRETS', IAMAuth: 'REQUIRED', SecretArn: 'arn:secret' }],
        VpcSubnetIds: ['subnet-1', 'subnet-2'],
      },
    ]);
  });

  it('tell their pool, RDS standards where the template is silent', async () => {
    const { rds } = await start();
    const { TargetGroups } = await rds.send(
      new DescribeDBProxyTargetGroupsCommand({ DBProxyName: 'proxy-1' }),
    );
    expect(TargetGroups).toMatchObject([
      {
        TargetGroupName: 'default',
        IsDefault: true,
        ConnectionPoolConfig: {
          MaxConnectionsPercent: 80,
          MaxIdleConnectionsPercent: 40,
          ConnectionBorrowTimeout: 3,
        },
      },
    ]);
  });

  it('tell the health of their targets, as it is set', async () => {
    const { rds, cloud } = await start();
    const targets = async () =>
      (await rds.send(new DescribeDBProxyTargetsCommand({ DBProxyName: 'proxy-1' }))).Targets;
    expect(await targets()).toMatchObject([
      { RdsResourceId: 'db-1', Port: 3306, Type: 'RDS_INSTANCE', TargetHealth: { State: 'AVAILABLE' } },
    ]);
    const description = 'Proxy does not have any registered credentials';
    expect(cloud.setTargets({ state: 'UNAVAILABLE', reason: 'AUTH_FAILURE', description })).toBe(1);
    expect((await targets())?.[0]?.TargetHealth).toEqual({
      State: 'UNAVAILABLE',
      Reason: 'AUTH_FAILURE',
      Description: description,
    });
    cloud.setTargets({ proxy: 'proxy-1', state: 'AVAILABLE' });
    expect((await targets())?.[0]?.TargetHealth).toEqual({ State: 'AVAILABLE' });
  });

  it('without a target group have no targets, and are not found under another name', async () => {
    const { rds, world } = await start();
    delete world.proxies.get('proxy-1')?.targetGroup;
    expect((await rds.send(new DescribeDBProxyTargetsCommand({ DBProxyName: 'proxy-1' }))).Targets).toEqual(
      [],
    );
    await expect(
      rds.send(new DescribeDBProxyTargetsCommand({ DBProxyName: 'absent' })),
    ).rejects.toBeInstanceOf(DBProxyNotFoundFault);
    await expect(
      rds.send(new DescribeDBProxyTargetsCommand({ DBProxyName: 'proxy-1', TargetGroupName: 'other' })),
    ).rejects.toBeInstanceOf(DBProxyTargetGroupNotFoundFault);
  });
});

describe('what RDS offers', () => {
  it('is a default minor for a major version, and nothing for one that is gone', async () => {
    const { rds } = await start();
    const newest = new DescribeDBEngineVersionsCommand({
      Engine: 'mysql',
      EngineVersion: '8.4',
      DefaultOnly: true,
    });
    const { DBEngineVersions } = await rds.send(newest);
    expect(
      DBEngineVersions?.map(({ EngineVersion, MajorEngineVersion, Status }) => [
        EngineVersion,
        MajorEngineVersion,
        Status,
      ]),
    ).toEqual([['8.4.10', '8.4', 'available']]);
    const gone = new DescribeDBEngineVersionsCommand({ Engine: 'mysql', EngineVersion: '8.4.3' });
    expect((await rds.send(gone)).DBEngineVersions).toEqual([]);
  });

  it('is the classes of a version with their zones, in pages', async () => {
    const { rds } = await start();
    const { OrderableDBInstanceOptions } = await rds.send(
      new DescribeOrderableDBInstanceOptionsCommand({
        Engine: 'mysql',
        EngineVersion: '8.4.10',
        DBInstanceClass: 'db.t4g.micro',
        Vpc: true,
      }),
    );
    expect(OrderableDBInstanceOptions).toMatchObject([
      {
        AvailabilityZones: [{ Name: 'us-east-1a' }, { Name: 'us-east-1b' }],
        MultiAZCapable: true,
        StorageType: 'gp3',
      },
    ]);
    let count = 0;
    for await (const page of paginateDescribeOrderableDBInstanceOptions(
      { client: rds },
      { Engine: 'mysql' },
    )) {
      count += page.OrderableDBInstanceOptions?.length ?? 0;
    }
    expect(count).toBeGreaterThan(100);
  });
});

async function start() {
  const world = emptyWorld();
  addDatabase(world, 'db-1');
  world.proxies.set('proxy-1', {
    name: 'proxy-1',
    arn: `${ARN}:db-proxy:prx-1`,
    status: 'available',
    endpoint: 'proxy-1.proxy-x.us-east-1.rds.amazonaws.com',
    createdAt: 2000,
    properties: {
      EngineFamily: 'MYSQL',
      RequireTLS: true,
      VpcSubnetIds: ['subnet-1', 'subnet-2'],
      Auth: [{ AuthScheme: 'SECRETS', IAMAuth: 'REQUIRED', SecretArn: 'arn:secret' }],
    },
    targetGroup: {
      pool: { MaxConnectionsPercent: '80', ConnectionBorrowTimeout: 3 },
      targets: [{ databaseId: 'db-1', state: 'AVAILABLE' }],
    },
  });
  const cloud = await openCloud({ world });
  return { cloud, world, rds: new RDSClient(clientOptions(cloud)) };
}

function addDatabase(world: World, id: string): void {
  const database: DatabaseInstance = {
    id,
    arn: `${ARN}:db:${id}`,
    status: 'available',
    endpoint: { address: `${id}.x.us-east-1.rds.amazonaws.com`, port: 3306 },
    createdAt: 1000,
    properties: {
      Engine: 'mysql',
      EngineVersion: '8.4',
      DBInstanceClass: 'db.t4g.micro',
      AllocatedStorage: '20',
      MasterUserPassword: 'hunter2',
      StorageEncrypted: true,
      DeletionProtection: true,
      VPCSecurityGroups: ['sg-1'],
      Tags: [{ Key: 'proxywebhook:environment', Value: 'dev' }],
    },
  };
  world.databases.set(id, database);
}
