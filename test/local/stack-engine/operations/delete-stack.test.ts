import { describe, expect, it } from 'vitest';
import { logGroup, openEngine, STACK, waitsFor } from '../driver.ts';

const chain = { A: logGroup(), B: logGroup({}, waitsFor('A')), C: logGroup({}, waitsFor('B')) };

describe('a stack that is deleted', () => {
  it('goes in the opposite order of its creation', async () => {
    const driver = openEngine();
    await driver.create({ resources: chain });
    expect(await driver.remove()).toMatchObject({ StackStatus: 'DELETE_COMPLETE' });
    expect((await driver.told()).slice(-8)).toEqual([
      `${STACK} DELETE_IN_PROGRESS`,
      'C DELETE_IN_PROGRESS',
      'C DELETE_COMPLETE',
      'B DELETE_IN_PROGRESS',
      'B DELETE_COMPLETE',
      'A DELETE_IN_PROGRESS',
      'A DELETE_COMPLETE',
      `${STACK} DELETE_COMPLETE`,
    ]);
    expect(driver.world.logGroups.size).toBe(0);
  });

  it('is found by its ARN only, and its name is free', async () => {
    const driver = openEngine();
    const { StackId } = await driver.create({ resources: chain });
    await driver.remove();
    await expect(driver.stack(STACK)).rejects.toMatchObject({
      code: 'ValidationError',
      message: `Stack with id ${STACK} does not exist`,
    });
    await expect(driver.events(STACK)).rejects.toThrow(`Stack [${STACK}] does not exist`);
    expect(await driver.stack(StackId)).toMatchObject({ StackStatus: 'DELETE_COMPLETE' });
    expect((await driver.events(StackId)).length).toBeGreaterThan(5);
    const again = await driver.create({ resources: chain });
    expect(again.StackId).not.toBe(StackId);
    expect((await driver.stack(STACK)).StackId).toBe(again.StackId);
  });

  it('keeps what has DeletionPolicy Retain', async () => {
    const driver = openEngine();
    await driver.create({ resources: { A: logGroup({}, { DeletionPolicy: 'Retain' }), B: logGroup() } });
    expect(await driver.remove()).toMatchObject({ StackStatus: 'DELETE_COMPLETE' });
    expect(await driver.told('A')).toContain('A DELETE_SKIPPED');
    expect(driver.world.logGroups.size).toBe(1);
  });

  it('tells the token of the request', async () => {
    const driver = openEngine();
    await driver.create({ resources: chain });
    await driver.remove({ ClientRequestToken: 'bye' });
    const own = (await driver.events()).slice(-8);
    expect(new Set(own.map(({ ClientRequestToken }) => ClientRequestToken))).toEqual(new Set(['bye']));
  });

  it('is no error when it is not there, gone, or going', async () => {
    const driver = openEngine();
    await driver.call('DeleteStack', { StackName: 'nothing' });
    const { StackId } = await driver.create({ resources: chain });
    await driver.call('DeleteStack', { StackName: STACK });
    await driver.call('DeleteStack', { StackName: STACK });
    await driver.settle();
    await driver.call('DeleteStack', { StackName: StackId });
    expect((await driver.told()).filter((line) => line === `${STACK} DELETE_IN_PROGRESS`)).toHaveLength(1);
  });

  it('is no more than a name when nothing was executed', async () => {
    const driver = openEngine();
    await driver.createChangeSet('CREATE', { resources: chain });
    expect(await driver.stack()).toMatchObject({ StackStatus: 'REVIEW_IN_PROGRESS' });
    expect(await driver.remove()).toMatchObject({ StackStatus: 'DELETE_COMPLETE' });
  });

  it('is refused while it is protected', async () => {
    const driver = openEngine();
    await driver.create({ resources: chain });
    await driver.call('UpdateTerminationProtection', {
      StackName: STACK,
      EnableTerminationProtection: true,
    });
    await expect(driver.remove()).rejects.toMatchObject({
      code: 'ValidationError',
      message: `Stack [${STACK}] cannot be deleted while TerminationProtection is enabled`,
    });
    await driver.call('UpdateTerminationProtection', {
      StackName: STACK,
      EnableTerminationProtection: false,
    });
    expect(await driver.remove()).toMatchObject({ StackStatus: 'DELETE_COMPLETE' });
  });

  it('is refused while it is updated', async () => {
    const driver = openEngine();
    const { StackId } = await driver.create({ resources: chain });
    await driver.begin('UPDATE', { resources: { ...chain, D: logGroup() } });
    await expect(driver.call('DeleteStack', { StackName: STACK })).rejects.toThrow(
      `Stack [${StackId}] cannot be deleted while in status UPDATE_IN_PROGRESS`,
    );
  });

  it('stops its own creation', async () => {
    const driver = openEngine({ durations: () => 10_000 });
    await driver.begin('CREATE', { resources: chain });
    await driver.settle(15_000);
    await driver.call('DeleteStack', { StackName: STACK });
    expect(await driver.stack()).toMatchObject({ StackStatus: 'DELETE_IN_PROGRESS' });
    await driver.settle();
    expect(await driver.stack()).toMatchObject({ StackStatus: 'DELETE_COMPLETE' });
    expect(await driver.reasons('B')).toContain('Resource creation cancelled');
    expect(await driver.told('C')).toEqual([]);
    expect(driver.world.logGroups.size).toBe(0);
  });
});

describe('a deletion that fails', () => {
  const stuck = async () => {
    const driver = openEngine();
    await driver.create({ resources: { ...chain, X: logGroup() } });
    driver.engine.injectFault({ logicalId: 'B', operation: 'delete', reason: 'in use', times: 2 });
    await driver.remove();
    return driver;
  };

  it('ends as DELETE_FAILED, with everything gone that nothing left needs', async () => {
    const driver = await stuck();
    expect(await driver.stack()).toMatchObject({
      StackStatus: 'DELETE_FAILED',
      StackStatusReason: 'The following resource(s) failed to delete: [B]. ',
    });
    expect(await driver.reasons('B')).toContain('in use');
    expect(driver.world.logGroups.size).toBe(2);
  });

  it('goes on where it stopped', async () => {
    const driver = await stuck();
    driver.engine.clearFaults();
    expect(await driver.remove()).toMatchObject({ StackStatus: 'DELETE_COMPLETE' });
    expect(driver.world.logGroups.size).toBe(0);
  });

  it('leaves alone what is to be retained', async () => {
    const driver = await stuck();
    expect(await driver.remove({ RetainResources: ['B'] })).toMatchObject({
      StackStatus: 'DELETE_COMPLETE',
    });
    expect(driver.world.logGroups.size).toBe(1);
  });

  it('can be forced to its end', async () => {
    const driver = await stuck();
    expect(await driver.remove({ DeletionMode: 'FORCE_DELETE_STACK' })).toMatchObject({
      StackStatus: 'DELETE_COMPLETE',
    });
    expect(driver.world.logGroups.size).toBe(2);
  });

  it.each([
    [
      { RetainResources: ['A'] },
      'specify which resources to retain only when the stack is in the DELETE_FAILED',
    ],
    [{ DeletionMode: 'FORCE_DELETE_STACK' }, 'only when the stack is in the DELETE_FAILED state.'],
  ])('is what %j is for', async (input, message) => {
    const driver = openEngine();
    await driver.create({ resources: chain });
    await expect(driver.remove(input)).rejects.toThrow(message);
  });
});
