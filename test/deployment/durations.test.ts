import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  criticalPath,
  dependencies,
  type RemainingWork,
  remainingSeconds,
  typicalSeconds,
} from '../../src/deployment/durations.ts';

describe('what a resource of a template waits for', () => {
  const waits = (resource: object) =>
    dependencies({ Resources: { Vpc: {}, Proxy: {}, Self: { Type: 'AWS::EC2::Subnet', ...resource } } }).Self
      ?.dependsOn;

  it.each<[string, object, readonly string[]]>([
    ['nothing', {}, []],
    ['what it refers to', { Properties: { VpcId: { Ref: 'Vpc' } } }, ['Vpc']],
    ['what it takes an attribute of', { Properties: { X: { 'Fn::GetAtt': ['Vpc', 'VpcId'] } } }, ['Vpc']],
    [
      'what it takes an attribute of, in the short form',
      { Properties: { X: { 'Fn::GetAtt': 'Vpc.VpcId' } } },
      ['Vpc'],
    ],
    [
      'what it substitutes',
      { Properties: { X: { 'Fn::Sub': '${Vpc}/${Proxy.Endpoint}' } } },
      ['Proxy', 'Vpc'],
    ],
    [
      'no pseudo parameter',
      { Properties: { X: { 'Fn::Sub': '${AWS::Region}' }, Y: { Ref: 'AWS::Region' } } },
      [],
    ],
    ['no literal in a substitution', { Properties: { X: { 'Fn::Sub': '${!Vpc}' } } }, []],
    [
      'no variable of the substitution itself',
      { Properties: { X: { 'Fn::Sub': ['${Vpc}', { Vpc: 'x' }] } } },
      [],
    ],
    [
      'what a variable of the substitution refers to',
      { Properties: { X: { 'Fn::Sub': ['${Y}', { Y: { Ref: 'Vpc' } }] } } },
      ['Vpc'],
    ],
    ['what it depends on', { DependsOn: 'Vpc' }, ['Vpc']],
    ['all it depends on', { DependsOn: ['Vpc', 'Proxy'] }, ['Proxy', 'Vpc']],
    [
      'each once, at any depth',
      { DependsOn: 'Vpc', Properties: { A: [{ B: { 'Fn::Join': ['', [{ Ref: 'Vpc' }]] } }] } },
      ['Vpc'],
    ],
    ['no parameter', { Properties: { X: { Ref: 'ArtifactBucket' } } }, []],
    ['not itself', { Properties: { X: { Ref: 'Self' } } }, []],
  ])('%s', (_title, resource, expected) => {
    expect(waits(resource)).toEqual(expected);
  });

  it.each([undefined, null, 'text', {}, { Resources: null }])(
    'is empty for %j, which is no template',
    (document) => {
      expect(dependencies(document)).toEqual({});
    },
  );
});

describe('the seconds left of one resource', () => {
  it.each<[string, string, RemainingWork, number]>([
    ['all of it before it begins', 'AWS::RDS::DBInstance', { action: 'create' }, 595],
    ['less as it goes on', 'AWS::RDS::DBInstance', { action: 'create', elapsedSeconds: 95 }, 500],
    [
      'a little when it takes longer',
      'AWS::RDS::DBInstance',
      { action: 'create', elapsedSeconds: 9_999 },
      30,
    ],
    ['a little of little', 'AWS::RDS::DBProxy', { action: 'update', elapsedSeconds: 9_999 }, 6.3],
    ['at most what is typical', 'AWS::ApiGatewayV2::Integration', { action: 'create', elapsedSeconds: 9 }, 1],
    ['a guess for a type that is not known', 'AWS::New::Thing', { action: 'delete' }, 5],
    [
      'no more for a clock that runs behind',
      'AWS::RDS::DBProxy',
      { action: 'create', elapsedSeconds: -50 },
      225,
    ],
    [
      'no nonsense for an elapsed time that is none',
      'AWS::RDS::DBProxy',
      { action: 'create', elapsedSeconds: Number.NaN },
      225,
    ],
  ])('%s', (_title, resourceType, work, expected) => {
    expect(remainingSeconds(resourceType, work)).toBeCloseTo(expected);
  });
});

describe('the critical path', () => {
  const graph = dependencies({
    Resources: {
      Vpc: { Type: 'AWS::EC2::VPC' },
      Subnet: { Type: 'AWS::EC2::Subnet', DependsOn: 'Vpc' },
      Database: { Type: 'AWS::RDS::DBInstance', DependsOn: 'Subnet' },
      Proxy: { Type: 'AWS::RDS::DBProxy', DependsOn: 'Subnet' },
      Targets: { Type: 'AWS::RDS::DBProxyTargetGroup', DependsOn: ['Proxy', 'Database'] },
      Role: { Type: 'AWS::IAM::Role' },
    },
  });
  const all = (action: RemainingWork['action']) =>
    new Map<string, RemainingWork>(Object.keys(graph).map((logicalId) => [logicalId, { action }]));

  it.each<[string, ReadonlyMap<string, RemainingWork>, 'create' | 'delete', number, readonly string[]]>([
    ['is nothing when nothing is left', new Map(), 'create', 0, []],
    [
      'of a creation leads through the database',
      all('create'),
      'create',
      696,
      ['Vpc', 'Subnet', 'Database', 'Targets'],
    ],
    [
      'of a deletion starts at the other end',
      all('delete'),
      'delete',
      429,
      ['Targets', 'Database', 'Subnet', 'Vpc'],
    ],
    [
      'leads through what is done without time',
      new Map([
        ['Vpc', { action: 'create' }],
        ['Targets', { action: 'create' }],
      ]),
      'create',
      97,
      ['Vpc', 'Targets'],
    ],
    [
      'knows resources that the graph does not',
      new Map([['Stranger', { action: 'create' }]]),
      'create',
      5,
      ['Stranger'],
    ],
  ])('%s', (_title, work, order, seconds, logicalIds) => {
    expect(criticalPath(graph, work, order)).toEqual({ seconds, logicalIds });
  });

  it('ends on a graph that goes round', () => {
    const round = { A: { resourceType: '', dependsOn: ['B'] }, B: { resourceType: '', dependsOn: ['A'] } };
    expect(criticalPath(round, new Map([['A', { action: 'create' }]])).seconds).toBe(5);
  });

  it('never grows while time passes', () => {
    const resource = fc.constantFrom(...Object.keys(graph));
    fc.assert(
      fc.property(resource, fc.nat(2_000), fc.nat(2_000), (logicalId, earlier, more) => {
        const leftAfter = (elapsedSeconds: number) =>
          criticalPath(graph, all('create').set(logicalId, { action: 'create', elapsedSeconds })).seconds;
        expect(leftAfter(earlier + more)).toBeLessThanOrEqual(leftAfter(earlier));
      }),
    );
  });
});

describe('typical durations', () => {
  it.each(['create', 'update', 'delete'] as const)('the database takes longest to %s', (action) => {
    const others = ['AWS::RDS::DBProxy', 'AWS::EC2::VPC', 'AWS::IAM::Role', 'AWS::Unknown::Type'];
    for (const other of others) {
      expect(typicalSeconds('AWS::RDS::DBInstance', action)).toBeGreaterThan(typicalSeconds(other, action));
    }
  });
});
