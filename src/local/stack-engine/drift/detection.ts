import type { Engine } from '../engine.ts';
import { validationError } from '../errors.ts';
import { remember } from '../journal.ts';
import { type Properties, textsOf } from '../json.ts';
import { pageOf } from '../paging.ts';
import { stackNamed } from '../stack-lookup.ts';
import type { DriftRecord, ResourceDriftRecord, StackRecord } from '../stack-record.ts';
import { compareResource } from './compare-resource.ts';
import { drifted, stackDriftStatus } from './drift-status.ts';

/** DetectStackDrift: begins to compare, one detection of a stack at a time. */
export function detectStackDrift(engine: Engine, input: Properties): Properties {
  const stack = stackNamed(engine, input.StackName);
  // CloudFormation User Guide, "Detect drift on an entire CloudFormation stack"; the words are assumed.
  if (!STATUSES.includes(stack.status)) {
    throw validationError(
      `Drift detection cannot be performed on stack [${stack.arn}] while it is in ${stack.status} state`,
    );
  }
  // Seen in many scripts that look for these words.
  if (stack.drift?.state === 'DETECTION_IN_PROGRESS') {
    throw validationError(`Drift detection is already in progress for stack [${stack.arn}]`);
  }
  const { clock } = engine.world;
  const only = input.LogicalResourceIds === undefined ? undefined : textsOf(input.LogicalResourceIds);
  const drift: DriftRecord = {
    id: engine.ids.uuid(),
    startedAt: clock.now(),
    state: 'DETECTION_IN_PROGRESS',
    resources: stack.drift?.resources ?? new Map(),
  };
  stack.drift = drift;
  clock.after(DURATION, () => finish(engine, stack, drift, only));
  return { StackDriftDetectionId: drift.id };
}

const STATUSES: readonly string[] = [
  'CREATE_COMPLETE',
  'UPDATE_COMPLETE',
  'UPDATE_ROLLBACK_COMPLETE',
  'UPDATE_ROLLBACK_FAILED',
];

/** Milliseconds; assumed ("can take up to several minutes"). */
const DURATION = 30_000;

function finish(
  engine: Engine,
  stack: StackRecord,
  drift: DriftRecord,
  only: readonly string[] | undefined,
): void {
  const failed: string[] = [];
  for (const resource of stack.resources.values()) {
    const { logicalId, type, instance } = resource;
    if (only?.includes(logicalId) === false) continue;
    const why = engine.unreadable.get(logicalId);
    const found: ResourceDriftRecord | undefined =
      why === undefined || instance === undefined
        ? compareResource(engine.world, resource)
        : {
            logicalId,
            type,
            physicalId: instance.physicalId,
            at: engine.world.clock.now(),
            status: 'UNKNOWN',
            reason: why,
            differences: [],
          };
    if (found === undefined) continue;
    if (found.status === 'UNKNOWN') failed.push(logicalId);
    drift.resources.set(logicalId, found);
  }
  drift.state = failed.length === 0 ? 'DETECTION_COMPLETE' : 'DETECTION_FAILED';
  if (failed.length > 0) drift.reason = `Failed to detect drift on resource [${failed.join(', ')}]`;
  remember(engine, stack);
}

export function describeDriftDetection({ stacks }: Engine, input: Properties): Properties {
  const stack = stacks.find(({ drift }) => drift?.id === input.StackDriftDetectionId);
  const drift = stack?.drift;
  if (stack === undefined || drift === undefined) {
    throw validationError(`Drift detection ${String(input.StackDriftDetectionId)} does not exist`);
  }
  const over = drift.state !== 'DETECTION_IN_PROGRESS';
  return {
    StackId: stack.arn,
    StackDriftDetectionId: drift.id,
    DetectionStatus: drift.state,
    ...(drift.reason === undefined ? {} : { DetectionStatusReason: drift.reason }),
    ...(over
      ? { StackDriftStatus: stackDriftStatus(drift), DriftedStackResourceCount: drifted(drift).length }
      : {}),
    Timestamp: new Date(drift.startedAt),
  };
}

/** DescribeStackResourceDrifts: what was compared, or could not be; types that are not compared are left out. */
export function describeResourceDrifts(engine: Engine, input: Properties): Properties {
  const stack = stackNamed(engine, input.StackName);
  const filters = input.StackResourceDriftStatusFilters;
  const wanted = filters === undefined ? undefined : textsOf(filters);
  const found = [...(stack.drift?.resources.values() ?? [])]
    .filter(({ logicalId }) => stack.resources.has(logicalId))
    .filter(({ status }) => wanted === undefined || wanted.includes(status));
  const size = Math.min(100, Number(input.MaxResults ?? engine.settings.resourcesPerPage));
  const { page, next } = pageOf(found, size, input.NextToken);
  return { StackResourceDrifts: page.map((it) => describe(stack, it)), ...next };
}

function describe({ arn }: StackRecord, drift: ResourceDriftRecord): Properties {
  const { logicalId, physicalId, type, status, reason, expected, actual, differences, at } = drift;
  return {
    StackId: arn,
    LogicalResourceId: logicalId,
    PhysicalResourceId: physicalId,
    ResourceType: type,
    StackResourceDriftStatus: status,
    ...(reason === undefined ? {} : { DriftStatusReason: reason }),
    ...(expected === undefined ? {} : { ExpectedProperties: JSON.stringify(expected) }),
    ...(actual === undefined ? {} : { ActualProperties: JSON.stringify(actual) }),
    PropertyDifferences: differences.map((difference) => ({
      PropertyPath: difference.path,
      ExpectedValue: difference.expected,
      ActualValue: difference.actual,
      DifferenceType: difference.kind,
    })),
    Timestamp: new Date(at),
  };
}
