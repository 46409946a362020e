// The ports against the local cloud's APIs, over HTTP: the same calls as against AWS, and the faults a network has.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { awsPorts } from '../../src/aws/index.ts';
import type { Ports } from '../../src/deployment/ports.ts';
import { type LocalCloud, openLocalCloud } from '../../src/local/aws-api/local-cloud.ts';
import { emptyWorld, standIn } from '../local/aws-api/harness.ts';
import { fakeCredentials } from './recorded-aws.ts';

const OWNER = '123456789012';
const BUCKET = `proxywebhook-artifacts-${OWNER}-us-east-1`;
const KEY = `handler/${'a'.repeat(64)}.zip`;

let cloud: LocalCloud;
let ports: Ports;
beforeAll(async () => {
  fakeCredentials();
  cloud = await openLocalCloud({ world: emptyWorld(), cloudFormation: standIn({}) });
  ports = await awsPorts({ region: 'us-east-1', endpoint: cloud.endpoint, longestWait: 1 });
});
afterAll(() => cloud?.stop());
beforeEach(() => {
  cloud.clearFaults();
  cloud.clearCalls();
  cloud.world.buckets.clear();
});

describe('the artifact bucket in the local cloud', () => {
  it('is made once, with every setting, and takes an artifact', async () => {
    expect(await ports.artifacts.bucket(BUCKET, OWNER)).toBe('absent');
    expect(await ports.artifacts.has(BUCKET, KEY, OWNER)).toBe(false);
    await ports.artifacts.createBucket(BUCKET, OWNER);
    await ports.artifacts.createBucket(BUCKET, OWNER);
    expect(await ports.artifacts.bucket(BUCKET, OWNER)).toBe('ours');
    const settings = cloud.world.buckets.get(BUCKET)?.settings;
    expect([...(settings?.keys() ?? [])].sort()).toEqual(
      expect.arrayContaining(['encryption', 'ownershipControls', 'policy', 'publicAccessBlock']),
    );
    const body = new Uint8Array(150_000).fill(9);
    await ports.artifacts.put(BUCKET, KEY, body, OWNER, () => {});
    expect(await ports.artifacts.has(BUCKET, KEY, OWNER)).toBe(true);
    expect(cloud.world.buckets.get(BUCKET)?.objects.get(KEY)?.body).toEqual(body);
  });

  it('that was not finished is finished by the next run', async () => {
    await ports.artifacts.createBucket(BUCKET, OWNER);
    cloud.world.buckets.get(BUCKET)?.settings.delete('policy');
    cloud.world.buckets.get(BUCKET)?.settings.delete('publicAccessBlock');
    expect(await ports.artifacts.bucket(BUCKET, OWNER)).toBe('absent');
    await ports.artifacts.createBucket(BUCKET, OWNER);
    expect(await ports.artifacts.bucket(BUCKET, OWNER)).toBe('ours');
    expect(cloud.world.buckets.get(BUCKET)?.settings.has('publicAccessBlock')).toBe(true);
  });

  it('of someone else is refused, and stays untouched', async () => {
    cloud.addBucket({ name: BUCKET, owner: '999999999999' });
    await expect(ports.artifacts.bucket(BUCKET, OWNER)).rejects.toMatchObject({ code: 'refused' });
    await expect(ports.artifacts.createBucket(BUCKET, OWNER)).rejects.toMatchObject({ code: 'refused' });
    await expect(ports.artifacts.put(BUCKET, KEY, new Uint8Array(99), OWNER)).rejects.toMatchObject({
      code: 'access-denied',
    });
    expect(cloud.world.buckets.get(BUCKET)?.objects.size).toBe(0);
  });
});

describe('the account in the local cloud', () => {
  it('is told with its region, its zones and the role of RDS', async () => {
    expect(await ports.account.identity()).toMatchObject({
      account: OWNER,
      region: 'us-east-1',
      partition: 'aws',
    });
    expect(await ports.account.zones()).toEqual([
      { name: 'us-east-1a', id: 'use1-az1' },
      { name: 'us-east-1b', id: 'use1-az2' },
    ]);
    expect(await ports.account.hasRdsServiceLinkedRole()).toBe(false);
    await ports.account.createRdsServiceLinkedRole();
    await ports.account.createRdsServiceLinkedRole();
    expect(await ports.account.hasRdsServiceLinkedRole()).toBe(true);
  });
});

describe('a proxy in the local cloud', () => {
  it('that is not there is told as nothing', async () => {
    expect(await ports.proxyTargets.proxy('p')).toBeUndefined();
    expect(await ports.proxyTargets.pool('p')).toBeUndefined();
    expect(await ports.proxyTargets.targets('p')).toEqual([]);
    expect(await ports.proxyTargets.database('d')).toBeUndefined();
  });
});

describe('faults on the way', () => {
  const identity = () => ports.account.identity();

  it.each([
    ['three throttled attempts', { kind: 'throttle', times: 3 }, 4],
    ['a page of a load balancer', { kind: 'html-500', times: 1 }, 2],
    ['a connection cut before the call', { kind: 'reset-before', times: 2 }, 3],
    ['a connection cut after the call', { kind: 'reset-after', times: 1 }, 2],
  ] as const)('%s are overcome by trying again', async (_, fault, attempts) => {
    cloud.addFaults({ ...fault, service: 'sts' });
    expect(await identity()).toMatchObject({ account: OWNER });
    expect(cloud.calls().filter(({ action }) => action === 'GetCallerIdentity')).toHaveLength(attempts);
  });

  it.each([
    [
      'throttling without end',
      { kind: 'throttle' },
      { code: 'unreachable', data: { retryable: true, throttled: true } },
    ],
    [
      'a load balancer that is down',
      { kind: 'html-500' },
      { code: 'unreachable', data: { retryable: true, status: 500 } },
    ],
    ['half an answer', { kind: 'garbled' }, { code: 'unreachable', data: { retryable: true } }],
    ['expired credentials', { kind: 'expired-token' }, { code: 'no-credentials', data: { expired: true } }],
    [
      'a permission that is missing',
      { kind: 'access-denied' },
      { code: 'access-denied', data: { action: 'sts:GetCallerIdentity' } },
    ],
  ] as const)('%s is told as what it is', async (_, fault, expected) => {
    cloud.addFaults({ ...fault, service: 'sts' });
    await expect(identity()).rejects.toMatchObject(expected);
  });
});

describe('a function and its network in the local cloud', () => {
  it('is taken out of its VPC, and its interfaces are deleted once Lambda lets them go', async () => {
    const { world } = cloud;
    const properties = {
      MemorySize: 256,
      Timeout: 15,
      VpcConfig: { SubnetIds: ['subnet-1'], SecurityGroupIds: ['sg-1'] },
      Environment: { Variables: { A: '1' } },
    };
    const code = { bucket: BUCKET, key: KEY };
    world.functions.set('f', { name: 'f', arn: 'arn:f', properties, code, state: 'Active', createdAt: 0 });
    world.networkInterfaces.set('eni-1', {
      id: 'eni-1',
      description: 'AWS Lambda VPC ENI-f-1',
      subnetId: 'subnet-1',
      groupIds: ['sg-1'],
      status: 'in-use',
    });
    expect(await ports.functions.configuration('f')).toMatchObject({
      subnetIds: ['subnet-1'],
      groupIds: ['sg-1'],
      memoryMb: 256,
      environment: { A: '1' },
      update: 'done',
    });
    await ports.functions.configure('f', { subnetIds: [], groupIds: [] });
    expect(await ports.functions.configuration('f')).toMatchObject({ subnetIds: [], update: 'under-way' });
    await expect(ports.functions.configure('f', { memoryMb: 512 })).rejects.toMatchObject({
      data: { awsCode: 'ResourceConflictException' },
    });
    expect(await ports.interfaces.ofGroup('sg-1')).toEqual([{ id: 'eni-1', status: 'in-use' }]);
    expect(await ports.interfaces.ofGroup('sg-2')).toEqual([]);
    await expect(ports.interfaces.delete('eni-1')).rejects.toMatchObject({ code: 'rejected' });
    world.networkInterfaces.set('eni-2', {
      id: 'eni-2',
      description: 'AWS Lambda VPC ENI-f-2',
      subnetId: 'subnet-1',
      groupIds: ['sg-1'],
      status: 'available',
    });
    await ports.interfaces.delete('eni-2');
    await ports.interfaces.delete('eni-2');
    expect([...world.networkInterfaces.keys()]).toEqual(['eni-1']);
  });

  it('that is not there has a code of its own', async () => {
    expect(await ports.functions.configuration('none')).toBeUndefined();
    const missing = { code: 'function-not-found', message: 'There is no function none.' };
    await expect(ports.functions.configure('none', { memoryMb: 512 })).rejects.toMatchObject(missing);
    await expect(ports.functions.updateCode('none', { bucket: 'b', key: 'k' })).rejects.toMatchObject(
      missing,
    );
    await expect(ports.functions.invoke('none', {})).rejects.toMatchObject(missing);
  });
});

describe('artifacts in the local cloud', () => {
  it('are listed to the last page and deleted, and the bucket once it is empty', async () => {
    await ports.artifacts.createBucket(BUCKET, OWNER);
    await ports.artifacts.put(BUCKET, KEY, new Uint8Array(99), OWNER);
    expect(await ports.artifacts.list(BUCKET, OWNER)).toMatchObject([{ key: KEY }]);
    await expect(ports.artifacts.deleteBucket(BUCKET, OWNER)).rejects.toMatchObject({ code: 'rejected' });
    await ports.artifacts.delete(BUCKET, KEY, OWNER);
    await ports.artifacts.delete(BUCKET, KEY, OWNER);
    await ports.artifacts.deleteBucket(BUCKET, OWNER);
    await ports.artifacts.deleteBucket(BUCKET, OWNER);
    expect(await ports.artifacts.list(BUCKET, OWNER)).toEqual([]);
    expect(cloud.world.buckets.size).toBe(0);
  });

  it('are listed past a thousand', async () => {
    await ports.artifacts.createBucket(BUCKET, OWNER);
    const objects = cloud.world.buckets.get(BUCKET)?.objects;
    for (let index = 0; index < 2_345; index += 1) {
      objects?.set(`handler/${index}`, { body: new Uint8Array(1), modifiedAt: 0, headers: {} });
    }
    expect(await ports.artifacts.list(BUCKET, OWNER)).toHaveLength(2_345);
  });
});
