/** Holds what a run said and told against what was. Each throws, naming what was untrue. */
import type { DeploymentEvent } from '../../src/deployment/events.ts';
import type { StackStatus } from '../../src/deployment/stack.ts';
import type { ProxyWebhookError } from '../../src/errors.ts';
import { isBeginning, type TrueEvent } from './truth.ts';

export function judgeOutcome(operation: string, said: StackStatus, actual: StackStatus | undefined): void {
  const is = actual ?? 'DELETE_COMPLETE';
  if (said !== is) throw new Error(`${operation}: said ${said}, where the stack is ${is}`);
}

/** Every event of the operation, each once, and those of one resource in their order. */
export function judgeEvents(actual: readonly TrueEvent[], told: readonly DeploymentEvent[]): number {
  const shown = linesOf(told);
  const happened = actual.filter(({ ResourceStatus }) => ResourceStatus !== 'REVIEW_IN_PROGRESS').map(lineOf);
  const missing = without(happened, shown);
  if (missing.length > 0) throw new Error(`events that were lost: ${missing.join('; ')}`);
  noneElse(shown, happened);
  if (byResource(shown) !== byResource(happened)) {
    throw new Error(`events out of order: ${byResource(shown)}`);
  }
  return shown.length;
}

/**
 * A run that gave up says so and nothing else: that nothing could be reached, whether CloudFormation is at work where that
 * is known, and of the events no other than happened.
 */
export function judgeGivingUp(
  { code, data, message }: ProxyWebhookError,
  asked: 'create' | 'update' | 'delete' | 'nothing',
  actual: readonly TrueEvent[],
  told: readonly DeploymentEvent[],
): void {
  if (code !== 'unreachable') throw new Error(`gave up with ${code}: ${message}`);
  const began = actual.some(
    (event) =>
      isBeginning(event) &&
      (asked === 'nothing' || event.ResourceStatus === `${asked.toUpperCase()}_IN_PROGRESS`),
  );
  if (data.goesOn === true && !began) throw new Error(`said that what never began goes on: ${message}`);
  // Who only watches asked for nothing.
  if (data.goesOn === undefined && began && asked !== 'nothing') {
    throw new Error(`did not say that CloudFormation was told: ${message}`);
  }
  noneElse(linesOf(told), actual.map(lineOf));
}

function noneElse(shown: readonly string[], happened: readonly string[]): void {
  const surplus = without(shown, happened);
  if (surplus.length > 0) {
    throw new Error(`events that were told twice or are another's: ${surplus.join('; ')}`);
  }
}

function linesOf(told: readonly DeploymentEvent[]): readonly string[] {
  return told.flatMap((event) => {
    if (event.type === 'resource-changed')
      return [`${event.logicalId} ${event.status} ${event.at.getTime()}`];
    return event.type === 'stack-changed' ? [`(stack) ${event.status} ${event.at.getTime()}`] : [];
  });
}

function lineOf({ ResourceType, LogicalResourceId, ResourceStatus, Timestamp }: TrueEvent): string {
  const what = ResourceType === 'AWS::CloudFormation::Stack' ? '(stack)' : LogicalResourceId;
  return `${what} ${ResourceStatus} ${Timestamp.getTime()}`;
}

function without(lines: readonly string[], others: readonly string[]): readonly string[] {
  const left = [...others];
  return lines.filter((line) => {
    const at = left.indexOf(line);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

function byResource(lines: readonly string[]): string {
  return JSON.stringify(
    [...grouped(lines)].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group),
  );
}

function grouped(lines: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const line of lines) {
    const key = line.split(' ')[0] ?? '';
    groups.set(key, [...(groups.get(key) ?? []), line]);
  }
  return groups;
}
