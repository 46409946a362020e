import { describe, expect, it } from 'vitest';
import { chronological, groupOperations } from '../../src/deployment/operations.ts';
import { eventLines } from './event-lines.ts';

/** Operations as `kind result (events)`. */
function grouped(...lines: readonly string[]): string {
  return groupOperations(eventLines(...lines))
    .map(({ kind, result, events }) => `${kind} ${result} (${events.length})`)
    .join(', ');
}

const CREATED = ['0 Stack CREATE_IN_PROGRESS', '5 Vpc CREATE_COMPLETE', '9 Stack CREATE_COMPLETE'];
const UPDATE_FAILED = [
  '10 Stack UPDATE_IN_PROGRESS',
  '11 Stack UPDATE_ROLLBACK_IN_PROGRESS',
  '12 Stack UPDATE_ROLLBACK_FAILED',
];

describe('the operations in the events of a stack', () => {
  it.each<[string, readonly string[], string]>([
    ['no events are no operation', [], ''],
    ['a creation', CREATED, 'create succeeded (3)'],
    ['a creation that is running', CREATED.slice(0, 2), 'create running (2)'],
    [
      'a creation that was undone',
      ['0 Stack CREATE_IN_PROGRESS', '1 Stack ROLLBACK_IN_PROGRESS', '2 Stack ROLLBACK_COMPLETE'],
      'create rolled-back (3)',
    ],
    [
      'a creation that failed and was kept',
      ['0 Stack CREATE_IN_PROGRESS', '1 Stack CREATE_FAILED'],
      'create failed (2)',
    ],
    [
      'a rollback asked for after that',
      [
        '0 Stack CREATE_IN_PROGRESS',
        '1 Stack CREATE_FAILED',
        '2 Stack ROLLBACK_IN_PROGRESS',
        '3 Stack ROLLBACK_COMPLETE',
      ],
      'create failed (2), rollback succeeded (2)',
    ],
    [
      'a creation and an update',
      [
        ...CREATED,
        '10 Stack UPDATE_IN_PROGRESS',
        '11 Stack UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
        '12 Stack UPDATE_COMPLETE',
      ],
      'create succeeded (3), update succeeded (3)',
    ],
    [
      'an update that is live but still cleans up is running',
      [...CREATED, '10 Stack UPDATE_IN_PROGRESS', '11 Stack UPDATE_COMPLETE_CLEANUP_IN_PROGRESS'],
      'create succeeded (3), update running (2)',
    ],
    [
      'an update that was taken back',
      [
        ...CREATED,
        '10 Stack UPDATE_IN_PROGRESS',
        '11 Stack UPDATE_ROLLBACK_IN_PROGRESS',
        '12 Stack UPDATE_ROLLBACK_COMPLETE',
      ],
      'create succeeded (3), update rolled-back (3)',
    ],
    [
      'an update whose rollback failed',
      [...CREATED, ...UPDATE_FAILED],
      'create succeeded (3), update failed (3)',
    ],
    [
      'the rollback that goes on after it',
      [...UPDATE_FAILED, '20 Stack UPDATE_ROLLBACK_IN_PROGRESS', '22 Stack UPDATE_ROLLBACK_COMPLETE'],
      'update failed (3), rollback succeeded (2)',
    ],
    [
      'a deletion in the middle of a creation',
      ['0 Stack CREATE_IN_PROGRESS', '5 Stack DELETE_IN_PROGRESS', '9 Stack DELETE_COMPLETE'],
      'create interrupted (1), delete succeeded (2)',
    ],
    [
      'two deletions, the first of which failed',
      [
        '0 Stack DELETE_IN_PROGRESS',
        '5 Stack DELETE_FAILED',
        '6 Stack DELETE_IN_PROGRESS',
        '9 Stack DELETE_COMPLETE',
      ],
      'delete failed (2), delete succeeded (2)',
    ],
    ['a stack in review', ['0 Stack REVIEW_IN_PROGRESS'], 'review running (1)'],
    [
      'a review is left out once the creation began',
      ['0 Stack REVIEW_IN_PROGRESS', ...CREATED],
      'create succeeded (3)',
    ],
    [
      'a start that is told twice',
      [
        '0 Stack UPDATE_IN_PROGRESS',
        '1 Stack UPDATE_IN_PROGRESS Transformation succeeded',
        '2 Stack UPDATE_COMPLETE',
      ],
      'update succeeded (3)',
    ],
    [
      'events whose start is not known are left out',
      ['0 Vpc CREATE_COMPLETE', '1 Stack CREATE_COMPLETE', '10 Stack UPDATE_IN_PROGRESS'],
      'update running (1)',
    ],
  ])('%s', (_title, lines, expected) => {
    expect(grouped(...lines)).toBe(expected);
  });

  it('are oldest first, whichever way the events came', () => {
    const events = eventLines(...CREATED);
    expect(chronological(events.toReversed())).toEqual(events);
    expect(chronological(events)).toEqual(events);
  });

  it('a nested stack is a resource', () => {
    const nested = eventLines('0 Stack CREATE_IN_PROGRESS').map((event) => ({
      ...event,
      physicalId: 'another',
    }));
    expect(groupOperations(nested)).toEqual([]);
  });
});
