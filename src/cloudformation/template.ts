import { Expression, type Input, type LogicalIdOf, type Referable, Reference } from './expression.ts';
import type { Json } from './json.ts';
import { type AnyResource, isResource, type ResourceType } from './resource.ts';
import { resourceTypes } from './resource-types.generated.ts';

/** A template as CloudFormation reads it. */
export interface TemplateDocument {
  readonly AWSTemplateFormatVersion: '2010-09-09';
  readonly Description?: string;
  readonly Parameters?: Readonly<Record<string, ParameterDocument>>;
  readonly Resources: Readonly<Record<string, ResourceDocument>>;
  readonly Outputs?: Readonly<Record<string, { readonly Description?: string; readonly Value: Json }>>;
}

export interface ParameterDocument {
  readonly Type: 'String' | 'Number' | 'CommaDelimitedList' | `AWS::${string}`;
  readonly Description?: string;
  readonly NoEcho?: boolean;
  readonly AllowedPattern?: string;
  readonly ConstraintDescription?: string;
}

export interface ResourceDocument {
  readonly Type: ResourceType;
  readonly DependsOn?: readonly string[];
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  readonly Properties: Readonly<Record<string, Json>>;
}

/** A value that is given when the template is deployed. Its name is its key in the template's parameters. */
export interface Parameter {
  readonly document: ParameterDocument;
  readonly ref: Expression<string>;
}

export interface Output {
  readonly Description?: string;
  readonly Value: Input<string>;
}

/** Resources by name, grouped as deep as wanted. What is undefined is not in the template; lists are numbered from 1. */
export type ResourceTree =
  | AnyResource
  | readonly ResourceTree[]
  | { readonly [name: string]: ResourceTree | undefined };

export interface TemplateParts<Outputs> {
  readonly description?: string;
  readonly parameters?: Readonly<Record<string, Parameter | undefined>>;
  readonly resources: { readonly [name: string]: ResourceTree | undefined };
  readonly outputs?: Outputs;
  /** Put on every resource that takes tags. */
  readonly tags?: Readonly<Record<string, string>>;
}

export interface Template<Outputs> {
  readonly document: TemplateDocument;
  readonly outputs: Outputs;
}

/** The outputs of a deployed template, by name: a string each; an output that may be left out may be undefined. */
export type OutputsOf<T> =
  T extends Template<infer Outputs>
    ? {
        readonly [Name in keyof Outputs as undefined extends Outputs[Name] ? never : Name]: string;
      } & {
        readonly [Name in keyof Outputs as undefined extends Outputs[Name] ? Name : never]?: string;
      }
    : never;

/** Declares a parameter. */
export function parameter(document: ParameterDocument): Parameter {
  const made: Parameter = {
    document,
    get ref() {
      return new Reference(made);
    },
  };
  return made;
}

/**
 * Renders a template. Logical IDs are the property paths in PascalCase, so renaming a property replaces the resource.
 * Throws when something refers to what the template does not contain, stands in two places, or shares its name.
 */
export function template<const Outputs extends Readonly<Record<string, Output | undefined>>>({
  description,
  parameters = {},
  resources,
  outputs,
  tags = {},
}: TemplateParts<Outputs>): Template<Outputs> {
  const names = logicalNames();
  const declared = defined(parameters);
  for (const [name, each] of declared) names.give(name, each, 'parameter');
  const placed = [...resourcesIn(resources, '')];
  for (const [id, each] of placed) names.give(id, each, each.type);
  const idOf: LogicalIdOf = names.of;
  const shown = defined(outputs ?? {});

  const document: TemplateDocument = {
    AWSTemplateFormatVersion: '2010-09-09',
    ...(description !== undefined && { Description: description }),
    ...(declared.length > 0 && {
      Parameters: Object.fromEntries(declared.map(([name, each]) => [name, each.document])),
    }),
    Resources: Object.fromEntries(placed.map(([id, each]) => [id, resourceDocument(each, idOf, tags)])),
    ...(shown.length > 0 && {
      Outputs: Object.fromEntries(
        shown.map(([name, { Description, Value }]) => [
          legal(name),
          { ...(Description !== undefined && { Description }), Value: render(Value, idOf) ?? null },
        ]),
      ),
    }),
  };
  return { document, outputs: outputs ?? ({} as Outputs) };
}

/** Logical names: parameters and resources share one space. Source: CloudFormation User Guide, "Resources". */
function logicalNames() {
  const names = new Map<Referable, string>();
  const kinds = new Map<string, string>();
  return {
    give(name: string, referable: Referable, kind: string): void {
      const taken = kinds.get(legal(name));
      if (taken !== undefined) throw new Error(`Two things would be called ${name}: ${taken} and ${kind}.`);
      const other = names.get(referable);
      if (other !== undefined)
        throw new Error(`One ${kind} stands in two places: as ${other} and as ${name}.`);
      kinds.set(name, kind);
      names.set(referable, name);
    },
    of(referable: Referable): string {
      const name = names.get(referable);
      if (name !== undefined) return name;
      const what = isResource(referable) ? `an ${referable.type}` : 'a parameter';
      throw new Error(`The template refers to ${what}, but does not contain it.`);
    },
  };
}

function resourceDocument(
  { type, properties, options }: AnyResource,
  idOf: LogicalIdOf,
  tags: Readonly<Record<string, string>>,
): ResourceDocument {
  const { dependsOn = [], deletionPolicy, updateReplacePolicy } = options;
  const own = render(properties, idOf) as Readonly<Record<string, Json>>;
  return {
    Type: type,
    ...(dependsOn.length > 0 && { DependsOn: dependsOn.map(idOf).sort() }),
    ...(deletionPolicy !== undefined && { DeletionPolicy: deletionPolicy }),
    ...(updateReplacePolicy !== undefined && { UpdateReplacePolicy: updateReplacePolicy }),
    Properties: { ...own, ...tagsFor(type, own, tags) },
  };
}

/** The template's tags win over a resource's own. */
function tagsFor(
  type: ResourceType,
  { Tags: own }: Readonly<Record<string, Json>>,
  tags: Readonly<Record<string, string>>,
): { readonly Tags?: Json } {
  const shape = resourceTypes[type].tags;
  if (shape === undefined || Object.keys(tags).length === 0) return {};
  if (shape === 'map') return { Tags: { ...(own as Readonly<Record<string, Json>>), ...tags } };
  const ownTags = ((own ?? []) as readonly { readonly Key: string }[]).filter(({ Key }) => !(Key in tags));
  return {
    Tags: [...(ownTags as readonly Json[]), ...Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))],
  };
}

function* resourcesIn(
  tree: ResourceTree,
  path: string,
): Generator<readonly [logicalId: string, resource: AnyResource]> {
  if (isResource(tree)) yield [path, tree];
  else if (isList(tree)) {
    for (const [index, item] of tree.entries()) yield* resourcesIn(item, `${path}${index + 1}`);
  } else {
    for (const [name, item] of defined(tree)) yield* resourcesIn(item, path + pascal(name));
  }
}

/** JSON of literals and expressions; undefined properties are left out. */
function render(value: unknown, idOf: LogicalIdOf): Json | undefined {
  if (value instanceof Expression) return value.render(idOf);
  if (Array.isArray(value)) return value.map((item) => render(item, idOf) ?? null);
  if (isResource(value)) throw new Error(`An ${value.type} stands where its ref or an attribute was meant.`);
  if (typeof value === 'object' && value !== null) {
    const entries = defined(value as Readonly<Record<string, unknown>>);
    return Object.fromEntries(entries.map(([key, item]) => [key, render(item, idOf) ?? null]));
  }
  return value as Json | undefined;
}

function defined<T>(record: { readonly [name: string]: T | undefined }): readonly (readonly [string, T])[] {
  return Object.entries(record).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
}

function isList(tree: ResourceTree): tree is readonly ResourceTree[] {
  return Array.isArray(tree);
}

function pascal(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

// CloudFormation User Guide, "Resources": a logical ID is alphanumeric; "CloudFormation quotas": at most 255 characters.
function legal(name: string): string {
  if (!/^[A-Za-z0-9]{1,255}$/.test(name))
    throw new Error(`${name} is not a legal logical name: letters and digits only.`);
  return name;
}
