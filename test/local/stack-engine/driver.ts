// Drives the stack engine without HTTP, on a clock that stands still. `openEngine` makes an account with an artifact in
// it; what it returns calls the ServiceApi in the SDK's shapes. `settle` moves time until nothing is left to do; `create`,
// `update` and `remove` go the whole way and resolve to the stack as it then is.
import { type ManualClock, manualClock } from '../../../src/local/clock.ts';
import { createWorld, type WorldOptions } from '../../../src/local/create-world.ts';
import {
  cloudFormation,
  type StackEngine,
  type StackEngineOptions,
} from '../../../src/local/stack-engine/cloudformation.ts';
import type { World } from '../../../src/local/world.ts';

export const START = Date.UTC(2026, 10, 24, 2, 0, 0);
export const STACK = 'proxywebhook-dev';

type Json = Readonly<Record<string, unknown>>;

export interface SeenEvent {
  readonly EventId: string;
  readonly LogicalResourceId: string;
  readonly PhysicalResourceId: string;
  readonly ResourceType: string;
  readonly ResourceStatus: string;
  readonly ResourceStatusReason?: string;
  readonly DetailedStatus?: string;
  readonly Timestamp: Date;
  readonly OperationId?: string;
  readonly ClientRequestToken?: string;
}

export interface SeenStack {
  readonly StackId: string;
  readonly StackStatus: string;
  readonly StackStatusReason?: string;
  readonly Outputs: readonly { readonly OutputKey: string; readonly OutputValue: string }[];
  readonly Parameters: readonly { readonly ParameterKey: string; readonly ParameterValue: string }[];
  readonly Tags: readonly Json[];
  readonly LastUpdatedTime?: Date;
  readonly LastOperations?: readonly { readonly OperationType: string; readonly OperationId: string }[];
}

export interface SeenChange {
  readonly Action: string;
  readonly LogicalResourceId: string;
  readonly PhysicalResourceId?: string;
  readonly Replacement?: string;
  readonly PolicyAction?: string;
  readonly Scope: readonly string[];
  readonly Details: readonly {
    readonly Target: Json;
    readonly Evaluation: string;
    readonly ChangeSource: string;
    readonly CausingEntity?: string;
  }[];
}

export interface SeenChangeSet {
  readonly ChangeSetId: string;
  readonly Status: string;
  readonly StatusReason?: string;
  readonly ExecutionStatus: string;
  readonly changes: readonly SeenChange[];
}

export interface Request {
  readonly resources?: Json;
  readonly outputs?: Json;
  readonly parameters?: Json;
  readonly values?: Readonly<Record<string, string>>;
  readonly tags?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Members of CreateChangeSet and of ExecuteChangeSet besides the usual. */
  readonly changeSet?: Json;
  readonly execution?: Json;
}

export interface Driver {
  readonly engine: StackEngine;
  readonly world: World;
  readonly clock: ManualClock;
  call(action: string, input?: Json): Promise<Json>;
  /** Runs everything there is to run, or so many milliseconds of it. */
  settle(milliseconds?: number): Promise<void>;
  createChangeSet(type: 'CREATE' | 'UPDATE', request: Request): Promise<SeenChangeSet>;
  create(request: Request): Promise<SeenStack>;
  update(request: Request): Promise<SeenStack>;
  remove(input?: Json): Promise<SeenStack>;
  /** Begins without waiting for the end. */
  begin(type: 'CREATE' | 'UPDATE', request: Request): Promise<void>;
  stack(nameOrArn?: string): Promise<SeenStack>;
  /** Oldest first. */
  events(nameOrArn?: string): Promise<readonly SeenEvent[]>;
  /** `LogicalId STATUS` of each event, oldest first; of one resource when it is named. */
  told(logicalId?: string): Promise<readonly string[]>;
  reasons(logicalId: string): Promise<readonly (string | undefined)[]>;
}

export function openEngine(options: StackEngineOptions & { readonly world?: WorldOptions } = {}): Driver {
  const { world: worldOptions, ...engineOptions } = options;
  const clock = manualClock(START);
  const world = createWorld({ ...worldOptions, clock });
  const engine = cloudFormation(world, engineOptions);
  world.buckets.set('artifacts', {
    name: 'artifacts',
    owner: world.account,
    createdAt: START,
    objects: new Map([['handler.zip', { body: new Uint8Array(100), modifiedAt: START, headers: {} }]]),
    settings: new Map(),
  });
  let counter = 0;
  let arn = STACK;
  const call = (action: string, input: Json = {}) => engine.call(action, input);

  const describeChangeSet = async (ChangeSetName: unknown): Promise<SeenChangeSet> => {
    const changes: SeenChange[] = [];
    let NextToken: unknown;
    let answer: Json;
    do {
      answer = await call('DescribeChangeSet', { ChangeSetName, ...(NextToken ? { NextToken } : {}) });
      changes.push(
        ...(answer.Changes as readonly { ResourceChange: SeenChange }[]).map((each) => each.ResourceChange),
      );
      NextToken = answer.NextToken;
    } while (NextToken !== undefined);
    return { ...(answer as unknown as SeenChangeSet), changes };
  };
  const createChangeSet: Driver['createChangeSet'] = async (type, request) => {
    counter += 1;
    const { Id, StackId } = await call('CreateChangeSet', {
      StackName: STACK,
      ChangeSetName: `change-${counter}`,
      ChangeSetType: type,
      TemplateBody: request.body ?? templateBody(request),
      Capabilities: ['CAPABILITY_IAM'],
      Parameters: Object.entries(request.values ?? {}).map(([ParameterKey, ParameterValue]) => ({
        ParameterKey,
        ParameterValue,
      })),
      Tags: Object.entries(request.tags ?? {}).map(([Key, Value]) => ({ Key, Value })),
      ...request.changeSet,
    });
    arn = String(StackId);
    await clock.advance(5_000);
    return describeChangeSet(Id);
  };
  const begin: Driver['begin'] = async (type, request) => {
    const { ChangeSetId, Status, StatusReason } = await createChangeSet(type, request);
    if (Status !== 'CREATE_COMPLETE') throw new Error(`${Status}: ${StatusReason}`);
    await call('ExecuteChangeSet', { ChangeSetName: ChangeSetId, ...request.execution });
  };
  const settle: Driver['settle'] = async (milliseconds) => {
    if (milliseconds === undefined) await clock.runAll();
    else await clock.advance(milliseconds);
  };
  const stack: Driver['stack'] = async (nameOrArn = arn) => {
    const { Stacks } = await call('DescribeStacks', { StackName: nameOrArn });
    const [found] = Stacks as readonly SeenStack[];
    if (found === undefined) throw new Error('no stack was described');
    return found;
  };
  const events: Driver['events'] = async (nameOrArn = arn) => {
    const all: SeenEvent[] = [];
    let NextToken: unknown;
    do {
      const answer = await call('DescribeStackEvents', {
        StackName: nameOrArn,
        ...(NextToken ? { NextToken } : {}),
      });
      all.push(...(answer.StackEvents as readonly SeenEvent[]));
      NextToken = answer.NextToken;
    } while (NextToken !== undefined);
    return all.reverse();
  };
  const through = async (type: 'CREATE' | 'UPDATE', request: Request) => {
    await begin(type, request);
    await settle();
    return stack();
  };
  return {
    engine,
    world,
    clock,
    call,
    settle,
    createChangeSet,
    begin,
    stack,
    events,
    create: (request) => through('CREATE', request),
    update: (request) => through('UPDATE', request),
    async remove(input = {}) {
      await call('DeleteStack', { StackName: STACK, ...input });
      await settle();
      return stack();
    },
    told: async (logicalId) =>
      (await events())
        .filter((event) => logicalId === undefined || event.LogicalResourceId === logicalId)
        .map((event) => `${event.LogicalResourceId} ${event.ResourceStatus}`),
    reasons: async (logicalId) =>
      (await events())
        .filter((event) => event.LogicalResourceId === logicalId)
        .map((event) => event.ResourceStatusReason),
  };
}

/** A template of these parts; resources may be given as `[type, properties, attributes]` for short. */
export function templateBody({ resources = {}, outputs, parameters }: Request): string {
  return JSON.stringify({
    ...(parameters === undefined ? {} : { Parameters: parameters }),
    Resources: Object.fromEntries(
      Object.entries(resources).map(([logicalId, given]) => {
        if (!Array.isArray(given)) return [logicalId, given];
        const [Type, Properties = {}, attributes = {}] = given;
        return [logicalId, { Type, Properties, ...attributes }];
      }),
    ),
    ...(outputs === undefined ? {} : { Outputs: outputs }),
  });
}

/** A resource that is made in no time and that nothing else minds. */
export function logGroup(properties: Json = {}, attributes: Json = {}) {
  return ['AWS::Logs::LogGroup', properties, attributes];
}

/** Makes a resource wait for others without using them. */
export function waitsFor(...DependsOn: readonly string[]) {
  return { DependsOn };
}

/** The reason of the last failure of a resource. */
export async function failureOf(driver: Driver, logicalId: string): Promise<string> {
  const event = (await driver.events()).findLast(
    (each) => each.LogicalResourceId === logicalId && each.ResourceStatus.endsWith('_FAILED'),
  );
  return event?.ResourceStatusReason ?? 'did not fail';
}
