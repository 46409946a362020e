import { describe, expect, it } from 'vitest';
import { logGroup, openEngine, STACK, waitsFor } from '../driver.ts';

const resources = { A: logGroup() };

describe('a change set', () => {
  it('of a new stack makes it REVIEW_IN_PROGRESS, and nothing else', async () => {
    const driver = openEngine();
    const changeSet = await driver.createChangeSet('CREATE', { resources });
    expect(changeSet).toMatchObject({
      Status: 'CREATE_COMPLETE',
      ExecutionStatus: 'AVAILABLE',
      StackName: STACK,
    });
    expect(changeSet.changes).toEqual([
      {
        Action: 'Add',
        LogicalResourceId: 'A',
        ResourceType: 'AWS::Logs::LogGroup',
        Scope: [],
        Details: [],
      },
    ]);
    expect(await driver.stack()).toMatchObject({ StackStatus: 'REVIEW_IN_PROGRESS', Parameters: [] });
    expect(driver.world.logGroups.size).toBe(0);
  });

  it('is pending, then in progress, then complete', async () => {
    const { call, settle } = openEngine();
    const { Id } = await call('CreateChangeSet', {
      StackName: STACK,
      ChangeSetName: 'c',
      ChangeSetType: 'CREATE',
      TemplateBody: '{"Resources":{"A":{"Type":"AWS::Logs::LogGroup"}}}',
    });
    const seen: unknown[] = [];
    for (const milliseconds of [0, 1_000, 10_000]) {
      await settle(milliseconds);
      const { Status, ExecutionStatus } = await call('DescribeChangeSet', { ChangeSetName: Id });
      seen.push(`${Status} ${ExecutionStatus}`);
    }
    expect(seen).toEqual([
      'CREATE_PENDING UNAVAILABLE',
      'CREATE_IN_PROGRESS UNAVAILABLE',
      'CREATE_COMPLETE AVAILABLE',
    ]);
  });

  it('without changes fails, and says so', async () => {
    const driver = openEngine();
    await driver.create({ resources });
    expect(await driver.createChangeSet('UPDATE', { resources })).toMatchObject({
      Status: 'FAILED',
      StatusReason:
        "The submitted information didn't contain changes. Submit different information to create a change set.",
      ExecutionStatus: 'UNAVAILABLE',
      changes: [],
    });
  });

  it('takes a description, a previous template and tags for no change of their own', async () => {
    const driver = openEngine();
    await driver.create({ resources, tags: { a: 'b' } });
    const same = { resources, tags: { a: 'b' }, changeSet: { UsePreviousTemplate: true, Description: 'd' } };
    expect(await driver.createChangeSet('UPDATE', same)).toMatchObject({
      Status: 'FAILED',
      Description: 'd',
    });
  });

  it('is the same one when the request is repeated with its token', async () => {
    const { call } = openEngine();
    const input = {
      StackName: STACK,
      ChangeSetName: 'c',
      ChangeSetType: 'CREATE',
      ClientToken: 'token',
      TemplateBody: '{"Resources":{"A":{"Type":"AWS::Logs::LogGroup"}}}',
    };
    const first = await call('CreateChangeSet', input);
    expect(await call('CreateChangeSet', input)).toEqual(first);
    await expect(call('CreateChangeSet', { ...input, ClientToken: 'other' })).rejects.toMatchObject({
      code: 'AlreadyExistsException',
      message: `ChangeSet [${first.Id}] already exists`,
    });
  });

  it('comes in pages', async () => {
    const driver = openEngine({ settings: { changesPerPage: 2 } });
    const five = Object.fromEntries(['A', 'B', 'C', 'D', 'E'].map((name) => [name, logGroup()]));
    const { ChangeSetId, changes } = await driver.createChangeSet('CREATE', { resources: five });
    expect(changes.map(({ LogicalResourceId }) => LogicalResourceId)).toEqual(Object.keys(five));
    const { Changes, NextToken } = await driver.call('DescribeChangeSet', { ChangeSetName: ChangeSetId });
    expect(Changes).toHaveLength(2);
    expect(NextToken).toBeDefined();
  });

  it('is found by its name together with its stack', async () => {
    const driver = openEngine();
    await driver.createChangeSet('CREATE', { resources });
    const named = { ChangeSetName: 'change-1', StackName: STACK };
    expect(await driver.call('DescribeChangeSet', named)).toMatchObject({ Status: 'CREATE_COMPLETE' });
    await expect(driver.call('DescribeChangeSet', { ChangeSetName: 'change-1' })).rejects.toThrow(
      'StackName must be specified if ChangeSetName is not specified as an ARN.',
    );
    await expect(
      driver.call('DescribeChangeSet', { ChangeSetName: 'other', StackName: STACK }),
    ).rejects.toMatchObject({
      code: 'ChangeSetNotFound',
      status: 404,
      message: 'ChangeSet [other] does not exist',
    });
  });

  it('is listed until it is executed or deleted, and deleting what is gone is no error', async () => {
    const driver = openEngine();
    const { ChangeSetId } = await driver.createChangeSet('CREATE', { resources });
    const listed = async () =>
      (
        (await driver.call('ListChangeSets', { StackName: STACK })).Summaries as { ChangeSetId: string }[]
      ).map((each) => each.ChangeSetId);
    expect(await listed()).toEqual([ChangeSetId]);
    const named = { ChangeSetName: 'change-1', StackName: STACK };
    await driver.call('DeleteChangeSet', named);
    await driver.call('DeleteChangeSet', named);
    expect(await listed()).toEqual([]);
  });
});

describe('a change set is refused', () => {
  it('for a new stack where there is one', async () => {
    const driver = openEngine();
    await driver.create({ resources });
    await expect(driver.createChangeSet('CREATE', { resources })).rejects.toMatchObject({
      code: 'ValidationError',
      message: `Stack [${STACK}] already exists and cannot be created again with the changeSet [change-2].`,
    });
  });

  it('for a stack that is not there', async () => {
    const { createChangeSet } = openEngine();
    await expect(createChangeSet('UPDATE', { resources })).rejects.toThrow(`Stack [${STACK}] does not exist`);
  });

  it('for a stack that is busy', async () => {
    const driver = openEngine();
    await driver.begin('CREATE', { resources });
    const { StackId } = await driver.stack();
    await expect(driver.createChangeSet('UPDATE', { resources })).rejects.toMatchObject({
      code: 'ValidationError',
      message: `Stack:${StackId} is in CREATE_IN_PROGRESS state and can not be updated.`,
    });
  });

  it.each(['CREATE', 'UPDATE'] as const)(
    'of type %s for a stack whose creation was rolled back',
    async (type) => {
      const driver = openEngine();
      driver.engine.injectFault({ operation: 'create', reason: 'no' });
      const { StackId } = await driver.create({ resources });
      await expect(driver.createChangeSet(type, { resources })).rejects.toThrow(
        `Stack:${StackId} is in ROLLBACK_COMPLETE state and can not be updated.`,
      );
    },
  );

  it('when it changes the type of a resource', async () => {
    const driver = openEngine();
    await driver.create({ resources });
    await expect(
      driver.createChangeSet('UPDATE', { resources: { A: ['AWS::SecretsManager::Secret'] } }),
    ).rejects.toThrow(
      'Update of resource type is not permitted. The new template modifies resource type of the following resources: [A]',
    );
  });

  it.each([
    ['1st', 'Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*'],
    ['a_b', 'Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*'],
    ['a'.repeat(129), 'Member must have length less than or equal to 128'],
  ])('for a stack called %s', async (StackName, message) => {
    const { createChangeSet } = openEngine();
    await expect(createChangeSet('CREATE', { resources, changeSet: { StackName } })).rejects.toThrow(message);
  });

  it.each([
    [{ ChangeSetType: 'IMPORT' }, 'The local cloud serves change sets of type CREATE and UPDATE, not IMPORT'],
    [{ TemplateURL: 'https://x' }, 'The local cloud takes templates as TemplateBody, not as TemplateURL'],
  ])('with what is not served: %j', async (changeSet, message) => {
    const { createChangeSet } = openEngine();
    await expect(createChangeSet('CREATE', { resources, changeSet })).rejects.toThrow(message);
  });
});

describe('executing a change set', () => {
  it('takes only one that can be', async () => {
    const driver = openEngine();
    await driver.create({ resources });
    const { ChangeSetId } = await driver.createChangeSet('UPDATE', { resources });
    await expect(driver.call('ExecuteChangeSet', { ChangeSetName: ChangeSetId })).rejects.toMatchObject({
      code: 'InvalidChangeSetStatus',
      message: `ChangeSet [${ChangeSetId}] cannot be executed in its current status of [FAILED]`,
    });
  });

  it('happens once, and repeated with its token changes nothing', async () => {
    const driver = openEngine();
    const { ChangeSetId } = await driver.createChangeSet('CREATE', { resources });
    const input = { ChangeSetName: ChangeSetId, ClientRequestToken: 'token' };
    await driver.call('ExecuteChangeSet', input);
    await driver.call('ExecuteChangeSet', input);
    await expect(driver.call('ExecuteChangeSet', { ...input, ClientRequestToken: 'other' })).rejects.toThrow(
      `ChangeSet [${ChangeSetId}] cannot be executed in its current execution status of [EXECUTE_IN_PROGRESS]`,
    );
    await expect(driver.call('DeleteChangeSet', { ChangeSetName: ChangeSetId })).rejects.toThrow(
      'cannot be deleted in its current execution status of [EXECUTE_IN_PROGRESS]',
    );
    await driver.settle();
    const told = await driver.told();
    expect(told.filter((line) => line === `${STACK} CREATE_IN_PROGRESS`)).toHaveLength(1);
    expect(await driver.call('DescribeChangeSet', { ChangeSetName: ChangeSetId })).toMatchObject({
      ExecutionStatus: 'EXECUTE_COMPLETE',
    });
  });

  it('makes the others obsolete, and they go', async () => {
    const driver = openEngine();
    await driver.create({ resources });
    const more = { resources: { ...resources, B: logGroup({}, waitsFor('A')) } };
    const other = await driver.createChangeSet('UPDATE', more);
    await driver.begin('UPDATE', more);
    expect(await driver.call('DescribeChangeSet', { ChangeSetName: other.ChangeSetId })).toMatchObject({
      ExecutionStatus: 'OBSOLETE',
    });
    await expect(driver.call('ExecuteChangeSet', { ChangeSetName: other.ChangeSetId })).rejects.toThrow(
      'cannot be executed in its current execution status of [OBSOLETE]',
    );
    await driver.settle();
    await expect(
      driver.call('DescribeChangeSet', { ChangeSetName: other.ChangeSetId }),
    ).rejects.toMatchObject({ code: 'ChangeSetNotFound' });
  });

  it('tells that it failed', async () => {
    const driver = openEngine();
    driver.engine.injectFault({ operation: 'create', reason: 'no' });
    const { ChangeSetId } = await driver.createChangeSet('CREATE', { resources });
    await driver.call('ExecuteChangeSet', { ChangeSetName: ChangeSetId });
    await driver.settle();
    expect(await driver.call('DescribeChangeSet', { ChangeSetName: ChangeSetId })).toMatchObject({
      ExecutionStatus: 'EXECUTE_FAILED',
    });
  });

  it('cannot disable rollback where the change set says what a failure does', async () => {
    const driver = openEngine();
    const changeSet = { OnStackFailure: 'ROLLBACK' };
    await expect(
      driver.create({ resources, changeSet, execution: { DisableRollback: true } }),
    ).rejects.toThrow('DisableRollback cannot be specified');
  });
});
