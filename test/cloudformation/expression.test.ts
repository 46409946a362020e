import { describe, expect, it } from 'vitest';
import {
  aws,
  type Expression,
  join,
  secretValue,
  select,
  split,
  sub,
} from '../../src/cloudformation/expression.ts';
import { resource } from '../../src/cloudformation/resource.ts';

const vpc = resource('AWS::EC2::VPC', { CidrBlock: '10.0.0.0/16' });
const secret = resource('AWS::SecretsManager::Secret', {});
const proxy = resource('AWS::RDS::DBProxy', {
  DBProxyName: 'a',
  EngineFamily: 'MYSQL',
  RoleArn: 'b',
  VpcSubnetIds: [],
});
const names = new Map<object, string>([
  [vpc, 'Vpc'],
  [secret, 'Secret'],
  [proxy, 'Proxy'],
]);

describe('an expression renders to CloudFormation JSON', () => {
  const cases: readonly (readonly [title: string, expression: Expression<unknown>, json: unknown])[] = [
    ['a reference', vpc.ref, { Ref: 'Vpc' }],
    ['an attribute', vpc.get('CidrBlock'), { 'Fn::GetAtt': ['Vpc', 'CidrBlock'] }],
    ['a pseudo parameter', aws.region, { Ref: 'AWS::Region' }],
    ['text with a reference', sub`vpc/${vpc.ref}`, { 'Fn::Sub': 'vpc/${Vpc}' }],
    ['text with an attribute', sub`${vpc.get('CidrBlock')}!`, { 'Fn::Sub': '${Vpc.CidrBlock}!' }],
    ['text with a pseudo parameter', sub`arn:${aws.partition}:`, { 'Fn::Sub': 'arn:${AWS::Partition}:' }],
    ['text with literals', sub`${'a'}-${1}`, { 'Fn::Sub': 'a-1' }],
    ['text that looks like a reference', sub`${'${Vpc}'}`, { 'Fn::Sub': '${!Vpc}' }],
    ['text with a dollar sign', sub`${vpc.ref}/$default`, { 'Fn::Sub': '${Vpc}/$default' }],
    [
      'text with any other expression',
      sub`user/${select(6, split(':', proxy.get('DBProxyArn')))}`,
      {
        'Fn::Sub': [
          'user/${Value1}',
          {
            Value1: { 'Fn::Select': [6, { 'Fn::Split': [':', { 'Fn::GetAtt': ['Proxy', 'DBProxyArn'] }] }] },
          },
        ],
      },
    ],
    ['joined items', join(',', ['a', vpc.ref]), { 'Fn::Join': [',', ['a', { Ref: 'Vpc' }]] }],
    [
      'a field of a secret',
      secretValue(secret, 'password'),
      { 'Fn::Sub': '{{resolve:secretsmanager:${Secret}:SecretString:password}}' },
    ],
  ];

  it.each(cases)('%s', (_, expression, json) => {
    expect(expression.render((referable) => names.get(referable) ?? '')).toEqual(json);
  });
});

describe('an expression has no value before it is rendered', () => {
  it('so a plain template literal says what to use instead', () => {
    expect(() => `${vpc.ref}`).toThrow('use sub`…` instead of a plain template literal');
  });

  it('so adding it to text throws', () => {
    expect(() => `a${String(vpc.ref)}`).toThrow('has no value yet');
  });

  it('so JSON.stringify throws', () => {
    expect(() => JSON.stringify({ vpc: vpc.ref })).toThrow('rendered with its template');
  });
});
