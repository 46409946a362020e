import { isStackEvent, isTerminal } from './operations.ts';
import type { Stack, StackEvent, StackStatus } from './stack.ts';

/** What is asked of CloudFormation. */
export type OperationKind = 'create' | 'update' | 'delete' | 'rollback';

/** The stack as it was before the operation began. */
export interface Before {
  readonly status: StackStatus;
  /** Milliseconds since the epoch; undefined for a stack that was never updated. */
  readonly updatedAt?: number;
  /** Of the operation itself, where it was seen running: a description that does not know it is an older one. */
  readonly operationId?: string;
}

/**
 * The status that an operation's own events end with; undefined while it runs. A terminal status counts only after a
 * beginning: one without it is a late event of the operation before. Events oldest first.
 */
export function endToldBy(events: readonly StackEvent[]): StackStatus | undefined {
  const own = events.filter(isStackEvent);
  const last = own.at(-1);
  if (last === undefined || !isTerminal(last.status)) return undefined;
  const begun = own.some(({ status }) => status.endsWith('_IN_PROGRESS') && status !== 'REVIEW_IN_PROGRESS');
  return begun ? (last.status as StackStatus) : undefined;
}

/**
 * Whether a description of the stack shows that the operation has ended, rather than how the stack was before it:
 * DescribeStacks is eventually consistent and may show that for a while.
 */
export function provesEnd(stack: Stack, kind: OperationKind, before: Before): boolean {
  if (!isTerminal(stack.status)) return false;
  const { operationId } = before;
  if (operationId !== undefined && stack.operationIds?.includes(operationId) === false) return false;
  switch (kind) {
    case 'delete':
      return (
        stack.status === 'DELETE_COMPLETE' ||
        (stack.status === 'DELETE_FAILED' && before.status !== 'DELETE_FAILED')
      );
    case 'create':
      return before.status.endsWith('_IN_PROGRESS');
    case 'rollback':
      // A rollback moves no time: only another status than before shows that it went on.
      return stack.status !== before.status;
    case 'update':
      return stack.updatedAt !== undefined && stack.updatedAt.getTime() > (before.updatedAt ?? 0);
  }
}
