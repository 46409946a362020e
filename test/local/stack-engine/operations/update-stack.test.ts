import { describe, expect, it } from 'vitest';
import { logGroup, openEngine, STACK, waitsFor } from '../driver.ts';

const named = (name: string, days: number) => logGroup({ LogGroupName: name, RetentionInDays: days });

describe('a stack that is updated', () => {
  it('changes in place what can be, and does not touch what is as it was', async () => {
    const driver = openEngine();
    await driver.create({ resources: { A: logGroup({ RetentionInDays: 1 }), B: logGroup() } });
    const [name] = driver.world.logGroups.keys();
    const before = driver.clock.now();
    const stack = await driver.update({ resources: { A: logGroup({ RetentionInDays: 7 }), B: logGroup() } });
    expect(stack.StackStatus).toBe('UPDATE_COMPLETE');
    expect(Number(stack.LastUpdatedTime)).toBeGreaterThan(before);
    expect(driver.world.logGroups.get(String(name))).toMatchObject({ retentionInDays: 7 });
    expect((await driver.told()).slice(-5)).toEqual([
      `${STACK} UPDATE_IN_PROGRESS`,
      'A UPDATE_IN_PROGRESS',
      'A UPDATE_COMPLETE',
      `${STACK} UPDATE_COMPLETE_CLEANUP_IN_PROGRESS`,
      `${STACK} UPDATE_COMPLETE`,
    ]);
    expect(await driver.told('B')).not.toContain('B UPDATE_IN_PROGRESS');
  });

  it('makes the new before it deletes the old, and lets others refer to the new in between', async () => {
    const driver = openEngine();
    const resources = (name: string) => ({
      A: logGroup({ LogGroupName: name }),
      B: logGroup({ LogGroupName: { 'Fn::Sub': '/of${A}' } }),
    });
    await driver.create({ resources: resources('/one') });
    await driver.update({ resources: resources('/two') });
    expect([...driver.world.logGroups.keys()]).toEqual(['/two', '/of/two']);
    const told = await driver.told();
    expect(told.slice(told.indexOf(`${STACK} UPDATE_IN_PROGRESS`))).toEqual([
      `${STACK} UPDATE_IN_PROGRESS`,
      'A UPDATE_IN_PROGRESS',
      'A UPDATE_IN_PROGRESS',
      'A UPDATE_COMPLETE',
      'B UPDATE_IN_PROGRESS',
      'B UPDATE_IN_PROGRESS',
      'B UPDATE_COMPLETE',
      `${STACK} UPDATE_COMPLETE_CLEANUP_IN_PROGRESS`,
      'B DELETE_IN_PROGRESS',
      'B DELETE_COMPLETE',
      'A DELETE_IN_PROGRESS',
      'A DELETE_COMPLETE',
      `${STACK} UPDATE_COMPLETE`,
    ]);
    expect(await driver.reasons('A')).toContain(
      'Requested update requires the creation of a new physical resource; hence creating one.',
    );
    const deleted = (await driver.events()).findLast((event) => event.LogicalResourceId === 'A');
    expect(deleted).toMatchObject({ ResourceStatus: 'DELETE_COMPLETE', PhysicalResourceId: '/one' });
  });

  it('adds what is new and removes what is no more, in the order of the template that had it', async () => {
    const driver = openEngine();
    await driver.create({ resources: { A: logGroup(), B: logGroup({}, waitsFor('A')), C: logGroup() } });
    await driver.update({ resources: { C: logGroup(), D: logGroup({}, waitsFor('C')) } });
    expect((await driver.told()).slice(-9)).toEqual([
      'D CREATE_IN_PROGRESS',
      'D CREATE_IN_PROGRESS',
      'D CREATE_COMPLETE',
      `${STACK} UPDATE_COMPLETE_CLEANUP_IN_PROGRESS`,
      'B DELETE_IN_PROGRESS',
      'B DELETE_COMPLETE',
      'A DELETE_IN_PROGRESS',
      'A DELETE_COMPLETE',
      `${STACK} UPDATE_COMPLETE`,
    ]);
  });

  it('keeps what it removes or replaces where the policies say so', async () => {
    const driver = openEngine();
    await driver.create({
      resources: {
        Removed: logGroup({ LogGroupName: 'r' }, { DeletionPolicy: 'Retain' }),
        Replaced: logGroup({ LogGroupName: 'a' }, { UpdateReplacePolicy: 'Retain' }),
      },
    });
    await driver.update({
      resources: { Replaced: logGroup({ LogGroupName: 'b' }, { UpdateReplacePolicy: 'Retain' }) },
    });
    expect([...driver.world.logGroups.keys()]).toEqual(['r', 'a', 'b']);
    expect(await driver.told('Removed')).toContain('Removed DELETE_SKIPPED');
    expect(await driver.told('Replaced')).toContain('Replaced DELETE_SKIPPED');
  });

  it('takes over a deletion policy that alone was changed', async () => {
    const driver = openEngine();
    await driver.create({ resources: { A: logGroup(), B: logGroup() } });
    await driver.update({ resources: { A: logGroup({}, { DeletionPolicy: 'Retain' }), B: logGroup() } });
    expect((await driver.told()).filter((line) => line.startsWith('A UPDATE'))).toEqual([]);
    await driver.remove();
    expect(driver.world.logGroups.size).toBe(1);
  });

  it('leaves behind what it cannot delete, and is complete all the same', async () => {
    const driver = openEngine();
    await driver.create({ resources: { A: logGroup(), B: logGroup() } });
    driver.engine.injectFault({ logicalId: 'A', operation: 'delete', reason: 'in use' });
    expect(await driver.update({ resources: { B: logGroup() } })).toMatchObject({
      StackStatus: 'UPDATE_COMPLETE',
      StackStatusReason: 'Update successful. One or more resources could not be deleted.',
    });
    expect(await driver.told('A')).toContain('A DELETE_FAILED');
    expect(driver.world.logGroups.size).toBe(2);
  });

  it('changes outputs alone, with no change in its change set', async () => {
    const driver = openEngine();
    const resources = { A: logGroup() };
    await driver.create({ resources });
    const request = { resources, outputs: { Name: { Value: { Ref: 'A' } } } };
    expect(await driver.createChangeSet('UPDATE', request)).toMatchObject({
      Status: 'CREATE_COMPLETE',
      changes: [],
    });
    expect((await driver.update(request)).Outputs).toMatchObject([{ OutputKey: 'Name' }]);
  });

  it('puts tags of the stack on the resources that take some, their own first', async () => {
    const driver = openEngine();
    const secret = ['AWS::SecretsManager::Secret', { Tags: [{ Key: 'a', Value: 'own' }] }];
    await driver.create({ resources: { S: secret }, tags: { a: 'stack', b: 'stack' } });
    const tagsOfSecret = () => [...driver.world.secrets.values()][0]?.properties.Tags;
    expect(tagsOfSecret()).toEqual([
      { Key: 'a', Value: 'own' },
      { Key: 'b', Value: 'stack' },
    ]);
    await driver.update({ resources: { S: secret }, tags: { b: 'other' } });
    expect(tagsOfSecret()).toEqual([
      { Key: 'b', Value: 'other' },
      { Key: 'a', Value: 'own' },
    ]);
  });
});

describe('an update that fails', () => {
  it('cancels the rest, takes back what it changed and deletes what it made', async () => {
    const driver = openEngine({ durations: () => 10_000 });
    const resources = (days: number) => ({
      Changed: logGroup({ RetentionInDays: days }),
      Cancelled: logGroup({ RetentionInDays: days }, waitsFor('Changed')),
      Failing: logGroup({ RetentionInDays: days }, waitsFor('Changed')),
      Same: logGroup(),
    });
    await driver.create({ resources: resources(1) });
    driver.engine.injectFault({ logicalId: 'Failing', operation: 'update', reason: 'no' });
    const stack = await driver.update({ resources: { ...resources(7), New: logGroup() } });
    expect(stack).toMatchObject({
      StackStatus: 'UPDATE_ROLLBACK_COMPLETE',
      LastOperations: [{ OperationType: 'ROLLBACK' }, { OperationType: 'UPDATE_STACK' }],
    });
    const told = await driver.told();
    expect(told.slice(told.indexOf(`${STACK} UPDATE_ROLLBACK_IN_PROGRESS`))).toEqual([
      `${STACK} UPDATE_ROLLBACK_IN_PROGRESS`,
      'Changed UPDATE_IN_PROGRESS',
      'Changed UPDATE_COMPLETE',
      'Cancelled UPDATE_IN_PROGRESS',
      'Failing UPDATE_IN_PROGRESS',
      'Cancelled UPDATE_COMPLETE',
      'Failing UPDATE_COMPLETE',
      `${STACK} UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS`,
      'New DELETE_IN_PROGRESS',
      'New DELETE_COMPLETE',
      `${STACK} UPDATE_ROLLBACK_COMPLETE`,
    ]);
    expect(await driver.reasons('Cancelled')).toContain('Resource update cancelled');
    expect(await driver.reasons(STACK)).toContain(
      'The following resource(s) failed to update: [Cancelled, Failing]. ',
    );
    const days = [...driver.world.logGroups.values()].map(({ retentionInDays }) => retentionInDays);
    expect(days.filter((each) => each !== undefined)).toEqual([1, 1, 1]);
    expect(days).toHaveLength(4);
  });

  it('goes back to the old resource where it had made a new one', async () => {
    const driver = openEngine();
    const resources = (name: string) => ({
      A: logGroup({ LogGroupName: name }),
      B: logGroup({ LogGroupName: { 'Fn::Sub': '${A}/b' } }),
    });
    await driver.create({ resources: resources('one') });
    driver.engine.injectFault({ logicalId: 'B', operation: 'update', at: 'end', reason: 'no' });
    await driver.update({ resources: resources('two') });
    expect([...driver.world.logGroups.keys()]).toEqual(['one', 'one/b']);
    expect((await driver.events()).filter((event) => event.LogicalResourceId === 'A').at(-3)).toMatchObject({
      ResourceStatus: 'UPDATE_COMPLETE',
      PhysicalResourceId: 'one',
    });
    expect(await driver.stack()).toMatchObject({ StackStatus: 'UPDATE_ROLLBACK_COMPLETE' });
  });

  it('still has the outputs, parameters and template from before', async () => {
    const driver = openEngine();
    const request = (name: string) => ({
      resources: { A: logGroup({ LogGroupName: { Ref: 'Name' } }) },
      parameters: { Name: { Type: 'String' } },
      values: { Name: name },
      outputs: { Name: { Value: { Ref: 'A' } } },
    });
    await driver.create(request('one'));
    driver.engine.injectFault({ logicalId: 'A', operation: 'update', reason: 'no' });
    expect(await driver.update(request('two'))).toMatchObject({
      Outputs: [{ OutputValue: 'one' }],
      Parameters: [{ ParameterValue: 'one' }],
    });
    expect(await driver.update(request('three'))).toMatchObject({ Outputs: [{ OutputValue: 'three' }] });
  });

  it('never replaces what has a name of its own without another name', async () => {
    const driver = openEngine();
    const proxy = (properties: object) => ['AWS::IAM::Role', properties];
    const role = { AssumeRolePolicyDocument: {}, RoleName: 'mine' };
    const changeSet = { Capabilities: ['CAPABILITY_NAMED_IAM'] };
    await driver.create({ resources: { R: proxy(role) }, changeSet });
    await driver.update({ resources: { R: proxy({ ...role, Path: '/x/' }) }, changeSet });
    expect(await driver.reasons('R')).toContain(
      'CloudFormation cannot update a stack when a custom-named resource requires replacing. Rename mine and update the stack again.',
    );
    expect(await driver.stack()).toMatchObject({ StackStatus: 'UPDATE_ROLLBACK_COMPLETE' });
  });

  it('does not succeed when two resources are to have one name', async () => {
    const driver = openEngine();
    await driver.create({ resources: { A: named('a', 1), B: named('b', 1) } });
    await driver.update({ resources: { A: named('b', 1), B: named('b', 1) } });
    expect((await driver.reasons('A')).join('\n')).toContain(
      `Resource of type 'AWS::Logs::LogGroup' with identifier '{"/properties/LogGroupName":"b"}' already exists.`,
    );
  });
});

describe('an update that fails with rollback disabled', () => {
  const resources = (days: number) => ({
    A: logGroup({ RetentionInDays: days }),
    B: logGroup({ RetentionInDays: days }),
    C: logGroup({ RetentionInDays: days }, waitsFor('A')),
  });
  const paused = async () => {
    const driver = openEngine();
    await driver.create({ resources: resources(1) });
    driver.engine.injectFault({ logicalId: 'A', operation: 'update', at: 'end', reason: 'no' });
    await driver.update({ resources: resources(7), execution: { DisableRollback: true } });
    return driver;
  };
  const days = ({ world }: Awaited<ReturnType<typeof paused>>) =>
    [...world.logGroups.values()].map(({ retentionInDays }) => retentionInDays);

  it('stays where it stopped: what succeeded new, what failed as it was before', async () => {
    const driver = await paused();
    expect(await driver.stack()).toMatchObject({
      StackStatus: 'UPDATE_FAILED',
      StackStatusReason: 'The following resource(s) failed to update: [A].',
    });
    expect(days(driver)).toEqual([1, 7, 1]);
    const { StackResources } = await driver.call('DescribeStackResources', { StackName: STACK });
    expect(StackResources).toMatchObject([
      { LogicalResourceId: 'A', ResourceStatus: 'UPDATE_FAILED' },
      { LogicalResourceId: 'B', ResourceStatus: 'UPDATE_COMPLETE' },
      { LogicalResourceId: 'C', ResourceStatus: 'CREATE_COMPLETE' },
    ]);
  });

  it('goes on with another update', async () => {
    const driver = await paused();
    const again = { resources: resources(7), execution: { DisableRollback: true } };
    expect(await driver.update(again)).toMatchObject({ StackStatus: 'UPDATE_COMPLETE' });
    expect(days(driver)).toEqual([7, 7, 7]);
  });

  it('is taken back to the last complete state by RollbackStack', async () => {
    const driver = await paused();
    await driver.call('RollbackStack', { StackName: STACK });
    await driver.settle();
    expect(await driver.stack()).toMatchObject({ StackStatus: 'UPDATE_ROLLBACK_COMPLETE' });
    expect(days(driver)).toEqual([1, 1, 1]);
  });

  it('is taken back to that state also after a second update that fails', async () => {
    const driver = await paused();
    driver.engine.injectFault({ logicalId: 'C', operation: 'update', reason: 'no' });
    await driver.update({ resources: resources(9), execution: { DisableRollback: true } });
    expect(await driver.stack()).toMatchObject({ StackStatus: 'UPDATE_FAILED' });
    await driver.call('RollbackStack', { StackName: STACK });
    await driver.settle();
    expect(await driver.stack()).toMatchObject({ StackStatus: 'UPDATE_ROLLBACK_COMPLETE' });
    expect(days(driver)).toEqual([1, 1, 1]);
  });

  it('is not gone on with by an update that would be rolled back (assumed for change sets: the text is UpdateStack’s)', async () => {
    const driver = await paused();
    await expect(driver.update({ resources: resources(7) })).rejects.toThrow(
      /^This stack is currently in a non-terminal \[UPDATE_FAILED\] state\. .* disable-rollback parameter/,
    );
    expect(await driver.stack()).toMatchObject({ StackStatus: 'UPDATE_FAILED' });
  });

  it('replaces nothing', async () => {
    const driver = openEngine();
    const named = (LogGroupName: string) => ({ A: logGroup({ LogGroupName }) });
    await driver.create({ resources: named('one') });
    await driver.update({ resources: named('two'), execution: { DisableRollback: true } });
    expect(await driver.stack()).toMatchObject({ StackStatus: 'UPDATE_FAILED' });
    expect(await driver.reasons('A')).toContain(
      'Replacement type updates not supported on stack with disable-rollback.',
    );
    expect([...driver.world.logGroups.keys()]).toEqual(['one']);
  });
});
