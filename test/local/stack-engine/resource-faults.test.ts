import { describe, expect, it } from 'vitest';
import { resourceFaults } from '../../../src/local/stack-engine/resource-faults.ts';

const work = { logicalId: 'A', type: 'T', operation: 'create', at: 'start' } as const;

describe('resource faults', () => {
  it('befall what they name, once', () => {
    const faults = resourceFaults();
    faults.inject({ type: 'T', operation: 'create', reason: 'no' });
    expect(faults.take({ ...work, type: 'Other' })).toBeUndefined();
    expect(faults.take({ ...work, operation: 'update' })).toBeUndefined();
    expect(faults.take({ ...work, at: 'end' })).toBeUndefined();
    expect(faults.take(work)).toMatchObject({ reason: 'no' });
    expect(faults.take(work)).toBeUndefined();
  });

  it('come as often as they are told, and can be lifted', () => {
    const faults = resourceFaults();
    faults.inject({ operation: 'create', reason: 'no', times: 2 });
    expect([faults.take(work), faults.take(work), faults.take(work)].map(Boolean)).toEqual([
      true,
      true,
      false,
    ]);
    faults.inject({ operation: 'create', reason: 'no' });
    faults.clear();
    expect(faults.take(work)).toBeUndefined();
  });

  it.each([
    [undefined, 'a resource fault is an object'],
    [{ operation: 'create', reason: 'x', when: 1 }, 'a resource fault has no when'],
    [{ operation: 'make', reason: 'x' }, 'operation is create, update or delete'],
    [{ operation: 'create' }, 'reason is a text'],
    [{ operation: 'create', reason: 'x', at: 'middle' }, 'at is start or end'],
    [{ operation: 'create', reason: 'x', type: 1 }, 'type is a text'],
    [{ operation: 'create', reason: 'x', times: 0 }, 'times is 1 or more'],
    [{ operation: 'create', targetHealth: {} }, 'targetHealth has a state'],
  ])('%j is none', (fault, message) => {
    expect(() => resourceFaults().inject(fault)).toThrow(new RegExp(message));
  });
});
