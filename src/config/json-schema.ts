import * as z from 'zod';
import { configSchema } from './schema.ts';

/** The part of JSON Schema (draft 7, which editors know best) that the configuration's schema uses. */
export interface SchemaNode {
  readonly type?: string;
  readonly description?: string;
  /** What editors show instead of the description; of JSON language servers, not of JSON Schema. */
  readonly markdownDescription?: string;
  /** What editors say instead of the pattern; of JSON language servers, not of JSON Schema. */
  readonly patternErrorMessage?: string;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly items?: SchemaNode;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | SchemaNode;
}

/** The JSON Schema of a configuration file, as it is published: `environment` and `stackName` may be left out. */
export function configJsonSchema(): SchemaNode & Readonly<Record<string, unknown>> {
  const {
    $schema,
    required: _,
    ...schema
  } = z.toJSONSchema(configSchema, {
    io: 'input',
    target: 'draft-7',
    override: ({ jsonSchema }) => {
      if (jsonSchema.format === 'cidrv4') delete jsonSchema.format;
      if (jsonSchema.properties?.vpcId) Object.assign(jsonSchema, networkKinds);
    },
  }) as SchemaNode & Record<string, unknown>;
  return {
    $schema,
    $id: 'urn:proxywebhook:config',
    title: 'proxywebhook configuration',
    description: 'One environment of proxywebhook. Rules between keys are checked when it is read.',
    ...forEditors(schema),
  };
}

// Editors show neither a default nor what a pattern means: both are said in words.
// https://code.visualstudio.com/docs/languages/json#_use-rich-formatting-in-hovers
function forEditors<Node extends SchemaNode>(node: Node): Node {
  const { description, default: value, pattern, properties, items, additionalProperties: others } = node;
  const markdown = (description ?? '').replaceAll('<', '\\<');
  const isTold = value === undefined || properties !== undefined || description === undefined;
  return {
    ...node,
    ...(description === undefined
      ? {}
      : {
          markdownDescription: isTold ? markdown : `${markdown}\n\nDefault: \`${JSON.stringify(value)}\``,
        }),
    ...(pattern === undefined ? {} : { patternErrorMessage: `Expected ${allowedText(node)}.` }),
    ...(properties === undefined
      ? {}
      : {
          properties: Object.fromEntries(
            Object.entries(properties).map(([key, below]) => [key, forEditors(below)]),
          ),
        }),
    ...(items === undefined ? {} : { items: forEditors(items) }),
    ...(typeof others === 'object' ? { additionalProperties: forEditors(others) } : {}),
  };
}

// Our own VPC or an existing one: rules.ts says it in words, this lets an editor underline it.
const networkKinds = {
  dependencies: { vpcId: ['subnetIds'], subnetIds: ['vpcId'] },
  not: { required: ['vpcId', 'cidr'] },
};

let cached: SchemaNode | undefined;

/** The schema of the value at a path; undefined where nothing may stand. */
export function schemaAt(path: readonly PropertyKey[]): SchemaNode | undefined {
  cached ??= configJsonSchema();
  return path.reduce<SchemaNode | undefined>((node, key) => {
    if (typeof key === 'number') return node?.items;
    const below = node?.additionalProperties;
    if (Object.hasOwn(node?.properties ?? {}, key)) return node?.properties?.[String(key)];
    return typeof below === 'object' ? below : undefined;
  }, cached);
}

/** What a schema allows, in words: `a whole number from 20 to 65536`, `"secret" or "iam"`. */
export function allowedText(node: SchemaNode): string {
  if (node.enum !== undefined) return alternatives(node.enum);
  switch (node.type) {
    case 'boolean':
      return 'true or false';
    case 'integer':
      return `a whole number${range(node)}`;
    case 'number':
      return `a number${range(node)}`;
    case 'string':
      return text(node);
    case 'array':
      return `a list${count(node)} of ${node.items === undefined ? 'values' : plural(allowedText(node.items))}`;
    case 'object':
      return node.properties === undefined
        ? 'an object of names and texts'
        : `an object with the keys ${Object.keys(node.properties).join(', ')}`;
    default:
      return 'a value';
  }
}

function alternatives(values: readonly unknown[]): string {
  const [last, ...others] = values.map((value) => JSON.stringify(value)).reverse();
  return others.length === 0 ? String(last) : `${others.reverse().join(', ')} or ${last}`;
}

function range({ minimum, maximum, exclusiveMinimum }: SchemaNode): string {
  if (exclusiveMinimum !== undefined) {
    return ` above ${exclusiveMinimum}${maximum === undefined ? '' : `, at most ${maximum}`}`;
  }
  if (minimum !== undefined && maximum !== undefined) return ` from ${minimum} to ${maximum}`;
  if (minimum !== undefined) return `, at least ${minimum}`;
  return maximum === undefined ? '' : `, at most ${maximum}`;
}

function text({ pattern, examples, minLength = 0, maxLength }: SchemaNode): string {
  const example = examples?.[0] === undefined ? '' : ` such as ${JSON.stringify(examples[0])}`;
  const limit = maxLength === undefined ? '' : `, at most ${maxLength} characters`;
  if (pattern !== undefined && pattern.length <= 60) return `text${example}${limit} (${pattern})`;
  if (example !== '') return `text${example}${limit}`;
  return minLength > 0 && limit === '' ? 'text that is not empty' : `text${limit}`;
}

function count({ minItems, maxItems }: SchemaNode): string {
  if (minItems !== undefined && maxItems !== undefined) return ` (${minItems} to ${maxItems})`;
  if (minItems !== undefined) return ` (${minItems} or more)`;
  return maxItems === undefined ? '' : ` (at most ${maxItems})`;
}

function plural(allowed: string): string {
  return allowed
    .replace(/^an? /, '')
    .replace(/^object/, 'objects')
    .replace(/^text/, 'texts');
}
