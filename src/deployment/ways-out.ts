import type { StackStatus } from './stack.ts';
import { isAbsent } from './states.ts';

/** What `cancel` does about the stack it finds. */
export type CancelDecision =
  | { readonly kind: 'absent' }
  /** An update runs: CloudFormation takes it back. */
  | { readonly kind: 'cancel-update' }
  /** A first creation runs, which CloudFormation cannot cancel: what was made is deleted. */
  | { readonly kind: 'delete' }
  /** It is being taken back already: attach and follow. */
  | { readonly kind: 'join' }
  /** Something runs that cannot be stopped. */
  | { readonly kind: 'refuse'; readonly why: string }
  /** Nothing runs. */
  | { readonly kind: 'nothing' };

/** What `recover` does about the stack it finds. */
export type RecoverDecision =
  | { readonly kind: 'absent' }
  /** Somebody's operation runs: attach, wait for its end, look again. */
  | { readonly kind: 'wait' }
  /** A rollback stopped half way: it is continued. */
  | { readonly kind: 'continue-rollback' }
  /** An update failed and was not rolled back: it is taken back. */
  | { readonly kind: 'roll-back' }
  /** There is no way back to anything that worked: what is left is deleted. */
  | { readonly kind: 'delete' }
  | { readonly kind: 'refuse'; readonly why: string }
  /** The stack is as it should be, or has another way on. */
  | { readonly kind: 'nothing' };

/** Decides for `cancel`. A status that CloudFormation got since is judged by its ending. */
export function decideCancel(status: StackStatus | undefined): CancelDecision {
  if (isAbsent(status)) return { kind: 'absent' };
  const known = WAYS_OUT[status];
  if (known !== undefined) return known.cancel;
  const unknown: string = status;
  return unknown.endsWith('_IN_PROGRESS') ? { kind: 'refuse', why: `it is ${unknown}` } : NOTHING;
}

/** Decides for `recover`. */
export function decideRecover(status: StackStatus | undefined): RecoverDecision {
  if (isAbsent(status)) return { kind: 'absent' };
  const known = WAYS_OUT[status];
  if (known !== undefined) return known.recover;
  const unknown: string = status;
  if (unknown.endsWith('_IN_PROGRESS')) return WAIT;
  return unknown.endsWith('_FAILED') ? { kind: 'refuse', why: `it is ${unknown}` } : NOTHING;
}

const NOTHING = { kind: 'nothing' } as const;
const WAIT = { kind: 'wait' } as const;
const JOIN = { kind: 'join' } as const;
const DELETE = { kind: 'delete' } as const;
const AT_REST = { cancel: NOTHING, recover: NOTHING } as const;
const IMPORTING = {
  cancel: { kind: 'refuse', why: 'CloudFormation cannot cancel an import' },
  recover: WAIT,
} as const;

/**
 * Source: CloudFormation API reference, CancelUpdateStack (only UPDATE_IN_PROGRESS), ContinueUpdateRollback (only
 * UPDATE_ROLLBACK_FAILED), RollbackStack (CREATE_FAILED and UPDATE_FAILED; without a stable state it deletes the stack).
 */
const WAYS_OUT: Readonly<
  Record<
    Exclude<StackStatus, 'DELETE_COMPLETE'>,
    { readonly cancel: CancelDecision; readonly recover: RecoverDecision }
  >
> = {
  REVIEW_IN_PROGRESS: AT_REST,
  CREATE_IN_PROGRESS: { cancel: DELETE, recover: WAIT },
  CREATE_FAILED: { cancel: NOTHING, recover: DELETE },
  CREATE_COMPLETE: AT_REST,
  ROLLBACK_IN_PROGRESS: { cancel: JOIN, recover: WAIT },
  ROLLBACK_FAILED: { cancel: NOTHING, recover: DELETE },
  ROLLBACK_COMPLETE: AT_REST,
  DELETE_IN_PROGRESS: {
    cancel: { kind: 'refuse', why: 'CloudFormation cannot cancel a deletion' },
    recover: WAIT,
  },
  DELETE_FAILED: { cancel: NOTHING, recover: DELETE },
  UPDATE_IN_PROGRESS: { cancel: { kind: 'cancel-update' }, recover: WAIT },
  UPDATE_COMPLETE_CLEANUP_IN_PROGRESS: {
    cancel: { kind: 'refuse', why: 'the update is live already, only what it replaced is being deleted' },
    recover: WAIT,
  },
  UPDATE_COMPLETE: AT_REST,
  UPDATE_FAILED: { cancel: NOTHING, recover: { kind: 'roll-back' } },
  UPDATE_ROLLBACK_IN_PROGRESS: { cancel: JOIN, recover: WAIT },
  UPDATE_ROLLBACK_FAILED: { cancel: NOTHING, recover: { kind: 'continue-rollback' } },
  UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS: { cancel: JOIN, recover: WAIT },
  UPDATE_ROLLBACK_COMPLETE: AT_REST,
  IMPORT_IN_PROGRESS: IMPORTING,
  IMPORT_COMPLETE: AT_REST,
  IMPORT_ROLLBACK_IN_PROGRESS: IMPORTING,
  IMPORT_ROLLBACK_FAILED: {
    cancel: NOTHING,
    recover: { kind: 'refuse', why: 'an import failed, and so did taking it back' },
  },
  IMPORT_ROLLBACK_COMPLETE: AT_REST,
};
