/**
 * An account in memory behind the ports, for tests of the engine. Its contract:
 *
 * - Time is the clock's, and only sleeping moves it. An operation is a timeline from the moment it begins; a read sees
 *   what has happened by then. One resource after the other, one second each; no dependency order.
 * - A change set of a new stack makes it REVIEW_IN_PROGRESS. Changes come from comparing resources, with parameters'
 *   values in place of `Ref`; equal templates, values and tags give FAILED with CloudFormation's words. What replaces is
 *   what the test says (`replacing`).
 * - A resource in `failing` fails to be created, updated or deleted with that reason; creation and update are rolled back.
 * - Deleting a stack with termination protection, or making a change set for one that is busy or ROLLBACK_COMPLETE, is
 *   an error. Deleting goes by name; a deleted stack is found by ARN only.
 * - `faults` are errors that the next calls of a method throw instead, in their order. `stale` answers the next calls of
 *   stacks.describe with how the stack was before its last operation began.
 * - `calls` names every call that was made, in order.
 */
import { runsOf } from '../../src/aws/runs.ts';
import type { FunctionState, Ports } from '../../src/deployment/ports.ts';
import type {
  ChangeSet,
  ResourceChange,
  Stack,
  StackEvent,
  StackStatus,
} from '../../src/deployment/stack.ts';
import { ProxyWebhookError } from '../../src/errors.ts';
import type { Target } from '../../src/proxy/ports.ts';
import { type FakeTemplate, fakeChanges, resolvedTemplate } from './fake-template.ts';
import { fineLookups } from './fine-lookups.ts';
import { skippingClock } from './skipping-clock.ts';

export const ACCOUNT = '123456789012';
export const REGION = 'us-east-1';

export interface FakeStack {
  stack: Stack;
  before: Stack;
  template: FakeTemplate;
  body: string;
  readonly events: StackEvent[];
  readonly resources: Map<string, { type: string; status: string; physicalId: string }>;
  timeline: { readonly at: number; readonly happen: () => void }[];
}

interface FakeChangeSet {
  readonly changeSet: ChangeSet;
  readonly apply: (token: string) => void;
  readonly stackName: string;
}

export interface FakeOptions {
  readonly pageSize?: number;
  /** Milliseconds that an event is invisible after it happened. */
  readonly eventLag?: number;
  readonly buckets?: Readonly<Record<string, string>>;
  readonly serviceLinkedRole?: boolean;
}

export type FakeAccount = ReturnType<typeof fakeAccount>;

export function fakeAccount({
  pageSize = 5,
  eventLag = 0,
  buckets: startBuckets = {},
  serviceLinkedRole = true,
}: FakeOptions = {}) {
  const clock = skippingClock();
  const stacks = new Map<string, FakeStack>();
  const gone = new Map<string, FakeStack>();
  const changeSets = new Map<string, FakeChangeSet>();
  const buckets = new Map(Object.entries(startBuckets));
  const objects = new Set<string>();
  const failing = new Map<string, string>();
  const replacing = new Map<string, ResourceChange['replacement']>();
  const faults = new Map<string, Error[]>();
  const targets: Target[] = [];
  const calls: string[] = [];
  const validation: { name: string; path: string; reason: string }[] = [];
  const control = {
    stale: 0,
    role: serviceLinkedRole,
    protectedDatabases: new Set<string>(),
    account: ACCOUNT,
    /** Databases that were given a password. */
    passwords: [] as string[],
  };
  /** What somebody changed of the function. */
  const changed: Partial<FunctionState> = {};
  const pool = {
    now: { maxConnectionsPercent: 100, maxIdleConnectionsPercent: 50, connectionBorrowTimeoutSeconds: 3 },
  };
  /** Of the function's group, with their status. */
  const interfaces = new Map<string, string>();
  let counter = 0;

  const unique = () => {
    counter += 1;
    return String(counter).padStart(6, '0');
  };
  const settle = (of: FakeStack) => {
    const due = of.timeline.filter(({ at }) => at <= clock.now());
    of.timeline = of.timeline.filter(({ at }) => at > clock.now());
    for (const { happen } of due) happen();
  };
  const find = (nameOrArn: string): FakeStack | undefined => {
    const found = nameOrArn.startsWith('arn:')
      ? [...stacks.values(), ...gone.values()].find(({ stack }) => stack.arn === nameOrArn)
      : stacks.get(nameOrArn);
    if (found !== undefined) settle(found);
    return nameOrArn.startsWith('arn:') || stacks.get(nameOrArn) === found ? found : undefined;
  };
  const record = (of: FakeStack, at: number, event: Partial<StackEvent>) => {
    of.events.unshift({
      id: `event-${unique()}`,
      stackArn: of.stack.arn,
      at: new Date(at),
      logicalId: of.stack.name,
      physicalId: of.stack.arn,
      resourceType: 'AWS::CloudFormation::Stack',
      status: of.stack.status,
      ...event,
    });
  };
  const setStatus = (of: FakeStack, at: number, status: StackStatus, token?: string, reason?: string) => {
    of.stack = { ...of.stack, status, ...(reason === undefined ? {} : { statusReason: reason }) };
    record(of, at, {
      status,
      ...(token === undefined ? {} : { token }),
      ...(reason === undefined ? {} : { reason }),
    });
  };

  /** Plays the steps of an operation one after the other, half a second each. */
  const play = (of: FakeStack, steps: readonly ((at: number) => void)[]) => {
    of.before = of.stack;
    of.timeline = steps.map((happen, index) => {
      const at = clock.now() + index * 500;
      return { at, happen: () => happen(at) };
    });
    settle(of);
  };
  const work = (
    of: FakeStack,
    change: Pick<ResourceChange, 'logicalId' | 'resourceType'>,
    action: 'CREATE' | 'UPDATE' | 'DELETE',
    token: string | undefined,
  ): ((at: number) => void)[] => {
    const { logicalId, resourceType } = change;
    const physicalId = `${of.stack.name}-${logicalId}`.toLowerCase();
    const tell = (status: string, reason?: string) => (at: number) => {
      if (status === 'DELETE_COMPLETE') of.resources.delete(logicalId);
      else of.resources.set(logicalId, { type: resourceType, status, physicalId });
      record(of, at, {
        logicalId,
        resourceType,
        physicalId,
        status,
        ...(token === undefined ? {} : { token }),
        ...(reason === undefined ? {} : { reason }),
      });
    };
    const why = failing.get(logicalId);
    return [
      tell(`${action}_IN_PROGRESS`),
      why === undefined ? tell(`${action}_COMPLETE`) : tell(`${action}_FAILED`, why),
    ];
  };

  const deploy =
    (of: FakeStack, kind: 'CREATE' | 'UPDATE', changes: readonly ResourceChange[], done: () => void) =>
    (token: string) => {
      const bad = changes.findIndex(({ logicalId }) => failing.has(logicalId));
      const tried = bad === -1 ? changes : changes.slice(0, bad + 1);
      const action = (change: ResourceChange) =>
        change.action === 'Add' ? 'CREATE' : change.action === 'Remove' ? 'DELETE' : 'UPDATE';
      const forward = tried.flatMap((change) => work(of, change, action(change), token));
      const begin = (at: number) => {
        if (kind === 'UPDATE') of.stack = { ...of.stack, updatedAt: new Date(at) };
        setStatus(of, at, `${kind}_IN_PROGRESS`, token, 'User Initiated');
      };
      const rollback = kind === 'CREATE' ? 'ROLLBACK' : 'UPDATE_ROLLBACK';
      const back = tried
        .slice(0, -1)
        .toReversed()
        .flatMap((change) => work(of, change, kind === 'CREATE' ? 'DELETE' : 'UPDATE', undefined));
      play(
        of,
        bad === -1
          ? [begin, ...forward, () => done(), (at) => setStatus(of, at, `${kind}_COMPLETE`, token)]
          : [
              begin,
              ...forward,
              (at) =>
                setStatus(
                  of,
                  at,
                  `${rollback}_IN_PROGRESS`,
                  undefined,
                  `The following resource(s) failed to ${kind.toLowerCase()}: [${tried.at(-1)?.logicalId}]. Rollback requested by user.`,
                ),
              ...back,
              (at) => setStatus(of, at, `${rollback}_COMPLETE`),
            ],
      );
    };

  const remove = (of: FakeStack, token: string) => {
    const there = [...of.resources].map(([logicalId, { type }]) => ({ logicalId, resourceType: type }));
    const stuck = there.filter(({ logicalId }) => failing.has(logicalId)).map(({ logicalId }) => logicalId);
    play(of, [
      (at) => setStatus(of, at, 'DELETE_IN_PROGRESS', token, 'User Initiated'),
      ...there.toReversed().flatMap((resource) => work(of, resource, 'DELETE', token)),
      (at) => {
        if (stuck.length > 0) {
          setStatus(
            of,
            at,
            'DELETE_FAILED',
            token,
            `The following resource(s) failed to delete: [${stuck.join(', ')}]. `,
          );
          return;
        }
        setStatus(of, at, 'DELETE_COMPLETE', token);
        stacks.delete(of.stack.name);
        gone.set(of.stack.arn, of);
      },
    ]);
  };

  const ports: Ports = {
    logs: { page: async () => undefined, now: async () => Date.now() },
    stacks: {
      async describe(nameOrArn) {
        const found = find(nameOrArn);
        if (found !== undefined && control.stale > 0) {
          control.stale -= 1;
          return found.before;
        }
        return found?.stack;
      },
      async events(nameOrArn, page = '0') {
        const found = find(nameOrArn);
        if (found === undefined) throw noStack(nameOrArn);
        const visible = found.events.filter(({ at }) => at.getTime() + eventLag <= clock.now());
        const start = Number(page);
        const next = start + pageSize;
        return {
          events: visible.slice(start, next),
          ...(next < visible.length ? { next: String(next) } : {}),
        };
      },
      resources: async (name) =>
        [...(find(name)?.resources ?? [])].map(([logicalId, { type, status, physicalId }]) => ({
          logicalId,
          resourceType: type,
          status,
          physicalId,
        })),
      template: async (name) => find(name)?.body,
      all: async () =>
        [...stacks.values()].map((of) => {
          settle(of);
          return of.stack;
        }),
      async delete(name, { token }) {
        const found = stacks.get(name);
        if (found === undefined) return;
        settle(found);
        if (found.stack.terminationProtection) throw rejected('TerminationProtection is enabled');
        remove(found, token);
      },
      cancelUpdate: async (name) => unplayed('CancelUpdateStack', name),
      continueRollback: async (name) => unplayed('ContinueUpdateRollback', name),
      rollBack: async (name) => unplayed('RollbackStack', name),
      async setTerminationProtection(name, terminationProtection) {
        const found = find(name);
        if (found !== undefined) found.stack = { ...found.stack, terminationProtection };
      },
    },
    drifts: {
      detect: async (name) => unplayed('DetectStackDrift', name),
      detection: async (id) => unplayed('DescribeStackDriftDetectionStatus', id),
      resources: async (name) => unplayed('DescribeStackResourceDrifts', name),
    },
    changeSets: {
      async create(request) {
        const { stackName, type } = request;
        const existing = find(stackName);
        const inReview = existing?.stack.status === 'REVIEW_IN_PROGRESS';
        if (type === 'UPDATE' && (existing === undefined || inReview)) throw noStack(stackName);
        if (type === 'CREATE' && existing !== undefined && !inReview)
          throw rejected(`Stack [${stackName}] already exists`);
        if (existing !== undefined && !inReview && !/COMPLETE$/.test(existing.stack.status))
          throw rejected('is busy');
        if (existing?.stack.status === 'ROLLBACK_COMPLETE')
          throw rejected('is in ROLLBACK_COMPLETE state and can not be updated.');
        const of = existing ?? newStack(stackName);
        stacks.set(stackName, of);
        const parameters = Object.fromEntries(
          Object.entries(request.parameters).map(([name, value]) => [
            name,
            value === 'previous' ? (of.stack.parameters[name] ?? '') : value.value,
          ]),
        );
        const template = resolvedTemplate(request.templateBody, parameters);
        const changes = fakeChanges(of.template, template, replacing);
        const sameTags = JSON.stringify(of.stack.tags) === JSON.stringify(request.tags);
        const empty = type === 'UPDATE' && changes.length === 0 && sameTags;
        const failed = empty
          ? "The submitted information didn't contain changes. Submit different information to create a change set."
          : validation.length > 0
            ? 'Early validation failed.'
            : undefined;
        const arn = `arn:aws:cloudformation:${REGION}:${ACCOUNT}:changeSet/${request.changeSetName}/${unique()}`;
        const done = () => {
          of.template = template;
          of.body = request.templateBody;
          of.stack = { ...of.stack, parameters, tags: request.tags, outputs: outputsOf(stackName) };
        };
        changeSets.set(arn, {
          stackName,
          apply: deploy(of, type, changes, done),
          changeSet: {
            arn,
            name: request.changeSetName,
            stackArn: of.stack.arn,
            status: failed === undefined ? 'CREATE_COMPLETE' : 'FAILED',
            ...(failed === undefined ? {} : { statusReason: failed }),
            executionStatus: failed === undefined ? 'AVAILABLE' : 'UNAVAILABLE',
            changes: failed === undefined ? changes : [],
          },
        });
        if (type === 'CREATE') of.stack = { ...of.stack, tags: request.tags };
        return { arn, stackArn: of.stack.arn };
      },
      describe: async (arn) => changeSets.get(arn)?.changeSet,
      async execute(arn, { token }) {
        const found = changeSets.get(arn);
        if (found?.changeSet.status !== 'CREATE_COMPLETE') throw rejected('cannot be executed');
        changeSets.delete(arn);
        found.apply(token);
      },
      async delete(arn) {
        changeSets.delete(arn);
      },
      failures: async () => validation,
      list: async (stackName) =>
        [...changeSets.values()]
          .filter((it) => it.stackName === stackName)
          .map(({ changeSet: { arn, name } }) => ({ arn, name })),
    },
    artifacts: {
      async bucket(name, owner) {
        const found = buckets.get(name);
        if (found !== undefined && found !== owner) {
          throw new ProxyWebhookError('refused', `The bucket ${name} belongs to another account.`);
        }
        return found === undefined ? 'absent' : 'ours';
      },
      async createBucket(name, owner) {
        buckets.set(name, owner);
      },
      has: async (bucket, key) => objects.has(`${bucket}/${key}`),
      async put(bucket, key, body, _owner, sent) {
        sent?.(body.byteLength);
        objects.add(`${bucket}/${key}`);
      },
      list: async (bucket) =>
        [...objects].flatMap((it) =>
          it.startsWith(`${bucket}/`) ? [{ key: it.slice(bucket.length + 1), uploadedAt: 0 }] : [],
        ),
      async delete(bucket, key) {
        objects.delete(`${bucket}/${key}`);
      },
      async deleteBucket(bucket) {
        buckets.delete(bucket);
      },
    },
    account: {
      identity: async () => ({
        account: control.account,
        arn: `arn:aws:iam::${control.account}:user/dev`,
        region: REGION,
        partition: 'aws',
      }),
      zones: async () => [1, 2, 3].map((n) => ({ name: `${REGION}${'abc'[n - 1]}`, id: `use1-az${n}` })),
      hasRdsServiceLinkedRole: async () => control.role,
      simulate: async (_principal, { actions }) =>
        actions.map((action) => ({ action, decision: 'allowed' as const })),
      async createRdsServiceLinkedRole() {
        control.role = true;
      },
    },
    secrets: {
      async value(id) {
        throw rejected(`there is no secret ${id}`);
      },
    },
    lookups: fineLookups(),
    functions: {
      invoke: async () => ({ payload: { ok: true } }),
      configuration: async (name) => {
        const { subnetIds, codeSha256, memoryMb } = changed;
        const of = [...stacks.values()].find(({ stack }) => stack.outputs.FunctionName === name);
        return of === undefined
          ? undefined
          : {
              ...fakeFunction(of.stack, of.body),
              ...(subnetIds === undefined ? {} : { subnetIds, groupIds: [] }),
              ...(codeSha256 === undefined ? {} : { codeSha256 }),
              ...(memoryMb === undefined ? {} : { memoryMb }),
            };
      },
      async configure(_name, settings) {
        Object.assign(changed, settings);
      },
      updateCode: async () => {},
    },
    interfaces: {
      ofGroup: async () => [...interfaces].map(([id, status]) => ({ id, status })),
      async delete(id) {
        interfaces.delete(id);
      },
    },
    proxyTargets: {
      proxy: async () => undefined,
      pool: async () => pool.now,
      async setPool(_proxyName, to) {
        pool.now = to;
      },
      newestSnapshot: async () => undefined,
      snapshots: async () => [],
      targets: async () => targets,
      database: async (id) =>
        ({
          id,
          deletionProtection: control.protectedDatabases.has(id),
          status: 'available',
          engineVersion: '8.4.10',
          allocatedStorageGb: 20,
        }) as never,
      async setMasterPassword(id) {
        control.passwords.push(id);
      },
      async setDeletionProtection(id, enabled) {
        if (enabled) control.protectedDatabases.add(id);
        else control.protectedDatabases.delete(id);
      },
    },
    http: {
      get: async () => ({ status: 200, body: '{}' }),
      send: async () => ({ status: 200, headers: {}, body: '{}' }),
    },
    clock,
    random: { hex: (digits) => unique().repeat(11).slice(0, digits), fraction: () => 0.5 },
    runs: runsOf('test', 1, () => false),
  };

  const newStack = (name: string): FakeStack => {
    const stack: Stack = {
      arn: `arn:aws:cloudformation:${REGION}:${ACCOUNT}:stack/${name}/${unique()}`,
      name,
      status: 'REVIEW_IN_PROGRESS',
      createdAt: new Date(clock.now()),
      parameters: {},
      outputs: {},
      tags: {},
      terminationProtection: false,
    };
    const made: FakeStack = {
      stack,
      before: stack,
      template: {},
      body: '',
      events: [],
      resources: new Map(),
      timeline: [],
    };
    record(made, clock.now(), {});
    return made;
  };

  return {
    ports: watched(ports, calls, faults),
    calls,
    control,
    stacks,
    changeSets,
    buckets,
    objects,
    failing,
    replacing,
    faults,
    targets,
    interfaces,
    changed,
    validation,
    find,
    /** Begins an operation as somebody else would. */
    begin: (name: string, kind: 'update' | 'delete') => {
      const of = find(name);
      if (of === undefined) throw noStack(name);
      if (kind === 'delete') remove(of, 'somebody');
      else {
        deploy(
          of,
          'UPDATE',
          [
            {
              action: 'Modify',
              logicalId: 'FunctionFunction',
              resourceType: 'AWS::Lambda::Function',
              changedProperties: [],
            },
          ],
          () => {},
        )('somebody');
      }
    },
  };
}

/** A function as its template says. */
function fakeFunction({ name, parameters }: Stack, body: string): FunctionState {
  const { Resources = {} } = JSON.parse(body === '' ? '{}' : body);
  const [id, made] = Object.entries<{ Type: string; Properties: Readonly<Record<string, unknown>> }>(
    Resources,
  ).find(([, { Type }]) => Type === 'AWS::Lambda::Function') ?? ['', undefined];
  const { MemorySize, Timeout } = made?.Properties ?? {};
  const hex = /([0-9a-f]{64})\.zip$/.exec(parameters.ArtifactKey ?? '')?.[1] ?? '';
  const physical = (logicalId: string) => `${name}-${logicalId}`.toLowerCase();
  return {
    codeSha256: Buffer.from(hex, 'hex').toString('base64'),
    subnetIds: ['NetworkSubnetA', 'NetworkSubnetB'].map(physical),
    groupIds: [physical('NetworkFunctionGroup')],
    memoryMb: Number(MemorySize),
    timeoutSeconds: Number(Timeout),
    handler: '',
    runtime: '',
    roleArn: '',
    description: '',
    environment: Object.fromEntries(
      Object.entries((made?.Properties.Environment as { Variables?: object })?.Variables ?? {}).map(
        ([variable, value]) => [variable, fakeValue(value, parameters, physical)],
      ),
    ),
    update: id === '' ? 'failed' : 'done',
  };
}

function fakeValue(
  value: unknown,
  parameters: Stack['parameters'],
  physical: (logicalId: string) => string,
): string {
  if (typeof value !== 'object' || value === null) return String(value);
  return 'Ref' in value ? (parameters[String(value.Ref)] ?? physical(String(value.Ref))) : 'given';
}

function outputsOf(stackName: string): Readonly<Record<string, string>> {
  return {
    WebhookUrl: 'https://abc.execute-api.us-east-1.amazonaws.com',
    ProxyName: `${stackName}-proxy`,
    FunctionName: `${stackName}-function`,
    DatabaseId: `${stackName}-databaseinstance`,
  };
}

/** Every port with its calls written down and its faults thrown. */
function watched(ports: Ports, calls: string[], faults: Map<string, Error[]>): Ports {
  const { clock, random, runs, ...called } = ports;
  const wrapped = Object.fromEntries(
    Object.entries(called).map(([port, methods]) => [
      port,
      Object.fromEntries(
        Object.entries(methods as unknown as Record<string, (...args: unknown[]) => unknown>).map(
          ([method, real]) => [
            method,
            async (...args: unknown[]) => {
              const name = `${port}.${method}`;
              calls.push(name);
              const fault = faults.get(name)?.shift();
              if (fault !== undefined) throw fault;
              return real(...args);
            },
          ],
        ),
      ),
    ]),
  );
  return { ...wrapped, clock, random, runs } as unknown as Ports;
}

/** Ways out of a status are played by the local cloud, not here. */
function unplayed(action: string, name: string): never {
  throw rejected(`${action} of ${name} is not played by this account.`);
}

function noStack(name: string): ProxyWebhookError {
  return new ProxyWebhookError('stack-not-found', `There is no stack ${name}.`);
}

function rejected(words: string): ProxyWebhookError {
  return new ProxyWebhookError('deployment-failed', `ValidationError: ${words}`);
}
