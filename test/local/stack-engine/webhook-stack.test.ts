import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../../src/config/parse.ts';
import { renderWebhookStack } from '../../../templates/webhook-stack.ts';
import { type Driver, openEngine } from './driver.ts';

describe('our own stack on the engine', () => {
  it.each([
    ['a VPC of its own and a secret', {}],
    ['IAM at the proxy', { proxy: { auth: 'iam' } }],
    [
      'no access logs, tags and a public page',
      { api: { accessLogs: false }, tags: { team: 'web' }, view: { access: 'public' } },
    ],
  ])('is created and deleted again, leaving nothing: %s', async (_, settings) => {
    const driver = openEngine();
    const stack = await driver.create(request(settings));
    expect(stack).toMatchObject({ StackStatus: 'CREATE_COMPLETE' });
    expect(outputs(stack).WebhookUrl).toMatch(/^https:\/\/\w{10}\.execute-api\.us-east-1\.amazonaws\.com$/);
    expect([...driver.world.proxies.values()]).toMatchObject([
      { status: 'available', targetGroup: { targets: [{ state: 'AVAILABLE' }] } },
    ]);
    expect(await driver.remove()).toMatchObject({ StackStatus: 'DELETE_COMPLETE' });
    expect(left(driver)).toEqual({ snapshots: 1 });
  });

  it('takes about a quarter of an hour to be created, most of it for database, proxy and target', async () => {
    const driver = openEngine();
    await driver.create(request());
    const events = (await driver.events()).filter(
      ({ ResourceStatus }) => !ResourceStatus.startsWith('REVIEW'),
    );
    const seconds = (Number(events.at(-1)?.Timestamp) - Number(events[0]?.Timestamp)) / 1000;
    expect(seconds).toBeGreaterThan(8 * 60);
    expect(seconds).toBeLessThan(25 * 60);
  });

  it('finds nothing to change when it is deployed again as it is', async () => {
    const driver = openEngine();
    await driver.create(request());
    expect(await driver.createChangeSet('UPDATE', previous())).toMatchObject({
      Status: 'FAILED',
      StatusReason:
        "The submitted information didn't contain changes. Submit different information to create a change set.",
    });
  });

  it('updates the function in place, and nothing that only refers to it', async () => {
    const driver = openEngine();
    await driver.create(request());
    const before = driver.clock.now();
    await driver.update(previous({ function: { memoryMb: 512 } }));
    const events = (await driver.events()).filter(({ Timestamp }) => Number(Timestamp) > before);
    expect(events.map((event) => `${event.LogicalResourceId} ${event.ResourceStatus}`)).toEqual([
      'proxywebhook-dev UPDATE_IN_PROGRESS',
      'FunctionFunction UPDATE_IN_PROGRESS',
      'FunctionFunction UPDATE_COMPLETE',
      'proxywebhook-dev UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
      'proxywebhook-dev UPDATE_COMPLETE',
    ]);
    expect([...driver.world.functions.values()]).toMatchObject([{ properties: { MemorySize: 512 } }]);
  });

  it("cannot move to another network, because the database's subnet group stays in its VPC: all is taken back", async () => {
    const driver = openEngine();
    await driver.create(request());
    const changeSet = await driver.createChangeSet('UPDATE', previous({ network: { cidr: '10.50.0.0/16' } }));
    const replaced = Object.fromEntries(
      changeSet.changes.map((change) => [change.LogicalResourceId, change.Replacement]),
    );
    expect(replaced).toMatchObject({
      NetworkVpc: 'True',
      NetworkSubnetA: 'True',
      NetworkFunctionGroup: 'Conditional',
      ProxyProxy: 'True',
    });
    await driver.call('ExecuteChangeSet', { ChangeSetName: changeSet.ChangeSetId });
    await driver.settle();
    expect(await driver.stack()).toMatchObject({ StackStatus: 'UPDATE_ROLLBACK_COMPLETE' });
    expect((await driver.reasons('DatabaseSubnetGroup')).join('\n')).toContain(
      'The new Subnets are not in the same Vpc as the existing subnet group',
    );
    expect([...driver.world.vpcs.values()]).toMatchObject([{ properties: { CidrBlock: '10.42.0.0/16' } }]);
    expect(driver.world.proxies.size).toBe(1);
    expect(driver.world.databases.size).toBe(1);
    expect(await driver.remove()).toMatchObject({ StackStatus: 'DELETE_COMPLETE' });
  });

  it('is rolled back to nothing when the function cannot be made, and tells why', async () => {
    const driver = openEngine();
    const stack = await driver.create(request({}, { ArtifactKey: 'missing.zip' }));
    expect(stack).toMatchObject({
      StackStatus: 'ROLLBACK_COMPLETE',
    });
    expect((await driver.reasons('FunctionFunction')).join('\n')).toContain(
      'Error occurred while GetObject. S3 Error Code: NoSuchKey. S3 Error Message: The specified key does not exist.',
    );
    expect(left(driver)).toEqual({});
  });
});

function request(
  settings: Readonly<Record<string, unknown>> = {},
  values: Readonly<Record<string, string>> = {},
) {
  const config = parseConfig(settings, { environment: 'dev', source: 'test' } as never);
  const { body, document } = renderWebhookStack(config);
  const all: Readonly<Record<string, string>> = {
    ArtifactBucket: 'artifacts',
    ArtifactKey: 'handler.zip',
    ZoneA: 'us-east-1a',
    ZoneB: 'us-east-1b',
    EngineVersion: '8.4',
    ViewKey: 'not-to-be-shown',
    ...values,
  };
  const declared = Object.keys((document as { Parameters?: object }).Parameters ?? {});
  return {
    body,
    values: Object.fromEntries(declared.map((name) => [name, all[name] ?? ''])),
    tags: { ...config.tags, 'proxywebhook:environment': 'dev' },
  };
}

function previous(settings: Readonly<Record<string, unknown>> = {}) {
  const { values, ...rest } = request(settings);
  return {
    ...rest,
    changeSet: {
      Parameters: Object.keys(values).map((ParameterKey) => ({ ParameterKey, UsePreviousValue: true })),
    },
  };
}

function outputs(stack: Awaited<ReturnType<Driver['stack']>>): Readonly<Record<string, string>> {
  return Object.fromEntries(stack.Outputs.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
}

function left({ world }: Driver): Readonly<Record<string, number>> {
  const { buckets: _, roles, ...rest } = world;
  const counts = Object.entries(rest).flatMap(([name, value]) =>
    value instanceof Map && value.size > 0 ? [[name, value.size] as const] : [],
  );
  const own = [...roles.values()].filter(({ serviceLinked }) => !serviceLinked).length;
  return Object.fromEntries(own === 0 ? counts : [...counts, ['roles', own]]);
}
