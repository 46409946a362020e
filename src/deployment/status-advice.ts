import { ProxyWebhookError } from '../errors.ts';
import type { StackStatus } from './stack.ts';

/** A command that this product offers as the next thing to do. */
export type NextCommand =
  | 'up'
  | 'up --no-rollback'
  | 'down'
  | 'diff'
  | 'diff --drift'
  | 'diff --drift --drift-timeout 15m'
  | 'status'
  | 'status --watch'
  | 'status --wait'
  | 'recover'
  | 'cancel'
  | 'events';

/** What a stack's status means to whoever looks at it, and what to do. */
export interface StatusAdvice {
  /** `settled`: deployed and at rest; `running`: AWS is at work; `failed`: needs a hand; `review`: nothing deployed yet. */
  readonly phase: 'absent' | 'review' | 'running' | 'settled' | 'failed';
  readonly meaning: string;
  readonly next?: string;
  readonly command?: NextCommand;
}

/** The written answer to every status a stack can have, and to there being none. */
export function statusAdvice(status: StackStatus | undefined): StatusAdvice {
  if (status === undefined) return ABSENT;
  // A status that CloudFormation got since is judged by its ending.
  return Object.hasOwn(ADVICE, status) ? ADVICE[status] : unknownAdvice(status);
}

/** How to call a command for an environment. */
export function commandLine(command: NextCommand, environment: string): string {
  const [name = '', ...flags] = command.split(' ');
  const where = environment === 'default' ? [] : ['--env', environment];
  return ['npx proxywebhook', name, ...where, ...flags].join(' ');
}

/** The error of commands that need a stack where there is none: says where it was looked for. */
export function stackNotFound(looked: {
  readonly stackName: string;
  readonly account: string;
  readonly region: string;
  readonly environment?: string;
}): ProxyWebhookError {
  const { stackName, account, region, environment = 'default' } = looked;
  return new ProxyWebhookError(
    'stack-not-found',
    `There is no stack ${stackName} in account ${account}, region ${region}.`,
    {
      remedies: [
        `Deploy it: \`${commandLine('up', environment)}\`.`,
        'If it is elsewhere, say where: --region, --profile, or those keys in the config.',
      ],
      data: { stackName, account, region },
    },
  );
}

const ABSENT: StatusAdvice = {
  phase: 'absent',
  meaning: 'There is no such stack.',
  next: 'Deploy it.',
  command: 'up',
};

const WATCH = { phase: 'running', command: 'status --watch' } as const;
const SETTLED = { phase: 'settled' } as const;

/** Source of the statuses: CloudFormation User Guide, "Understand stack status codes". */
const ADVICE: Readonly<Record<StackStatus, StatusAdvice>> = {
  REVIEW_IN_PROGRESS: {
    phase: 'review',
    meaning: 'A change set was made for a new stack and waits for approval; nothing is deployed.',
    next: 'Deploy it; `up` makes a change set of its own.',
    command: 'up',
  },
  CREATE_IN_PROGRESS: { ...WATCH, meaning: 'The stack is being created.' },
  CREATE_FAILED: {
    phase: 'failed',
    meaning: 'Creation failed and was not rolled back: some resources exist and cost money.',
    next: 'See why, then deploy again: `up` deletes what is left and starts anew, `up --no-rollback` goes on from where it stopped.',
    command: 'up',
  },
  CREATE_COMPLETE: { ...SETTLED, meaning: 'The stack is deployed.' },
  ROLLBACK_IN_PROGRESS: {
    ...WATCH,
    meaning: 'Creation failed; what was made is being deleted again.',
    next: 'Wait for the end; the cause is told by `events`.',
  },
  ROLLBACK_FAILED: {
    phase: 'failed',
    meaning: 'Creation failed, and what was made could not all be deleted: it exists and may cost money.',
    next: 'Delete the stack, then deploy again.',
    command: 'down',
  },
  ROLLBACK_COMPLETE: {
    phase: 'failed',
    meaning: 'Creation failed and was undone; nothing is deployed. Such a stack can only be deleted.',
    next: 'Deploy again: `up` deletes the empty stack first.',
    command: 'up',
  },
  DELETE_IN_PROGRESS: { ...WATCH, meaning: 'The stack is being deleted.' },
  DELETE_FAILED: {
    phase: 'failed',
    meaning: 'Deletion failed half way: what is left exists and may cost money.',
    next: 'See why, then delete again: `down` goes on where it stopped.',
    command: 'down',
  },
  DELETE_COMPLETE: { ...ABSENT, meaning: 'The stack was deleted.' },
  UPDATE_IN_PROGRESS: { ...WATCH, meaning: 'The stack is being updated; the webhook works meanwhile.' },
  UPDATE_COMPLETE_CLEANUP_IN_PROGRESS: {
    ...WATCH,
    meaning: 'The update is live; what it replaced is being deleted.',
  },
  UPDATE_COMPLETE: { ...SETTLED, meaning: 'The stack is deployed, with its last update.' },
  UPDATE_FAILED: {
    phase: 'failed',
    meaning: 'The last update failed and was not rolled back: the stack is between two versions.',
    next: 'Take it back with `recover`, or remove the cause and go on from where it stopped: `up --no-rollback`.',
    command: 'recover',
  },
  UPDATE_ROLLBACK_IN_PROGRESS: {
    ...WATCH,
    meaning: 'The update failed; the stack is being taken back to how it was.',
    next: 'Wait for the end; the cause is told by `events`.',
  },
  UPDATE_ROLLBACK_FAILED: {
    phase: 'failed',
    meaning: 'The update failed, and so did taking it back: the stack is between two versions.',
    next: 'Remove the cause, then let the rollback go on; `recover` says what it stopped at and can skip it.',
    command: 'recover',
  },
  UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS: {
    ...WATCH,
    meaning: 'The stack is as it was before the failed update; what the update made is being deleted.',
  },
  UPDATE_ROLLBACK_COMPLETE: {
    ...SETTLED,
    meaning: 'The stack is deployed as it was before its last update, which failed and was taken back.',
    next: 'Remove the cause, then deploy again.',
    command: 'up',
  },
  IMPORT_IN_PROGRESS: { ...WATCH, meaning: 'Existing resources are being taken into the stack.' },
  IMPORT_COMPLETE: { ...SETTLED, meaning: 'The stack is deployed; existing resources were taken into it.' },
  IMPORT_ROLLBACK_IN_PROGRESS: { ...WATCH, meaning: 'An import failed and is being taken back.' },
  IMPORT_ROLLBACK_FAILED: {
    phase: 'failed',
    meaning: 'An import failed, and so did taking it back.',
    next: 'See why, and settle it in the CloudFormation console.',
    command: 'events',
  },
  IMPORT_ROLLBACK_COMPLETE: {
    ...SETTLED,
    meaning: 'The stack is deployed as it was before an import that failed.',
  },
};

function unknownAdvice(status: string): StatusAdvice {
  if (status.endsWith('_IN_PROGRESS')) return { ...WATCH, meaning: `The stack is busy (${status}).` };
  if (status.endsWith('_FAILED')) {
    return { phase: 'failed', meaning: `The last operation failed (${status}).`, command: 'events' };
  }
  return { ...SETTLED, meaning: `The stack is at rest (${status}).` };
}
