/** How an account stands, without what differs from run to run: what two runs that did the same must agree on. */
import { parseConfig } from '../../src/config/parse.ts';
import type { Stack } from '../../src/deployment/stack.ts';
import type { Place } from './place.ts';

export interface EndState {
  /** The stack with the configuration's name; undefined when there is none. */
  readonly stack: unknown;
  /** Change sets that wait, and stacks that only wait for one. */
  readonly changeSets: readonly string[];
  readonly otherStacks: readonly string[];
  readonly buckets: unknown;
  readonly counts: Readonly<Record<string, number>>;
  readonly functions: unknown;
  readonly databases: unknown;
  readonly serviceLinkedRoles: readonly string[];
}

const { stackName } = parseConfig({ environment: 'dev' }, { environment: 'dev', source: 'config.dev.json' });

/** Reads it; `memory` is what the function should have, and is told as that. No fault may stand. */
export async function endState({ cloud, ...place }: Place, memory: number): Promise<EndState> {
  const { world } = cloud;
  const state = await cloud.state();
  const stack = await place.stack(stackName);
  const there = state.stacks.filter(({ status }) => status !== 'DELETE_COMPLETE');
  return {
    stack: stack && described(stack),
    changeSets: there.flatMap(({ changeSets }) => changeSets.map(({ status }) => status)),
    otherStacks: there.flatMap(({ arn, status }) => (arn === stack?.arn ? [] : [status])),
    buckets: state.buckets.map(({ name, settings, objects }) => ({ name, settings, objects })),
    counts: {
      databases: world.databases.size,
      snapshots: world.snapshots?.size ?? 0,
      proxies: world.proxies.size,
      functions: world.functions.size,
      secrets: world.secrets.size,
      logGroups: world.logGroups.size,
      vpcs: world.vpcs.size,
      subnets: world.subnets.size,
      networkInterfaces: world.networkInterfaces.size,
      roles: world.roles.size,
      others: world.others.size,
    },
    functions: [...world.functions.values()].map(({ state: its, code, properties }) => ({
      state: its,
      code,
      memory: properties.MemorySize === memory ? 'as configured' : properties.MemorySize,
      attached: properties.VpcConfig !== undefined,
    })),
    databases: [...world.databases.values()].map(({ status, properties }) => ({
      status,
      protected: properties.DeletionProtection,
    })),
    serviceLinkedRoles: [...world.roles.values()].flatMap((role) => (role.serviceLinked ? [role.name] : [])),
  };
}

function described({ status, outputs, parameters, tags, terminationProtection }: Stack) {
  return {
    status: status === 'CREATE_COMPLETE' || status === 'UPDATE_COMPLETE' ? 'deployed' : status,
    outputs: Object.keys(outputs),
    parameters: Object.keys(parameters),
    tags,
    terminationProtection,
  };
}
