import { describe, expect, it } from 'vitest';
import { logGroup, openEngine, STACK, waitsFor } from '../driver.ts';

describe('CancelUpdateStack', () => {
  const resources = (days: number) => ({
    A: logGroup({ RetentionInDays: days }),
    B: logGroup({ RetentionInDays: days }, waitsFor('A')),
  });

  it('takes back the update that is running', async () => {
    const driver = openEngine({ durations: () => 10_000 });
    await driver.create({ resources: resources(1) });
    await driver.begin('UPDATE', { resources: resources(7) });
    await driver.settle(15_000);
    await driver.call('CancelUpdateStack', { StackName: STACK });
    await driver.settle();
    expect(await driver.stack()).toMatchObject({ StackStatus: 'UPDATE_ROLLBACK_COMPLETE' });
    expect(await driver.reasons('B')).toContain('Resource update cancelled');
    expect((await driver.reasons(STACK)).filter((reason) => reason === 'User Initiated')).toHaveLength(4);
    expect([...driver.world.logGroups.values()].map(({ retentionInDays }) => retentionInDays)).toEqual([
      1, 1,
    ]);
  });

  it('is refused in any other state', async () => {
    const driver = openEngine();
    await driver.create({ resources: resources(1) });
    await expect(driver.call('CancelUpdateStack', { StackName: STACK })).rejects.toThrow(
      'CancelUpdateStack cannot be called from current stack status',
    );
  });
});

describe('requests for a stack in the wrong state', () => {
  it.each([
    ['ContinueUpdateRollback', 'and can not be rolled back by ContinueUpdateRollback.'],
    ['RollbackStack', 'and can not be rolled back.'],
  ])('%s is refused (assumed: the text)', async (action, message) => {
    const driver = openEngine();
    const { StackId } = await driver.create({ resources: { A: logGroup() } });
    await expect(driver.call(action, { StackName: STACK })).rejects.toThrow(
      `Stack:${StackId} is in CREATE_COMPLETE state ${message}`,
    );
  });
});

describe('a stack that is not there', () => {
  it.each([
    ['DescribeStacks', `Stack with id ${STACK} does not exist`],
    ['DescribeStackResources', `Stack with id ${STACK} does not exist`],
    ['ListStackResources', `Stack with id ${STACK} does not exist`],
    ['GetTemplate', `Stack with id ${STACK} does not exist`],
    ['DescribeStackEvents', `Stack [${STACK}] does not exist`],
    ['DescribeEvents', `Stack [${STACK}] does not exist`],
    ['ListChangeSets', `Stack [${STACK}] does not exist`],
    ['CancelUpdateStack', `Stack [${STACK}] does not exist`],
    ['ContinueUpdateRollback', `Stack [${STACK}] does not exist`],
    ['RollbackStack', `Stack [${STACK}] does not exist`],
    ['UpdateTerminationProtection', `Stack [${STACK}] does not exist`],
  ])('is told by %s', async (action, message) => {
    const { call } = openEngine();
    await expect(call(action, { StackName: STACK })).rejects.toMatchObject({
      code: 'ValidationError',
      status: 400,
      message,
    });
  });
});

it('serves no other action', async () => {
  const { engine, call } = openEngine();
  expect(engine.actions).toContain('ExecuteChangeSet');
  for (const action of ['CreateStack', 'toString']) {
    await expect(call(action)).rejects.toMatchObject({ code: 'InvalidAction' });
  }
});
