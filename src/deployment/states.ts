import type { StackStatus } from './stack.ts';

/** What `up` does about the stack it finds. */
export type UpDecision =
  /** There is none, or one that nothing was deployed to. */
  | { readonly kind: 'create' }
  | { readonly kind: 'update' }
  /** Somebody's operation is running: attach, wait for its end, look again. */
  | { readonly kind: 'wait' }
  /** Its creation failed; it can only be deleted and made anew. */
  | { readonly kind: 'recreate'; readonly why: string }
  | Refused;

/** A status that rules a command out: which command comes first, and which other way there is. */
export interface Refused {
  readonly kind: 'refuse';
  readonly why: string;
  readonly command: 'recover' | 'down' | 'events';
  readonly or?: string;
}

/** What `down` does about the stack it finds. */
export type DownDecision =
  | { readonly kind: 'absent' }
  | { readonly kind: 'delete' }
  | { readonly kind: 'wait' }
  /** Somebody is deleting it: attach and wait. */
  | { readonly kind: 'join' };

/** What `diff` compares with; it never waits and never changes anything but its own change set. */
export type DiffDecision =
  | { readonly kind: 'against-nothing' }
  | { readonly kind: 'against-deployed' }
  | { readonly kind: 'busy' }
  | Refused;

/**
 * Decides for `up`. A status that CloudFormation got since is judged by its ending. What failed and was not rolled back is
 * gone on with by `up --no-rollback` only. Source: CloudFormation answers ("This stack is currently in a non-terminal
 * [CREATE_FAILED] state. To update the stack from this state, please use the disable-rollback parameter", aws/aws-cli#6368).
 */
export function decideUp(
  status: StackStatus | undefined,
  { rollback = true }: { readonly rollback?: boolean } = {},
): UpDecision {
  if (!rollback && isPaused(status)) return UPDATE;
  return UP[knownStatus(status)];
}

/** Decides for `down`: every stack that is at rest can be deleted. */
export function decideDown(status: StackStatus | undefined): DownDecision {
  if (isAbsent(status)) return { kind: 'absent' };
  if (status === 'DELETE_IN_PROGRESS') return { kind: 'join' };
  return isBusy(status) ? { kind: 'wait' } : { kind: 'delete' };
}

/** Decides for `diff`. */
export function decideDiff(status: StackStatus | undefined): DiffDecision {
  const decision = decideUp(status);
  switch (decision.kind) {
    case 'create':
    case 'recreate':
      return { kind: 'against-nothing' };
    case 'update':
      return { kind: 'against-deployed' };
    case 'wait':
      return { kind: 'busy' };
    case 'refuse':
      return decision;
  }
}

/** True for a stack that is not there. */
export function isAbsent(status: StackStatus | undefined): status is undefined | 'DELETE_COMPLETE' {
  return status === undefined || status === 'DELETE_COMPLETE';
}

/** True for a stack that only a change set made: nothing is deployed, nothing runs. */
export function isInReview(status: StackStatus | undefined): boolean {
  return status === 'REVIEW_IN_PROGRESS';
}

/** True while CloudFormation works on the stack; it refuses every change meanwhile. */
export function isBusy(status: StackStatus | undefined): boolean {
  return status?.endsWith('_IN_PROGRESS') === true && !isInReview(status);
}

/** True for a stack that failed with rollback disabled: it is as far as it got. */
export function isPaused(status: StackStatus | undefined): boolean {
  return status === 'CREATE_FAILED' || status === 'UPDATE_FAILED';
}

/** True when an operation that was to make or change the stack did so. */
export function isDeployed(status: string): boolean {
  return status === 'CREATE_COMPLETE' || status === 'UPDATE_COMPLETE' || status === 'IMPORT_COMPLETE';
}

const CREATE = { kind: 'create' } as const;
const UPDATE = { kind: 'update' } as const;
const WAIT = { kind: 'wait' } as const;

/** Source of the statuses and what they allow: CloudFormation User Guide, "Understand stack status codes". */
const UP: Readonly<Record<StackStatus | 'ABSENT', UpDecision>> = {
  ABSENT: CREATE,
  REVIEW_IN_PROGRESS: CREATE,
  CREATE_IN_PROGRESS: WAIT,
  CREATE_FAILED: {
    kind: 'recreate',
    why: 'its creation failed and was not rolled back',
  },
  CREATE_COMPLETE: UPDATE,
  ROLLBACK_IN_PROGRESS: WAIT,
  ROLLBACK_FAILED: {
    kind: 'recreate',
    why: 'its creation failed, and not all that was made could be deleted',
  },
  ROLLBACK_COMPLETE: { kind: 'recreate', why: 'its creation failed and was rolled back' },
  DELETE_IN_PROGRESS: WAIT,
  DELETE_FAILED: {
    kind: 'refuse',
    why: 'its deletion failed half way: what is left of it may hold data',
    command: 'down',
  },
  DELETE_COMPLETE: CREATE,
  UPDATE_IN_PROGRESS: WAIT,
  UPDATE_COMPLETE_CLEANUP_IN_PROGRESS: WAIT,
  UPDATE_COMPLETE: UPDATE,
  UPDATE_FAILED: {
    kind: 'refuse',
    why: 'its last update failed and was not rolled back: it is between two versions',
    command: 'recover',
    or: 'remove the cause and go on from where it stopped',
  },
  UPDATE_ROLLBACK_IN_PROGRESS: WAIT,
  UPDATE_ROLLBACK_FAILED: {
    kind: 'refuse',
    why: 'its last update failed, and so did taking it back: it is between two versions',
    command: 'recover',
  },
  UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS: WAIT,
  UPDATE_ROLLBACK_COMPLETE: UPDATE,
  IMPORT_IN_PROGRESS: WAIT,
  IMPORT_COMPLETE: UPDATE,
  IMPORT_ROLLBACK_IN_PROGRESS: WAIT,
  IMPORT_ROLLBACK_FAILED: {
    kind: 'refuse',
    why: 'an import failed, and so did taking it back',
    command: 'events',
  },
  IMPORT_ROLLBACK_COMPLETE: UPDATE,
};

function knownStatus(status: StackStatus | undefined): StackStatus | 'ABSENT' {
  if (status === undefined) return 'ABSENT';
  if (Object.hasOwn(UP, status)) return status;
  const unknown: string = status;
  if (unknown.endsWith('_IN_PROGRESS')) return 'UPDATE_IN_PROGRESS';
  return unknown.endsWith('_FAILED') ? 'UPDATE_FAILED' : 'UPDATE_COMPLETE';
}
