import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DeploymentEvent, Progress } from '../../src/deployment/events.ts';
import { advance, beginProgress, type ProgressOptions, progressOf } from '../../src/deployment/progress.ts';
import type { StackEvent } from '../../src/deployment/stack.ts';
import { eventLines, START } from './event-lines.ts';

const PLANNED = ['Vpc', 'Database', 'Proxy'];

function fold(options: ProgressOptions, events: readonly StackEvent[]) {
  let state = beginProgress(options);
  const told: DeploymentEvent[] = [];
  for (const event of events) {
    const step = advance(state, event);
    state = step.state;
    told.push(step.told);
  }
  return { state, told };
}

/** Progress after some events, as `done/total direction [in progress]`. */
function after(options: ProgressOptions, ...lines: readonly string[]): string {
  return worded(progressOf(fold(options, eventLines(...lines)).state, START));
}

function worded({ done, total, direction, inProgress }: Progress): string {
  return `${done}/${total} ${direction} [${inProgress.map(({ logicalId, note }) => (note === undefined ? logicalId : `${logicalId}: ${note}`)).join(', ')}]`;
}

const forward: ProgressOptions = { direction: 'forward', plannedLogicalIds: PLANNED };
const CREATE = [
  '0 Stack CREATE_IN_PROGRESS User Initiated',
  '1 Vpc CREATE_IN_PROGRESS',
  '5 Vpc CREATE_COMPLETE',
];
const UPDATE = ['0 Stack UPDATE_IN_PROGRESS', '1 Proxy UPDATE_IN_PROGRESS'];
const REPLACED = [
  '1 Proxy UPDATE_IN_PROGRESS Requested update requires the creation of a new physical resource; hence creating one.',
  '9 Proxy UPDATE_COMPLETE',
  '10 Stack UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
];

describe('how far an operation is', () => {
  it.each<[string, ProgressOptions, readonly string[], string]>([
    ['nothing is done before the first event', forward, [], '0/3 forward []'],
    ['the stack itself is not counted', forward, ['0 Stack CREATE_IN_PROGRESS'], '0/3 forward []'],
    ['what began is in progress', forward, ['1 Vpc CREATE_IN_PROGRESS'], '0/3 forward [Vpc]'],
    ['what is complete is done', forward, CREATE, '1/3 forward []'],
    ['only the number may be known', { direction: 'forward', total: 9 }, CREATE, '1/9 forward []'],
    [
      'what was not planned is counted once it is seen',
      forward,
      [...CREATE, '6 Api CREATE_COMPLETE'],
      '2/4 forward []',
    ],
    [
      'more than the number that was told widens it',
      { direction: 'forward', total: 1 },
      [...CREATE, '6 Api CREATE_COMPLETE'],
      '2/2 forward []',
    ],
    ['the end of a success is all of it', forward, [...CREATE, '9 Stack CREATE_COMPLETE'], '3/3 forward []'],
    ['what failed is not done', forward, [...CREATE, '6 Proxy CREATE_FAILED no'], '1/3 forward []'],
    [
      'an event that is told twice counts once',
      forward,
      [...CREATE, '5 Vpc CREATE_COMPLETE'],
      '1/3 forward []',
    ],
    [
      'a rollback counts down',
      forward,
      [...CREATE, '6 Database CREATE_FAILED no', '7 Stack ROLLBACK_IN_PROGRESS', '8 Vpc DELETE_IN_PROGRESS'],
      '1/3 rollback [Vpc]',
    ],
    [
      'a rollback counts down to nothing',
      forward,
      [...CREATE, '7 Stack ROLLBACK_IN_PROGRESS', '9 Vpc DELETE_COMPLETE'],
      '0/3 rollback []',
    ],
    [
      'a rollback without its stack event is known by the deletion',
      forward,
      [...CREATE, '9 Vpc DELETE_IN_PROGRESS'],
      '1/3 rollback [Vpc]',
    ],
    [
      'a deletion after a creation is undone',
      forward,
      [...CREATE, '9 Vpc DELETE_COMPLETE'],
      '0/3 rollback []',
    ],
    [
      'a rollback at its end is at nothing',
      forward,
      [...CREATE, '9 Stack ROLLBACK_COMPLETE'],
      '0/3 rollback []',
    ],
    [
      'a rollback that failed is where it stopped',
      forward,
      [...CREATE, '7 Stack ROLLBACK_IN_PROGRESS', '8 Vpc DELETE_FAILED in use', '9 Stack ROLLBACK_FAILED'],
      '1/3 rollback []',
    ],
    [
      'a creation that is told late in a rollback is still to be undone',
      forward,
      ['1 Vpc CREATE_IN_PROGRESS', '7 Stack ROLLBACK_IN_PROGRESS', '8 Vpc CREATE_COMPLETE'],
      '1/3 rollback []',
    ],
    [
      'an update taken back counts down',
      forward,
      [
        ...UPDATE,
        '5 Proxy UPDATE_COMPLETE',
        '6 Stack UPDATE_ROLLBACK_IN_PROGRESS',
        '7 Proxy UPDATE_COMPLETE',
      ],
      '0/3 rollback []',
    ],
    [
      'what an update created is undone by the clean-up after its rollback',
      forward,
      [
        '1 Api CREATE_COMPLETE',
        '6 Stack UPDATE_ROLLBACK_IN_PROGRESS',
        '7 Stack UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
        '8 Api DELETE_COMPLETE',
      ],
      '0/4 rollback []',
    ],
    [
      'a resource being replaced says so',
      forward,
      REPLACED.slice(0, 1),
      '0/3 forward [Proxy: being replaced]',
    ],
    [
      'the clean-up of what was replaced is in progress',
      forward,
      [...REPLACED, '11 Proxy DELETE_IN_PROGRESS'],
      '1/3 forward [Proxy]',
    ],
    [
      'the clean-up of what was replaced does not count again',
      forward,
      [...REPLACED, '11 Proxy DELETE_IN_PROGRESS', '12 Proxy DELETE_COMPLETE'],
      '1/3 forward []',
    ],
    [
      'a removal by an update is done when it is deleted',
      forward,
      [...REPLACED, '12 Vpc DELETE_COMPLETE'],
      '2/3 forward []',
    ],
    [
      'a clean-up that fails does not undo what is done',
      forward,
      [...REPLACED, '12 Proxy DELETE_FAILED in use'],
      '1/3 forward []',
    ],
    [
      'a deletion counts what is gone',
      { direction: 'delete', total: 3 },
      ['0 Stack DELETE_IN_PROGRESS', '1 Proxy DELETE_IN_PROGRESS', '2 Vpc DELETE_COMPLETE'],
      '1/3 delete [Proxy]',
    ],
    [
      'what is kept in a deletion is done',
      { direction: 'delete', total: 3 },
      ['2 Vpc DELETE_SKIPPED'],
      '1/3 delete []',
    ],
    [
      'a routine reason is no note',
      forward,
      ['1 Vpc CREATE_IN_PROGRESS Resource creation Initiated'],
      '0/3 forward [Vpc]',
    ],
    [
      'a reason of its own is a note',
      forward,
      ['1 Vpc CREATE_IN_PROGRESS Waiting for a friend'],
      '0/3 forward [Vpc: Waiting for a friend]',
    ],
    [
      'the eventual consistency check is worded',
      forward,
      ['1 Vpc CREATE_IN_PROGRESS Eventual consistency check initiated'],
      '0/3 forward [Vpc: configured, becoming stable]',
    ],
    [
      'the wait for network interfaces is worded',
      { direction: 'delete' },
      [
        '1 Function DELETE_IN_PROGRESS CloudFormation is waiting for NetworkInterfaces associated with the Lambda Function to be cleaned up.',
      ],
      '0/1 delete [Function: waiting for network interfaces to be released]',
    ],
  ])('%s', (_title, options, lines, expected) => {
    expect(after(options, ...lines)).toBe(expected);
  });

  it('tells a resource that is configured but not stable yet', () => {
    const events = eventLines('1 Proxy CREATE_IN_PROGRESS').map((event) => ({
      ...event,
      detailedStatus: 'CONFIGURATION_COMPLETE',
    }));
    expect(worded(progressOf(fold(forward, events).state, START))).toBe(
      '0/3 forward [Proxy: configured, becoming stable]',
    );
  });
});

describe('what is told of each event', () => {
  it('a resource, with how long its own work took and the progress after it', () => {
    const { told } = fold(
      forward,
      eventLines(
        '1 Vpc CREATE_IN_PROGRESS',
        '2 Vpc CREATE_IN_PROGRESS Resource creation Initiated',
        '13 Vpc CREATE_COMPLETE',
      ),
    );
    expect(told.at(-1)).toEqual({
      type: 'resource-changed',
      at: new Date(START + 13_000),
      logicalId: 'Vpc',
      resourceType: 'AWS::EC2::VPC',
      status: 'CREATE_COMPLETE',
      tookMilliseconds: 12_000,
      progress: { done: 1, total: 3, direction: 'forward', inProgress: [] },
    });
  });

  it('the stack, with its reason', () => {
    expect(fold(forward, eventLines('0 Stack CREATE_IN_PROGRESS User Initiated')).told).toEqual([
      { type: 'stack-changed', at: new Date(START), status: 'CREATE_IN_PROGRESS', reason: 'User Initiated' },
    ]);
  });

  it('a rollback measures its own work, not the creation before it', () => {
    const { told } = fold(
      forward,
      eventLines(...CREATE, '20 Vpc DELETE_IN_PROGRESS', '23 Vpc DELETE_COMPLETE'),
    );
    expect(told.at(-1)).toMatchObject({ tookMilliseconds: 3_000 });
  });
});

describe('the time that is left', () => {
  const graph = {
    Vpc: { resourceType: 'AWS::EC2::VPC', dependsOn: [] },
    Database: { resourceType: 'AWS::RDS::DBInstance', dependsOn: ['Vpc'] },
    Proxy: { resourceType: 'AWS::RDS::DBProxy', dependsOn: ['Vpc'] },
  };
  const options: ProgressOptions = { ...forward, graph };
  const left = (of: ProgressOptions, seconds: number, ...lines: readonly string[]) =>
    progressOf(fold(of, eventLines(...lines)).state, START + seconds * 1000).secondsLeft;

  it.each<[string, ProgressOptions, number, readonly string[], number | undefined]>([
    ['is not told without a graph', forward, 0, [], undefined],
    ['is the critical path at the beginning', options, 0, [], 607],
    [
      'shrinks while a resource is in progress',
      options,
      105,
      [...CREATE, '5 Database CREATE_IN_PROGRESS'],
      495,
    ],
    [
      'is a small remainder when a resource overruns',
      options,
      3_600,
      [...CREATE, '5 Database CREATE_IN_PROGRESS'],
      225,
    ],
    [
      'never runs on while only an overrunning resource is left',
      options,
      3_600,
      [...CREATE, '5 Database CREATE_IN_PROGRESS', '9 Proxy CREATE_COMPLETE'],
      30,
    ],
    ['is nothing at the end', options, 900, [...CREATE, '800 Stack CREATE_COMPLETE'], 0],
    [
      'of a rollback is that of the deletions',
      options,
      9,
      [
        ...CREATE,
        '8 Database CREATE_IN_PROGRESS',
        '9 Database CREATE_FAILED no',
        '9 Stack ROLLBACK_IN_PROGRESS',
      ],
      422,
    ],
    [
      'of an update counts only what is planned',
      { ...options, plannedLogicalIds: ['Proxy'], actions: { Proxy: 'update' } },
      0,
      [],
      63,
    ],
    [
      'of a deletion walks the other way',
      { direction: 'delete', plannedLogicalIds: PLANNED, graph },
      0,
      [],
      422,
    ],
    [
      "does not mind a clock behind CloudFormation's",
      options,
      -600,
      [...CREATE, '5 Database CREATE_IN_PROGRESS'],
      595,
    ],
  ])('%s', (_title, of, seconds, lines, expected) => {
    expect(left(of, seconds, ...lines)).toBe(expected);
  });
});

describe('whatever events come', () => {
  const event = fc.record({
    at: fc.integer({ min: 0, max: 7_200 }),
    name: fc.constantFrom('Stack', 'Vpc', 'Database', 'Proxy', 'Api'),
    action: fc.constantFrom(
      'CREATE',
      'UPDATE',
      'DELETE',
      'ROLLBACK',
      'UPDATE_ROLLBACK',
      'UPDATE_COMPLETE_CLEANUP',
    ),
    end: fc.constantFrom('IN_PROGRESS', 'COMPLETE', 'FAILED', 'SKIPPED'),
  });
  const options = fc.record({
    direction: fc.constantFrom('forward' as const, 'delete' as const),
    total: fc.integer({ min: 0, max: 5 }),
    plannedLogicalIds: fc.subarray(['Vpc', 'Database', 'Proxy', 'Subnet']),
    graph: fc.constant({
      Vpc: { resourceType: 'AWS::EC2::VPC', dependsOn: [] },
      Proxy: { resourceType: 'AWS::RDS::DBProxy', dependsOn: ['Vpc', 'Nobody'] },
    }),
  });

  it('done is never negative nor more than the total, and no number is not one', () => {
    fc.assert(
      fc.property(options, fc.array(event, { maxLength: 40 }), fc.integer(), (of, drawn, now) => {
        let state = beginProgress(of);
        for (const line of drawn.map(({ at, name, action, end }) => `${at} ${name} ${action}_${end}`)) {
          for (const each of eventLines(line)) state = advance(state, each).state;
          const { done, total, secondsLeft } = progressOf(state, now);
          expect(done).toBeGreaterThanOrEqual(0);
          expect(done).toBeLessThanOrEqual(total);
          expect(Number.isFinite(secondsLeft)).toBe(true);
          expect(secondsLeft).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });
});
