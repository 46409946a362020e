import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { StackStatus } from '../../src/deployment/stack.ts';
import { decideDiff, decideDown, decideUp, isBusy, isDeployed } from '../../src/deployment/states.ts';
import { statusAdvice } from '../../src/deployment/status-advice.ts';
import { decideCancel, decideRecover } from '../../src/deployment/ways-out.ts';

/** up · down · diff · phase of `status` · recover · cancel, for every status there is. */
const DECISIONS: readonly (readonly [
  StackStatus | undefined,
  string,
  string,
  string,
  string,
  string,
  string,
])[] = [
  [undefined, 'create', 'absent', 'against-nothing', 'absent', 'absent', 'absent'],
  ['REVIEW_IN_PROGRESS', 'create', 'delete', 'against-nothing', 'review', 'nothing', 'nothing'],
  ['CREATE_IN_PROGRESS', 'wait', 'wait', 'busy', 'running', 'wait', 'delete'],
  ['CREATE_FAILED', 'recreate', 'delete', 'against-nothing', 'failed', 'delete', 'nothing'],
  ['CREATE_COMPLETE', 'update', 'delete', 'against-deployed', 'settled', 'nothing', 'nothing'],
  ['ROLLBACK_IN_PROGRESS', 'wait', 'wait', 'busy', 'running', 'wait', 'join'],
  ['ROLLBACK_FAILED', 'recreate', 'delete', 'against-nothing', 'failed', 'delete', 'nothing'],
  ['ROLLBACK_COMPLETE', 'recreate', 'delete', 'against-nothing', 'failed', 'nothing', 'nothing'],
  ['DELETE_IN_PROGRESS', 'wait', 'join', 'busy', 'running', 'wait', 'refuse'],
  ['DELETE_FAILED', 'refuse: down', 'delete', 'refuse: down', 'failed', 'delete', 'nothing'],
  ['DELETE_COMPLETE', 'create', 'absent', 'against-nothing', 'absent', 'absent', 'absent'],
  ['UPDATE_IN_PROGRESS', 'wait', 'wait', 'busy', 'running', 'wait', 'cancel-update'],
  ['UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'wait', 'wait', 'busy', 'running', 'wait', 'refuse'],
  ['UPDATE_COMPLETE', 'update', 'delete', 'against-deployed', 'settled', 'nothing', 'nothing'],
  ['UPDATE_FAILED', 'refuse: recover', 'delete', 'refuse: recover', 'failed', 'roll-back', 'nothing'],
  ['UPDATE_ROLLBACK_IN_PROGRESS', 'wait', 'wait', 'busy', 'running', 'wait', 'join'],
  [
    'UPDATE_ROLLBACK_FAILED',
    'refuse: recover',
    'delete',
    'refuse: recover',
    'failed',
    'continue-rollback',
    'nothing',
  ],
  ['UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS', 'wait', 'wait', 'busy', 'running', 'wait', 'join'],
  ['UPDATE_ROLLBACK_COMPLETE', 'update', 'delete', 'against-deployed', 'settled', 'nothing', 'nothing'],
  ['IMPORT_IN_PROGRESS', 'wait', 'wait', 'busy', 'running', 'wait', 'refuse'],
  ['IMPORT_COMPLETE', 'update', 'delete', 'against-deployed', 'settled', 'nothing', 'nothing'],
  ['IMPORT_ROLLBACK_IN_PROGRESS', 'wait', 'wait', 'busy', 'running', 'wait', 'refuse'],
  ['IMPORT_ROLLBACK_FAILED', 'refuse: events', 'delete', 'refuse: events', 'failed', 'refuse', 'nothing'],
  ['IMPORT_ROLLBACK_COMPLETE', 'update', 'delete', 'against-deployed', 'settled', 'nothing', 'nothing'],
];

describe('what is decided about a stack', () => {
  it.each(DECISIONS)(
    'that is %s: up %s, down %s, diff %s, status %s, recover %s, cancel %s',
    (status, up, down, diff, phase, recover, cancel) => {
      expect(words(decideUp(status))).toBe(up);
      expect(decideDown(status).kind).toBe(down);
      expect(words(decideDiff(status))).toBe(diff);
      expect(statusAdvice(status).phase).toBe(phase);
      expect(decideRecover(status).kind).toBe(recover);
      expect(decideCancel(status).kind).toBe(cancel);
    },
  );

  it.each([
    ['SHINY_IN_PROGRESS', 'wait'],
    ['SHINY_FAILED', 'refuse: recover'],
    ['SHINY_COMPLETE', 'update'],
  ])('whose status CloudFormation got since (%s) by its ending: %s', (status, up) => {
    expect(words(decideUp(status as StackStatus))).toBe(up);
  });

  it.each([
    ['SHINY_IN_PROGRESS', 'wait', 'refuse'],
    ['SHINY_FAILED', 'refuse', 'nothing'],
    ['SHINY_COMPLETE', 'nothing', 'nothing'],
  ])('of a status that is not known (%s) is recovered: %s, cancelled: %s', (status, recover, cancel) => {
    expect(decideRecover(status as StackStatus).kind).toBe(recover);
    expect(decideCancel(status as StackStatus).kind).toBe(cancel);
  });

  it.each(['CREATE_FAILED', 'UPDATE_FAILED'] as const)(
    'that is %s is gone on with without rollback only',
    (status) => {
      expect(decideUp(status, { rollback: false }).kind).toBe('update');
      expect(decideUp(status).kind).not.toBe('update');
    },
  );

  it('calls busy what CloudFormation works on, and not what waits for review', () => {
    expect(isBusy('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS')).toBe(true);
    expect(isBusy('REVIEW_IN_PROGRESS')).toBe(false);
    expect(isBusy(undefined)).toBe(false);
  });

  it('calls deployed only what got where it should', () => {
    expect(isDeployed('UPDATE_COMPLETE')).toBe(true);
    expect(isDeployed('UPDATE_ROLLBACK_COMPLETE')).toBe(false);
  });
});

describe('the page on stack statuses', () => {
  const page = readFileSync(path.resolve(import.meta.dirname, '../../docs/stack-statuses.md'), 'utf8');
  const [decisions = ''] = page.split('## What each comes to');
  const rows = new Map(
    decisions
      .split('\n')
      .filter((line) => /^\| (`[A-Z_]+`|none) /.test(line))
      .map((line) => line.split('|').map((cell) => cell.trim()))
      .map(([, status = '', up = '', down = '', diff = '', , recover = '', cancel = '']) => [
        status.replaceAll('`', ''),
        [up, down, diff, recover, cancel],
      ]),
  );

  it.each(DECISIONS)('has the row of %s', (status, up, down, diff, _, recover, cancel) => {
    const cells = rows.get(status ?? 'none') ?? [];
    expect(cells.map((cell) => /^\*\*(.+?)\*\*/.exec(cell)?.[1])).toEqual([up, down, diff, recover, cancel]);
  });

  it('has no other rows', () => {
    expect(rows.size).toBe(DECISIONS.length);
  });
});

function words(decision: { readonly kind: string; readonly command?: string }): string {
  return decision.command === undefined ? decision.kind : `${decision.kind}: ${decision.command}`;
}
