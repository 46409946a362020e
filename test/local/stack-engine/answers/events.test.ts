import { describe, expect, it } from 'vitest';
import { logGroup, openEngine, type SeenEvent, STACK } from '../driver.ts';

const resources = { A: logGroup(), B: logGroup() };

describe('events', () => {
  it('come newest first, in pages', async () => {
    const driver = openEngine({ settings: { eventsPerPage: 4 } });
    await driver.create({ resources });
    const answer = await driver.call('DescribeStackEvents', { StackName: STACK });
    const page = answer.StackEvents as readonly SeenEvent[];
    expect(page).toHaveLength(4);
    expect(page[0]).toMatchObject({ LogicalResourceId: STACK, ResourceStatus: 'CREATE_COMPLETE' });
    expect(await driver.events()).toHaveLength(9);
  });

  it('stay on their pages while new ones happen', async () => {
    const driver = openEngine({ settings: { eventsPerPage: 3 }, durations: () => 10_000 });
    await driver.begin('CREATE', { resources });
    await driver.settle(5_000);
    const first = await driver.call('DescribeStackEvents', { StackName: STACK });
    await driver.settle();
    const second = await driver.call('DescribeStackEvents', { StackName: STACK, NextToken: first.NextToken });
    const ids = [first, second].flatMap(({ StackEvents }) =>
      (StackEvents as readonly SeenEvent[]).map(({ EventId }) => EventId),
    );
    const all = (await driver.events()).map(({ EventId }) => EventId);
    expect(ids).toEqual(all.slice(0, 6).reverse());
  });

  it('are invisible for as long as they lag', async () => {
    const driver = openEngine();
    await driver.create({ resources });
    const before = (await driver.events()).length;
    driver.engine.configure({ eventLag: 30_000 });
    await driver.update({ resources: { A: logGroup() } });
    const late = driver.events();
    expect((await late).length).toBeLessThan(before + 5);
    await driver.settle(30_000);
    expect((await driver.events()).length).toBe(before + 5);
  });

  it('refuse a token that is none', async () => {
    const driver = openEngine();
    await driver.create({ resources });
    await expect(
      driver.call('DescribeStackEvents', { StackName: STACK, NextToken: 'x' }),
    ).rejects.toMatchObject({ code: 'ValidationError' });
  });
});

describe('DescribeEvents', () => {
  it('tells those of one operation, or only what failed', async () => {
    const driver = openEngine();
    driver.engine.injectFault({ logicalId: 'B', operation: 'create', reason: 'no' });
    const { LastOperations } = await driver.create({ resources });
    const [rollback, creation] = LastOperations ?? [];
    const told = async (input: object) =>
      ((await driver.call('DescribeEvents', { ...input })).OperationEvents as readonly SeenEvent[]).map(
        (event) => `${event.LogicalResourceId} ${event.ResourceStatus}`,
      );
    expect(await told({ OperationId: rollback?.OperationId })).toContain(`${STACK} ROLLBACK_COMPLETE`);
    expect(await told({ OperationId: creation?.OperationId })).not.toContain(`${STACK} ROLLBACK_COMPLETE`);
    expect(await told({ StackName: STACK, Filters: { FailedEvents: true } })).toEqual([
      'A CREATE_FAILED',
      'B CREATE_FAILED',
    ]);
    const { OperationEvents } = await driver.call('DescribeEvents', {
      OperationId: creation?.OperationId,
    });
    const kinds = (OperationEvents as readonly Readonly<Record<string, unknown>>[]).map(
      ({ EventType, OperationType }) => `${EventType} ${OperationType}`,
    );
    expect(new Set(kinds)).toEqual(new Set(['STACK_EVENT CREATE_STACK']));
  });

  it.each([
    [{}, 'One of ChangeSetName, OperationId or StackName must be specified'],
    [{ OperationId: 'x' }, 'Operation [x] does not exist'],
  ])('wants to know of what: %j', async (input, message) => {
    const { call } = openEngine();
    await expect(call('DescribeEvents', input)).rejects.toThrow(message);
  });
});
