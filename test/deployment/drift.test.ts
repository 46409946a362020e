import { describe, expect, it } from 'vitest';
import { type DriftOptions, detectDrift } from '../../src/deployment/drift.ts';
import { driftReport } from '../../src/deployment/drift-report.ts';
import type { DriftDetection, ResourceDrift } from '../../src/deployment/ports.ts';
import type { Stack } from '../../src/deployment/stack.ts';
import { finish } from '../../src/run.ts';
import { failure } from '../support/engine.ts';
import { skippingClock } from '../support/skipping-clock.ts';

const STACK: Stack = {
  arn: 'arn:s',
  name: 's',
  status: 'UPDATE_COMPLETE',
  createdAt: new Date(0),
  parameters: {},
  outputs: {},
  tags: {},
  terminationProtection: false,
};
const RESOURCES = ['A', 'B'].map((logicalId) => ({
  logicalId,
  resourceType: 'T',
  status: 'CREATE_COMPLETE',
}));
const IN_SYNC: readonly ResourceDrift[] = RESOURCES.map(({ logicalId }) => ({
  logicalId,
  resourceType: 'T',
  status: 'IN_SYNC',
  differences: [],
}));

describe('detectDrift', () => {
  it('waits until CloudFormation has compared, and says how far it is', async () => {
    const { run, messages } = looking({ states: Array.from({ length: 12 }, () => 'in-progress' as const) });
    expect(await run()).toEqual({ drifted: [], compared: 2, notChecked: [] });
    expect(messages()).toEqual([
      'CloudFormation compares 2 resources',
      'CloudFormation compares 2 resources, 16 s so far',
    ]);
  });

  it('waits for a detection of somebody else, then makes its own', async () => {
    const { run, messages, clock, startedAt } = looking({ others: 3 });
    await run();
    expect(messages()).toEqual(['CloudFormation compares it for somebody else right now']);
    expect(clock.now() - startedAt).toBe(15_000);
  });

  it.each([
    ['its own detection', { states: Array.from({ length: 1_000 }, () => 'in-progress' as const) }],
    ['the detection of somebody else', { others: 1_000 }],
  ])('gives up %s after 5 minutes, and says what to do', async (_, options) => {
    const { run, clock, startedAt } = looking(options);
    const error = await failure(run());
    expect([error.code, error.message]).toEqual(['timed-out', expect.stringContaining('within 5 min')]);
    expect(error.remedies[0]).toContain('npx proxywebhook diff --env dev --drift');
    expect(clock.now() - startedAt).toBe(5 * 60_000);
  });

  it('keeps to another bound', async () => {
    const { run, clock, startedAt } = looking({ others: 1_000 }, { withinMilliseconds: 7_000 });
    expect((await failure(run())).message).toContain('within 7 s');
    expect(clock.now() - startedAt).toBe(7_000);
  });

  it('asks nothing of a stack in a status that AWS refuses', async () => {
    const { run, calls } = looking({}, {}, { ...STACK, status: 'UPDATE_FAILED' });
    const error = await failure(run());
    expect([error.code, error.message]).toEqual(['rejected', expect.stringContaining('UPDATE_FAILED')]);
    expect(calls).toEqual([]);
  });

  it('tells what was found although the detection failed for one resource', async () => {
    const found: readonly ResourceDrift[] = [
      { logicalId: 'A', resourceType: 'T', status: 'DELETED', differences: [] },
      { logicalId: 'B', resourceType: 'T', status: 'UNKNOWN', reason: 'denied', differences: [] },
    ];
    const { run } = looking({ last: { state: 'failed', reason: 'why' }, found });
    expect(await run()).toEqual({
      drifted: [{ logicalId: 'A', resourceType: 'T', state: 'deleted', differences: [] }],
      compared: 1,
      notChecked: [{ logicalId: 'B', resourceType: 'T', reason: 'denied' }],
      incomplete: 'why',
    });
  });
});

describe('driftReport', () => {
  const template = {
    Parameters: { Hidden: { NoEcho: true }, Open: {} },
    Resources: {
      A: {
        Type: 'T',
        Properties: {
          Key: { Ref: 'Hidden' },
          Joined: { 'Fn::Sub': `x-$` + '{Hidden}' },
          Looked: '{{resolve:secretsmanager:a}}',
          Shown: { Ref: 'Open' },
        },
      },
    },
  };
  const told = (path: string, expected: string, actual: string, kind = 'NOT_EQUAL') =>
    driftReport({
      detection: { state: 'complete' },
      found: [
        {
          logicalId: 'A',
          resourceType: 'T',
          status: 'MODIFIED',
          differences: [{ path, kind, expected, actual }],
        },
      ],
      resources: RESOURCES,
      templateBody: JSON.stringify(template),
    }).drifted[0]?.differences[0];

  it.each(['Key', 'Joined', 'Looked', 'MasterUserPassword', 'Environment/Variables/ANY', 'A/0/ApiToken'])(
    'never tells a value of %s',
    (path) => {
      const difference = told(`/${path}`, 'hunter2', 'hunter3');
      expect(difference).toEqual({
        property: path.replaceAll('/', '.'),
        change: 'changed',
        secret: true,
      });
    },
  );

  it('tells a structure without what is secret in it', () => {
    const difference = told('/Environment', 'null', '{"Variables":{"K":"hunter2"},"Other":1}', 'ADD');
    expect(difference).toEqual({
      property: 'Environment',
      change: 'added',
      is: '{"Variables":"…","Other":1}',
    });
  });

  it('tells values that are no secret, and cuts long ones', () => {
    expect(told('/Shown', '1', '2')).toEqual({ property: 'Shown', change: 'changed', should: '1', is: '2' });
    expect(told('/Shown', 'x'.repeat(500), 'null', 'REMOVE')).toEqual({
      property: 'Shown',
      change: 'removed',
      should: `${'x'.repeat(119)}…`,
    });
  });

  it('names what CloudFormation did not compare', () => {
    const found = IN_SYNC.slice(0, 1);
    const report = driftReport({
      detection: { state: 'complete' },
      found,
      resources: RESOURCES,
      templateBody: undefined,
    });
    expect(report).toEqual({ drifted: [], compared: 1, notChecked: [{ logicalId: 'B', resourceType: 'T' }] });
  });
});

interface Answers {
  readonly others?: number;
  readonly states?: readonly DriftDetection['state'][];
  readonly last?: DriftDetection;
  readonly found?: readonly ResourceDrift[];
}

function looking(
  { others = 0, states = [], last = { state: 'complete' }, found = IN_SYNC }: Answers,
  options: Partial<DriftOptions> = {},
  stack = STACK,
) {
  const clock = skippingClock();
  const calls: string[] = [];
  const events: { readonly type: string; readonly message?: string }[] = [];
  const left = [...states];
  let refusals = others;
  const ports = {
    clock,
    stacks: { resources: async () => RESOURCES, template: async () => undefined },
    drifts: {
      async detect() {
        calls.push('detect');
        refusals -= 1;
        return refusals >= 0 ? 'under-way' : 'd-1';
      },
      async detection() {
        const state = left.shift();
        return state === undefined ? last : { state };
      },
      resources: async () => found,
    },
  } as unknown as DriftOptions['ports'];
  return {
    clock,
    startedAt: clock.now(),
    calls,
    run: () => finish(detectDrift(stack, { ports, environment: 'dev', ...options }), (it) => events.push(it)),
    messages: () => events.flatMap(({ type, message }) => (type === 'waiting' ? [message] : [])),
  };
}
