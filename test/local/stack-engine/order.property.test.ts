import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { logGroup, openEngine, type SeenEvent, STACK } from './driver.ts';

/** Edges go to smaller numbers only: no circles. */
const graphs = fc.integer({ min: 1, max: 12 }).chain((size) =>
  fc.record({
    edges: fc.tuple(
      ...Array.from({ length: size }, (_, index) =>
        fc.subarray(Array.from({ length: index }, (_, at) => at)),
      ),
    ),
    seed: fc.integer({ min: 1, max: 1_000_000 }),
    failing: fc.option(fc.integer({ min: 0, max: size - 1 }), { nil: undefined }),
    at: fc.constantFrom('start' as const, 'end' as const),
    disableRollback: fc.boolean(),
    eventsPerPage: fc.integer({ min: 1, max: 20 }),
  }),
);

const id = (index: number) => `R${index}`;
const template = (edges: readonly (readonly number[])[]) =>
  Object.fromEntries(edges.map((needed, index) => [id(index), logGroup({}, { DependsOn: needed.map(id) })]));

describe('any graph of resources', () => {
  it('is created in order, as parallel as it can be, and every run ends', async () => {
    await fc.assert(
      fc.asyncProperty(graphs, async ({ edges, seed, failing, at, disableRollback, eventsPerPage }) => {
        const driver = openEngine({ world: { seed }, settings: { eventsPerPage } });
        if (failing !== undefined) {
          driver.engine.injectFault({ logicalId: id(failing), operation: 'create', reason: 'no', at });
        }
        const { StackStatus } = await driver.create({
          resources: template(edges),
          execution: { DisableRollback: disableRollback },
        });
        const ends = { true: 'CREATE_FAILED', false: 'ROLLBACK_COMPLETE' } as const;
        expect(StackStatus).toBe(failing === undefined ? 'CREATE_COMPLETE' : ends[`${disableRollback}`]);
        const events = await driver.events();
        for (const [index, needed] of edges.entries()) {
          const began = first(events, id(index), 'CREATE_IN_PROGRESS');
          if (began === undefined) continue;
          const ready = needed.map((other) => first(events, id(other), 'CREATE_COMPLETE'));
          // Nothing begins before what it waits for is complete, and nothing waits any longer.
          for (const event of ready) expect(events.indexOf(event as SeenEvent)).toBeGreaterThan(-1);
          for (const event of ready) {
            expect(events.indexOf(began)).toBeGreaterThan(events.indexOf(event as SeenEvent));
          }
          const start = Math.max(
            ...ready.map((event) => Number(event?.Timestamp)),
            Number(first(events, STACK, 'CREATE_IN_PROGRESS')?.Timestamp) + 500,
          );
          expect(Number(began.Timestamp)).toBe(start);
        }
        complete(events);
        if (StackStatus === 'ROLLBACK_COMPLETE') expect(driver.world.logGroups.size).toBe(0);
      }),
      { numRuns: 60 },
    );
  });

  it('is deleted in the opposite order, whatever fails', async () => {
    await fc.assert(
      fc.asyncProperty(graphs, async ({ edges, seed, failing, at }) => {
        const driver = openEngine({ world: { seed } });
        await driver.create({ resources: template(edges) });
        const made = (await driver.events()).length;
        if (failing !== undefined) {
          driver.engine.injectFault({ logicalId: id(failing), operation: 'delete', reason: 'no', at });
        }
        const { StackStatus } = await driver.remove();
        expect(StackStatus).toBe(failing === undefined ? 'DELETE_COMPLETE' : 'DELETE_FAILED');
        const events = (await driver.events()).slice(made);
        for (const [index, needed] of edges.entries()) {
          for (const other of needed) {
            const began = first(events, id(other), 'DELETE_IN_PROGRESS');
            if (began === undefined) continue;
            const gone = first(events, id(index), 'DELETE_COMPLETE');
            expect(gone).toBeDefined();
            expect(events.indexOf(began)).toBeGreaterThan(events.indexOf(gone as SeenEvent));
          }
        }
        complete(events);
        if (failing === undefined) expect(driver.world.logGroups.size).toBe(0);
      }),
      { numRuns: 40 },
    );
  });

  it('comes back to what it was when an update of it fails', async () => {
    await fc.assert(
      fc.asyncProperty(graphs, graphs, async (before, after) => {
        const driver = openEngine({ world: { seed: before.seed } });
        await driver.create({ resources: template(before.edges) });
        const names = [...driver.world.logGroups.keys()].toSorted();
        driver.engine.injectFault({ logicalId: 'Last', operation: 'create', reason: 'no', at: after.at });
        const resources = template(after.edges);
        const { StackStatus } = await driver.update({
          resources: { ...resources, Last: logGroup({}, { DependsOn: Object.keys(resources) }) },
        });
        expect(StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
        expect([...driver.world.logGroups.keys()].toSorted()).toEqual(names);
        const { StackResourceSummaries } = await driver.call('ListStackResources', { StackName: STACK });
        expect(StackResourceSummaries).toHaveLength(before.edges.length);
        complete(await driver.events());
      }),
      { numRuns: 40 },
    );
  });
});

function first(events: readonly SeenEvent[], logicalId: string, status: string): SeenEvent | undefined {
  return events.find((event) => event.LogicalResourceId === logicalId && event.ResourceStatus === status);
}

/** In order of time, each once, and every beginning has its end. */
function complete(events: readonly SeenEvent[]): void {
  const times = events.map(({ Timestamp }) => Number(Timestamp));
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  expect(new Set(events.map(({ EventId }) => EventId)).size).toBe(events.length);
  const open = new Set<string>();
  for (const { LogicalResourceId: logicalId, ResourceStatus: status } of events) {
    if (logicalId === STACK) continue;
    if (status.endsWith('_IN_PROGRESS')) open.add(logicalId);
    else open.delete(logicalId);
  }
  expect([...open]).toEqual([]);
  expect(events.at(-1)).toMatchObject({
    LogicalResourceId: STACK,
    ResourceStatus: expect.not.stringMatching(/_IN_PROGRESS$/),
  });
}
