import { CONFIG_SHAPE } from './config-shape.generated.ts';
import { withNames } from './names.ts';
import { networkOf } from './network.ts';
import { ruleIssues } from './rules.ts';
import type { Config, ConfigInput } from './schema.ts';

/** A value's schema, without what is only for people: of the keywords that JSON Schema has, those that ours uses. */
export interface Shape {
  readonly type: 'object' | 'array' | 'string' | 'boolean' | 'integer' | 'number';
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly items?: Shape;
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly required?: readonly string[];
  readonly propertyNames?: Shape;
  /** False: nothing but `properties`. */
  readonly additionalProperties?: false | Shape;
}

/**
 * A configuration with its defaults, where nothing is wrong with it: what `parseConfig` makes of it, in a tenth of the time
 * that loading zod takes. Undefined where it has to say what is wrong.
 */
export function acceptedConfig(
  input: unknown,
  { environment }: { readonly environment: string },
): Config | undefined {
  if (!isObject(input)) return undefined;
  const named = withNames(input, environment);
  const filled = accepted(CONFIG_SHAPE, named);
  if (filled === REFUSED) return undefined;
  const { network, ...rest } = filled as Config & { network: Parameters<typeof networkOf>[0] };
  const config: Config = { ...rest, network: networkOf(network) };
  return ruleIssues(config, named as Partial<ConfigInput>).length === 0 ? config : undefined;
}

const REFUSED = Symbol('refused');

function accepted(shape: Shape, value: unknown): unknown {
  if (shape.enum !== undefined && !shape.enum.includes(value)) return REFUSED;
  switch (shape.type) {
    case 'boolean':
      return typeof value === 'boolean' ? value : REFUSED;
    case 'string':
      return typeof value === 'string' && isTextOf(shape, value) ? value : REFUSED;
    case 'integer':
      return Number.isSafeInteger(value) && isWithin(shape, value as number) ? value : REFUSED;
    case 'number':
      return Number.isFinite(value) && isWithin(shape, value as number) ? value : REFUSED;
    case 'array':
      return Array.isArray(value) ? list(shape, value) : REFUSED;
    case 'object':
      return isObject(value) ? object(shape, value) : REFUSED;
  }
}

function isTextOf({ pattern, minLength = 0, maxLength = Infinity }: Shape, text: string): boolean {
  const fits = text.length >= minLength && text.length <= maxLength;
  return fits && (pattern === undefined || new RegExp(pattern).test(text));
}

function isWithin(
  { minimum = -Infinity, maximum = Infinity, exclusiveMinimum = -Infinity }: Shape,
  number: number,
): boolean {
  return number >= minimum && number <= maximum && number > exclusiveMinimum;
}

function list({ items, minItems = 0, maxItems = Infinity }: Shape, values: readonly unknown[]): unknown {
  if (items === undefined || values.length < minItems || values.length > maxItems) return REFUSED;
  const made = values.map((value) => accepted(items, value));
  return made.includes(REFUSED) ? REFUSED : made;
}

function object(shape: Shape, value: Readonly<Record<string, unknown>>): unknown {
  const { properties = {}, required = [], propertyNames, additionalProperties: others } = shape;
  const more = Object.keys(value).filter((key) => !Object.hasOwn(properties, key));
  if (!required.every((key) => value[key] !== undefined)) return REFUSED;
  const known = Object.entries(properties).flatMap(([key, below]): readonly [string, unknown][] => {
    const given = Object.hasOwn(value, key) ? value[key] : undefined;
    const meant = given === undefined ? below.default : given;
    return meant === undefined ? [] : [[key, accepted(below, meant)]];
  });
  const unknown = more.map((key): [string, unknown] => {
    // What a prototype is made of is no name of anything.
    const named =
      key !== '__proto__' && (propertyNames === undefined || accepted(propertyNames, key) !== REFUSED);
    return [key, named && typeof others === 'object' ? accepted(others, value[key]) : REFUSED];
  });
  const entries = [...known, ...unknown];
  return entries.some(([, made]) => made === REFUSED) ? REFUSED : Object.fromEntries(entries);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
