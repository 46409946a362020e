import { AwsApiError, type ServiceApi } from '../cloud.ts';
import type { World } from '../world.ts';
import { deleteChangeSet, describeChangeSet, listChangeSets } from './answers/change-sets.ts';
import { describeEvents, describeStackEvents } from './answers/events.ts';
import {
  describeStackResources,
  describeStacks,
  getTemplate,
  listStackResources,
  listStacks,
  templateSummary,
} from './answers/stacks.ts';
import { createChangeSet } from './change-sets/create-change-set.ts';
import { executeChangeSet } from './change-sets/execute-change-set.ts';
import { changeByHand } from './drift/change-by-hand.ts';
import { describeDriftDetection, describeResourceDrifts, detectStackDrift } from './drift/detection.ts';
import { type Durations, typicalDurations } from './durations.ts';
import { changeSettings, type Engine, type EngineSettings, type OnResource } from './engine.ts';
import { identifiers } from './identifiers.ts';
import type { Properties } from './json.ts';
import { putStatus } from './operations/put-status.ts';
import {
  type Begun,
  requestCancellation,
  requestContinuation,
  requestDeletion,
  requestRollback,
  setTerminationProtection,
} from './operations/requests.ts';
import { type ResourceFault, resourceFaults } from './resource-faults.ts';
import type { StackRecord } from './stack-record.ts';

export interface StackEngineOptions {
  /** How long work on resources takes; around what is typical, drawn from the world's randomness, when not given. */
  readonly durations?: Durations;
  readonly settings?: Partial<EngineSettings>;
  readonly onResource?: OnResource;
  /** Told of bugs of the engine; thrown where nobody can catch them when not given. */
  readonly report?: (error: unknown) => void;
}

/** CloudFormation over a world, and what tests do to it besides calling it. */
export interface StackEngine extends ServiceApi {
  /** Takes a ResourceFault, also as it came in JSON; TypeError for what is none. */
  injectFault(fault: ResourceFault | Readonly<Record<string, unknown>>): void;
  clearFaults(): void;
  /** Changes a live resource past its stack; see drift/change-by-hand.ts. */
  changeByHand(change: Readonly<Record<string, unknown>>): void;
  /** Gives a stack a status that no call leads to: see put-status.ts. */
  putStatus(status: Readonly<Record<string, unknown>>): void;
  /** Changes settings while the engine runs; TypeError for one that it does not have, or that is no number. */
  configure(settings: Partial<EngineSettings>): void;
  /** Resolves when no operation is running. With a clock that stands still somebody must move it meanwhile. */
  idle(): Promise<void>;
}

/**
 * CloudFormation for the resource types of our template and the calls we make; docs/local-cloud.md has its rules, each
 * with its source or marked assumed.
 */
export function cloudFormation(world: World, options: StackEngineOptions = {}): StackEngine {
  const faults = resourceFaults();
  const engine: Engine = {
    world,
    settings: {
      eventLag: 0,
      staleReads: 0,
      eventsPerPage: 100,
      changesPerPage: 20,
      resourcesPerPage: 100,
      ...options.settings,
    },
    ids: identifiers(world.random),
    duration: options.durations ?? typicalDurations(world.random),
    faults,
    onResource: options.onResource,
    report: options.report ?? throwLater,
    unreadable: new Map(),
    stacks: [],
  };
  const running = new Map<StackRecord, Promise<void>>();
  const follow = (begun: Begun | undefined): Properties => {
    if (begun === undefined) return {};
    const { stack, end } = begun;
    const ended = end
      .then(() => {}, engine.report)
      .finally(() => {
        if (running.get(stack) === ended) running.delete(stack);
      });
    running.set(stack, ended);
    return {};
  };
  const calls: Readonly<Record<string, (input: Properties) => Properties>> = {
    CancelUpdateStack: (input) => {
      requestCancellation(engine, input);
      return {};
    },
    ContinueUpdateRollback: (input) => follow(requestContinuation(engine, input)),
    CreateChangeSet: (input) => ({ ...createChangeSet(engine, input) }),
    DeleteChangeSet: (input) => deleteChangeSet(engine, input),
    DeleteStack: (input) => follow(requestDeletion(engine, input, (stack) => running.get(stack))),
    DescribeChangeSet: (input) => describeChangeSet(engine, input),
    DescribeEvents: (input) => describeEvents(engine, input),
    DescribeStackDriftDetectionStatus: (input) => describeDriftDetection(engine, input),
    DescribeStackEvents: (input) => describeStackEvents(engine, input),
    DescribeStackResourceDrifts: (input) => describeResourceDrifts(engine, input),
    DescribeStackResources: (input) => describeStackResources(engine, input),
    DescribeStacks: (input) => describeStacks(engine, input),
    DetectStackDrift: (input) => detectStackDrift(engine, input),
    ExecuteChangeSet: (input) => follow(executeChangeSet(engine, input)),
    GetTemplate: (input) => getTemplate(engine, input),
    GetTemplateSummary: (input) => templateSummary(engine, input),
    ListChangeSets: (input) => listChangeSets(engine, input),
    ListStackResources: (input) => listStackResources(engine, input),
    ListStacks: (input) => listStacks(engine, input),
    RollbackStack: (input) => {
      const { stack, begun } = requestRollback(engine, input);
      follow(begun);
      return { StackId: stack.arn };
    },
    UpdateTerminationProtection: (input) => setTerminationProtection(engine, input),
    ValidateTemplate: (input) => templateSummary(engine, input),
  };
  return {
    actions: Object.keys(calls),
    async call(action, input) {
      const call = Object.hasOwn(calls, action) ? calls[action] : undefined;
      if (call === undefined) {
        throw new AwsApiError(
          'InvalidAction',
          `${action} is not served by the local cloud's CloudFormation.`,
        );
      }
      return call(input);
    },
    injectFault: faults.inject,
    clearFaults: faults.clear,
    changeByHand: (change) => changeByHand(engine, change),
    putStatus: (status) => putStatus(engine, status),
    configure: (settings) => changeSettings(engine, settings),
    async idle() {
      while (running.size > 0) await Promise.all(running.values());
    },
  };
}

function throwLater(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}
