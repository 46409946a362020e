import type { Target } from '../proxy/ports.ts';
import { assessTargets } from '../proxy/target-health.ts';
import type { RootCause } from './events.ts';
import { chronological, isStackEvent } from './operations.ts';
import { remediesFor } from './remedies.ts';
import type { StackEvent, ValidationFailure } from './stack.ts';

/** Why an operation failed. Lists are in the order things happened, a resource stands once in each. */
export interface Failure {
  /** The first failures, each on its own account. */
  readonly causes: readonly RootCause[];
  /** How many resources were only cancelled because another failed. */
  readonly cancelled: number;
  /** What then kept the rollback from ending. */
  readonly rollbackFailures: readonly RootCause[];
  /** Old resources that could not be deleted after an update: the operation succeeds, they stay and may cost. */
  readonly leftBehind: readonly RootCause[];
}

/** Tells what went wrong from the events of one operation: causes apart from their echoes. */
export function rootCauses(events: readonly StackEvent[]): Failure {
  const causes = new Map<string, RootCause>();
  const rollbackFailures = new Map<string, RootCause>();
  const leftBehind = new Map<string, RootCause>();
  const cancelled = new Set<string>();
  let ofTheStack: RootCause | undefined;
  let phase: Phase = 'forward';

  for (const event of chronological(events)) {
    if (isStackEvent(event)) {
      phase = phaseAfter(event.status, phase);
      if (ofTheStack === undefined && tellsOwnReason(event)) ofTheStack = causeOf(event);
    } else if (event.status.endsWith('_FAILED')) {
      if (isCancellation(event.reason)) cancelled.add(event.logicalId);
      else {
        const list = { forward: causes, rollback: rollbackFailures, cleanup: leftBehind }[
          phaseOf(event, phase)
        ];
        if (!list.has(event.logicalId)) list.set(event.logicalId, causeOf(event));
      }
    }
  }
  if (causes.size === 0 && ofTheStack !== undefined) causes.set(ofTheStack.logicalId, ofTheStack);
  return {
    causes: [...causes.values()],
    cancelled: [...cancelled].filter((logicalId) => !causes.has(logicalId)).length,
    rollbackFailures: [...rollbackFailures.values()],
    leftBehind: [...leftBehind.values()],
  };
}

/** True for the cause that the proxy's target did not become available, whose reason only DescribeDBProxyTargets tells. */
export function isTargetHealthCause(cause: RootCause): boolean {
  return (
    cause.resourceType === 'AWS::RDS::DBProxyTargetGroup' &&
    /timed out waiting for target group/i.test(cause.reason)
  );
}

/** The same cause with what RDS says of the targets and what to do about it; other causes come back as they are. */
export function targetHealthCause(cause: RootCause, targets: readonly Target[]): RootCause {
  if (!isTargetHealthCause(cause)) return cause;
  const sick = assessTargets(targets, { waitedLong: true }).targets.filter(
    ({ health }) => health !== 'healthy',
  );
  if (sick.length === 0) return cause;
  const told = sick.map(({ id, state, reason, description }) =>
    [`Target ${id} is ${[state, reason].filter(Boolean).join(', ')}`, description].filter(Boolean).join(': '),
  );
  return {
    ...cause,
    reason: [cause.reason, ...told.map((sentence) => sentence.replace(/[^.]$/, '$&.'))].join(' '),
    remedies: [...new Set([...sick.flatMap(({ remedies }) => remedies), ...cause.remedies])],
  };
}

/** The name of the proxy that an operation made or touched, for looking at its targets before rollback removes it. */
export function proxyNameIn(events: readonly StackEvent[]): string | undefined {
  return chronological(events).findLast(
    ({ resourceType, physicalId }) => resourceType === 'AWS::RDS::DBProxy' && physicalId,
  )?.physicalId;
}

/** What CloudFormation's early validation refused, as causes. Source: CloudFormation User Guide, "Validate stack deployments". */
export function validationCauses(
  failures: readonly ValidationFailure[],
  changeSetArn?: string,
): readonly RootCause[] {
  return failures.map(({ name, path, logicalId, reason }) => ({
    logicalId: logicalId ?? 'template',
    resourceType: '',
    reason: path === undefined ? reason : `${reason} (${path})`,
    code: name,
    remedies: remediesFor({ reason, code: name, resourceType: '', arn: changeSetArn }),
  }));
}

/** Takes a reason out of its wrapping: handler prefix, request ids, attempt counts. The innermost error code is kept apart. */
export function unwrapReason(reason: string): { readonly text: string; readonly code?: string } {
  const code = /Error Code: (\w+)/.exec(reason)?.[1] ?? /HandlerErrorCode: (\w+)/.exec(reason)?.[1];
  const text = reason
    .replace(/\s*\((?:Service: |SDK Attempt Count: |RequestToken: |HandlerErrorCode: )[^()]*\)/g, '')
    .replace(/^Resource handler returned message: "(.*?)"?\s*$/s, '$1')
    .trim();
  const said = text === '' || text === 'null' ? 'AWS gave no reason.' : text;
  return code === undefined ? { text: said } : { text: said, code };
}

type Phase = 'forward' | 'rollback' | 'cleanup';

function phaseAfter(stackStatus: string, phase: Phase): Phase {
  if (stackStatus.endsWith('CLEANUP_IN_PROGRESS')) return 'cleanup';
  if (stackStatus.endsWith('ROLLBACK_IN_PROGRESS')) return 'rollback';
  return stackStatus.endsWith('_IN_PROGRESS') ? 'forward' : phase;
}

/** A CREATE_FAILED that is told after the rollback began is still one that began it. */
function phaseOf(event: StackEvent, phase: Phase): Phase {
  return phase === 'rollback' && event.status === 'CREATE_FAILED' ? 'forward' : phase;
}

function isCancellation(reason: string | undefined): boolean {
  return reason !== undefined && /^Resource (creation|update|deletion|import) cancell?ed/i.test(reason);
}

/** A stack's own words count only where they are not an echo of its resources' ("The following resource(s) failed to …"). */
function tellsOwnReason({ status, reason }: StackEvent): boolean {
  if (reason === undefined || !/(_FAILED|ROLLBACK_IN_PROGRESS)$/.test(status)) return false;
  const own = reason
    .replace(/The following [\w-]+\(s\) failed to [\w ]+: \[[^\]]*\]\.?/gi, '')
    .replace(/Rollback requested by user\.?/i, '');
  return own.trim() !== '';
}

function causeOf({ stackArn, logicalId, resourceType, physicalId, at, reason }: StackEvent): RootCause {
  const { text, code } = unwrapReason(reason ?? '');
  return {
    logicalId,
    resourceType,
    reason: text,
    ...(code === undefined ? {} : { code }),
    ...(physicalId === undefined || physicalId === '' ? {} : { physicalId }),
    at,
    remedies: remediesFor({ reason: text, code, resourceType, arn: stackArn }),
  };
}
