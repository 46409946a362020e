import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { account } from '../../src/aws/account.ts';
import { clock } from '../../src/aws/clock.ts';
import { functions } from '../../src/aws/functions.ts';
import { http } from '../../src/aws/http.ts';
import { type AwsCall, awsPorts } from '../../src/aws/index.ts';
import { proxyTargets } from '../../src/aws/proxy-targets.ts';
import { random } from '../../src/aws/random.ts';
import {
  type Answer,
  fakeCredentials,
  type RecordedAws,
  recordedAws,
  xml,
  xmlError,
} from './recorded-aws.ts';

beforeAll(fakeCredentials);
let aws: RecordedAws;
afterEach(() => aws?.stop());

async function session(...answers: readonly Answer[]) {
  aws = await recordedAws(...answers);
  return aws.session;
}

const caller = (arn: string) =>
  xml('GetCallerIdentity', `<Arn>${arn}</Arn><UserId>u</UserId><Account>123456789012</Account>`);

describe('account', () => {
  it('says who calls, where, and in which partition', async () => {
    const port = account(await session(caller('arn:aws-cn:sts::123456789012:assumed-role/dev/me')));
    expect(await port.identity()).toEqual({
      account: '123456789012',
      arn: 'arn:aws-cn:sts::123456789012:assumed-role/dev/me',
      region: 'eu-central-1',
      partition: 'aws-cn',
    });
  });

  it('asks for open zones only, and gives their names and ids', async () => {
    const port = account(
      await session({
        body: `<DescribeAvailabilityZonesResponse><availabilityZoneInfo>
          <item><zoneName>eu-central-1a</zoneName><zoneId>euc1-az2</zoneId></item>
          <item><zoneName>eu-central-1b</zoneName><zoneId>euc1-az3</zoneId></item>
          </availabilityZoneInfo></DescribeAvailabilityZonesResponse>`,
      }),
    );
    expect(await port.zones()).toEqual([
      { name: 'eu-central-1a', id: 'euc1-az2' },
      { name: 'eu-central-1b', id: 'euc1-az3' },
    ]);
    expect(aws.requests[0]?.form).toMatchObject({
      'Filter.1.Name': 'zone-type',
      'Filter.1.Value.1': 'availability-zone',
      'Filter.3.Name': 'opt-in-status',
    });
  });

  it('knows whether RDS has its role', async () => {
    const role =
      '<Role><RoleName>AWSServiceRoleForRDS</RoleName><Path>/</Path><RoleId>r</RoleId><Arn>a</Arn><CreateDate>2026-01-01T00:00:00Z</CreateDate></Role>';
    const port = account(await session(xml('GetRole', role), xmlError('NoSuchEntity', 'not found', 404)));
    expect([await port.hasRdsServiceLinkedRole(), await port.hasRdsServiceLinkedRole()]).toEqual([
      true,
      false,
    ]);
  });

  it('makes the role of RDS, also when somebody else was quicker', async () => {
    const taken =
      'Service role name AWSServiceRoleForRDS has been taken in this account, please try a different suffix.';
    const port = account(await session(xmlError('InvalidInput', taken)));
    await expect(port.createRdsServiceLinkedRole()).resolves.toBeUndefined();
    expect(aws.requests[0]?.form).toMatchObject({ AWSServiceName: 'rds.amazonaws.com' });
  });
});

describe('functions', () => {
  it('are given code that is waited for only until somebody interrupts', async () => {
    const port = functions(await session({ body: '{"LastUpdateStatus":"InProgress"}' }));
    const stop = new AbortController();
    const waiting = port.updateCode('web-Function', { bucket: 'b', key: 'k' }, stop.signal);
    await vi.waitFor(() => expect(aws.requests.length).toBeGreaterThan(2));
    stop.abort(new Error('interrupted'));
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
    const asked = aws.requests.filter(({ method }) => method === 'PUT');
    expect(asked).toHaveLength(1);
  });

  it('sends a payload and gives what came back', async () => {
    const port = functions(await session({ body: '{"ok":true}' }));
    expect(await port.invoke('web-Function', { proxywebhook: 'check' })).toEqual({ payload: { ok: true } });
    expect(aws.requests[0]).toMatchObject({
      url: '/2015-03-31/functions/web-Function/invocations',
      body: '{"proxywebhook":"check"}',
    });
  });

  it("tells the function's own error as a failure, not as ours", async () => {
    const headers = { 'x-amz-function-error': 'Unhandled' };
    const port = functions(
      await session({ headers, body: '{"errorType":"TypeError","errorMessage":"x is not y"}' }),
    );
    expect(await port.invoke('f', {})).toMatchObject({ failure: 'TypeError: x is not y' });
  });

  it('says that a function is not ready yet, to be asked again', async () => {
    const headers = { 'x-amzn-errortype': 'ResourceConflictException' };
    const body =
      '{"Message":"The operation cannot be performed at this time. The function is currently in the following state: Pending"}';
    const port = functions(await session({ status: 409, headers, body }));
    await expect(port.invoke('f', {})).rejects.toMatchObject({
      code: 'unreachable',
      data: { retryable: true },
    });
  });
});

describe('proxyTargets', () => {
  it('tells a proxy, its pool and its targets of every page', async () => {
    const target = (id: string, health: string) =>
      `<Targets><member><RdsResourceId>${id}</RdsResourceId><Port>3306</Port><TargetHealth>${health}</TargetHealth></member></Targets>`;
    const failed =
      '<State>UNAVAILABLE</State><Reason>AUTH_FAILURE</Reason><Description>Proxy does not have any registered credentials</Description>';
    const port = proxyTargets(
      await session(
        xml(
          'DescribeDBProxies',
          `<DBProxies><member><DBProxyName>p</DBProxyName><Status>available</Status><Endpoint>p.proxy</Endpoint><RequireTLS>true</RequireTLS>
           <IdleClientTimeout>1800</IdleClientTimeout><Auth><member><IAMAuth>REQUIRED</IAMAuth></member></Auth></member></DBProxies>`,
        ),
        xml(
          'DescribeDBProxyTargetGroups',
          `<TargetGroups><member><TargetGroupName>default</TargetGroupName><IsDefault>true</IsDefault><ConnectionPoolConfig>
           <MaxConnectionsPercent>80</MaxConnectionsPercent><ConnectionBorrowTimeout>3</ConnectionBorrowTimeout></ConnectionPoolConfig></member></TargetGroups>`,
        ),
        xml('DescribeDBProxyTargets', `${target('db-1', '<State>AVAILABLE</State>')}<Marker>m</Marker>`),
        xml('DescribeDBProxyTargets', target('db-2', failed)),
      ),
    );
    expect(await port.proxy('p')).toEqual({
      name: 'p',
      status: 'available',
      endpoint: 'p.proxy',
      requireTls: true,
      debugLogging: false,
      idleClientTimeoutSeconds: 1800,
      auth: 'iam',
    });
    expect(await port.pool('p')).toEqual({
      maxConnectionsPercent: 80,
      maxIdleConnectionsPercent: 40,
      connectionBorrowTimeoutSeconds: 3,
    });
    expect(await port.targets('p')).toEqual([
      { id: 'db-1', port: 3306, state: 'AVAILABLE' },
      {
        id: 'db-2',
        port: 3306,
        state: 'UNAVAILABLE',
        reason: 'AUTH_FAILURE',
        description: 'Proxy does not have any registered credentials',
      },
    ]);
    expect(aws.requests.at(-1)?.form).toMatchObject({ Marker: 'm' });
  });

  it('names the newest snapshot of a database', async () => {
    const snapshot = (id: string, at: string) =>
      `<DBSnapshot><DBSnapshotIdentifier>${id}</DBSnapshotIdentifier><SnapshotCreateTime>${at}</SnapshotCreateTime></DBSnapshot>`;
    const list = snapshot('old', '2026-11-01T00:00:00Z') + snapshot('new', '2026-11-02T00:00:00Z');
    const port = proxyTargets(
      await session(xml('DescribeDBSnapshots', `<DBSnapshots>${list}</DBSnapshots>`)),
    );
    expect(await port.newestSnapshot('db-1')).toBe('new');
    expect(aws.requests.at(-1)?.form).toMatchObject({ DBInstanceIdentifier: 'db-1', SnapshotType: 'manual' });
  });

  it('lists the snapshots of all databases, newest first, with their tags', async () => {
    const snapshot = (id: string, at: string) =>
      `<DBSnapshot><DBSnapshotIdentifier>${id}</DBSnapshotIdentifier><DBInstanceIdentifier>db</DBInstanceIdentifier><SnapshotCreateTime>${at}</SnapshotCreateTime>
       <TagList><Tag><Key>owner</Key><Value>${id}</Value></Tag></TagList></DBSnapshot>`;
    const page = (content: string, marker = '') =>
      xml('DescribeDBSnapshots', `<DBSnapshots>${content}</DBSnapshots>${marker}`);
    const first = page(snapshot('old', '2026-11-01T00:00:00Z'), '<Marker>m</Marker>');
    const port = proxyTargets(await session(first, page(snapshot('new', '2026-11-02T00:00:00Z'))));
    expect(await port.snapshots()).toEqual([
      { name: 'new', databaseId: 'db', tags: { owner: 'new' } },
      { name: 'old', databaseId: 'db', tags: { owner: 'old' } },
    ]);
    expect(aws.requests.at(-1)?.form).toMatchObject({ SnapshotType: 'manual', Marker: 'm' });
    expect(aws.requests.at(-1)?.form).not.toHaveProperty('DBInstanceIdentifier');
  });

  it('tells a database', async () => {
    const port = proxyTargets(
      await session(
        xml(
          'DescribeDBInstances',
          `<DBInstances><DBInstance><DBInstanceIdentifier>db-1</DBInstanceIdentifier><DBInstanceStatus>available</DBInstanceStatus>
           <Engine>mysql</Engine><EngineVersion>8.4.11</EngineVersion><DBInstanceClass>db.t4g.micro</DBInstanceClass>
           <Endpoint><Address>db.rds</Address></Endpoint><AllocatedStorage>20</AllocatedStorage><MultiAZ>false</MultiAZ>
           <AvailabilityZone>eu-central-1a</AvailabilityZone><DeletionProtection>true</DeletionProtection></DBInstance></DBInstances>`,
        ),
      ),
    );
    expect(await port.database('db-1')).toEqual({
      id: 'db-1',
      status: 'available',
      engine: 'mysql',
      engineVersion: '8.4.11',
      instanceClass: 'db.t4g.micro',
      endpoint: 'db.rds',
      allocatedStorageGb: 20,
      multiAz: false,
      zone: 'eu-central-1a',
      deletionProtection: true,
    });
  });

  it.each<[string, string, (port: ReturnType<typeof proxyTargets>) => Promise<unknown>, unknown]>([
    ['proxy', 'DBProxyNotFoundFault', (port) => port.proxy('p'), undefined],
    ['pool', 'DBProxyTargetGroupNotFoundFault', (port) => port.pool('p'), undefined],
    ['targets', 'DBProxyNotFoundFault', (port) => port.targets('p'), []],
    ['database', 'DBInstanceNotFound', (port) => port.database('d'), undefined],
  ])('answers %s of what is not there with nothing', async (_, code, ask, expected) => {
    expect(await ask(proxyTargets(await session(xmlError(code, 'not found', 404))))).toEqual(expected);
  });

  it('lifts the deletion protection at once', async () => {
    const port = proxyTargets(await session(xml('ModifyDBInstance', '')));
    await port.setDeletionProtection('db-1', false);
    expect(aws.requests[0]?.form).toMatchObject({ DeletionProtection: 'false', ApplyImmediately: 'true' });
  });
});

describe('http', () => {
  it('gives status and body, redirects too', async () => {
    await session({ status: 302, headers: { location: 'https://elsewhere.invalid' }, body: 'moved' });
    expect(await http.get(`${aws.endpoint}/_/health`, 1000)).toEqual({ status: 302, body: 'moved' });
  });

  it('says what does not answer', async () => {
    await session();
    await aws.stop();
    await expect(http.get(`${aws.endpoint}/_/health`, 1000)).rejects.toMatchObject({
      code: 'unreachable',
      message: `${aws.endpoint}/_/health does not answer (ECONNREFUSED).`,
    });
  });
});

describe('clock and random', () => {
  it("ends a sleep with `cancelled`, for its signal's reason", async () => {
    const reason = new Error('interrupted');
    const controller = new AbortController();
    const sleeping = clock.sleep(60_000, controller.signal);
    controller.abort(reason);
    await expect(sleeping).rejects.toMatchObject({ code: 'cancelled', cause: reason });
    await expect(clock.sleep(0, controller.signal)).rejects.toMatchObject({
      code: 'cancelled',
      cause: reason,
    });
  });

  it('gives hex of any length, never the same, and fractions below one', () => {
    expect(random.hex(7)).toMatch(/^[0-9a-f]{7}$/);
    expect(random.hex(64)).not.toBe(random.hex(64));
    expect(random.fraction()).toBeLessThan(1);
  });
});

describe('awsPorts', () => {
  it('reaches every service at the endpoint it is given, and tells each call', async () => {
    await session(
      caller('arn:aws:iam::123456789012:user/u'),
      xmlError('ValidationError', 'Stack with id web does not exist'),
    );
    const calls: AwsCall[] = [];
    const ports = await awsPorts({
      region: 'eu-central-1',
      endpoint: aws.endpoint,
      verbose: (call) => calls.push(call),
    });
    expect(await ports.account.identity()).toMatchObject({ account: '123456789012' });
    expect(await ports.stacks.describe('web')).toBeUndefined();
    expect(calls).toEqual([
      { operation: 'GetCallerIdentity', action: 'sts:GetCallerIdentity', milliseconds: expect.any(Number) },
      {
        operation: 'DescribeStacks',
        action: 'cloudformation:DescribeStacks',
        subject: 'web',
        milliseconds: expect.any(Number),
        failed: 'ValidationError',
      },
    ]);
  });
});
