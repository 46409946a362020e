import type { World } from '../../world.ts';
import type { Verb } from '../durations.ts';
import { ResourceError } from '../errors.ts';
import type { Identifiers } from '../identifiers.ts';
import type { Properties } from '../json.ts';
import type { TargetHealth } from '../resource-faults.ts';
import type { Instance } from '../stack-record.ts';

/** What a provider is given to make, change or remove a resource. */
export interface Task {
  readonly world: World;
  readonly ids: Identifiers;
  readonly stackName: string;
  readonly logicalId: string;
  readonly type: string;
  readonly verb: Verb;
  /** True for a rollback's change: back to how it was. */
  readonly restoring?: boolean;
  /** References resolved, dynamic ones too, stack tags added. */
  readonly properties: Properties;
  /** Milliseconds that the work is to take. */
  readonly duration: number;
  /** Rejects when the work is cancelled. */
  sleep(milliseconds: number): Promise<void>;
  /** Tells why the work goes on for so long, in an event. */
  note(reason: string): void;
  /** The health that a fault gives to targets. */
  targetHealth(): TargetHealth | undefined;
}

export interface Made {
  readonly physicalId: string;
  readonly attributes: Properties;
}

/** One resource type of the account. Whatever it throws as ResourceError fails the resource with that text. */
export interface Provider {
  /** The property that names it, where names are unique in the account. */
  readonly nameProperty?: string;
  /** Whether something of that name is there already. */
  exists?(world: World, name: string): boolean;
  /** Puts it into the world. */
  create(task: Task): Made;
  /** Changes it; gives the attributes that changed. */
  update?(task: Task, instance: Instance): Properties | undefined;
  /** Resolves when it is ready, after create or update. Without it that is when the duration has passed. */
  settle?(task: Task, made: Made): Promise<void>;
  /** Takes it out of the world; one that is not there is gone. */
  remove?(task: Task, physicalId: string): void | Promise<void>;
  /** Keeps what it holds, before it is removed. */
  snapshot?(task: Task, physicalId: string): Promise<void>;
}

/** An error of a service as resource handlers pass it on. */
export function serviceError(
  { ids }: Pick<Task, 'ids'>,
  service: string,
  message: string,
  handlerCode = 'InvalidRequest',
): ResourceError {
  return new ResourceError(
    `${message} (Service: ${service}, Status Code: 400, Request ID: ${ids.uuid()}) (SDK Attempt Count: 1)`,
    handlerCode,
  );
}

/** Source: CloudFormation CLI User Guide, "Handler error codes", AlreadyExists. */
export function alreadyExists({ type }: Pick<Task, 'type'>, identifier: string): ResourceError {
  return new ResourceError(
    `Resource of type '${type}' with identifier '${identifier}' already exists.`,
    'AlreadyExists',
  );
}

/** A resource whose service nobody calls: a record of its type and properties. */
export function plainRecord(
  name: (task: Task) => string,
  attributes: (physicalId: string, task: Task) => Properties,
  nameProperty?: string,
): Provider {
  return {
    ...(nameProperty === undefined ? {} : { nameProperty }),
    exists: (world, given) => world.others.has(given),
    create(task) {
      const physicalId = name(task);
      if (task.world.others.has(physicalId)) throw alreadyExists(task, physicalId);
      put(task, physicalId);
      return { physicalId, attributes: attributes(physicalId, task) };
    },
    update(task, { physicalId }) {
      put(task, physicalId);
      return undefined;
    },
    remove({ world }, physicalId) {
      world.others.delete(physicalId);
    },
  };
}

/** Keeps type and properties under a physical id. */
export function put({ world, type, properties }: Task, physicalId: string): void {
  world.others.set(physicalId, { type, properties });
}

/** Records of a type that the account holds besides those that have a place of their own. */
export function recordsOf(
  { others }: World,
  type: string,
): readonly { readonly id: string; readonly properties: Properties }[] {
  return [...others]
    .filter(([, other]) => other.type === type)
    .map(([id, { properties }]) => ({ id, properties }));
}
