import { describe, expect, it } from 'vitest';
import { logGroup, openEngine, STACK, waitsFor } from '../driver.ts';

const chain = { A: logGroup(), B: logGroup({}, waitsFor('A')), C: logGroup({}, waitsFor('B')) };

describe('a stack that is created', () => {
  it('passes through its events in order, each resource twice in progress', async () => {
    const { create, events } = openEngine();
    expect(await create({ resources: { A: logGroup() } })).toMatchObject({ StackStatus: 'CREATE_COMPLETE' });
    expect(
      (await events()).map((event) => [
        event.LogicalResourceId,
        event.ResourceStatus,
        event.ResourceStatusReason,
      ]),
    ).toEqual([
      [STACK, 'REVIEW_IN_PROGRESS', 'User Initiated'],
      [STACK, 'CREATE_IN_PROGRESS', 'User Initiated'],
      ['A', 'CREATE_IN_PROGRESS', undefined],
      ['A', 'CREATE_IN_PROGRESS', 'Resource creation Initiated'],
      ['A', 'CREATE_COMPLETE', undefined],
      [STACK, 'CREATE_COMPLETE', undefined],
    ]);
    const physicalIds = (await events()).slice(2, 5).map((event) => event.PhysicalResourceId);
    expect(physicalIds[0]).toBe('');
    expect(physicalIds[1]).toMatch(/^proxywebhook-dev-A-\w{12}$/);
    expect(physicalIds[2]).toBe(physicalIds[1]);
  });

  it('makes each resource after what it waits for, and all others at the same time', async () => {
    const { create, told } = openEngine({ durations: () => 10_000 });
    await create({ resources: { ...chain, X: logGroup() } });
    const order = (await told()).filter((line) => !line.startsWith(STACK));
    expect(order.indexOf('B CREATE_IN_PROGRESS')).toBeGreaterThan(order.indexOf('A CREATE_COMPLETE'));
    expect(order.indexOf('C CREATE_IN_PROGRESS')).toBeGreaterThan(order.indexOf('B CREATE_COMPLETE'));
    expect(order.slice(0, 2)).toEqual(['A CREATE_IN_PROGRESS', 'X CREATE_IN_PROGRESS']);
  });

  it('has outputs, tags, parameters and one operation', async () => {
    const { create } = openEngine();
    const stack = await create({
      resources: { A: logGroup({ LogGroupName: { Ref: 'Name' } }) },
      parameters: { Name: { Type: 'String' } },
      values: { Name: '/x' },
      outputs: { Arn: { Value: { 'Fn::GetAtt': ['A', 'Arn'] } }, Where: { Value: { Ref: 'AWS::Region' } } },
      tags: { team: 'web' },
    });
    expect(stack).toMatchObject({
      Outputs: [
        { OutputKey: 'Arn', OutputValue: 'arn:aws:logs:us-east-1:123456789012:log-group:/x:*' },
        { OutputKey: 'Where', OutputValue: 'us-east-1' },
      ],
      Tags: [{ Key: 'team', Value: 'web' }],
      Parameters: [{ ParameterKey: 'Name', ParameterValue: '/x' }],
      LastOperations: [{ OperationType: 'CREATE_STACK' }],
    });
  });

  it('tells the token of the request and the operation on every event', async () => {
    const { create, events } = openEngine();
    const stack = await create({ resources: chain, execution: { ClientRequestToken: 'my-token' } });
    const own = (await events()).slice(1);
    expect(new Set(own.map(({ ClientRequestToken }) => ClientRequestToken))).toEqual(new Set(['my-token']));
    expect(new Set(own.map(({ OperationId }) => OperationId))).toEqual(
      new Set([stack.LastOperations?.[0]?.OperationId]),
    );
  });

  it('gives every event an id of its own, also when nothing takes any time', async () => {
    const { create, events } = openEngine({ durations: () => 0 });
    await create({ resources: chain });
    const ids = (await events()).map(({ EventId }) => EventId);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('a creation that fails', () => {
  const failing = { logicalId: 'B', operation: 'create', reason: 'no more room' } as const;

  it('cancels what is in progress, begins nothing more, and deletes what it made', async () => {
    const driver = openEngine({ durations: () => 10_000 });
    driver.engine.injectFault({ ...failing, at: 'end' });
    const stack = await driver.create({ resources: { ...chain, X: logGroup({}, waitsFor('A')) } });
    expect(stack).toMatchObject({
      StackStatus: 'ROLLBACK_COMPLETE',
      LastOperations: [{ OperationType: 'ROLLBACK' }, { OperationType: 'CREATE_STACK' }],
    });
    expect(await driver.reasons('B')).toContain('no more room');
    expect(await driver.told('C')).toEqual([]);
    expect(await driver.told('X')).toEqual([
      'X CREATE_IN_PROGRESS',
      'X CREATE_IN_PROGRESS',
      'X CREATE_FAILED',
      'X DELETE_IN_PROGRESS',
      'X DELETE_COMPLETE',
    ]);
    expect((await driver.reasons('X'))[2]).toBe('Resource creation cancelled');
    expect(await driver.told('A')).toEqual([
      'A CREATE_IN_PROGRESS',
      'A CREATE_IN_PROGRESS',
      'A CREATE_COMPLETE',
      'A DELETE_IN_PROGRESS',
      'A DELETE_COMPLETE',
    ]);
    expect(driver.world.logGroups.size).toBe(0);
  });

  it('says which resources failed (assumed: the cancelled ones among them)', async () => {
    const driver = openEngine();
    driver.engine.injectFault(failing);
    await driver.create({ resources: { ...chain, X: logGroup({}, waitsFor('A')) } });
    expect(await driver.reasons(STACK)).toContain(
      'The following resource(s) failed to create: [B, X]. Rollback requested by user.',
    );
  });

  it('rolls back as an operation of its own with the same token', async () => {
    const driver = openEngine();
    driver.engine.injectFault(failing);
    await driver.create({ resources: chain, execution: { ClientRequestToken: 'token' } });
    const events = (await driver.events()).slice(1);
    expect(new Set(events.map(({ OperationId }) => OperationId)).size).toBe(2);
    expect(new Set(events.map(({ ClientRequestToken }) => ClientRequestToken))).toEqual(new Set(['token']));
  });

  it('tells a handler error with its code', async () => {
    const driver = openEngine();
    driver.engine.injectFault({ ...failing, errorCode: 'GeneralServiceException' });
    await driver.create({ resources: chain });
    expect((await driver.reasons('B')).join('\n')).toMatch(
      /Resource handler returned message: "no more room" \(RequestToken: [0-9a-f-]{36}, HandlerErrorCode: GeneralServiceException\)/,
    );
  });

  it('ends as ROLLBACK_FAILED when something cannot be deleted, which then stays with all it needs', async () => {
    const driver = openEngine();
    driver.engine.injectFault({ logicalId: 'C', operation: 'create', reason: 'no' });
    driver.engine.injectFault({ logicalId: 'B', operation: 'delete', reason: 'stuck' });
    expect(await driver.create({ resources: chain })).toMatchObject({
      StackStatus: 'ROLLBACK_FAILED',
      StackStatusReason: 'The following resource(s) failed to delete: [B].',
    });
    expect(driver.world.logGroups.size).toBe(2);
    expect(await driver.told('A')).not.toContain('A DELETE_IN_PROGRESS');
  });

  it('keeps what has DeletionPolicy Retain, not what has RetainExceptOnCreate', async () => {
    const driver = openEngine();
    driver.engine.injectFault({ logicalId: 'Z', operation: 'create', reason: 'no', at: 'end' });
    await driver.create({
      resources: {
        Kept: logGroup({}, { DeletionPolicy: 'Retain' }),
        Gone: logGroup({}, { DeletionPolicy: 'RetainExceptOnCreate' }),
        Z: logGroup({}, waitsFor('Kept', 'Gone')),
      },
    });
    expect(await driver.told('Kept')).toContain('Kept DELETE_SKIPPED');
    expect(await driver.told('Gone')).toContain('Gone DELETE_COMPLETE');
    expect(driver.world.logGroups.size).toBe(1);
  });

  it('deletes those with Retain too when it was executed with RetainExceptOnCreate', async () => {
    const driver = openEngine();
    driver.engine.injectFault({ logicalId: 'Z', operation: 'create', reason: 'no' });
    await driver.create({
      resources: { A: logGroup({}, { DeletionPolicy: 'Retain' }), Z: logGroup({}, waitsFor('A')) },
      execution: { RetainExceptOnCreate: true },
    });
    expect(driver.world.logGroups.size).toBe(0);
  });
});

describe('a creation that fails with rollback disabled', () => {
  const request = { resources: { ...chain, X: logGroup() }, execution: { DisableRollback: true } };

  it('stays as it is, and goes on on every path that has not failed', async () => {
    const driver = openEngine({ durations: () => 10_000 });
    driver.engine.injectFault({ logicalId: 'A', operation: 'create', reason: 'no' });
    expect(await driver.create(request)).toMatchObject({
      StackStatus: 'CREATE_FAILED',
      StackStatusReason: 'The following resource(s) failed to create: [A].',
      DisableRollback: true,
    });
    expect(await driver.told('X')).toContain('X CREATE_COMPLETE');
    expect(await driver.told('B')).toEqual([]);
  });

  it('goes on from there with an update that makes what failed anew', async () => {
    const driver = openEngine();
    driver.engine.injectFault({ logicalId: 'B', operation: 'create', reason: 'no', at: 'end' });
    await driver.create(request);
    const changeSet = await driver.createChangeSet('UPDATE', request);
    expect(changeSet.changes.map((each) => `${each.Action} ${each.LogicalResourceId}`)).toEqual([
      'Add B',
      'Add C',
    ]);
    expect(await driver.update(request)).toMatchObject({ StackStatus: 'UPDATE_COMPLETE' });
    expect(driver.world.logGroups.size).toBe(4);
  });

  it('is deleted by RollbackStack, because nothing stable is behind it', async () => {
    const driver = openEngine();
    driver.engine.injectFault({ logicalId: 'C', operation: 'create', reason: 'no' });
    await driver.create(request);
    await driver.call('RollbackStack', { StackName: STACK });
    await driver.settle();
    expect(await driver.stack()).toMatchObject({ StackStatus: 'DELETE_COMPLETE' });
    expect(driver.world.logGroups.size).toBe(0);
  });
});

it('is deleted at once when the change set said so for a failure', async () => {
  const driver = openEngine();
  driver.engine.injectFault({ logicalId: 'C', operation: 'create', reason: 'no' });
  const stack = await driver.create({ resources: chain, changeSet: { OnStackFailure: 'DELETE' } });
  expect(stack).toMatchObject({ StackStatus: 'DELETE_COMPLETE' });
  expect(driver.world.logGroups.size).toBe(0);
});

it('lets dependents of a function begin while its last check is still running', async () => {
  const driver = openEngine({ durations: () => 10_000 });
  await driver.create({
    resources: {
      Role: ['AWS::IAM::Role', { AssumeRolePolicyDocument: {} }],
      F: [
        'AWS::Lambda::Function',
        {
          Code: { S3Bucket: 'artifacts', S3Key: 'handler.zip' },
          Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
        },
      ],
      After: logGroup({}, waitsFor('F')),
    },
  });
  const events = await driver.events();
  const check = events.find(({ DetailedStatus }) => DetailedStatus === 'CONFIGURATION_COMPLETE');
  expect(check).toMatchObject({
    LogicalResourceId: 'F',
    ResourceStatus: 'CREATE_IN_PROGRESS',
    ResourceStatusReason: 'Eventual consistency check initiated',
  });
  const told = await driver.told();
  expect(told.indexOf('After CREATE_IN_PROGRESS')).toBeLessThan(told.indexOf('F CREATE_COMPLETE'));
});
