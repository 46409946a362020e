import { describe, expect, it } from 'vitest';
import { logGroup, openEngine, STACK, waitsFor } from '../driver.ts';

describe('a rollback that fails', () => {
  const resources = (days: number) => ({
    A: logGroup({ RetentionInDays: days }),
    B: logGroup({ RetentionInDays: days }, waitsFor('A')),
    C: logGroup({ RetentionInDays: days }, waitsFor('B')),
  });
  const stuck = async (times = 1) => {
    const driver = openEngine();
    await driver.create({ resources: resources(1) });
    driver.engine.injectFault({ logicalId: 'C', operation: 'update', reason: 'no' });
    driver.engine.injectFault({
      logicalId: 'B',
      operation: 'update',
      at: 'end',
      reason: 'never',
      times: 1 + times,
    });
    // The first time B fails already while it is updated.
    await driver.update({ resources: resources(7) });
    return driver;
  };
  const days = ({ world }: Awaited<ReturnType<typeof stuck>>) =>
    [...world.logGroups.values()].map(({ retentionInDays }) => retentionInDays);

  it('ends as UPDATE_ROLLBACK_FAILED and says where', async () => {
    const driver = await stuck();
    expect(await driver.stack()).toMatchObject({
      StackStatus: 'UPDATE_ROLLBACK_FAILED',
      StackStatusReason: 'The following resource(s) failed to update: [B].',
    });
    expect(await driver.reasons('B')).toContain('never');
  });

  it('refuses updates, and change sets for them', async () => {
    const driver = await stuck();
    const { StackId } = await driver.stack();
    await expect(driver.createChangeSet('UPDATE', { resources: resources(3) })).rejects.toThrow(
      `Stack:${StackId} is in UPDATE_ROLLBACK_FAILED state and can not be updated.`,
    );
  });

  it('goes on with ContinueUpdateRollback once the cause is gone', async () => {
    const driver = await stuck();
    await driver.call('ContinueUpdateRollback', { StackName: STACK });
    await driver.settle();
    expect(await driver.stack()).toMatchObject({
      StackStatus: 'UPDATE_ROLLBACK_COMPLETE',
      LastOperations: [{ OperationType: 'CONTINUE_ROLLBACK' }, { OperationType: 'ROLLBACK' }],
    });
    expect(days(driver)).toEqual([1, 1, 1]);
  });

  it('fails again while the cause is there, and leaves out what it is told to skip', async () => {
    const driver = await stuck(2);
    await driver.call('ContinueUpdateRollback', { StackName: STACK });
    await driver.settle();
    expect(await driver.stack()).toMatchObject({ StackStatus: 'UPDATE_ROLLBACK_FAILED' });
    await driver.call('ContinueUpdateRollback', { StackName: STACK, ResourcesToSkip: ['B'] });
    await driver.settle();
    expect(await driver.stack()).toMatchObject({ StackStatus: 'UPDATE_ROLLBACK_COMPLETE' });
    expect((await driver.told('B')).at(-1)).toBe('B UPDATE_COMPLETE');
  });

  it('skips only what failed (assumed: the text)', async () => {
    const driver = await stuck();
    await expect(
      driver.call('ContinueUpdateRollback', { StackName: STACK, ResourcesToSkip: ['A', 'Nothing'] }),
    ).rejects.toThrow('Resources [A, Nothing] cannot be skipped');
  });

  it('removes what had taken the place of others only at the very end', async () => {
    const driver = openEngine();
    const named = (name: string) => ({
      A: logGroup({ LogGroupName: name }),
      B: logGroup({ RetentionInDays: name.length }, waitsFor('A')),
    });
    await driver.create({ resources: named('a') });
    driver.engine.injectFault({ logicalId: 'B', operation: 'update', reason: 'no', times: 2 });
    await driver.update({ resources: named('other') });
    expect(await driver.stack()).toMatchObject({ StackStatus: 'UPDATE_ROLLBACK_FAILED' });
    expect(driver.world.logGroups.has('other')).toBe(true);
    await driver.call('ContinueUpdateRollback', { StackName: STACK });
    await driver.settle();
    expect([...driver.world.logGroups.keys()].some((name) => name === 'other')).toBe(false);
    expect(driver.world.logGroups.has('a')).toBe(true);
  });
});
