import type { Run } from '../run.ts';
import { dependencies } from './durations.ts';
import { baselineNow } from './event-feed.ts';
import type { DeploymentEvent } from './events.ts';
import { type Ended, type FollowOptions, follow } from './follow.ts';
import type { Ports } from './ports.ts';
import type { ChangeSet, Stack } from './stack.ts';
import { isBusy } from './states.ts';
import { isPassing } from './tolerance.ts';

export interface Execution {
  readonly kind: 'create' | 'update';
  readonly changeSet: ChangeSet;
  /** As observed before; undefined for a new one. */
  readonly stack: Stack | undefined;
  readonly stackName: string;
  /** The template, for what waits for what. */
  readonly document: unknown;
  /** The command that resumes following. */
  readonly resume: string;
}

export interface ExecuteOptions extends FollowOptions {
  readonly ports: FollowOptions['ports'] & Pick<Ports, 'changeSets'>;
  /** Called when CloudFormation is told: from then on the change set must not be deleted. */
  readonly begun: () => void;
}

/** Executes exactly this change set and follows it to its end. */
export async function* execute(execution: Execution, options: ExecuteOptions): Run<DeploymentEvent, Ended> {
  const { kind, changeSet, stack, stackName, document, resume } = execution;
  const { ports, signal } = options;
  const token = `${changeSet.name}-execute`;
  const baseline = await baselineNow(ports.stacks, changeSet.stackArn, token, signal);
  await begin(changeSet, token, options);
  options.begun();
  const actions = changeSet.changes.map(
    ({ logicalId, action }) =>
      [logicalId, action === 'Add' ? 'create' : action === 'Remove' ? 'delete' : 'update'] as const,
  );
  return yield* follow(
    {
      stackArn: changeSet.stackArn,
      kind,
      before: {
        status: kind === 'create' ? 'REVIEW_IN_PROGRESS' : (stack?.status ?? 'CREATE_COMPLETE'),
        ...(stack?.updatedAt === undefined ? {} : { updatedAt: stack.updatedAt.getTime() }),
      },
      baseline,
      progress: {
        direction: 'forward',
        plannedLogicalIds: actions.map(([logicalId]) => logicalId),
        actions: Object.fromEntries(actions),
        graph: dependencies(document),
      },
      told: { doing: kind === 'create' ? 'creation' : 'update', stackName, resume },
    },
    options,
  );
}

/** An answer that was lost may have been a yes: the stack says. */
async function begin(changeSet: ChangeSet, token: string, { ports, signal }: ExecuteOptions): Promise<void> {
  signal?.throwIfAborted();
  try {
    await ports.changeSets.execute(changeSet.arn, { token });
  } catch (error) {
    if (!isPassing(error) || !(await isExecuting(changeSet, ports))) throw error;
  }
}

async function isExecuting(
  { arn, stackArn }: ChangeSet,
  { changeSets, stacks }: ExecuteOptions['ports'],
): Promise<boolean> {
  const [changeSet, stack] = await Promise.all([changeSets.describe(arn), stacks.describe(stackArn)]);
  return changeSet?.executionStatus?.startsWith('EXECUTE_') === true || isBusy(stack?.status);
}
