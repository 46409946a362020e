import type { ServiceApi } from '../cloud.ts';
import type { World } from '../world.ts';
import type { CallLog } from './call-log.ts';
import type { FaultRule, Faults } from './faults.ts';

/** What the local cloud holds, as it sees it itself. Never a secret's value, an object's bytes or a parameter. */
export interface CloudState {
  readonly account: string;
  readonly region: string;
  /** Of the world's clock, in milliseconds since the epoch. */
  readonly now: number;
  /** Deleted ones too, for as long as CloudFormation lists them. */
  readonly stacks: readonly StackState[];
  readonly buckets: readonly {
    readonly name: string;
    readonly owner: string;
    readonly settings: readonly string[];
    readonly objects: readonly { readonly key: string; readonly bytes: number }[];
  }[];
  readonly databases: readonly { readonly id: string; readonly status: string }[];
  readonly snapshots: readonly {
    readonly id: string;
    readonly databaseId: string;
    readonly status: string;
  }[];
  readonly proxies: readonly {
    readonly name: string;
    readonly status: string;
    readonly targets: readonly {
      readonly databaseId: string;
      readonly state: string;
      readonly reason?: string;
    }[];
  }[];
  readonly functions: readonly { readonly name: string; readonly state: string; readonly codeKey: string }[];
  readonly secrets: readonly { readonly name: string; readonly arn: string }[];
  readonly roles: readonly { readonly name: string; readonly serviceLinked: boolean }[];
  readonly logGroups: readonly string[];
  readonly networkInterfaces: readonly { readonly id: string; readonly status: string }[];
  /** Times called, by `service:action`. */
  readonly calls: Readonly<Record<string, number>>;
  readonly faults: readonly FaultRule[];
}

export interface StackState {
  readonly name: string;
  readonly arn: string;
  readonly status: string;
  readonly reason?: string;
  readonly changeSets: readonly {
    readonly name: string;
    readonly status: string;
    readonly executionStatus?: string;
  }[];
}

export async function readState(
  world: World,
  cloudFormation: ServiceApi,
  calls: CallLog,
  faults: Faults,
): Promise<CloudState> {
  return {
    account: world.account,
    region: world.region,
    now: world.clock.now(),
    stacks: await readStacks(cloudFormation),
    buckets: [...world.buckets.values()].map(({ name, owner, settings, objects }) => ({
      name,
      owner,
      settings: [...settings.keys()].toSorted(),
      objects: [...objects].map(([key, { body }]) => ({ key, bytes: body.byteLength })),
    })),
    databases: [...world.databases.values()].map(({ id, status }) => ({ id, status })),
    snapshots: [...(world.snapshots?.values() ?? [])].map(({ id, databaseId, status }) => ({
      id,
      databaseId,
      status,
    })),
    proxies: [...world.proxies.values()].map(({ name, status, targetGroup }) => ({
      name,
      status,
      targets: (targetGroup?.targets ?? []).map(({ databaseId, state, reason }) => ({
        databaseId,
        state,
        ...(reason === undefined ? {} : { reason }),
      })),
    })),
    functions: [...world.functions.values()].map(({ name, state, code }) => ({
      name,
      state,
      codeKey: code.key,
    })),
    secrets: [...world.secrets.values()].map(({ name, arn }) => ({ name, arn })),
    roles: [...world.roles.values()].map(({ name, serviceLinked }) => ({ name, serviceLinked })),
    logGroups: [...world.logGroups.values()].map(({ name }) => name),
    networkInterfaces: [...world.networkInterfaces.values()].map(({ id, status }) => ({ id, status })),
    calls: calls.counts(),
    faults: faults.rules(),
  };
}

async function readStacks(cloudFormation: ServiceApi): Promise<readonly StackState[]> {
  const summaries = await everyPage(cloudFormation, 'ListStacks', {}, 'StackSummaries');
  const stacks: StackState[] = [];
  for (const summary of summaries) {
    const { StackName, StackId, StackStatus, StackStatusReason } = summary;
    const changeSets =
      StackStatus === 'DELETE_COMPLETE'
        ? []
        : await everyPage(cloudFormation, 'ListChangeSets', { StackName: StackId }, 'Summaries');
    stacks.push({
      name: String(StackName),
      arn: String(StackId),
      status: String(StackStatus),
      ...(StackStatusReason === undefined ? {} : { reason: String(StackStatusReason) }),
      changeSets: changeSets.map(({ ChangeSetName, Status, ExecutionStatus }) => ({
        name: String(ChangeSetName),
        status: String(Status),
        ...(ExecutionStatus === undefined ? {} : { executionStatus: String(ExecutionStatus) }),
      })),
    });
  }
  return stacks;
}

async function everyPage(
  api: ServiceApi,
  action: string,
  input: Readonly<Record<string, unknown>>,
  list: string,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const all: Readonly<Record<string, unknown>>[] = [];
  let token: unknown;
  do {
    const output = await api.call(action, token === undefined ? input : { ...input, NextToken: token });
    all.push(...((output[list] ?? []) as Readonly<Record<string, unknown>>[]));
    token = output.NextToken;
  } while (token !== undefined);
  return all;
}
