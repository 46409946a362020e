// Preflight over HTTP with the real SDK against the local cloud, put into the states that it is there to find.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { awsPorts } from '../../src/aws/index.ts';
import type { Ports } from '../../src/deployment/ports.ts';
import { type DiffOptions, diff } from '../../src/diff.ts';
import { type LocalCloud, startLocalCloud } from '../../src/local/main.ts';
import type { Finding } from '../../src/preflight/finding.ts';
import { finish } from '../../src/run.ts';
import { up } from '../../src/up.ts';
import { proxyName } from '../../templates/proxy.ts';
import { fakeCredentials } from '../aws/recorded-aws.ts';
import { failure, loadedConfig, NAME } from '../support/engine.ts';
import { REGION } from '../support/fake-account.ts';
import {
  addEndpoint,
  addNamelessEndpoint,
  addNetwork,
  addSecret,
  addSnapshot,
  type Input,
  NETWORK,
  withoutZones,
} from './foreign-resources.ts';

const ROUTE = { path: '/github', verify: { scheme: 'github', secrets: ['github-secret'] } };
const ROUTED = { routes: [ROUTE] };
const RESTORED = { database: { restoreFromSnapshot: 'before' } };
const IN_VPC = { network: NETWORK };
const BY_TOKEN = { ...IN_VPC, proxy: { auth: 'iam' } };
const EXISTING = { network: { ...NETWORK, secretsManagerAccess: 'existing' } };

let cacheDirectory = '';
let cloud: LocalCloud;
let ports: Ports;
beforeAll(async () => {
  fakeCredentials();
  cacheDirectory = await mkdtemp(path.join(tmpdir(), 'proxywebhook-preflight-'));
});
afterEach(() => cloud?.stop());
afterAll(() => rm(cacheDirectory, { recursive: true, force: true }));

describe('in an account as it should be', () => {
  it('nothing is found, and no thing is asked twice', async () => {
    await start();
    expect(await findings()).toEqual([]);
    const lookups = cloud.calls().map(({ action }) => action);
    expect(lookups.toSorted()).toEqual([
      'DescribeAccountAttributes',
      'DescribeAvailabilityZones',
      'DescribeDBEngineVersions',
      'DescribeDBProxies',
      'DescribeOrderableDBInstanceOptions',
      'DescribeStacks',
      'DescribeVpcs',
      'GetAccountSettings',
      'GetCallerIdentity',
      'GetRole',
      'ListObjectsV2',
    ]);
  });

  it('an unchanged stack is not looked ahead for: only what lives is compared with it', async () => {
    await start();
    await finish(up(loadedConfig(), { ...options(), approve: async () => true, verify: false }));
    cloud.clearCalls();
    await compared();
    const reads = cloud.calls().map(({ action }) => action);
    expect(
      reads.filter((action) => /^Describe(DB|Acc|Ord|Vpc|Sub|Avail)|GetAcc|GetRole/.test(action)),
    ).toEqual(['DescribeDBInstances', 'DescribeDBProxyTargetGroups']);
    expect(reads).toContain('GetTemplate');
  });

  it('a class that a change asks for is looked up before it is planned', async () => {
    await start();
    await finish(up(loadedConfig(), { ...options(), approve: async () => true, verify: false }));
    const error = await failure(compared({ database: { instanceClass: 'db.t4g.huge' } }));
    expect(error.message).toContain('RDS does not offer db.t4g.huge');
    expect(await ports.changeSets.list(NAME)).toEqual([]);
  });

  it.each<[string, Input, Input, string]>([
    ['less storage', { allocatedStorageGb: 90 }, { allocatedStorageGb: 20 }, 'storage-smaller error'],
    ['an older version', {}, { engineVersion: '8.0', extendedSupport: true }, 'engine-older error'],
    ['an older minor version', {}, { engineVersion: '8.4.9' }, 'engine-older error'],
    ['more storage', {}, { allocatedStorageGb: 40 }, ''],
  ])('a database that stands is compared with what is wanted of it: %s', async (_, then, now, expected) => {
    await start();
    await finish(
      up(loadedConfig({ database: then }), { ...options(), approve: async () => true, verify: false }),
    );
    expect(names(await findings({ database: now })).join()).toBe(expected);
  });

  it('an existing VPC with its own endpoint is taken as it is', async () => {
    await start();
    addEndpoint(cloud, true, [{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: '10.0.0.0/16' }]);
    expect(await findings({ network: { ...NETWORK, secretsManagerAccess: 'existing' } })).toEqual([]);
    expect(await findings({ network: NETWORK })).toEqual([]);
  });

  it('an endpoint that admits a group may admit the function', async () => {
    await start();
    const rule = { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, SourceSecurityGroupId: 'sg-function' };
    addEndpoint(cloud, true, [rule]);
    expect(await findings(EXISTING)).toEqual([]);
  });

  it('a snapshot and the secrets of routes are found', async () => {
    await start();
    cloud.addSecret({ name: 'github-secret', value: 'never shown' });
    addSnapshot(cloud, {});
    expect(await findings({ routes: [ROUTE], database: { restoreFromSnapshot: 'before' } })).toEqual([]);
    expect(cloud.calls().map(({ action }) => action)).not.toContain('GetSecretValue');
  });
});

describe('everything that is wrong is told at once', () => {
  it('and nothing is made', async () => {
    await start();
    cloud.withdraw({ instanceClass: 'db.t4g.micro' });
    cloud.setLimits({ DBInstances: 0, ConcurrentExecutions: 10 });
    cloud.addResource({ type: 'AWS::RDS::DBProxy', id: proxyName(loadedConfig().config) });
    for (const n of [1, 2, 3, 4, 5]) cloud.addResource({ type: 'AWS::EC2::VPC', id: `vpc-${n}` });
    const error = await failure(compared(ROUTED));
    expect(error.code).toBe('preflight-failed');
    expect(names(error.data.findings)).toEqual([
      'instance-class-not-offered error',
      'proxy-name-taken error',
      'databases-at-quota error',
      'concurrency-below-load warning',
      'vpcs-at-quota warning',
      'secret-missing error',
    ]);
    expect(error.message).toContain('nearest are db.t3.micro, db.t4g.small and ');
    expect(await ports.stacks.describe(NAME)).toBeUndefined();
  });
});

describe('each state of an account that would make a deployment fail', () => {
  it.each<[string, () => void, Input, string]>([
    [
      'a version that is retired',
      () => cloud.withdraw({ engineVersion: '8.4.9' }),
      { database: { engineVersion: '8.4.9' } },
      'engine-version-not-offered error',
    ],
    [
      'a class that is not in one zone',
      () => withoutZones(cloud, 'us-east-1a', 'us-east-1c'),
      {},
      'instance-class-in-one-zone warning',
    ],
    [
      'a class that is in the zone without proxies only',
      () => withoutZones(cloud, 'us-east-1a', 'us-east-1b'),
      {},
      'instance-class-not-in-zones error',
    ],
    [
      'storage beyond the quota',
      () => cloud.setLimits({ AllocatedStorage: 10 }),
      {},
      'storage-over-quota error',
    ],
    [
      'a reservation beyond the account',
      () => {},
      { function: { reservedConcurrency: 950 } },
      'reserved-concurrency-too-much error',
    ],
    [
      'a secret that is being deleted',
      () => addSecret(cloud, { deleted: true }),
      ROUTED,
      'secret-being-deleted error',
    ],
    [
      "a secret with a key of one's own",
      () => addSecret(cloud, { kmsKeyId: 'key-1' }),
      ROUTED,
      'secret-with-own-key warning',
    ],
    ['a snapshot that is not there', () => {}, RESTORED, 'snapshot-missing error'],
    [
      'a snapshot that is not made yet',
      () => addSnapshot(cloud, { Status: 'creating' }),
      RESTORED,
      'snapshot-not-available error',
    ],
    [
      'a snapshot of a larger database',
      () => addSnapshot(cloud, { AllocatedStorage: 90 }),
      RESTORED,
      'snapshot-larger error',
    ],
    ['a VPC that is not there', () => {}, BY_TOKEN, 'vpc-missing error'],
    [
      'a VPC without DNS',
      () => addNetwork(cloud, { vpc: { EnableDnsSupport: false } }),
      IN_VPC,
      'vpc-without-dns error',
    ],
    [
      'a subnet that is nearly full',
      () => addNetwork(cloud, { subnet: { CidrBlock: '10.0.1.0/29' } }),
      IN_VPC,
      'subnet-without-addresses error',
    ],
    [
      'a subnet where RDS Proxy is not',
      () => addNetwork(cloud, { subnet: { AvailabilityZone: 'us-east-1c' } }),
      BY_TOKEN,
      'subnet-in-zone-without-proxy warning,subnets-in-too-few-zones error',
    ],
    [
      'subnets in one zone',
      () => addNetwork(cloud, { subnet: { AvailabilityZone: 'us-east-1a' } }),
      IN_VPC,
      'subnets-in-too-few-zones error,endpoint-subnets-share-zone error',
    ],
    ['no endpoint where one is said to be', () => addNetwork(cloud), EXISTING, 'endpoint-missing warning'],
    [
      'an endpoint without a private name',
      () => addEndpoint(cloud, false),
      EXISTING,
      'endpoint-without-private-dns warning',
    ],
    [
      'an endpoint that admits nobody, beside one that does but has no private name',
      () => {
        addEndpoint(cloud, true);
        addNamelessEndpoint(cloud);
      },
      EXISTING,
      'endpoint-admits-nobody warning',
    ],
    [
      'an endpoint that admits nobody',
      () => addEndpoint(cloud, true),
      EXISTING,
      'endpoint-admits-nobody warning',
    ],
  ])('is found: %s', async (_, bring, input, expected) => {
    await start();
    bring();
    expect(names(await findings(input))).toEqual(expected.split(','));
  });

  it('is passed by when that is asked for, and the plan says so', async () => {
    await start();
    cloud.withdraw({ instanceClass: 'db.t4g.micro' });
    const { plan } = await compared({}, { skipPreflight: ['database'] });
    expect(plan.skippedChecks).toEqual(['database']);
  });
});

describe('what may not be read', () => {
  it.each([
    ['DescribeDBEngineVersions', 'database'],
    ['DescribeOrderableDBInstanceOptions', 'database'],
    ['DescribeAccountAttributes', 'quotas'],
    ['DescribeDBProxies', 'proxies'],
    ['DescribeVpcs', 'vpcs'],
    ['GetAccountSettings', 'concurrency'],
    ['DescribeSecret', 'secrets'],
  ])('is told as not checked, and stops nothing: %s', async (action, check) => {
    await start();
    cloud.addSecret({ name: 'github-secret', value: 'never shown' });
    cloud.addFaults({ kind: 'access-denied', action });
    const { plan } = await compared(ROUTED);
    expect(names(plan.findings)).toEqual([`${check} not-checked`]);
    expect(plan.findings[0]?.message).toContain(action);
  });
});

async function start(): Promise<void> {
  cloud = await startLocalCloud({ schedule: { kind: 'instant' }, seed: 7 });
  ports = await awsPorts({ region: REGION, endpoint: cloud.endpoint, longestWait: 1 });
}

function options() {
  return { ports, cacheDirectory };
}

function compared(input: Input = {}, more: Partial<DiffOptions> = {}) {
  return finish(diff(loadedConfig(input), { ...options(), ...more }));
}

/** Whether or not they stop the deployment. */
async function findings(input: Input = {}): Promise<readonly Finding[]> {
  return compared(input).then(
    ({ plan }) => plan.findings,
    (error: { data?: { findings?: readonly Finding[] } }) => {
      if (error.data?.findings === undefined) throw error;
      return error.data.findings;
    },
  );
}

function names(found: unknown): readonly string[] {
  return (found as readonly Finding[]).map(({ name, severity }) => `${name} ${severity}`);
}
