import { throwIfCancelled } from '../errors.ts';
import type { Run } from '../run.ts';
import { begunAllTheSame } from './begun.ts';
import { dependencies } from './durations.ts';
import { baselineNow } from './event-feed.ts';
import type { DeploymentEvent } from './events.ts';
import { type Ended, type FollowOptions, follow } from './follow.ts';
import type { Stack } from './stack.ts';
import { stillAsLooked, stillThere } from './still-there.ts';

export interface Deletion {
  readonly stack: Stack;
  /** Logical IDs of what there is. */
  readonly logicalIds: readonly string[];
  /** The deployed template, for what waits for what. */
  readonly document: unknown;
  readonly roleArn?: string | undefined;
  /** The command that resumes following. */
  readonly resume: string;
  /** Logical IDs that are left alone: taken from DELETE_FAILED only. */
  readonly retain?: readonly string[];
  /** Leaves alone whatever cannot be deleted: taken from DELETE_FAILED only. */
  readonly force?: boolean;
  /** Called when CloudFormation is told. */
  readonly begun?: () => void;
}

/** Deletes a stack by name and follows it by ARN until it is gone, or stops half way. */
export async function* deleteStack(deletion: Deletion, options: FollowOptions): Run<DeploymentEvent, Ended> {
  const { stack, logicalIds, document, roleArn, resume, retain = [], force = false } = deletion;
  const { stacks, random } = options.ports;
  const token = `proxywebhook-delete-${random.hex(16)}`;
  const baseline = await baselineNow(stacks, stack.arn, token, options.signal);
  throwIfCancelled(options.signal);
  stillAsLooked(stack, baseline.lastStatus);
  await stillThere(stack, options);
  const { arn: stackArn, name: stackName } = stack;
  await stacks
    .delete(stackName, {
      token,
      ...(roleArn === undefined ? {} : { roleArn }),
      ...(retain.length === 0 ? {} : { retain }),
      ...(force ? { force } : {}),
    })
    .catch((error: unknown) =>
      begunAllTheSame(
        error,
        {
          what: 'deletion',
          stackName,
          stackArn,
          token,
          resume,
          sign: async () => (await stacks.describe(stackArn))?.status === 'DELETE_COMPLETE',
        },
        stacks,
      ),
    );
  deletion.begun?.();
  return yield* follow(
    {
      stackArn: stack.arn,
      kind: 'delete',
      before: { status: stack.status },
      baseline,
      progress: {
        direction: 'delete',
        plannedLogicalIds: logicalIds,
        graph: dependencies(typeof document === 'string' ? parsed(document) : document),
      },
      told: { doing: 'deletion', stackName: stack.name, resume },
    },
    options,
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
