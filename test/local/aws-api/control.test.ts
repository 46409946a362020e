import {
  DescribeAccountAttributesCommand,
  DescribeDBEngineVersionsCommand,
  DescribeDBProxyTargetsCommand,
  RDSClient,
} from '@aws-sdk/client-rds';
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { describe, expect, it } from 'vitest';
import type { LocalCloud } from '../../../src/local/aws-api/local-cloud.ts';
import { ACCOUNT, clientOptions, emptyWorld, openCloud, standIn } from './harness.ts';

describe('the controls over HTTP', () => {
  it('tell what there is, and never a secret', async () => {
    const { cloud } = await start();
    cloud.addBucket({ name: 'artifacts', owner: ACCOUNT });
    cloud.world.buckets
      .get('artifacts')
      ?.objects.set('handler/a.zip', { body: Buffer.alloc(7), modifiedAt: 0, headers: {} });
    await new STSClient(clientOptions(cloud)).send(new GetCallerIdentityCommand({}));
    const { status, json } = await call(cloud, 'GET', 'state');
    expect(status).toBe(200);
    expect(json).toMatchObject({
      account: ACCOUNT,
      region: 'us-east-1',
      stacks: [
        {
          name: 's',
          arn: 'arn:s',
          status: 'REVIEW_IN_PROGRESS',
          changeSets: [{ name: 'c', status: 'CREATE_COMPLETE' }],
        },
        { name: 'gone', status: 'DELETE_COMPLETE', changeSets: [] },
      ],
      buckets: [{ name: 'artifacts', owner: ACCOUNT, objects: [{ key: 'handler/a.zip', bytes: 7 }] }],
      proxies: [{ name: 'proxy-1', targets: [{ databaseId: 'db-1', state: 'AVAILABLE' }] }],
      secrets: [{ name: 'credentials' }],
      calls: { 'sts:GetCallerIdentity': 1 },
    });
    expect(JSON.stringify(json)).not.toContain('hunter2');
  });

  it('log calls and forget them', async () => {
    const { cloud } = await start();
    await new STSClient(clientOptions(cloud)).send(new GetCallerIdentityCommand({}));
    expect((await call(cloud, 'GET', 'calls')).json).toMatchObject([
      { service: 'sts', action: 'GetCallerIdentity', status: 200 },
    ]);
    await call(cloud, 'DELETE', 'calls');
    expect(cloud.calls()).toEqual([]);
  });

  it('set and lift faults', async () => {
    const { cloud } = await start();
    const sts = new STSClient(clientOptions(cloud));
    expect((await call(cloud, 'POST', 'faults', [{ kind: 'throttle', service: 'sts' }])).json).toEqual({
      added: 1,
    });
    await expect(sts.send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({ name: 'Throttling' });
    await call(cloud, 'DELETE', 'faults');
    expect((await sts.send(new GetCallerIdentityCommand({}))).Account).toBe(ACCOUNT);
  });

  it('keep a secret, and rotate it', async () => {
    const { cloud } = await start();
    const secrets = new SecretsManagerClient(clientOptions(cloud));
    const value = async () =>
      (await secrets.send(new GetSecretValueCommand({ SecretId: 'webhook/github' }))).SecretString;
    await call(cloud, 'POST', 'secrets', { name: 'webhook/github', value: 'one' });
    expect(await value()).toBe('one');
    await call(cloud, 'POST', 'secrets', { name: 'webhook/github', value: 'two' });
    expect(await value()).toBe('two');
  });

  it('set the health of targets', async () => {
    const { cloud } = await start();
    const health = { proxy: 'proxy-1', state: 'UNAVAILABLE', reason: 'AUTH_FAILURE', description: 'no' };
    expect((await call(cloud, 'POST', 'targets', health)).json).toEqual({ targets: 1 });
    const rds = new RDSClient(clientOptions(cloud));
    const { Targets } = await rds.send(new DescribeDBProxyTargetsCommand({ DBProxyName: 'proxy-1' }));
    expect(Targets?.[0]?.TargetHealth).toEqual({
      State: 'UNAVAILABLE',
      Reason: 'AUTH_FAILURE',
      Description: 'no',
    });
    expect(await call(cloud, 'POST', 'targets', { ...health, proxy: 'absent' })).toMatchObject({
      status: 404,
      json: { error: 'there is no proxy absent' },
    });
  });

  it('pass resource faults to the engine and time to the clock', async () => {
    const { cloud, passed } = await start();
    await call(cloud, 'POST', 'resource-faults', { logicalId: 'DatabaseInstance', reason: 'no' });
    await call(cloud, 'DELETE', 'resource-faults');
    await call(cloud, 'POST', 'stack-status', { stack: 's', status: 'IMPORT_COMPLETE' });
    await call(cloud, 'POST', 'engine', { staleReads: 2000 });
    await call(cloud, 'POST', 'clock', { advance: 60_000 });
    expect(passed).toEqual([
      { logicalId: 'DatabaseInstance', reason: 'no' },
      'cleared',
      { stack: 's', status: 'IMPORT_COMPLETE' },
      { staleReads: 2000 },
      60_000,
    ]);
  });

  it('put what others made into the world, and change what AWS grants and offers', async () => {
    const { cloud } = await start();
    const properties = { CidrBlock: '10.0.0.0/16' };
    await call(cloud, 'POST', 'resources', { type: 'AWS::EC2::VPC', id: 'vpc-1', properties });
    expect(cloud.world.vpcs.get('vpc-1')).toEqual({ id: 'vpc-1', properties });
    const rds = new RDSClient(clientOptions(cloud));
    await call(cloud, 'POST', 'limits', { DBInstances: 7 });
    const { AccountQuotas } = await rds.send(new DescribeAccountAttributesCommand({}));
    expect(AccountQuotas).toContainEqual({
      AccountQuotaName: 'DBInstances',
      Used: cloud.world.databases.size,
      Max: 7,
    });
    await call(cloud, 'POST', 'withdrawn', { engineVersion: '8.4.9' });
    const { DBEngineVersions } = await rds.send(new DescribeDBEngineVersionsCommand({ Engine: 'mysql' }));
    expect(DBEngineVersions?.map(({ EngineVersion }) => EngineVersion)).not.toContain('8.4.9');
  });

  it('keep a secret that is scheduled for deletion, and do not tell its value', async () => {
    const { cloud } = await start();
    const secrets = new SecretsManagerClient(clientOptions(cloud));
    const secret = { name: 'old', value: 'hunter2', kmsKeyId: 'key-1', deleted: true };
    await call(cloud, 'POST', 'secrets', secret);
    const described = await secrets.send(new DescribeSecretCommand({ SecretId: 'old' }));
    expect(described).toMatchObject({ KmsKeyId: 'key-1', DeletedDate: expect.any(Date) });
    await expect(secrets.send(new GetSecretValueCommand({ SecretId: 'old' }))).rejects.toMatchObject({
      name: 'InvalidRequestException',
    });
  });

  it('put a bucket of another account into the world', async () => {
    const { cloud } = await start();
    await call(cloud, 'POST', 'buckets', { name: 'taken', owner: '999999999999' });
    expect(cloud.world.buckets.get('taken')?.owner).toBe('999999999999');
  });

  it.each([
    ['POST', 'faults', { kind: 'fire' }, 400],
    ['POST', 'faults', undefined, 400],
    ['POST', 'targets', {}, 400],
    ['POST', 'resources', { type: 'AWS::EC2::Instance', id: 'i-1' }, 400],
    ['POST', 'limits', { DBInstances: 'many' }, 400],
    ['POST', 'targets', [], 400],
    ['POST', 'clock', { advance: 'soon' }, 400],
    ['POST', 'buckets', { name: 'x' }, 400],
    ['POST', 'engine', { colour: 1 }, 400],
    ['POST', 'engine', { eventLag: 'long' }, 400],
    ['PUT', 'state', undefined, 404],
    ['GET', 'nothing', undefined, 404],
  ])('%s %s with %j is answered with %i and why', async (method, path, body, status) => {
    const { cloud } = await start();
    const answer = await call(cloud, method, path, body);
    expect(answer).toMatchObject({ status, json: { error: expect.any(String) } });
  });

  it('are not for web pages', async () => {
    const { cloud } = await start();
    const answer = await fetch(`${cloud.endpoint}/_local/state`, {
      headers: { origin: 'https://evil.example' },
    });
    expect(answer.status).toBe(403);
  });
});

async function start() {
  const passed: unknown[] = [];
  const world = emptyWorld();
  world.secrets.set('s', {
    arn: 'arn:secret',
    name: 'credentials',
    value: 'hunter2',
    properties: {},
    createdAt: 0,
  });
  world.proxies.set('proxy-1', {
    name: 'proxy-1',
    arn: 'arn:proxy',
    status: 'available',
    endpoint: 'e',
    createdAt: 0,
    properties: {},
    targetGroup: { pool: {}, targets: [{ databaseId: 'db-1', state: 'AVAILABLE' }] },
  });
  const cloud = await openCloud({
    world,
    advance: (milliseconds) => {
      passed.push(milliseconds);
    },
    engine: {
      injectFault: (fault) => passed.push(fault),
      clearFaults: () => passed.push('cleared'),
      changeByHand: (change) => passed.push(change),
      putStatus: (status) => passed.push(status),
      configure: (settings) => passed.push(settings),
      idle: async () => {},
    },
    cloudFormation: standIn({
      ListStacks: ({ NextToken }) =>
        NextToken === undefined
          ? {
              StackSummaries: [{ StackName: 's', StackId: 'arn:s', StackStatus: 'REVIEW_IN_PROGRESS' }],
              NextToken: '2',
            }
          : { StackSummaries: [{ StackName: 'gone', StackId: 'arn:gone', StackStatus: 'DELETE_COMPLETE' }] },
      ListChangeSets: () => ({ Summaries: [{ ChangeSetName: 'c', Status: 'CREATE_COMPLETE' }] }),
    }),
  });
  return { cloud, passed };
}

async function call({ endpoint }: LocalCloud, method: string, path: string, body?: unknown) {
  const answer = await fetch(`${endpoint}/_local/${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, json: (await answer.json()) as unknown };
}
