import type { StackEvent } from './stack.ts';

/** What a stack was asked to do, from its first event to its end. */
export interface OperationEvents {
  readonly kind: 'review' | 'create' | 'update' | 'delete' | 'import' | 'rollback';
  readonly result: 'running' | 'succeeded' | 'rolled-back' | 'failed' | 'interrupted';
  /** Oldest first. */
  readonly events: readonly StackEvent[];
  /** The stack's own last status in this operation. */
  readonly stackStatus: string;
}

/** Splits a stack's events by the operation they belong to, oldest operation first. Events before any known start are left out. */
export function groupOperations(events: readonly StackEvent[]): readonly OperationEvents[] {
  const groups: { kind: OperationEvents['kind']; events: StackEvent[]; status: string }[] = [];
  for (const event of chronological(events)) {
    const current = groups.at(-1);
    const kind = isStackEvent(event) ? startedBy(event.status, current?.status) : undefined;
    if (kind !== undefined) groups.push({ kind, events: [event], status: event.status });
    else if (current !== undefined) {
      current.events.push(event);
      if (isStackEvent(event)) current.status = event.status;
    }
  }
  const begun = groups.filter(({ kind }, index) => kind !== 'review' || index === groups.length - 1);
  return begun.map(({ kind, events, status }, index) => ({
    kind,
    events,
    stackStatus: status,
    result: resultOf(kind, status, index === begun.length - 1),
  }));
}

/** True for an event of the stack itself rather than of one of its resources. */
export function isStackEvent(event: StackEvent): boolean {
  return (
    event.resourceType === 'AWS::CloudFormation::Stack' &&
    (event.physicalId === undefined || event.physicalId === event.stackArn)
  );
}

/** Oldest first, whichever way the events came; events of one moment keep the order they came in. */
export function chronological(events: readonly StackEvent[]): readonly StackEvent[] {
  const first = events[0];
  const last = events.at(-1);
  const newestFirst = first !== undefined && last !== undefined && first.at.getTime() > last.at.getTime();
  return (newestFirst ? events.toReversed() : events).toSorted((a, b) => a.at.getTime() - b.at.getTime());
}

/** True once a stack's status will not change by itself. */
export function isTerminal(stackStatus: string): boolean {
  return !stackStatus.endsWith('_IN_PROGRESS');
}

const STARTS: Readonly<Record<string, OperationEvents['kind']>> = {
  REVIEW_IN_PROGRESS: 'review',
  CREATE_IN_PROGRESS: 'create',
  UPDATE_IN_PROGRESS: 'update',
  DELETE_IN_PROGRESS: 'delete',
  IMPORT_IN_PROGRESS: 'import',
};

/** CloudFormation may repeat a start (transforms, CONFIGURATION_COMPLETE); a rollback is its own operation only after an end. */
function startedBy(status: string, before: string | undefined): OperationEvents['kind'] | undefined {
  const kind = STARTS[status];
  if (kind !== undefined) return status === before ? undefined : kind;
  if (!/ROLLBACK_IN_PROGRESS$/.test(status)) return undefined;
  return before !== undefined && isTerminal(before) ? 'rollback' : undefined;
}

function resultOf(kind: OperationEvents['kind'], status: string, newest: boolean): OperationEvents['result'] {
  if (!isTerminal(status)) return newest ? 'running' : 'interrupted';
  if (status.endsWith('_FAILED')) return 'failed';
  return status.endsWith('ROLLBACK_COMPLETE') && kind !== 'rollback' ? 'rolled-back' : 'succeeded';
}
