import { type Action, criticalPath, type DependencyGraph, type RemainingWork } from './durations.ts';
import type { DeploymentEvent, Progress } from './events.ts';
import { isStackEvent, isTerminal } from './operations.ts';
import type { StackEvent } from './stack.ts';

export interface ProgressOptions {
  readonly direction: 'forward' | 'delete';
  /** Resources the operation will touch. Others are counted once their events are seen. */
  readonly plannedLogicalIds?: readonly string[];
  /** How many it will touch, where their names are not known. */
  readonly total?: number;
  /** What is done to each planned resource; `create` where nothing is said, `delete` in a deletion. */
  readonly actions?: Readonly<Record<string, Action>>;
  /** What waits for what, for the time that is left. */
  readonly graph?: DependencyGraph;
}

/** What is known of an operation after some of its events. Plain data: `advance` makes the next one. */
export interface ProgressState {
  readonly direction: Progress['direction'];
  readonly options: ProgressOptions;
  readonly resources: ReadonlyMap<string, ResourceState>;
  /** Milliseconds since the epoch, by CloudFormation's clock. */
  readonly lastEventAt: number;
  readonly ended: 'no' | 'succeeded' | 'rolled-back' | 'failed';
}

interface ResourceState {
  readonly resourceType: string;
  /** How the work that was asked for stands; a clean-up of what it replaced does not change it. */
  readonly asked: 'untouched' | 'working' | 'done' | 'failed';
  readonly undone: boolean;
  readonly created: boolean;
  /** What CloudFormation is doing to it now. */
  readonly working?: { readonly action: Action; readonly since: Date; readonly note?: string };
}

/** The state of an operation none of whose events was seen. */
export function beginProgress(options: ProgressOptions): ProgressState {
  return { direction: options.direction, options, resources: new Map(), lastEventAt: 0, ended: 'no' };
}

/**
 * Folds one event of this operation, in the order they happened, and words it for whoever follows: the stack's own as
 * `stack-changed`, all others as `resource-changed`.
 */
export function advance(
  state: ProgressState,
  event: StackEvent,
): { readonly state: ProgressState; readonly told: DeploymentEvent } {
  const { at, status, reason } = event;
  const because = reason === undefined ? {} : { reason };
  if (isStackEvent(event)) {
    const of = event.operationId === undefined ? {} : { operationId: event.operationId };
    return {
      state: afterStack(state, event),
      told: { type: 'stack-changed', at, status, ...because, ...of },
    };
  }
  const before = state.resources.get(event.logicalId) ?? UNTOUCHED;
  const next = afterResource(state, before, event);
  const { logicalId, resourceType } = event;
  const took = /_IN_PROGRESS$/.test(status) ? undefined : before.working?.since;
  return {
    state: next,
    told: {
      type: 'resource-changed',
      at,
      logicalId,
      resourceType,
      status,
      ...because,
      ...(took === undefined ? {} : { tookMilliseconds: Math.max(0, at.getTime() - took.getTime()) }),
      progress: progressOf(next, at.getTime()),
    },
  };
}

/** How far the operation is at a moment (milliseconds since the epoch; this machine's clock may be slow). */
export function progressOf(state: ProgressState, now: number): Progress {
  const touched = [...state.resources.values()];
  const planned = state.options.plannedLogicalIds ?? [];
  const seen = new Set([...planned, ...state.resources.keys()]).size;
  const total = Math.max(state.options.total ?? 0, seen);
  const left = secondsLeft(state, Math.max(now, state.lastEventAt));
  return {
    done: doneOf(state, touched, total),
    total,
    direction: state.direction,
    inProgress: [...state.resources].flatMap(([logicalId, { resourceType, working }]) =>
      working === undefined
        ? []
        : [
            {
              logicalId,
              resourceType,
              since: working.since,
              ...(working.note === undefined ? {} : { note: working.note }),
            },
          ],
    ),
    ...(left === undefined ? {} : { secondsLeft: left }),
  };
}

const UNTOUCHED: ResourceState = { resourceType: '', asked: 'untouched', undone: false, created: false };

/** While rolling back the count goes down to nothing: what was done and is not undone yet. */
function doneOf(state: ProgressState, touched: readonly ResourceState[], total: number): number {
  if (state.ended === 'succeeded') return total;
  if (state.ended === 'rolled-back') return 0;
  return touched.filter(({ asked, undone }) => asked === 'done' && !undone).length;
}

function afterStack(state: ProgressState, { status, at }: StackEvent): ProgressState {
  const lastEventAt = Math.max(state.lastEventAt, at.getTime());
  if (!isTerminal(status)) {
    const rollback =
      status.endsWith('ROLLBACK_IN_PROGRESS') || status.endsWith('ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS');
    return { ...state, lastEventAt, direction: rollback ? 'rollback' : state.direction };
  }
  const resources = new Map([...state.resources].map(([id, { working: _, ...rest }]) => [id, rest]));
  const ended = status.endsWith('_FAILED')
    ? 'failed'
    : status.endsWith('ROLLBACK_COMPLETE')
      ? 'rolled-back'
      : 'succeeded';
  const direction = ended === 'rolled-back' ? 'rollback' : state.direction;
  return { ...state, lastEventAt, direction, resources, ended };
}

function afterResource(state: ProgressState, before: ResourceState, event: StackEvent): ProgressState {
  const action = actionOf(event.status);
  const outcome = outcomeOf(event.status);
  // Only a rollback deletes what the operation itself created.
  const direction =
    state.direction === 'forward' && action === 'delete' && before.created ? 'rollback' : state.direction;
  const undoing = direction === 'rollback' && action !== 'create';
  const { working, ...rest } = before;
  const next: ResourceState = {
    ...rest,
    resourceType: event.resourceType,
    created: before.created || (action === 'create' && state.direction !== 'rollback'),
    asked: undoing ? before.asked : askedAfter(before, action, outcome, direction),
    undone: before.undone || (undoing && outcome === 'done'),
    ...(outcome === 'working' ? { working: workingAfter(working, action, event) } : {}),
  };
  return {
    ...state,
    direction,
    lastEventAt: Math.max(state.lastEventAt, event.at.getTime()),
    resources: new Map(state.resources).set(event.logicalId, next),
  };
}

/** The deletion of a replaced resource comes after its success and leaves it done. */
function askedAfter(
  { asked }: ResourceState,
  action: Action,
  outcome: 'working' | 'done' | 'failed',
  direction: Progress['direction'],
): ResourceState['asked'] {
  const cleanUp = direction === 'forward' && action === 'delete' && asked === 'done';
  return cleanUp ? 'done' : outcome;
}

function workingAfter(
  working: ResourceState['working'],
  action: Action,
  event: StackEvent,
): NonNullable<ResourceState['working']> {
  const note = noteOf(event);
  return {
    action,
    since: working?.action === action ? working.since : event.at,
    ...(note === undefined ? {} : { note }),
  };
}

function actionOf(status: string): Action {
  if (status.startsWith('DELETE_')) return 'delete';
  return status.startsWith('CREATE_') || status.startsWith('IMPORT_') ? 'create' : 'update';
}

function outcomeOf(status: string): 'working' | 'done' | 'failed' {
  if (status.endsWith('_IN_PROGRESS')) return 'working';
  return status.endsWith('_FAILED') ? 'failed' : 'done';
}

/** What is worth saying of work in progress; the routine reasons are not. */
function noteOf({ reason = '', detailedStatus }: StackEvent): string | undefined {
  if (/network ?interfaces?/i.test(reason)) return 'waiting for network interfaces to be released';
  if (/requires the creation of a new physical resource/i.test(reason)) return 'being replaced';
  if (detailedStatus === 'CONFIGURATION_COMPLETE' || /eventual consistency check/i.test(reason)) {
    return 'configured, becoming stable';
  }
  return reason === '' || /^Resource (creation|update|deletion) initiated$/i.test(reason)
    ? undefined
    : reason;
}

function secondsLeft(state: ProgressState, now: number): number | undefined {
  const { graph } = state.options;
  if (graph === undefined) return undefined;
  if (state.ended !== 'no') return 0;
  const work = new Map<string, RemainingWork>();
  for (const logicalId of new Set([
    ...(state.options.plannedLogicalIds ?? Object.keys(graph)),
    ...state.resources.keys(),
  ])) {
    const left = remaining(state, logicalId, now);
    if (left !== undefined) work.set(logicalId, left);
  }
  return Math.ceil(criticalPath(graph, work, state.direction === 'forward' ? 'create' : 'delete').seconds);
}

function remaining(state: ProgressState, logicalId: string, now: number): RemainingWork | undefined {
  const resource = state.resources.get(logicalId) ?? UNTOUCHED;
  if (resource.working !== undefined) {
    const { action, since } = resource.working;
    return { action, elapsedSeconds: (now - since.getTime()) / 1000 };
  }
  switch (state.direction) {
    case 'rollback':
      if (resource.undone || resource.asked === 'untouched') return undefined;
      return { action: resource.created ? 'delete' : 'update' };
    case 'delete':
      return resource.asked === 'untouched' ? { action: 'delete' } : undefined;
    case 'forward':
      if (resource.asked !== 'untouched') return undefined;
      return { action: state.options.actions?.[logicalId] ?? 'create' };
  }
}
