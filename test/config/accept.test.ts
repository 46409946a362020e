import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { acceptedConfig } from '../../src/config/accept.ts';
import { configJsonSchema, type SchemaNode } from '../../src/config/json-schema.ts';
import { parseConfig } from '../../src/config/parse.ts';
import { isProxyWebhookError } from '../../src/errors.ts';

const root = new URL('../../', import.meta.url);
const environment = 'dev';

/** What zod and the rules make of it; undefined where they refuse. */
function parsed(input: unknown) {
  try {
    return parseConfig(input, { environment, source: 'test' });
  } catch (error) {
    if (isProxyWebhookError(error)) return undefined;
    throw error;
  }
}

describe('a configuration that is accepted without zod', () => {
  it('is what zod makes of it, and whatever zod refuses is not accepted', () => {
    const counts = { accepted: 0, refused: 0 };
    fc.assert(
      fc.property(values(configJsonSchema()), (input) => {
        const made = acceptedConfig(input, { environment });
        counts[made === undefined ? 'refused' : 'accepted'] += 1;
        expect(made).toEqual(parsed(input));
      }),
      { numRuns: 1_500, seed: 1 },
    );
    expect(counts.accepted).toBeGreaterThan(150);
    expect(counts.refused).toBeGreaterThan(150);
  });

  it('has its keys in the order that zod gives them, on which the template’s text rests', () => {
    const input = {
      view: {},
      database: { name: 'a', username: 'b' },
      tags: { b: '1', a: '2' },
      routes: [{ path: '/a' }],
    };
    expect(JSON.stringify(sorted(acceptedConfig(input, { environment })))).toBe(
      JSON.stringify(sorted(parsed(input))),
    );
    expect(Object.keys(acceptedConfig(input, { environment })?.tags ?? {})).toEqual(['b', 'a']);
  });

  it.each(examples())('is %s', (file) => {
    const input = JSON.parse(readFileSync(new URL(file, root), 'utf8'));
    const made = acceptedConfig(input, { environment });
    expect(made).toBeDefined();
    expect(made).toEqual(parsed(input));
  });

  it('shares nothing with the defaults of another', () => {
    const [one, other] = [{}, {}].map((input) => acceptedConfig(input, { environment }));
    one?.capture.redactHeaders.push('x');
    expect(other?.capture.redactHeaders).not.toContain('x');
  });

  it.each([
    null,
    [],
    'text',
    { unknown: 1 },
    JSON.parse('{"__proto__": 1}'),
    { toString: 1 },
    { network: { vpcId: 'vpc-0a1b2c3d' } },
    { database: { allocatedStorageGb: 20.5 } },
    { database: { allocatedStorageGb: '20' } },
  ])('is not %j', (input) => {
    expect(acceptedConfig(input, { environment })).toBeUndefined();
    expect(parsed(input)).toBeUndefined();
  });

  it('is not one with a tag that zod leaves out', () => {
    const input = JSON.parse('{"tags": {"__proto__": "a"}}');
    expect(acceptedConfig(input, { environment })).toBeUndefined();
    expect(parsed(input)?.tags).toEqual({});
  });
});

function examples(): readonly string[] {
  return readdirSync(root).filter(
    (name) => /^config\.[\w-]+\.json$/.test(name) && name !== 'config.schema.json',
  );
}

/** The network is made by hand, after everything else. */
function sorted(config: object | undefined): unknown {
  const { network, ...rest } = { network: undefined, ...config };
  return { ...rest, network };
}

const ANYTHING = fc.oneof(
  fc.constantFrom<unknown>(null, true, 0, -1, 1.5, 1e21, '', 'a', '8.4', [], {}, ['a'], { a: 1 }, Number.NaN),
  fc.string(),
  fc.integer(),
);

/** Values of a schema: mostly right ones, at their bounds too, and now and then anything. */
function values(node: SchemaNode & { readonly propertyNames?: SchemaNode }): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 40, arbitrary: rightly(node) }, { weight: 1, arbitrary: ANYTHING });
}

function rightly(node: SchemaNode): fc.Arbitrary<unknown> {
  if (node.enum !== undefined) return fc.constantFrom(...node.enum);
  const { minimum = node.exclusiveMinimum ?? 0, maximum = 1_000_000 } = node;
  switch (node.type) {
    case 'boolean':
      return fc.boolean();
    case 'integer':
      return fc.oneof(fc.constantFrom(minimum, maximum), fc.integer({ min: minimum - 1, max: maximum + 1 }));
    case 'number':
      return fc.oneof(fc.constantFrom(minimum, maximum), fc.integer({ min: minimum, max: maximum + 1 }));
    case 'string':
      return texts(node);
    case 'array':
      return fc.array(values(node.items ?? {}), { minLength: node.minItems ?? 0, maxLength: 3 });
    case 'object':
      return objects(node);
    default:
      return ANYTHING;
  }
}

function texts({ pattern, examples = [], minLength = 0, maxLength = 300 }: SchemaNode): fc.Arbitrary<string> {
  const lengths = [minLength - 1, minLength, maxLength, maxLength + 1].filter((length) => length >= 0);
  const long = fc.constantFrom(...lengths).map((length) => 'a'.repeat(length));
  const example = examples.map(String);
  const likely =
    example.length === 0 ? fc.constantFrom('a', 'ab-c') : fc.constantFrom(...example, `${example[0]}\n`);
  if (pattern === undefined) return fc.oneof(likely, long, fc.string());
  return fc.oneof(
    { weight: 20, arbitrary: likely },
    { weight: 20, arbitrary: fc.stringMatching(new RegExp(pattern), { size: 'xsmall' }) },
    { weight: 1, arbitrary: fc.oneof(long, fc.string()) },
  );
}

function objects({
  properties,
  required = [],
  additionalProperties: others,
}: SchemaNode): fc.Arbitrary<unknown> {
  if (properties === undefined) {
    return fc.dictionary(
      fc.oneof(fc.string(), fc.constantFrom('team', 'aws:x', '')),
      values(others as SchemaNode),
      {
        maxKeys: 3,
      },
    );
  }
  const model = Object.fromEntries(Object.entries(properties).map(([key, below]) => [key, values(below)]));
  const whole = fc.record(model, { requiredKeys: [...required] });
  // Rules between keys refuse most of what has many of them.
  const few = fc
    .tuple(fc.subarray(Object.keys(model), { maxLength: 2 }), whole)
    .map(([keys, made]) =>
      Object.fromEntries(Object.entries(made).filter(([key]) => [...keys, ...required].includes(key))),
    );
  const more = few.map((made) => ({ ...made, unknown: 1 }));
  return fc.oneof(
    { weight: 20, arbitrary: few },
    { weight: 2, arbitrary: whole },
    { weight: 1, arbitrary: more },
  );
}
