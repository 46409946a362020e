/** What really became of a stack, from the engine itself: nothing late, nothing stale. */
import type { StackStatus } from '../../src/deployment/stack.ts';
import type { StackEngine } from '../../src/local/stack-engine/cloudformation.ts';

export interface TrueStack {
  readonly arn: string;
  readonly status: StackStatus;
}

export interface TrueEvent {
  readonly EventId: string;
  readonly LogicalResourceId: string;
  readonly ResourceStatus: string;
  readonly ResourceType: string;
  readonly Timestamp: Date;
}

/** The stack with that ARN, or the one that is not deleted. */
export async function trueStack(engine: StackEngine, arn?: string): Promise<TrueStack | undefined> {
  const { StackSummaries } = await engine.call('ListStacks', {});
  const all = StackSummaries as readonly { StackId: string; StackStatus: StackStatus }[];
  const found =
    arn === undefined
      ? all.find(({ StackStatus }) => StackStatus !== 'DELETE_COMPLETE')
      : all.find(({ StackId }) => StackId === arn);
  return found && { arn: found.StackId, status: found.StackStatus };
}

/** Oldest first. */
export async function trueEvents(
  engine: StackEngine,
  arn: string | undefined,
): Promise<readonly TrueEvent[]> {
  if (arn === undefined) return [];
  engine.configure({ eventLag: 0 });
  const events: TrueEvent[] = [];
  let NextToken: unknown;
  do {
    const page = await engine.call('DescribeStackEvents', {
      StackName: arn,
      ...(NextToken ? { NextToken } : {}),
    });
    events.push(...(page.StackEvents as readonly TrueEvent[]));
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return events.toReversed();
}

/** Of an operation that was asked for; a rollback is the end of one. */
export function isBeginning({ ResourceType, ResourceStatus }: TrueEvent): boolean {
  return (
    ResourceType === 'AWS::CloudFormation::Stack' &&
    /^(CREATE|UPDATE|DELETE)_IN_PROGRESS$/.test(ResourceStatus)
  );
}
