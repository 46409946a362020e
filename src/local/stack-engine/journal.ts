import { describeStack } from './answers/describe-stack.ts';
import type { Engine } from './engine.ts';
import type { ResourceRecord, StackEvent, StackRecord, StackStatus } from './stack-record.ts';

interface Told {
  readonly reason?: string | undefined;
  readonly detailedStatus?: 'CONFIGURATION_COMPLETE';
}

/** Gives a stack a status and records the event of it. */
export function setStackStatus(
  engine: Engine,
  stack: StackRecord,
  status: StackStatus,
  told: Told = {},
): void {
  stack.status = status;
  delete stack.statusReason;
  delete stack.detailedStatus;
  if (told.reason !== undefined) stack.statusReason = told.reason;
  if (told.detailedStatus !== undefined) stack.detailedStatus = told.detailedStatus;
  record(engine, stack, { logicalId: stack.name, physicalId: stack.arn, type: STACK, status, ...told });
  remember(engine, stack);
}

/** Gives a resource a status and records the event of it; the physical id is the one it has now, or the one given. */
export function setResourceStatus(
  engine: Engine,
  stack: StackRecord,
  resource: ResourceRecord,
  status: string,
  told: Told & { readonly physicalId?: string } = {},
): void {
  const { reason, detailedStatus, physicalId = resource.instance?.physicalId ?? '' } = told;
  resource.status = status;
  resource.updatedAt = engine.world.clock.now();
  delete resource.statusReason;
  if (reason !== undefined) resource.statusReason = reason;
  record(engine, stack, {
    logicalId: resource.logicalId,
    physicalId,
    type: resource.type,
    status,
    reason,
    ...(detailedStatus === undefined ? {} : { detailedStatus }),
  });
}

/** Keeps how the stack is described now, for reads that are stale later. */
export function remember({ world }: Engine, stack: StackRecord): void {
  stack.history.push({ at: world.clock.now(), description: describeStack(stack) });
}

const STACK = 'AWS::CloudFormation::Stack';

function record(
  { world, ids }: Engine,
  stack: StackRecord,
  event: Pick<StackEvent, 'logicalId' | 'physicalId' | 'type' | 'status'> & Told,
): void {
  const at = world.clock.now();
  const { reason, ...rest } = event;
  const { operation } = stack;
  const told = `${event.logicalId}-${event.status}-${new Date(at).toISOString()}`;
  stack.events.push({
    ...rest,
    ...(reason === undefined ? {} : { reason }),
    // Two events of one resource may have one status and one moment.
    id: event.type === STACK || stack.events.some(({ id }) => id === told) ? ids.uuid() : told,
    sequence: stack.events.length,
    at,
    ...(operation === undefined ? {} : { operation }),
  });
}
