import { type Expression, type Input, Reference } from './expression.ts';
import type { ResourceType, ResourceTypes } from './resource-types.generated.ts';

export type { ResourceType } from './resource-types.generated.ts';

/** What becomes of the physical resource. Source: CloudFormation Template Reference, "DeletionPolicy attribute". */
export type DeletionPolicy = 'Delete' | 'Retain' | 'RetainExceptOnCreate' | 'Snapshot';

/** Attributes of a resource beside its properties. */
export interface ResourceOptions {
  /** For what no reference says already. */
  readonly dependsOn?: readonly AnyResource[];
  readonly deletionPolicy?: DeletionPolicy;
  readonly updateReplacePolicy?: DeletionPolicy;
}

/** A resource as a value without a name: its place in the template gives it its logical ID. */
export interface AnyResource {
  readonly type: ResourceType;
  readonly properties: object;
  readonly options: ResourceOptions;
  /** Its `Ref`: an id, a name or an ARN, by type. */
  readonly ref: Expression<string>;
  readonly [isAResource]: true;
}

export interface Resource<Type extends ResourceType> extends AnyResource {
  readonly type: Type;
  /** Its `Fn::GetAtt`; dotted attributes as they are written in CloudFormation's reference. */
  get<Name extends keyof ResourceTypes[Type]['attributes'] & string>(
    name: Name,
  ): Expression<ResourceTypes[Type]['attributes'][Name]>;
}

const isAResource = Symbol('resource');

/** Makes a resource. Properties take literals or expressions, at any depth. */
export function resource<Type extends ResourceType>(
  type: Type,
  properties: Input<ResourceTypes[Type]['properties']>,
  options: ResourceOptions = {},
): Resource<Type> {
  const made: Resource<Type> = {
    type,
    properties,
    options,
    get ref() {
      return new Reference(made);
    },
    get: (name) => new Reference(made, name),
    [isAResource]: true,
  };
  return made;
}

export function isResource(value: unknown): value is AnyResource {
  return typeof value === 'object' && value !== null && isAResource in value;
}
