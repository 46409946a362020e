import { describe, expect, it } from 'vitest';
import { type Driver, failureOf, openEngine } from '../driver.ts';
import { databaseStack, network, proxyStack } from './rds-resources.ts';

const targets = ({ world }: Driver) =>
  [...world.proxies.values()].flatMap((proxy) => proxy.targetGroup?.targets);

describe('a proxy', () => {
  it('has an ARN of its own and an endpoint, and is named by the template', async () => {
    const driver = openEngine();
    const { Outputs } = await driver.create({
      resources: proxyStack(),
      outputs: {
        Name: { Value: { Ref: 'Proxy' } },
        Arn: { Value: { 'Fn::GetAtt': ['Proxy', 'DBProxyArn'] } },
        Endpoint: { Value: { 'Fn::GetAtt': ['Proxy', 'Endpoint'] } },
        Vpc: { Value: { 'Fn::GetAtt': ['Proxy', 'VpcId'] } },
      },
    });
    expect(Outputs.map(({ OutputValue }) => OutputValue)).toEqual([
      'the-proxy',
      expect.stringMatching(/^arn:aws:rds:us-east-1:123456789012:db-proxy:prx-[0-9a-f]{17}$/),
      expect.stringMatching(/^the-proxy\.proxy-[a-z0-9]{12}\.us-east-1\.rds\.amazonaws\.com$/),
      [...driver.world.vpcs.keys()][0],
    ]);
  });

  it('is made beside the database, and fails where RDS was never used and its role is not there yet', async () => {
    const driver = openEngine({ world: { rdsServiceLinkedRole: false } });
    const {
      SubnetGroup: _,
      Database: __,
      Targets: ___,
      ...alone
    } = { ...proxyStack() } as Record<string, object>;
    await driver.create({ resources: alone });
    expect(await failureOf(driver, 'Proxy')).toContain(
      'RDS is not authorized to assume service-linked role arn:aws:iam::123456789012:role/aws-service-role/rds.amazonaws.com/AWSServiceRoleForRDS',
    );
  });

  it('needs two zones that support it', async () => {
    const driver = openEngine();
    const { SubnetB } = network();
    const inThird = [SubnetB?.[0], { ...(SubnetB?.[1] as object), AvailabilityZone: 'us-east-1c' }];
    await driver.create({ resources: { ...proxyStack(), SubnetB: inThird } });
    expect(await failureOf(driver, 'Proxy')).toContain('at least two subnets in different supported');
  });

  it('cannot have a name that is taken', async () => {
    const driver = openEngine();
    await driver.create({ resources: proxyStack() });
    const again = await driver.createChangeSet('CREATE', {
      resources: proxyStack(),
      changeSet: { StackName: 'other' },
    });
    expect(again.Status).toBe('FAILED');
  });

  it('is not replaced under the same name', async () => {
    const driver = openEngine();
    await driver.create({ resources: proxyStack() });
    await driver.update({ resources: proxyStack({ proxy: { EndpointNetworkType: 'DUAL' } }) });
    expect(await failureOf(driver, 'Proxy')).toContain('Rename the-proxy and update the stack again.');
  });
});

describe('its targets', () => {
  it('are registering, wait for capacity and become available, and CloudFormation waits for them', async () => {
    const driver = openEngine({ durations: (type) => (type.endsWith('TargetGroup') ? 85_000 : 1_000) });
    await driver.begin('CREATE', { resources: proxyStack() });
    const seen = new Set<string>();
    for (let second = 0; second < 200; second += 1) {
      await driver.settle(1_000);
      for (const target of targets(driver)) if (target) seen.add(`${target.state} ${target.reason}`);
    }
    expect([...seen]).toEqual([
      'REGISTERING undefined',
      'UNAVAILABLE PENDING_PROXY_CAPACITY',
      'AVAILABLE undefined',
    ]);
    expect(await driver.stack()).toMatchObject({ StackStatus: 'CREATE_COMPLETE' });
  });

  it('time out where the database does not admit the proxy, after twenty minutes', async () => {
    const driver = openEngine();
    await driver.create({ resources: proxyStack({ admitted: false }) });
    expect(await failureOf(driver, 'Targets')).toContain(
      'Timed out waiting for target group to become available.',
    );
    const own = (await driver.events()).filter(({ LogicalResourceId }) => LogicalResourceId === 'Targets');
    const seconds = (Number(own[2]?.Timestamp) - Number(own[0]?.Timestamp)) / 1000;
    expect(seconds).toBeGreaterThan(1190);
    expect(seconds).toBeLessThan(1260);
    expect(await driver.stack()).toMatchObject({ StackStatus: 'ROLLBACK_COMPLETE' });
  });

  it('tell AUTH_FAILURE where the secret is not what the database knows', async () => {
    const driver = openEngine();
    await driver.begin('CREATE', {
      resources: proxyStack({ database: { MasterUserPassword: 'another-password' } }),
    });
    await driver.settle(1_200_000);
    expect(targets(driver)).toMatchObject([
      {
        state: 'UNAVAILABLE',
        reason: 'AUTH_FAILURE',
        description: 'Proxy does not have any registered credentials',
      },
    ]);
  });

  it('stay as a fault says, and fail the stack', async () => {
    const driver = openEngine();
    driver.engine.injectFault({
      type: 'AWS::RDS::DBProxyTargetGroup',
      operation: 'create',
      targetHealth: { state: 'UNAVAILABLE', reason: 'CONNECTION_FAILED' },
    });
    await driver.begin('CREATE', { resources: proxyStack() });
    await driver.settle(1_200_000);
    expect(targets(driver)).toMatchObject([{ state: 'UNAVAILABLE', reason: 'CONNECTION_FAILED' }]);
    await driver.settle();
    expect(await driver.stack()).toMatchObject({ StackStatus: 'ROLLBACK_COMPLETE' });
  });

  it('stay as somebody else set them', async () => {
    const driver = openEngine();
    await driver.create({ resources: proxyStack() });
    const [target] = targets(driver);
    Object.assign(target ?? {}, { state: 'UNAVAILABLE', reason: 'AUTH_FAILURE' });
    const pool = { ConnectionPoolConfigurationInfo: { MaxConnectionsPercent: 50 } };
    await driver.update({ resources: proxyStack({ targets: pool }) });
    expect(await failureOf(driver, 'Targets')).toContain('Timed out waiting for target group');
    expect(await driver.stack()).toMatchObject({ StackStatus: 'UPDATE_ROLLBACK_FAILED' });
  });

  it('take their pool from the template', async () => {
    const driver = openEngine();
    const pool = (MaxConnectionsPercent: number) => ({
      targets: { ConnectionPoolConfigurationInfo: { MaxConnectionsPercent } },
    });
    await driver.create({ resources: proxyStack(pool(100)) });
    await driver.update({ resources: proxyStack(pool(50)) });
    expect([...driver.world.proxies.values()][0]?.targetGroup?.pool).toEqual({ MaxConnectionsPercent: 50 });
  });
});

it('lets a database be deleted without its proxy knowing', async () => {
  const driver = openEngine();
  await driver.create({ resources: proxyStack() });
  await driver.update({ resources: databaseStack() });
  expect(driver.world.proxies.size).toBe(0);
  expect(await driver.remove()).toMatchObject({ StackStatus: 'DELETE_COMPLETE' });
});
