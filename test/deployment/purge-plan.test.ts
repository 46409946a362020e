import { describe, expect, it } from 'vitest';
import { planPurge } from '../../src/deployment/purge-plan.ts';
import type { Stack } from '../../src/deployment/stack.ts';

const BUCKET = 'proxywebhook-artifacts-123456789012-us-east-1';
const A = `handler/${'a'.repeat(64)}.zip`;
const B = `handler/${'b'.repeat(64)}.zip`;

describe('what is purged', () => {
  it('is what no stack runs, and the bucket when none is left', () => {
    expect(plan({ keys: [A, B] })).toMatchObject({ remove: [A, B], removesBucket: true });
    expect(plan({ keys: [A, B], stacks: [stack('leaving', A)] })).toMatchObject({ remove: [A, B] });
    expect(plan({ keys: [A, B], stacks: [stack('other', B)] })).toMatchObject({
      remove: [A],
      keep: [{ key: B, stacks: ['other'] }],
      removesBucket: false,
    });
  });

  it.each(['UPDATE_IN_PROGRESS', 'UPDATE_FAILED', 'UPDATE_ROLLBACK_FAILED', 'DELETE_IN_PROGRESS'] as const)(
    'is nothing while another stack is %s: what it goes back to is not known',
    (status) => {
      expect(plan({ keys: [A, B], stacks: [stack('other', B, status)] })).toMatchObject({
        remove: [],
        waitingFor: ['other'],
        removesBucket: false,
      });
    },
  );

  it('is nothing while a change set of ours waits, also on a stack in review that has no tag yet', () => {
    const review = { ...stack('new', '', 'REVIEW_IN_PROGRESS'), parameters: {}, tags: {} };
    expect(plan({ keys: [A], stacks: [review], pending: ['new'] })).toMatchObject({ remove: [] });
    expect(plan({ keys: [A], stacks: [review] })).toMatchObject({ remove: [A], removesBucket: true });
  });

  it('is not what was uploaded within the last hour: an `up` may be about to use it', () => {
    expect(plan({ keys: [A], young: [B] })).toMatchObject({ remove: [A], young: [B], removesBucket: false });
    expect(plan({ keys: [], young: [B], stacks: [stack('other', B)] })).toMatchObject({
      keep: [{ key: B, stacks: ['other'] }],
      young: [],
    });
  });

  it('is what the stack itself ran, however young, unless another runs it', () => {
    expect(plan({ keys: [], young: [A, B], leavingKey: A })).toMatchObject({ remove: [A], young: [B] });
    expect(plan({ keys: [], young: [A], leavingKey: A })).toMatchObject({ removesBucket: true });
    expect(plan({ keys: [], young: [A], leavingKey: A, stacks: [stack('other', A)] }).remove).toEqual([]);
  });

  it('is not what a stack runs that was made anew under the same name, nor what it may be about to run', () => {
    const anew = { ...stack('leaving', A), arn: 'arn:anew' };
    expect(plan({ keys: [A, B], stacks: [anew] })).toMatchObject({
      remove: [B],
      keep: [{ key: A, stacks: ['leaving'] }],
      removesBucket: false,
    });
    const review = { ...anew, status: 'REVIEW_IN_PROGRESS' as const, parameters: {}, tags: {} };
    expect(plan({ keys: [], young: [A], leavingKey: A, stacks: [review] })).toMatchObject({
      remove: [],
      young: [A],
    });
  });

  it('never is what something else put there, nor the bucket with it', () => {
    const keys = [A, 'notes.txt', 'handler/mine.zip', `old/${A}`];
    expect(plan({ keys })).toMatchObject({
      remove: [A],
      foreign: ['notes.txt', 'handler/mine.zip', `old/${A}`],
      removesBucket: false,
    });
  });

  it('is not hindered by stacks of other tools', () => {
    const foreign = { ...stack('cdk', A, 'UPDATE_IN_PROGRESS'), parameters: {}, tags: {} };
    expect(plan({ keys: [A], stacks: [foreign] })).toMatchObject({ remove: [A], removesBucket: true });
  });
});

function plan({
  keys,
  stacks = [],
  pending = [],
  young = [],
  leavingKey,
}: {
  readonly keys: readonly string[];
  readonly young?: readonly string[];
  readonly leavingKey?: string;
  readonly stacks?: readonly Stack[];
  readonly pending?: readonly string[];
}) {
  const now = 10 * 60 * 60_000;
  const objects = [
    ...keys.map((key) => ({ key, uploadedAt: now - 60 * 60_000 })),
    ...young.map((key) => ({ key, uploadedAt: now - 60 * 60_000 + 1 })),
  ];
  return planPurge({
    bucket: BUCKET,
    objects,
    stacks,
    pending,
    leaving: { name: 'leaving', arn: 'arn:leaving' },
    leavingKey,
    now,
  });
}

function stack(name: string, key: string, status: Stack['status'] = 'CREATE_COMPLETE'): Stack {
  return {
    arn: `arn:${name}`,
    name,
    status,
    createdAt: new Date(0),
    parameters: { ArtifactBucket: BUCKET, ArtifactKey: key },
    outputs: {},
    tags: { 'proxywebhook:environment': name },
    terminationProtection: false,
  };
}
