import { describe, expect, it } from 'vitest';
import { endToldBy, type OperationKind, provesEnd } from '../../src/deployment/operation-end.ts';
import type { Stack, StackStatus } from '../../src/deployment/stack.ts';
import { eventLines, STACK_ARN, START } from './event-lines.ts';

describe('the end that events tell', () => {
  it.each([
    ['nothing yet', [], undefined],
    ['a beginning', ['0 Stack UPDATE_IN_PROGRESS'], undefined],
    ['a beginning and an end', ['0 Stack UPDATE_IN_PROGRESS', '1 Stack UPDATE_COMPLETE'], 'UPDATE_COMPLETE'],
    ['a late end of the operation before', ['0 Stack UPDATE_COMPLETE'], undefined],
    ['the end of a resource', ['0 Stack CREATE_IN_PROGRESS', '1 Vpc CREATE_COMPLETE'], undefined],
    [
      'a clean-up that goes on',
      ['0 Stack UPDATE_IN_PROGRESS', '1 Stack UPDATE_COMPLETE_CLEANUP_IN_PROGRESS'],
      undefined,
    ],
    [
      'a rollback that goes on',
      ['0 Stack CREATE_IN_PROGRESS', '1 Vpc CREATE_FAILED no', '2 Stack ROLLBACK_IN_PROGRESS'],
      undefined,
    ],
    [
      'the end of a rollback',
      ['0 Stack CREATE_IN_PROGRESS', '2 Stack ROLLBACK_IN_PROGRESS', '3 Stack ROLLBACK_COMPLETE'],
      'ROLLBACK_COMPLETE',
    ],
  ])('from %s', (_, lines, end) => {
    expect(endToldBy(eventLines(...lines))).toBe(end);
  });
});

describe('a description proves the end', () => {
  it.each<[string, OperationKind, StackStatus, StackStatus, number | undefined, boolean]>([
    ['of a creation, from review', 'create', 'REVIEW_IN_PROGRESS', 'CREATE_COMPLETE', undefined, true],
    ['not while it runs', 'create', 'REVIEW_IN_PROGRESS', 'CREATE_IN_PROGRESS', undefined, false],
    ['of an update that is newer', 'update', 'UPDATE_COMPLETE', 'UPDATE_COMPLETE', START + 1, true],
    ['not of one as old as before', 'update', 'UPDATE_COMPLETE', 'UPDATE_COMPLETE', START, false],
    ['of the first update', 'update', 'CREATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE', START + 1, true],
    ['of a deletion', 'delete', 'CREATE_COMPLETE', 'DELETE_COMPLETE', undefined, true],
    ['of a deletion that failed', 'delete', 'CREATE_COMPLETE', 'DELETE_FAILED', undefined, true],
    ['not of one that had failed before', 'delete', 'DELETE_FAILED', 'DELETE_FAILED', undefined, false],
    ['not of one that has not begun', 'delete', 'CREATE_COMPLETE', 'CREATE_COMPLETE', undefined, false],
  ])('%s', (_, kind, before, status, updatedAt, proves) => {
    const stack: Stack = {
      arn: STACK_ARN,
      name: 'proxywebhook-dev',
      status,
      createdAt: new Date(START),
      ...(updatedAt === undefined ? {} : { updatedAt: new Date(updatedAt) }),
      parameters: {},
      outputs: {},
      tags: {},
      terminationProtection: false,
    };
    const known = kind === 'update' && before !== 'CREATE_COMPLETE' ? { updatedAt: START } : {};
    expect(provesEnd(stack, kind, { status: before, ...known })).toBe(proves);
  });
});
