import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { StackStatus } from '../../src/deployment/stack.ts';
import { decideDiff, decideDown, decideUp, isBusy, isDeployed } from '../../src/deployment/states.ts';
import { statusAdvice } from '../../src/deployment/status-advice.ts';

/** up · down · diff · phase of `status`, for every status there is. */
const DECISIONS: readonly (readonly [StackStatus | undefined, string, string, string, string])[] = [
  [undefined, 'create', 'absent', 'against-nothing', 'absent'],
  ['REVIEW_IN_PROGRESS', 'create', 'delete', 'against-nothing', 'review'],
  ['CREATE_IN_PROGRESS', 'wait', 'wait', 'busy', 'running'],
  ['CREATE_FAILED', 'recreate', 'delete', 'against-nothing', 'failed'],
  ['CREATE_COMPLETE', 'update', 'delete', 'against-deployed', 'settled'],
  ['ROLLBACK_IN_PROGRESS', 'wait', 'wait', 'busy', 'running'],
  ['ROLLBACK_FAILED', 'recreate', 'delete', 'against-nothing', 'failed'],
  ['ROLLBACK_COMPLETE', 'recreate', 'delete', 'against-nothing', 'failed'],
  ['DELETE_IN_PROGRESS', 'wait', 'join', 'busy', 'running'],
  ['DELETE_FAILED', 'refuse: down', 'delete', 'refuse: down', 'failed'],
  ['DELETE_COMPLETE', 'create', 'absent', 'against-nothing', 'absent'],
  ['UPDATE_IN_PROGRESS', 'wait', 'wait', 'busy', 'running'],
  ['UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'wait', 'wait', 'busy', 'running'],
  ['UPDATE_COMPLETE', 'update', 'delete', 'against-deployed', 'settled'],
  ['UPDATE_FAILED', 'refuse: recover', 'delete', 'refuse: recover', 'failed'],
  ['UPDATE_ROLLBACK_IN_PROGRESS', 'wait', 'wait', 'busy', 'running'],
  ['UPDATE_ROLLBACK_FAILED', 'refuse: recover', 'delete', 'refuse: recover', 'failed'],
  ['UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS', 'wait', 'wait', 'busy', 'running'],
  ['UPDATE_ROLLBACK_COMPLETE', 'update', 'delete', 'against-deployed', 'settled'],
  ['IMPORT_IN_PROGRESS', 'wait', 'wait', 'busy', 'running'],
  ['IMPORT_COMPLETE', 'update', 'delete', 'against-deployed', 'settled'],
  ['IMPORT_ROLLBACK_IN_PROGRESS', 'wait', 'wait', 'busy', 'running'],
  ['IMPORT_ROLLBACK_FAILED', 'refuse: events', 'delete', 'refuse: events', 'failed'],
  ['IMPORT_ROLLBACK_COMPLETE', 'update', 'delete', 'against-deployed', 'settled'],
];

describe('what is decided about a stack', () => {
  it.each(DECISIONS)('that is %s: up %s, down %s, diff %s, status %s', (status, up, down, diff, phase) => {
    expect(words(decideUp(status))).toBe(up);
    expect(decideDown(status).kind).toBe(down);
    expect(words(decideDiff(status))).toBe(diff);
    expect(statusAdvice(status).phase).toBe(phase);
  });

  it.each([
    ['SHINY_IN_PROGRESS', 'wait'],
    ['SHINY_FAILED', 'refuse: recover'],
    ['SHINY_COMPLETE', 'update'],
  ])('whose status CloudFormation got since (%s) by its ending: %s', (status, up) => {
    expect(words(decideUp(status as StackStatus))).toBe(up);
  });

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
  const rows = new Map(
    page
      .split('\n')
      .filter((line) => /^\| (`[A-Z_]+`|none) /.test(line))
      .map((line) => line.split('|').map((cell) => cell.trim()))
      .map(([, status = '', up = '', down = '', diff = '']) => [
        status.replaceAll('`', ''),
        [up, down, diff],
      ]),
  );

  it.each(DECISIONS)('has the row of %s', (status, up, down, diff) => {
    const [saysUp = '', saysDown = '', saysDiff = ''] = rows.get(status ?? 'none') ?? [];
    expect([saysUp, saysDown, saysDiff].map((cell) => /^\*\*(.+?)\*\*/.exec(cell)?.[1])).toEqual([
      up,
      down,
      diff,
    ]);
  });

  it('has no other rows', () => {
    expect(rows.size).toBe(DECISIONS.length);
  });
});

function words(decision: { readonly kind: string; readonly command?: string }): string {
  return decision.command === undefined ? decision.kind : `${decision.kind}: ${decision.command}`;
}
