// The commands against a local cloud that holds every call against the generated policy: nothing in it is missing, and
// without any one action of it a command says which one that is.
import { describe, expect, it, vi } from 'vitest';
import { operations } from '../../src/aws/index.ts';
import type { Ports } from '../../src/deployment/ports.ts';
import { diff } from '../../src/diff.ts';
import { history } from '../../src/history.ts';
import { iamAction } from '../../src/local/aws-api/iam-actions.ts';
import type { Policy } from '../../src/local/aws-api/policy-evaluation.ts';
import { isServiceName } from '../../src/local/aws-api/served.ts';
import { open } from '../../src/open.ts';
import { CALLS } from '../../src/policy/calls.ts';
import { type Audience, policy } from '../../src/policy.ts';
import { finish } from '../../src/run.ts';
import { status } from '../../src/status.ts';
import { failure, loadedConfig } from '../support/engine.ts';
import { ACCOUNT, REGION } from '../support/fake-account.ts';
import { compared, deployed, type Place, places, takenDown } from '../support/local-place.ts';

const INPUT = {
  account: ACCOUNT,
  region: REGION,
  roleArn: `arn:aws:iam::${ACCOUNT}:role/team/cloudformation`,
  terminationProtection: true,
  database: { deletionProtection: true },
};
const SECRET = 'github/webhook';
const ROUTES = { routes: [{ path: '/github', verify: { scheme: 'github', secrets: [SECRET] } }] };

vi.setConfig({ testTimeout: 60_000 });

const newPlace = places();
const answer = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

/** An account that never used RDS, with a function that answers as ours does. */
async function place(): Promise<Place> {
  const made = await newPlace({
    speed: 2_000,
    rdsServiceLinkedRole: false,
    invoke: async () => ({ payload: answer({ ok: true, path: '/_/' }) }),
  });
  const http: Ports['http'] = { ...made.ports.http, get: async () => ({ status: 200, body: 'ok' }) };
  return { ...made, ports: { ...made.ports, http } };
}

function policyOf(audience: Audience, input: Readonly<Record<string, unknown>> = INPUT): readonly Policy[] {
  return policy(loadedConfig(input).config, audience, { account: ACCOUNT, region: REGION }).documents;
}

function without(action: string, policies: readonly Policy[]): readonly Policy[] {
  return policies.map(({ Statement }) => ({
    Statement: Statement.map((each) => ({
      ...each,
      Action: [each.Action].flat().filter((allowed) => allowed !== action),
    })),
  }));
}

const up = (at: Place, more = {}) => deployed(at, { ...INPUT, ...more }, { verify: true });
const down = (at: Place) => takenDown(at, { liftProtection: true, purgeArtifacts: true }, () => {}, INPUT);
const look = async (at: Place) => {
  await status(loadedConfig(INPUT), { ports: at.ports });
  await history(loadedConfig(INPUT).config, { ports: at.ports });
};

const actionsCalled = ({ cloud }: Place) =>
  new Set(
    cloud.calls().map(({ service, action }) => (isServiceName(service) ? iamAction(service, action) : '')),
  );

/** Calls of a policy that the path below does not meet, and when they are made. */
const RARE: Readonly<Record<string, string>> = {
  'cloudformation:DescribeEvents': 'when early validation refuses a change set',
  'ec2:DeleteNetworkInterface': 'when Lambda left an interface behind',
  'lambda:UpdateFunctionCode': 'with --fast, or when the code was changed by hand',
  'rds:ModifyDBProxyTargetGroup': 'when the pool was changed by hand',
  'ec2:DescribeVpcAttribute': 'by preflight, in an existing VPC',
  'ec2:DescribeSubnets': 'by preflight, in an existing VPC',
  'ec2:DescribeVpcEndpoints': 'by preflight, in an existing VPC',
  'ec2:DescribeSecurityGroups': 'by preflight, in an existing VPC',
  'secretsmanager:DescribeSecret': 'by preflight, where routes name secrets',
  'cloudformation:ListChangeSets': 'when a stack in review was left, or another stack may use an artifact',
};

describe('with exactly the policy of the deployer', () => {
  it('the whole path goes: up, up again, status, events, diff, an update, down', async () => {
    const at = await place();
    at.cloud.enforcePolicies(policyOf('deployer'));
    expect((await up(at)).result.outcome).toBe('created');
    expect((await up(at)).result.outcome).toBe('unchanged');
    await look(at);
    expect((await compared(at, { ...INPUT, function: { memoryMb: 512 } })).differs).toBe(true);
    expect((await up(at, { function: { memoryMb: 512 } })).result.outcome).toBe('updated');
    const { outcome, left } = await down(at);
    expect([outcome, left.join()]).toEqual(['deleted', expect.stringContaining('snapshot')]);
    expect(at.cloud.calls().filter(({ error }) => /Denied|Unauthorized/.test(error ?? ''))).toEqual([]);

    const called = actionsCalled(at);
    const own = Object.entries(CALLS).filter(([, { by }]) => by.includes('up') || by.includes('down'));
    const unused = own
      .map(([operation]) => operations[operation as keyof typeof operations])
      .filter((action) => !called.has(action) && !(action in RARE));
    expect(unused).toEqual([]);
  });
});

describe('with the policy of who only', () => {
  it('looks, status, events and diff go, before there is a stack too; up ends at its first change', async () => {
    const at = await place();
    at.cloud.enforcePolicies(policyOf('reader'));
    await compared(at, { ...INPUT, roleArn: undefined });
    expect(await failure(up(at, { roleArn: undefined }))).toMatchObject({ code: 'access-denied' });
    at.cloud.enforcePolicies(undefined);
    await up(at, { roleArn: undefined });
    at.cloud.enforcePolicies(policyOf('reader', { ...INPUT, roleArn: undefined }));
    await look(at);
    await compared(at, { ...INPUT, roleArn: undefined, function: { memoryMb: 512 } });
    const error = await failure(up(at, { roleArn: undefined, function: { memoryMb: 512 } }));
    expect(error).toMatchObject({ code: 'access-denied', data: { action: expect.any(String) } });
  });

  it('looks, diff goes with a service role too, and passes none; up does not', async () => {
    const at = await place();
    await up(at);
    at.cloud.enforcePolicies(policyOf('reader'));
    expect(JSON.stringify(policyOf('reader'))).not.toContain('iam:PassRole');
    expect((await compared(at, { ...INPUT, function: { memoryMb: 512 } })).differs).toBe(true);
    expect(await failure(up(at, { function: { memoryMb: 512 } }))).toMatchObject({ code: 'access-denied' });
  });

  it('reads requests, open goes and the secret of a route is read; status does not', async () => {
    const at = await place();
    at.cloud.addSecret({ name: SECRET, value: 'x' });
    await up(at);
    at.cloud.enforcePolicies(policyOf('requests', { ...INPUT, ...ROUTES }));
    expect((await open(loadedConfig(INPUT), { ports: at.ports })).access).toBe('public');
    expect(await at.ports.secrets.value(SECRET)).toBe('x');
    expect((await failure(takenDown(at, {}, () => {}, INPUT))).code).toBe('access-denied');
  });
});

/** What a command goes on without, and what it does then. */
const GOES_ON: Readonly<Record<string, string>> = {
  'cloudformation:DeleteChangeSet': 'leaves a change set, and warns of it: below',
  'rds:DescribeDBInstances': 'status tells the rest, and warns: below',
  'rds:DescribeDBProxies': 'status tells the rest, and warns: below',
  'rds:DescribeDBProxyTargetGroups': 'status tells the rest, and warns: below',
  'rds:DescribeAccountAttributes': 'preflight says that it did not check',
  'rds:DescribeDBEngineVersions': 'preflight says that it did not check',
  'rds:DescribeOrderableDBInstanceOptions': 'preflight says that it did not check',
  'ec2:DescribeVpcs': 'preflight says that it did not check',
  'lambda:GetAccountSettings': 'preflight says that it did not check',
  's3:GetBucketPolicy': 'takes the bucket as it is',
  's3:GetEncryptionConfiguration': 'uploads as the bucket encrypts by itself',
  'rds:DescribeDBSnapshots': 'says that there is a snapshot, without its name',
  'lambda:GetFunctionConfiguration': 'leaves the network to CloudFormation',
  'lambda:UpdateFunctionConfiguration': 'leaves the network to CloudFormation',
  'ec2:DescribeNetworkInterfaces': 'leaves the network to CloudFormation',
  'ec2:DeleteNetworkInterface': 'leaves the network to CloudFormation',
};

const NAMED = Object.entries(CALLS)
  .map(([operation, { by }]) => ({ action: operations[operation as keyof typeof operations] as string, by }))
  .filter(({ action }) => action !== 'sts:GetCallerIdentity' && !(action in RARE) && !(action in GOES_ON));

describe('without one action of it', () => {
  const policies = policyOf('deployer');

  it.each([
    ...NAMED.filter(({ by }) => by.includes('up')).map(({ action }) => action),
    'cloudformation:TagResource',
    'iam:PassRole',
  ])('up names it: %s', async (action) => {
    const at = await place();
    at.cloud.enforcePolicies(without(action, policies));
    const ended = up(at).then(() => down(at));
    const error = await failure(ended);
    expect(error).toMatchObject({
      code: expect.stringMatching(/^(access-denied|unhealthy)$/),
      message: expect.stringContaining(action),
      remedies: expect.arrayContaining([expect.stringContaining('npx proxywebhook policy')]),
    });
  });

  it('status names each that is missing among its warnings, and diff the one to clean up by', async () => {
    const at = await place();
    await up(at);
    for (const action of [
      'rds:DescribeDBInstances',
      'rds:DescribeDBProxies',
      'rds:DescribeDBProxyTargetGroups',
    ]) {
      at.cloud.enforcePolicies(without(action, policies));
      expect((await status(loadedConfig(INPUT), { ports: at.ports })).warnings.join()).toContain(action);
    }
    at.cloud.enforcePolicies(without('cloudformation:DeleteChangeSet', policies));
    const warnings: string[] = [];
    const changed = loadedConfig({ ...INPUT, function: { memoryMb: 512 } });
    await finish(diff(changed, at), (event) => {
      if (event.type === 'warned') warnings.push(event.message);
    });
    expect(warnings.join()).toContain('cloudformation:DeleteChangeSet');
  });

  it.each(NAMED.filter(({ by }) => by.includes('down') && !by.includes('up')).map(({ action }) => action))(
    'down names it: %s',
    async (action) => {
      const at = await place();
      await up(at);
      at.cloud.enforcePolicies(without(action, policies));
      expect(await failure(down(at))).toMatchObject({
        code: 'access-denied',
        message: expect.stringContaining(action),
      });
    },
  );
});

describe('what CloudFormation may not do for us', () => {
  it('is told with the action, the resource, the role, and the policy of that role', async () => {
    const at = await place();
    const role = `arn:aws:sts::${ACCOUNT}:assumed-role/cloudformation/AWSCloudFormation`;
    const resource = `arn:aws:rds:${REGION}:${ACCOUNT}:db-proxy:*`;
    at.cloud.injectResourceFault({
      logicalId: 'ProxyProxy',
      operation: 'create',
      reason: `Resource handler returned message: "User: ${role} is not authorized to perform: rds:CreateDBProxy on resource: ${resource} because no identity-based policy allows the rds:CreateDBProxy action (Service: Rds, Status Code: 403, Request ID: 1)" (RequestToken: 2, HandlerErrorCode: AccessDenied)`,
      times: 1,
    });
    const error = await failure(up(at));
    expect(error).toMatchObject({
      code: 'deployment-failed',
      message: expect.stringContaining('rds:CreateDBProxy'),
    });
    expect(error.remedies.join('\n')).toContain(`Allow rds:CreateDBProxy on ${resource} for ${role}`);
    expect(error.remedies.join('\n')).toContain('npx proxywebhook policy --for service-role');
  });

  it('is asked of the role of the stack when it is taken away too', async () => {
    const at = await place();
    await up(at);
    at.cloud.enforcePolicies(without('iam:PassRole', policyOf('deployer')));
    const error = await failure(down(at));
    expect(error).toMatchObject({ code: 'access-denied', data: { resource: INPUT.roleArn } });
    expect(error.message).toContain('iam:PassRole');
  });
});
