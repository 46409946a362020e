import { isPassing, isProxyWebhookError, throwIfCancelled } from '../errors.ts';
import type { Run } from '../run.ts';
import { begunAllTheSame } from './begun.ts';
import { dependencies } from './durations.ts';
import { baselineNow } from './event-feed.ts';
import type { DeploymentEvent } from './events.ts';
import { type Ended, type FollowOptions, follow } from './follow.ts';
import { overtaken } from './overtaken.ts';
import type { Ports } from './ports.ts';
import type { ChangeSet, Stack } from './stack.ts';

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
  /** Leaves what was made as it is when something fails. */
  readonly keepFailed?: boolean;
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
  await begin(execution, token, options);
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

/** An answer that was lost may have been a yes, and its repetition a no: the change set and the events say. */
async function begin(
  { kind, changeSet: { arn, stackArn }, stackName, resume, keepFailed = false }: Execution,
  token: string,
  { ports: { changeSets, stacks }, signal }: ExecuteOptions,
): Promise<void> {
  throwIfCancelled(signal);
  try {
    await changeSets.execute(arn, { token, keepFailed });
  } catch (error) {
    const what = kind === 'create' ? 'creation' : 'update';
    let status: string | undefined = 'UNKNOWN';
    const sign = async () => {
      status = (await changeSets.describe(arn))?.executionStatus;
      return status === 'EXECUTE_IN_PROGRESS' || status === 'EXECUTE_COMPLETE';
    };
    try {
      await begunAllTheSame(error, { what, stackName, stackArn, token, resume, sign }, stacks);
    } catch (told) {
      throw cameFirst(error, status)
        ? overtaken(stackName, 'its change set is not valid any more', error)
        : told;
    }
  }
}

/**
 * Whether somebody else's operation is why an execution was refused: the change set is obsolete or gone, or another runs.
 * Source: CloudFormation User Guide, "Execute a change set": all other change sets of the stack are deleted.
 */
function cameFirst(error: unknown, executionStatus: string | undefined): boolean {
  if (isPassing(error)) return false;
  const busy = isProxyWebhookError(error) && error.code === 'stack-busy';
  return busy || executionStatus === undefined || executionStatus === 'OBSOLETE';
}
