import { describe, expect, it } from 'vitest';
import { type Design, propertyValues } from '../../src/deployment/property-values.ts';

const design = (
  properties: Readonly<Record<string, unknown>>,
  parameters: Readonly<Record<string, string>> = {},
) => ({
  templateBody: JSON.stringify({
    Parameters: { Key: { Type: 'String', NoEcho: true }, Version: { Type: 'String' } },
    Resources: { Thing: { Type: 'A::B::C', Properties: properties } },
  }),
  parameters,
});

const changed = (before: Design, after: Design, property = 'P', logicalId = 'Thing') =>
  propertyValues(before, after)(logicalId, property);

describe('what a property is and will be', () => {
  it.each([
    ['a text', { P: 'a' }, { P: 'b' }, [{ property: 'P', before: 'a', after: 'b' }]],
    ['a number', { P: 1 }, { P: 2 }, [{ property: 'P', before: '1', after: '2' }]],
    ['what is set now', {}, { P: true }, [{ property: 'P', after: 'true' }]],
    ['what is set no more', { P: true }, {}, [{ property: 'P', before: 'true' }]],
    ['a list', { P: ['a'] }, { P: ['a', 'b'] }, [{ property: 'P', before: '[a]', after: '[a, b]' }]],
    [
      'a structure, by what differs in it',
      { P: { Same: 1, Other: { Deep: 'x' } } },
      { P: { Same: 1, Other: { Deep: 'y' } } },
      [{ property: 'P.Other.Deep', before: 'x', after: 'y' }],
    ],
    ['what stays', { P: { Same: 1 } }, { P: { Same: 1 } }, []],
    [
      'an expression that CloudFormation evaluates, by its name alone',
      { P: { 'Fn::GetAtt': ['A', 'Arn'] } },
      { P: { 'Fn::GetAtt': ['B', 'Arn'] } },
      [{ property: 'P' }],
    ],
    ['a text too long for a line', { P: 'a'.repeat(200) }, { P: 'b' }, [{ property: 'P' }]],
  ])('is told of %s', (_what, before, after, expected) => {
    expect(changed(design(before), design(after))).toEqual(expected);
  });

  it('is that of its parameter, also where the template says the same', () => {
    const template = { P: { Ref: 'Version' } };
    expect(changed(design(template, { Version: '8.4.5' }), design(template, { Version: '8.4.6' }))).toEqual([
      { property: 'P', before: '8.4.5', after: '8.4.6' },
    ]);
  });

  it('is not told where the deployed template cannot be read, or the resource is new', () => {
    expect(changed({ templateBody: undefined, parameters: {} }, design({ P: 1 }))).toEqual([]);
    expect(changed(design({ P: 1 }), design({ P: 2 }), 'P', 'Another')).toEqual([]);
  });
});

describe('a secret is told by its name alone', () => {
  const SECRET = 'hunter2-hunter2';
  it.each([
    ['a NoEcho parameter', { P: { Ref: 'Key' } }, { P: 'open' }],
    [
      'a dynamic reference',
      { P: `{{resolve:secretsmanager:${SECRET}:SecretString:password}}` },
      { P: '{{resolve:secretsmanager:other}}' },
    ],
    [
      'a property with such a name',
      { P: { MasterUserPassword: SECRET } },
      { P: { MasterUserPassword: 'x' } },
    ],
  ])('%s', (_what, before, after) => {
    const told = changed(design(before, { Key: SECRET }), design(after, { Key: 'next' }));
    expect(told).toHaveLength(1);
    expect(told[0]).not.toHaveProperty('before');
    expect(told[0]).not.toHaveProperty('after');
  });

  it('a variable of the function', () => {
    const variables = (value: string) => ({ Environment: { Variables: { LEVEL: value } } });
    expect(changed(design(variables(SECRET)), design(variables('x')), 'Environment')).toEqual([
      { property: 'Environment.Variables.LEVEL' },
    ]);
  });
});
