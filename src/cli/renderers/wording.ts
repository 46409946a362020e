import type { DeploymentEvent, Progress, RootCause, StepName } from '../../deployment/events.ts';
import type { Output } from '../surroundings.ts';
import { unbroken, wrap } from '../text/layout.ts';
import { duration, timeLeft } from '../text/time.ts';

/** A step while it is going on, and when it is done. */
export const STEPS: Readonly<Record<StepName, { readonly doing: string; readonly done: string }>> = {
  identity: { doing: 'Looking up the account', done: 'Account' },
  observe: { doing: 'Looking at the stack', done: 'Stack' },
  preflight: { doing: 'Checking before anything is made', done: 'Checked' },
  bundle: { doing: 'Bundling the handler', done: 'Handler bundled' },
  'change-set': { doing: 'Asking CloudFormation what would change', done: 'Changes read' },
  approve: { doing: 'Waiting for approval', done: 'Approved' },
  'service-linked-role': { doing: 'Making the service-linked role of RDS', done: 'Service-linked role made' },
  bucket: { doing: 'Making the artifact bucket', done: 'Artifact bucket made' },
  upload: { doing: 'Uploading the handler', done: 'Handler uploaded' },
  compare: { doing: 'Comparing what lives with what was deployed', done: 'Compared' },
  drift: { doing: 'Looking for drift', done: 'Drift looked for' },
  code: { doing: 'Giving the function its code', done: 'Code updated' },
  repair: { doing: 'Repairing', done: 'Repaired' },
  'free-network': {
    doing: "Freeing the function's network interfaces, which spares most of the wait",
    done: 'Network interfaces freed',
  },
  execute: { doing: 'Deploying', done: 'Deployed' },
  password: {
    doing: "Waiting for the restored database's new password",
    done: 'Password of the restored database set',
  },
  delete: { doing: 'Deleting', done: 'Deleted' },
  'find-cause': { doing: 'Reading what failed, and why', done: 'Cause read' },
  cancel: { doing: 'Cancelling the update', done: 'Cancellation asked for' },
  'roll-back': { doing: 'Rolling back', done: 'Rolled back' },
  cleanup: { doing: 'Cleaning up', done: 'Cleaned up' },
  purge: { doing: 'Deleting artifacts that no environment uses', done: 'Artifacts deleted' },
  'wait-for-other': { doing: 'Waiting for the operation that is running', done: 'The other operation ended' },
  'target-health': { doing: "Waiting for the proxy's targets", done: 'Targets healthy' },
  'invoke-check': { doing: 'Checking that the function reaches the database', done: 'Function checked' },
  'public-check': { doing: 'Checking the public URL', done: 'Public URL answers' },
};

/** A resource's status in words: `creating`, `created`, `create failed`. */
export function statusWords(
  status: string,
  reason?: string,
): {
  readonly words: string;
  readonly outcome: 'started' | 'done' | 'failed';
} {
  const match = /^(CREATE|UPDATE|DELETE|IMPORT)_(IN_PROGRESS|COMPLETE|FAILED|SKIPPED)$/.exec(status);
  const [, action = '', outcome = ''] = match ?? [];
  switch (outcome) {
    case 'IN_PROGRESS':
      return {
        words: { CREATE: 'creating', UPDATE: 'updating', DELETE: 'deleting' }[action] ?? 'importing',
        outcome: 'started',
      };
    case 'COMPLETE':
      return {
        words: { CREATE: 'created', UPDATE: 'updated', DELETE: 'deleted' }[action] ?? 'imported',
        outcome: 'done',
      };
    case 'SKIPPED':
      return { words: 'kept', outcome: 'done' };
    case 'FAILED':
      return {
        words: `${action.toLowerCase()} ${isEcho(reason) ? 'cancelled' : 'failed'}`,
        outcome: 'failed',
      };
    default:
      return {
        words: status.toLowerCase().replaceAll('_', ' '),
        outcome: status.endsWith('_FAILED') ? 'failed' : status.endsWith('_IN_PROGRESS') ? 'started' : 'done',
      };
  }
}

/** True where a resource failed only because another did: an echo, not news. */
export function isEcho(reason: string | undefined): boolean {
  return reason !== undefined && /^Resource \w+ cancell?ed/i.test(reason);
}

/** True where a failed resource's reason is told with it: other reasons come as causes, without AWS's wrapping. */
export function tellsReason({
  reason,
  status,
  progress,
}: DeploymentEvent & { readonly type: 'resource-changed' }): boolean {
  const ofRollback = progress.direction === 'rollback' && status !== 'CREATE_FAILED';
  return ofRollback && reason !== undefined && !isEcho(reason);
}

/** A stack's reason, where it says more than that somebody asked, or which resources failed. */
export function stackReason(reason: string | undefined): string {
  const routine = /^(User Initiated|The following resource\(s\) failed to \w+: \[.*)/i;
  return reason === undefined || routine.test(reason) ? '' : `: ${reason}`;
}

/** How far an operation is: `12 of 38 done, about 7 min left`. */
export function progressWords({ done, total, direction, secondsLeft }: Progress): string {
  const counted = {
    forward: `${done} of ${total} done`,
    rollback: `rolling back, ${done} left to undo`,
    delete: `${done} of ${total} deleted`,
  }[direction];
  return secondsLeft === undefined ? counted : `${counted}, ${timeLeft(secondsLeft)}`;
}

/** A root cause with what to do about it, several lines. */
export function causeText(cause: RootCause, { style, width }: Pick<Output, 'style' | 'width'>): string {
  const { logicalId, resourceType, reason, remedies } = cause;
  const type = resourceType === '' ? '' : ` (${resourceType})`;
  return [
    wrap(`${style.bad('✖')} ${style.bold(logicalId)}${type}`, width(), '', '  '),
    wrap(reason, width(), '  '),
    ...remedies.map((remedy) => remedyText(remedy, { style, width })),
  ].join('\n');
}

/** What to do next, as a line that stands out. */
export function remedyText(remedy: string, { style, width }: Pick<Output, 'style' | 'width'>): string {
  // A remedy that is indented goes with the one above it.
  if (remedy.startsWith(' ')) return wrap(remedy.trim(), width(), '      ');
  return wrap(remedy, width(), `  ${style.accent('→')} `, '    ');
}

/** A step that is done, in one line; undefined where that is no news. */
export function finishedStep(
  { step, milliseconds, detail, failed }: DeploymentEvent & { readonly type: 'step-finished' },
  { style, width }: Pick<Output, 'style' | 'width'>,
): string | undefined {
  const brief = milliseconds < 1_000;
  if (failed || step === 'approve' || (step === 'cleanup' && brief)) return undefined;
  const found = detail === undefined ? '' : `: ${detailWords(detail)}`;
  const took = brief ? '' : ` ${unbroken(style.dim(`(${duration(milliseconds)})`))}`;
  return wrap(`${style.good('✔')} ${STEPS[step].done}${found}${took}`, width(), '', '  ');
}

/** What a step found or made; content hashes are told by their beginning. */
export function detailWords(detail: string): string {
  return detail.replaceAll(/\b([0-9a-f]{12})[0-9a-f]{52}\b/g, '$1…');
}
