// What `doctor` says of an account of the local cloud, over HTTP with the real SDK, in each state that it is there to find.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { awsPorts } from '../src/aws/index.ts';
import type { Ports } from '../src/deployment/ports.ts';
import { type DoctorInput, type DoctorReport, doctor } from '../src/doctor.ts';
import { type MachineFacts, machineChecks } from '../src/doctor-checks.ts';
import { principalOf } from '../src/doctor-permissions.ts';
import { ProxyWebhookError } from '../src/errors.ts';
import { type LocalCloud, startLocalCloud } from '../src/local/main.ts';
import { policy } from '../src/policy.ts';
import { finish } from '../src/run.ts';
import { up } from '../src/up.ts';
import { fakeCredentials } from './aws/recorded-aws.ts';
import { loadedConfig } from './support/engine.ts';
import { ACCOUNT, REGION } from './support/fake-account.ts';

const MACHINE: MachineFacts = {
  node: '22.3.0',
  leastNode: '20.19',
  cache: { directory: '/cache', freeBytes: 9e9 },
  variables: [],
  database: 'MySQL 8.4.9',
};

let cacheDirectory = '';
let cloud: LocalCloud;
let ports: Ports;
beforeAll(async () => {
  fakeCredentials();
  cacheDirectory = await mkdtemp(path.join(tmpdir(), 'proxywebhook-doctor-'));
});
afterEach(() => cloud?.stop());
afterAll(() => rm(cacheDirectory, { recursive: true, force: true }));

describe('doctor', () => {
  it('finds nothing to mend before the first deployment, and changes nothing', async () => {
    await start();
    expect(states(await looked())).toEqual([
      'machine node ok',
      'machine disk ok',
      'machine database ok',
      'configuration configuration ok',
      'credentials identity ok',
      'permissions permissions ok',
      'preflight preflight ok',
      'stack stack ok',
      'live live not-checked',
    ]);
    const changing = cloud.calls().filter(({ action }) => !/^(Get|Describe|List|Simulate)/.test(action));
    expect(changing).toEqual([]);
  });

  it('says that a stack is well, and what its live call said', async () => {
    await start();
    await deployed();
    const report = await looked();
    expect(report.checks.find(({ area }) => area === 'stack')?.message).toContain('CREATE_COMPLETE, healthy');
    // Nothing runs behind this cloud: the function cannot be called.
    expect(report).toMatchObject({ code: 'rejected' });
    expect(report.checks.at(-1)).toMatchObject({ area: 'live', state: 'fail' });
    const functions = { ...ports.functions, invoke: async () => ({ payload: { ok: true } }) };
    const http = { ...ports.http, get: async () => ({ status: 200, body: '{}' }) };
    const called = await looked({ ports: async () => ({ ...ports, functions, http }) });
    expect(called.code).toBeUndefined();
    expect(called.checks.at(-1)).toMatchObject({ area: 'live', state: 'ok' });
  });

  it('names the reason of targets that are not well, and calls nothing then', async () => {
    await start();
    await deployed();
    cloud.setTargets({ state: 'UNAVAILABLE', reason: 'AUTH_FAILURE', description: 'no' });
    const report = await looked();
    expect(report.code).toBe('unhealthy');
    expect(report.checks.find(({ area }) => area === 'stack')?.message).toContain('AUTH_FAILURE');
    expect(report.checks.at(-1)).toMatchObject({ state: 'not-checked' });
  });

  it('tells what preflight finds, line by line', async () => {
    await start();
    cloud.withdraw({ instanceClass: 'db.t4g.micro' });
    for (const n of [1, 2, 3, 4, 5]) cloud.addResource({ type: 'AWS::EC2::VPC', id: `vpc-${n}` });
    const report = await looked();
    expect(states(report)).toContain('preflight instance-class-not-offered fail');
    expect(states(report)).toContain('preflight vpcs-at-quota warn');
    expect(report.code).toBe('preflight-failed');
  });

  it('asks IAM, and names what is not allowed', async () => {
    await start();
    const { documents } = policy(loadedConfig().config, 'deployer', { account: ACCOUNT, region: REGION });
    const simulation = {
      Statement: [{ Effect: 'Allow', Action: 'iam:SimulatePrincipalPolicy', Resource: '*' }],
    };
    cloud.enforcePolicies([...(documents as never[]), simulation]);
    expect(states(await looked())).toContain('permissions permissions ok');
    const denied = { Statement: [{ Effect: 'Deny', Action: 'rds:CreateDBProxy', Resource: '*' }] };
    cloud.enforcePolicies([...(documents as never[]), simulation, denied]);
    const found = (await looked()).checks.find(({ area }) => area === 'permissions');
    expect(found).toMatchObject({ state: 'fail', code: 'access-denied' });
    expect(found?.message).toContain('rds:CreateDBProxy');
    expect(found?.remedies.join()).toContain('npx proxywebhook policy --env dev');
  });

  it('says so where IAM may not be asked', async () => {
    await start();
    cloud.addFaults({ kind: 'access-denied', action: 'SimulatePrincipalPolicy' });
    expect(states(await looked())).toContain('permissions permissions not-checked');
  });

  it('looks no further without credentials, or in another account', async () => {
    await start();
    cloud.addFaults({ kind: 'expired-token' });
    const report = await looked();
    expect(report.code).toBe('no-credentials');
    expect(states(report).slice(4)).toEqual([
      'credentials identity fail',
      'permissions permissions not-checked',
      'preflight preflight not-checked',
      'stack stack not-checked',
      'live live not-checked',
    ]);
    cloud.clearFaults();
    const guarded = await looked({ configuration: loadedConfig({ account: '210987654321' }) });
    expect(guarded.code).toBe('wrong-account');
  });

  it('tells what is wrong with the configuration, and looks at the machine all the same', async () => {
    await start();
    const configuration = new ProxyWebhookError('invalid-config', 'cidr is wrong.', {
      remedies: ['Mend it.'],
    });
    const report = await looked({ configuration });
    expect(report).toMatchObject({ code: 'invalid-config' });
    expect(states(report).slice(0, 4)).toEqual([
      'machine node ok',
      'machine disk ok',
      'machine database ok',
      'configuration configuration fail',
    ]);
    expect(cloud.calls()).toEqual([]);
  });

  it('asks a local cloud neither for permissions nor for offers', async () => {
    await start();
    expect(states(await looked({ local: true }))).toContain('preflight preflight not-checked');
    expect(cloud.calls().map(({ action }) => action)).toEqual([
      'GetCallerIdentity',
      'GetCallerIdentity',
      'DescribeStacks',
    ]);
  });

  it.each([
    [10, 'warn'],
    [45, 'ok'],
  ])('says of credentials that end in %i minutes: %s', async (minutes, state) => {
    await start();
    const real = ports.account;
    const expiresAt = new Date(ports.clock.now() + minutes * 60_000).toISOString();
    const account = { ...real, identity: async () => ({ ...(await real.identity()), expiresAt }) };
    const report = await looked({ ports: async () => ({ ...ports, account }) });
    expect(states(report)).toContain(`credentials expiry ${state}`);
  });
});

describe('of the machine', () => {
  it.each<[string, Partial<MachineFacts>, string]>([
    ['an old Node.js', { node: '18.20.0' }, 'node fail'],
    ['a full disk', { cache: { directory: '/cache', freeBytes: 1e8 } }, 'disk warn'],
    ['a proxy', { variables: ['HTTPS_PROXY'] }, 'proxy warn'],
    ['certificates that only the AWS CLI reads', { variables: ['AWS_CA_BUNDLE'] }, 'certificates warn'],
    ['certificates that nobody can read', { unreadableCertificates: '/ca.pem' }, 'certificates warn'],
    ['certificates that are not checked', { variables: ['NODE_TLS_REJECT_UNAUTHORIZED=0'] }, 'tls warn'],
  ])('it tells %s', (_, facts, expected) => {
    const odd = machineChecks({ ...MACHINE, ...facts }).filter(({ state }) => state !== 'ok');
    expect(odd.map(({ name, state }) => `${name} ${state}`)).toEqual([expected]);
  });

  it('it tells that `dev` will have no database', () => {
    const { database: _, ...facts } = MACHINE;
    const told = machineChecks({ ...facts, cannotFetch: 'there is no Docker' });
    expect(told.find(({ name }) => name === 'database')).toMatchObject({ state: 'warn' });
    expect(machineChecks(facts).every(({ state }) => state === 'ok')).toBe(true);
  });
});

describe('whose policies are asked about', () => {
  it.each([
    ['arn:aws:iam::1:user/dev', 'arn:aws:iam::1:user/dev'],
    ['arn:aws:sts::1:assumed-role/deployer/me', 'arn:aws:iam::1:role/deployer'],
    [
      'arn:aws:sts::1:assumed-role/AWSReservedSSO_Admin_1/me',
      'arn:aws:iam::1:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_1',
    ],
    ['arn:aws:iam::1:root', undefined],
  ])('of %s: %s', (arn, principal) => {
    expect(principalOf({ arn, account: '1', partition: 'aws' })).toBe(principal);
  });
});

async function start(): Promise<void> {
  cloud = await startLocalCloud({ schedule: { kind: 'instant' }, seed: 7 });
  ports = await awsPorts({ region: REGION, endpoint: cloud.endpoint, longestWait: 1 });
}

async function deployed(): Promise<void> {
  const options = { ports, cacheDirectory, approve: async () => true, verify: false };
  await finish(up(loadedConfig(), options));
}

function looked(input: Partial<DoctorInput> = {}): Promise<DoctorReport> {
  return doctor({
    machine: MACHINE,
    configuration: loadedConfig(),
    ports: async () => ports,
    local: false,
    ...input,
  });
}

function states({ checks }: DoctorReport): readonly string[] {
  return checks.map(({ area, name, state }) => `${area} ${name} ${state}`);
}
