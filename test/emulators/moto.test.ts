// Our adapters against moto's server: S3, STS, IAM, EC2, RDS Proxy and Secrets Manager as somebody else read AWS's documentation.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CreateSubnetCommand, CreateVpcCommand, EC2Client } from '@aws-sdk/client-ec2';
import {
  CreateDBInstanceCommand,
  CreateDBProxyCommand,
  CreateDBSnapshotCommand,
  RDSClient,
  RegisterDBProxyTargetsCommand,
} from '@aws-sdk/client-rds';
import { CreateBucketCommand, GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { awsPorts } from '../../src/aws/index.ts';
import type { Ports } from '../../src/deployment/ports.ts';
import { fakeCredentials } from '../aws/recorded-aws.ts';
import { type PythonServer, startPythonServer } from './python-server.ts';
import { clientOptions } from './remains.ts';

const OWNER = '123456789012';
const BUCKET = `proxywebhook-artifacts-${OWNER}-us-east-1`;
const KEY = `handler/${'a'.repeat(64)}.zip`;

const ARTIFACT = new Uint8Array(150_000).map((_, index) => index % 251);

let directory = '';
let moto: PythonServer;
let ports: Ports;
beforeAll(async () => {
  fakeCredentials();
  directory = await mkdtemp(path.join(tmpdir(), 'proxywebhook-moto-'));
  moto = await startPythonServer({
    argv: (port) => ['-m', 'moto.server', '-H', '127.0.0.1', '-p', String(port)],
    env: () => ({}),
    directory,
  });
  ports = await awsPorts({ region: 'us-east-1', endpoint: moto.endpoint, longestWait: 1 });
});
afterAll(async () => {
  await moto?.stop();
  await rm(directory, { recursive: true, force: true });
});

describe('on moto', () => {
  it('the artifact bucket is made once, with its settings', async () => {
    expect(await ports.artifacts.bucket(BUCKET, OWNER)).toBe('absent');
    expect(await ports.artifacts.has(BUCKET, KEY, OWNER)).toBe(false);
    await ports.artifacts.createBucket(BUCKET, OWNER);
    await ports.artifacts.createBucket(BUCKET, OWNER);
    expect(await ports.artifacts.bucket(BUCKET, OWNER)).toBe('ours');
  });

  it('the policy of the bucket, which asks for TLS, refuses a plain request', async () => {
    await expect(ports.artifacts.put(BUCKET, KEY, ARTIFACT, OWNER, () => {})).rejects.toMatchObject({
      // S3 says AccessDenied in XML; moto says nothing, so nobody can tell that it was S3 that refused.
      code: 'unreachable',
      message: expect.stringContaining('403'),
    });
    expect(await ports.artifacts.has(BUCKET, KEY, OWNER)).toBe(false);
  });

  it('an artifact is put whole, and known by its key', async () => {
    const name = `${BUCKET}-open`;
    const s3 = new S3Client({ ...clientOptions(moto.endpoint), forcePathStyle: true });
    await s3.send(new CreateBucketCommand({ Bucket: name }));
    await ports.artifacts.put(name, KEY, ARTIFACT, OWNER, () => {});
    expect(await ports.artifacts.has(name, KEY, OWNER)).toBe(true);
    const kept = await s3.send(new GetObjectCommand({ Bucket: name, Key: KEY }));
    expect(await kept.Body?.transformToByteArray()).toEqual(ARTIFACT);
  });

  it('a bucket that was not finished is finished', async () => {
    const name = `${BUCKET}-begun`;
    const s3 = new S3Client({ ...clientOptions(moto.endpoint), forcePathStyle: true });
    await s3.send(new CreateBucketCommand({ Bucket: name }));
    expect(await ports.artifacts.bucket(name, OWNER)).toBe('absent');
    await ports.artifacts.createBucket(name, OWNER);
    expect(await ports.artifacts.bucket(name, OWNER)).toBe('ours');
  });

  it('the account is told with its region and its zones', async () => {
    expect(await ports.account.identity()).toMatchObject({
      account: OWNER,
      region: 'us-east-1',
      partition: 'aws',
    });
    const zones = await ports.account.zones();
    expect(zones.length).toBeGreaterThan(2);
    expect(zones).toContainEqual({ name: 'us-east-1a', id: expect.stringMatching(/^use1-az\d$/) });
  });

  it('a proxy is read with its pool, its target and its database, and what is not there is absent', async () => {
    await makeProxy('orders');
    expect(await ports.proxyTargets.proxy('orders')).toMatchObject({
      name: 'orders',
      status: 'available',
      requireTls: true,
      idleClientTimeoutSeconds: 900,
      auth: 'iam',
    });
    expect(await ports.proxyTargets.pool('orders')).toEqual({
      maxConnectionsPercent: 100,
      maxIdleConnectionsPercent: 50,
      connectionBorrowTimeoutSeconds: 120,
    });
    expect(await ports.proxyTargets.targets('orders')).toMatchObject([{ id: 'orders-db' }]);
    expect(await ports.proxyTargets.database('orders-db')).toMatchObject({
      id: 'orders-db',
      status: 'available',
      engine: 'mysql',
      allocatedStorageGb: 20,
      deletionProtection: false,
    });
    await ports.proxyTargets.setDeletionProtection('orders-db', true);
    expect(await ports.proxyTargets.database('orders-db')).toMatchObject({ deletionProtection: true });

    expect(await ports.proxyTargets.proxy('nobody')).toBeUndefined();
    // moto fails here, with a page for a person; AWS answers DBProxyNotFoundFault.
    const failed = (call: string) => ({
      code: 'unreachable',
      message: expect.stringContaining(`${call} (HTTP 500`),
    });
    await expect(ports.proxyTargets.pool('nobody')).rejects.toMatchObject(
      failed('DescribeDBProxyTargetGroups'),
    );
    await expect(ports.proxyTargets.targets('nobody')).rejects.toMatchObject(
      failed('DescribeDBProxyTargets'),
    );
    expect(await ports.proxyTargets.database('nobody')).toBeUndefined();
  });

  it('the newest of the snapshots that were taken by hand is found', async () => {
    const rds = new RDSClient(clientOptions(moto.endpoint));
    expect(await ports.proxyTargets.newestSnapshot('orders-db')).toBeUndefined();
    for (const DBSnapshotIdentifier of ['one', 'two']) {
      await rds.send(
        new CreateDBSnapshotCommand({ DBInstanceIdentifier: 'orders-db', DBSnapshotIdentifier }),
      );
    }
    expect(await ports.proxyTargets.newestSnapshot('orders-db')).toBe('two');
  });

  it('a secret is read as it was put', async () => {
    const client = new SecretsManagerClient(clientOptions(moto.endpoint));
    const SecretString = JSON.stringify({ password: `it's "a" \\ pass%word` });
    const { ARN = '' } = await client.send(new CreateSecretCommand({ Name: 'webhook/orders', SecretString }));
    expect(await ports.secrets.value('webhook/orders')).toBe(SecretString);
    expect(await ports.secrets.value(ARN)).toBe(SecretString);
  });
});

async function makeProxy(DBProxyName: string): Promise<void> {
  const options = clientOptions(moto.endpoint);
  const ec2 = new EC2Client(options);
  const rds = new RDSClient(options);
  const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: '10.9.0.0/16' }));
  const subnet = async (CidrBlock: string, AvailabilityZone: string) => {
    const command = new CreateSubnetCommand({ VpcId: Vpc?.VpcId, CidrBlock, AvailabilityZone });
    return (await ec2.send(command)).Subnet?.SubnetId ?? '';
  };
  const VpcSubnetIds = [await subnet('10.9.0.0/24', 'us-east-1a'), await subnet('10.9.1.0/24', 'us-east-1b')];
  const DBInstanceIdentifier = `${DBProxyName}-db`;
  await rds.send(
    new CreateDBInstanceCommand({
      DBInstanceIdentifier,
      Engine: 'mysql',
      DBInstanceClass: 'db.t4g.micro',
      AllocatedStorage: 20,
      MasterUsername: 'webhook',
      MasterUserPassword: 'not-a-secret',
    }),
  );
  await rds.send(
    new CreateDBProxyCommand({
      DBProxyName,
      EngineFamily: 'MYSQL',
      RoleArn: `arn:aws:iam::${OWNER}:role/proxy`,
      RequireTLS: true,
      IdleClientTimeout: 900,
      Auth: [
        {
          AuthScheme: 'SECRETS',
          IAMAuth: 'REQUIRED',
          SecretArn: 'arn:aws:secretsmanager:us-east-1:1:secret:x',
        },
      ],
      VpcSubnetIds,
    }),
  );
  await rds.send(
    new RegisterDBProxyTargetsCommand({ DBProxyName, DBInstanceIdentifiers: [DBInstanceIdentifier] }),
  );
}
