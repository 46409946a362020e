import { ProxyWebhookError } from '../errors.ts';
import type { Run } from '../run.ts';
import { attach, busyError } from './attach.ts';
import type { DeploymentEvent } from './events.ts';
import type { FollowOptions } from './follow.ts';
import { checkOwner } from './ownership.ts';
import type { Stack } from './stack.ts';
import { isBusy, type Refused } from './states.ts';
import { commandLine, type NextCommand } from './status-advice.ts';
import { step } from './steps.ts';

export interface ObserveRequest {
  readonly stackName: string;
  readonly environment: string;
  /** False: a busy stack is an error. Otherwise its operation is followed to its end first. */
  readonly wait: boolean;
  /** The command that looks, for the words of an interruption. */
  readonly command: NextCommand;
}

/** Looks at a stack as it is now; undefined where there is none. Throws `refused` for another's. */
export async function* observe(
  { stackName, environment }: Pick<ObserveRequest, 'stackName' | 'environment'>,
  {
    ports: { stacks, clock },
    signal,
  }: Pick<FollowOptions, 'signal'> & { readonly ports: Pick<FollowOptions['ports'], 'stacks' | 'clock'> },
): Run<DeploymentEvent, Stack | undefined> {
  const stack = yield* step('observe', clock, () => stacks.describe(stackName, signal), {
    begin: stackName,
    end: (found) => found?.status ?? 'absent',
  });
  checkOwner(stack, environment);
  return stack;
}

/** Looks at a stack until nobody is working on it. Throws `stack-busy` or `refused` (another's stack). */
export async function* observeAtRest(
  { stackName, environment, wait, command }: ObserveRequest,
  options: FollowOptions,
): Run<DeploymentEvent, Stack | undefined> {
  let stack = yield* observe({ stackName, environment }, options);
  while (stack !== undefined && isBusy(stack.status)) {
    if (!wait) throw busyError(stack, environment, { canWait: true });
    stack = yield* waitForOther(stack, commandLine(command, environment), options);
  }
  return stack;
}

/** Follows somebody else's operation to its end; returns the stack as it is then, undefined for one that is gone. */
export async function* waitForOther(
  stack: Stack,
  resume: string,
  options: FollowOptions,
): Run<DeploymentEvent, Stack | undefined> {
  const ended = yield* step('wait-for-other', options.ports.clock, () => attach(stack, resume, options), {
    begin: stack.status,
    end: ({ status }) => status,
  });
  // The end's own description, not another one: a later one may be older.
  return ended.status === 'DELETE_COMPLETE' ? undefined : ended.stack;
}

/** The error of a command that a stack's status rules out. */
export function refusedByStatus(
  stack: Stack | undefined,
  { why, command, or }: Pick<Refused, 'why' | 'command' | 'or'>,
  environment: string,
): ProxyWebhookError {
  const { name = '', status = '', statusReason } = stack ?? {};
  return new ProxyWebhookError(
    'refused',
    `The stack ${name} cannot be changed (${status}): ${why}. Nothing was changed.`,
    {
      remedies: [
        `First: \`${commandLine(command, environment)}\`.`,
        ...(or === undefined ? [] : [`Or ${or}: \`${commandLine('up --no-rollback', environment)}\`.`]),
        `What happened: \`${commandLine('events', environment)}\`.`,
      ],
      data: { stackName: name, status, ...(statusReason === undefined ? {} : { statusReason }) },
    },
  );
}
