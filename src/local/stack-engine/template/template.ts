import { validationError } from '../errors.ts';
import { isObject, objectOf, type Properties, textsOf } from '../json.ts';

/** A template as it was submitted, taken apart. */
export interface Template {
  readonly body: string;
  readonly description?: string;
  readonly parameters: Readonly<Record<string, ParameterDeclaration>>;
  readonly resources: Readonly<Record<string, TemplateResource>>;
  readonly outputs: Readonly<Record<string, OutputDeclaration>>;
}

export interface ParameterDeclaration {
  readonly type: string;
  readonly defaultValue?: string;
  readonly noEcho: boolean;
  readonly description?: string;
  readonly allowedValues?: readonly string[];
  readonly allowedPattern?: string;
  readonly constraintDescription?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minValue?: number;
  readonly maxValue?: number;
}

export type DeletionPolicy = 'Delete' | 'Retain' | 'RetainExceptOnCreate' | 'Snapshot';

export interface TemplateResource {
  readonly type: string;
  /** With intrinsic functions, as in the template. */
  readonly properties: Properties;
  readonly dependsOn: readonly string[];
  readonly deletionPolicy?: DeletionPolicy;
  readonly updateReplacePolicy?: DeletionPolicy;
}

export interface OutputDeclaration {
  readonly value: unknown;
  readonly description?: string;
  readonly exportName?: unknown;
}

/**
 * Reads a template in JSON. Throws `ValidationError` in CloudFormation's words for what is not one, and for the parts of
 * templates that the local cloud does not serve. Limit: CloudFormation User Guide, "CloudFormation quotas".
 */
export function parseTemplate(body: unknown): Template {
  if (typeof body !== 'string' || body === '') {
    throw validationError('Either Template URL or Template Body must be specified.');
  }
  if (Buffer.byteLength(body) > MOST_BYTES) {
    const shown = `${body.slice(0, 100)}…`;
    throw validationError(
      `1 validation error detected: Value '${shown}' at 'templateBody' failed to satisfy constraint: Member must have length less than or equal to ${MOST_BYTES}`,
    );
  }
  const document = parseJson(body);
  const unknown = Object.keys(document).filter((key) => !SECTIONS.includes(key) && !UNSERVED.includes(key));
  if (unknown.length > 0) {
    throw formatError(`Invalid template property or properties [${unknown.join(', ')}]`);
  }
  const unserved = Object.keys(document).filter((key) => UNSERVED.includes(key));
  if (unserved.length > 0) throw validationError(`The local cloud serves no ${unserved.join(', ')}.`);
  const resources = objectOf(document.Resources);
  if (Object.keys(resources).length === 0) {
    throw formatError('At least one Resources member must be defined.');
  }
  return {
    body,
    ...(typeof document.Description === 'string' ? { description: document.Description } : {}),
    parameters: mapValues(objectOf(document.Parameters), parameterOf),
    resources: mapValues(resources, resourceOf),
    outputs: mapValues(objectOf(document.Outputs), outputOf),
  };
}

const MOST_BYTES = 51_200;
const SECTIONS = [
  'AWSTemplateFormatVersion',
  'Description',
  'Metadata',
  'Parameters',
  'Resources',
  'Outputs',
];
const UNSERVED = ['Mappings', 'Conditions', 'Rules', 'Transform', 'Hooks', 'Globals'];
const ATTRIBUTES = ['Type', 'Properties', 'DependsOn', 'DeletionPolicy', 'UpdateReplacePolicy', 'Metadata'];
const POLICIES: readonly string[] = ['Delete', 'Retain', 'RetainExceptOnCreate', 'Snapshot'];

function parseJson(body: string): Properties {
  let document: unknown;
  try {
    document = JSON.parse(body);
  } catch (error) {
    if (!body.trimStart().startsWith('{')) throw formatError('unsupported structure.');
    const at = Number(/position (\d+)/.exec(String(error))?.[1] ?? body.length);
    const before = body.slice(0, at).split('\n');
    throw formatError(
      `JSON not well-formed. (line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1})`,
    );
  }
  if (!isObject(document)) throw formatError('unsupported structure.');
  return document;
}

function resourceOf(logicalId: string, declared: unknown): TemplateResource {
  if (!/^[A-Za-z0-9]+$/.test(logicalId)) throw formatError(`Resource name ${logicalId} is non alphanumeric.`);
  const resource = objectOf(declared);
  if (typeof resource.Type !== 'string' || resource.Type === '') {
    throw formatError(`[/Resources/${logicalId}] Every Resources object must contain a Type member.`);
  }
  const unknown = Object.keys(resource).find((key) => !ATTRIBUTES.includes(key));
  if (unknown !== undefined) throw validationError(`Invalid template resource property '${unknown}'`);
  return {
    type: resource.Type,
    properties: objectOf(resource.Properties),
    dependsOn: textsOf(resource.DependsOn),
    ...policyOf(logicalId, resource, 'DeletionPolicy', 'deletionPolicy'),
    ...policyOf(logicalId, resource, 'UpdateReplacePolicy', 'updateReplacePolicy'),
  };
}

function policyOf(
  logicalId: string,
  resource: Properties,
  attribute: string,
  key: 'deletionPolicy' | 'updateReplacePolicy',
): { readonly [Key in typeof key]?: DeletionPolicy } {
  const policy = resource[attribute];
  if (policy === undefined) return {};
  const allowed = POLICIES.filter((each) => key === 'deletionPolicy' || each !== 'RetainExceptOnCreate');
  if (typeof policy !== 'string' || !allowed.includes(policy)) {
    throw formatError(`Unrecognized ${attribute} ${String(policy)} for resource ${logicalId}`);
  }
  return { [key]: policy as DeletionPolicy };
}

function parameterOf(name: string, declared: unknown): ParameterDeclaration {
  const { Type, Default, NoEcho, Description, ...constraints } = objectOf(declared);
  if (typeof Type !== 'string') {
    throw formatError(`Every Parameters object must contain a Type member. [/Parameters/${name}]`);
  }
  const number = (key: string) => (constraints[key] === undefined ? undefined : Number(constraints[key]));
  const text = (key: string) => (constraints[key] === undefined ? undefined : String(constraints[key]));
  return dropUndefined({
    type: Type,
    noEcho: String(NoEcho) === 'true',
    defaultValue: Default === undefined ? undefined : String(Default),
    description: Description === undefined ? undefined : String(Description),
    allowedValues: Array.isArray(constraints.AllowedValues)
      ? constraints.AllowedValues.map(String)
      : undefined,
    allowedPattern: text('AllowedPattern'),
    constraintDescription: text('ConstraintDescription'),
    minLength: number('MinLength'),
    maxLength: number('MaxLength'),
    minValue: number('MinValue'),
    maxValue: number('MaxValue'),
  });
}

function outputOf(name: string, declared: unknown): OutputDeclaration {
  const { Value, Description, Export } = objectOf(declared);
  if (Value === undefined) {
    throw formatError(`Output ${name} is malformed. The Value field is required.`);
  }
  return dropUndefined({
    value: Value,
    description: Description === undefined ? undefined : String(Description),
    exportName: objectOf(Export).Name,
  });
}

function formatError(message: string) {
  return validationError(`Template format error: ${message}`);
}

type Defined<Given> = { [Key in keyof Given]: Exclude<Given[Key], undefined> };

function dropUndefined<Given extends object>(given: Given): Defined<Given> {
  return Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined),
  ) as Defined<Given>;
}

function mapValues<Value>(
  from: Properties,
  map: (name: string, value: unknown) => Value,
): Readonly<Record<string, Value>> {
  return Object.fromEntries(Object.entries(from).map(([name, value]) => [name, map(name, value)]));
}
