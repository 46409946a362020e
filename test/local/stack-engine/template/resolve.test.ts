import { describe, expect, it } from 'vitest';
import { resolve, type Scope } from '../../../../src/local/stack-engine/template/resolve.ts';

const scope: Scope = {
  ref: (name) => ({ Name: 'value', List: ['a', 'b'], 'AWS::NoValue': undefined })[name],
  attribute: (name, attribute) => `${name}!${attribute}`,
};

describe('intrinsic functions', () => {
  const cases: [value: unknown, resolved: unknown][] = [
    [{ Ref: 'Name' }, 'value'],
    [{ 'Fn::GetAtt': ['Db', 'Endpoint.Address'] }, 'Db!Endpoint.Address'],
    [{ 'Fn::GetAtt': 'Db.Endpoint.Address' }, 'Db!Endpoint.Address'],
    [{ 'Fn::Sub': '${Name}/${Db.Endpoint.Address}/${!Name}' }, 'value/Db!Endpoint.Address/${Name}'],
    [{ 'Fn::Sub': ['${own}-${Name}', { own: { Ref: 'Name' } }] }, 'value-value'],
    [{ 'Fn::Join': [':', ['a', { Ref: 'Name' }]] }, 'a:value'],
    [{ 'Fn::Split': [':', 'a:b'] }, ['a', 'b']],
    [{ 'Fn::Select': [1, { Ref: 'List' }] }, 'b'],
    [{ 'Fn::Select': ['1', { 'Fn::Split': [':', 'a:b'] }] }, 'b'],
    [{ 'Fn::Cidr': ['10.0.0.0/16', 2, 8] }, ['10.0.0.0/24', '10.0.1.0/24']],
    [{ a: { Ref: 'AWS::NoValue' }, b: [{ Ref: 'AWS::NoValue' }, 1] }, { b: [1] }],
    [
      { Ref: 'a', other: 1 },
      { Ref: 'a', other: 1 },
    ],
    [
      [true, 3, 'x'],
      [true, 3, 'x'],
    ],
  ];
  it.each(cases)('%j is %j', (value, resolved) => {
    expect(resolve(value, scope)).toEqual(resolved);
  });

  it.each([
    [
      { 'Fn::Select': [2, { Ref: 'List' }] },
      'Template error: Fn::Select cannot select nonexistent value at index 2',
    ],
    [{ 'Fn::Join': 'x' }, 'Template error: every Fn::Join object requires a list'],
    [
      { 'Fn::Cidr': ['10.0.0.0/24', 9, 8] },
      'Template error: Fn::Cidr object requires parameters that fit its block',
    ],
    [{ 'Fn::GetAZs': '' }, 'Template error: the local cloud serves no Fn::GetAZs'],
  ])('%j is refused', (value, message) => {
    expect(() => resolve(value, scope)).toThrow(message);
  });
});
