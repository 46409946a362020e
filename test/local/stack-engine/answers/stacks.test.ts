import { describe, expect, it } from 'vitest';
import { logGroup, openEngine, STACK, templateBody } from '../driver.ts';

const resources = { A: logGroup(), B: logGroup() };

describe('DescribeStacks', () => {
  it('tells all stacks that are not deleted, newest first', async () => {
    const driver = openEngine();
    await driver.create({ resources });
    await driver.createChangeSet('CREATE', { resources, changeSet: { StackName: 'second' } });
    await driver.createChangeSet('CREATE', { resources, changeSet: { StackName: 'third' } });
    await driver.call('DeleteStack', { StackName: 'second' });
    await driver.settle();
    const { Stacks } = await driver.call('DescribeStacks');
    expect(Stacks).toMatchObject([{ StackName: 'third' }, { StackName: STACK }]);
    const { StackSummaries } = await driver.call('ListStacks');
    expect(StackSummaries).toMatchObject([
      { StackName: 'third' },
      { StackName: 'second', StackStatus: 'DELETE_COMPLETE' },
      { StackName: STACK },
    ]);
    const deleted = await driver.call('ListStacks', { StackStatusFilter: ['DELETE_COMPLETE'] });
    expect(deleted.StackSummaries).toHaveLength(1);
  });

  it('answers the state of so long ago as reads are stale', async () => {
    const driver = openEngine();
    driver.engine.configure({ staleReads: 10_000 });
    await driver.createChangeSet('CREATE', { resources });
    await expect(driver.stack()).rejects.toThrow('does not exist');
    await driver.settle(10_000);
    expect(await driver.stack()).toMatchObject({ StackStatus: 'REVIEW_IN_PROGRESS' });
    await driver.call('ExecuteChangeSet', { ChangeSetName: 'change-1', StackName: STACK });
    await driver.settle(9_000);
    expect(await driver.stack()).toMatchObject({ StackStatus: 'REVIEW_IN_PROGRESS' });
    driver.engine.configure({ staleReads: 0 });
    expect(await driver.stack()).not.toMatchObject({ StackStatus: 'REVIEW_IN_PROGRESS' });
  });

  it('finds a stack by name for a while after it was deleted, when reads are stale', async () => {
    const driver = openEngine();
    await driver.create({ resources });
    await driver.remove();
    driver.engine.configure({ staleReads: 1 });
    expect(await driver.stack(STACK)).toMatchObject({ StackStatus: 'DELETE_IN_PROGRESS' });
    await driver.settle(10);
    await expect(driver.stack(STACK)).rejects.toThrow('does not exist');
  });

  it('gives a description that does not change afterwards', async () => {
    const driver = openEngine();
    const stack = await driver.create({ resources });
    const copy = structuredClone(stack);
    await driver.remove();
    expect(stack).toEqual(copy);
  });
});

describe('templates', () => {
  it('come back as they were submitted, of a stack and of a change set', async () => {
    const driver = openEngine();
    await driver.create({ resources });
    const body = templateBody({ resources });
    expect(await driver.call('GetTemplate', { StackName: STACK })).toMatchObject({ TemplateBody: body });
    const other = { resources: { A: logGroup() } };
    const { ChangeSetId } = await driver.createChangeSet('UPDATE', other);
    expect(await driver.call('GetTemplate', { ChangeSetName: ChangeSetId })).toMatchObject({
      TemplateBody: templateBody(other),
    });
    expect(await driver.call('GetTemplate', { StackName: STACK })).toMatchObject({ TemplateBody: body });
  });

  it('are none before anything was executed', async () => {
    const driver = openEngine();
    await driver.createChangeSet('CREATE', { resources });
    expect(await driver.call('GetTemplate', { StackName: STACK })).toEqual({ StagesAvailable: [] });
  });
});

it('lists resources in pages', async () => {
  const driver = openEngine({ settings: { resourcesPerPage: 1 } });
  await driver.create({ resources });
  const { StackResourceSummaries, NextToken } = await driver.call('ListStackResources', {
    StackName: STACK,
  });
  expect(StackResourceSummaries).toMatchObject([
    { LogicalResourceId: 'A', ResourceType: 'AWS::Logs::LogGroup', ResourceStatus: 'CREATE_COMPLETE' },
  ]);
  expect(await driver.call('ListStackResources', { StackName: STACK, NextToken })).toMatchObject({
    StackResourceSummaries: [{ LogicalResourceId: 'B' }],
  });
});
