import { describe, expect, it } from 'vitest';
import { sub } from '../../src/cloudformation/expression.ts';
import { resource } from '../../src/cloudformation/resource.ts';
import { parameter, type TemplateParts, template } from '../../src/cloudformation/template.ts';

const makeVpc = () => resource('AWS::EC2::VPC', { CidrBlock: '10.0.0.0/16' });
const render = (parts: TemplateParts<Record<string, { Value: string }>>) => template(parts).document;

describe('logical IDs', () => {
  it('come from the property path, and lists are numbered from 1', () => {
    const document = render({
      resources: { network: { vpc: makeVpc(), others: [makeVpc(), makeVpc()] }, alone: makeVpc() },
    });
    expect(Object.keys(document.Resources)).toEqual([
      'NetworkVpc',
      'NetworkOthers1',
      'NetworkOthers2',
      'Alone',
    ]);
  });

  it('leave out what is undefined', () => {
    const document = render({
      parameters: { Gone: undefined },
      resources: { vpc: makeVpc(), gone: undefined, group: { gone: undefined } },
    });
    expect(document).toEqual({
      AWSTemplateFormatVersion: '2010-09-09',
      Resources: { Vpc: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.0.0.0/16' } } },
    });
  });
});

describe('a template', () => {
  it('finds the name of whatever is referred to', () => {
    const Zone = parameter({ Type: 'String' });
    const vpc = makeVpc();
    const subnet = resource('AWS::EC2::Subnet', { VpcId: vpc.ref, AvailabilityZone: Zone.ref });
    const { document } = template({
      description: 'A network',
      parameters: { Zone },
      resources: { vpc, subnet },
      outputs: { Block: { Description: 'Its block', Value: sub`${vpc.get('CidrBlock')}` } },
    });
    expect(document).toEqual({
      AWSTemplateFormatVersion: '2010-09-09',
      Description: 'A network',
      Parameters: { Zone: { Type: 'String' } },
      Resources: {
        Vpc: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.0.0.0/16' } },
        Subnet: {
          Type: 'AWS::EC2::Subnet',
          Properties: { VpcId: { Ref: 'Vpc' }, AvailabilityZone: { Ref: 'Zone' } },
        },
      },
      Outputs: { Block: { Description: 'Its block', Value: { 'Fn::Sub': '${Vpc.CidrBlock}' } } },
    });
  });

  it('says what a resource waits for and what becomes of it', () => {
    const [a, b] = [makeVpc(), makeVpc()];
    const options = { dependsOn: [b, a], deletionPolicy: 'Retain', updateReplacePolicy: 'Snapshot' } as const;
    const waiting = resource('AWS::EC2::VPC', {}, options);
    expect(render({ resources: { a, b, waiting } }).Resources.Waiting).toEqual({
      Type: 'AWS::EC2::VPC',
      DependsOn: ['A', 'B'],
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Snapshot',
      Properties: {},
    });
  });

  it('puts its tags on every resource that takes tags, in the shape it takes them', () => {
    const { Resources } = render({
      tags: { team: 'a', Name: 'b' },
      resources: {
        list: resource('AWS::EC2::VPC', {
          Tags: [
            { Key: 'Name', Value: 'own' },
            { Key: 'own', Value: 'c' },
          ],
        }),
        map: resource('AWS::ApiGatewayV2::Api', { Name: 'a', Tags: { own: 'c', Name: 'own' } }),
        none: resource('AWS::ApiGatewayV2::Route', { ApiId: 'a', RouteKey: '$default' }),
      },
    });
    expect(Object.values(Resources).map(({ Properties }) => Properties.Tags)).toEqual([
      [
        { Key: 'own', Value: 'c' },
        { Key: 'team', Value: 'a' },
        { Key: 'Name', Value: 'b' },
      ],
      { own: 'c', team: 'a', Name: 'b' },
      undefined,
    ]);
  });
});

describe('a template is not rendered', () => {
  const refuses = (title: string, parts: () => Parameters<typeof render>[0], message: string) =>
    it(title, () => expect(() => render(parts())).toThrow(message));

  refuses(
    'when it refers to a resource that it does not contain',
    () => ({ resources: { subnet: resource('AWS::EC2::Subnet', { VpcId: makeVpc().ref }) } }),
    'The template refers to an AWS::EC2::VPC, but does not contain it.',
  );
  refuses(
    'when it refers to a parameter that it does not declare',
    () => ({
      resources: { vpc: resource('AWS::EC2::VPC', { CidrBlock: parameter({ Type: 'String' }).ref }) },
    }),
    'The template refers to a parameter, but does not contain it.',
  );
  refuses(
    'when a resource waits for one that it does not contain',
    () => ({ resources: { vpc: resource('AWS::EC2::VPC', {}, { dependsOn: [makeVpc()] }) } }),
    'does not contain it',
  );
  refuses(
    'when one resource stands in two places',
    () => {
      const vpc = makeVpc();
      return { resources: { a: vpc, b: vpc } };
    },
    'One AWS::EC2::VPC stands in two places: as A and as B.',
  );
  refuses(
    'when two resources would have one ID',
    () => ({ resources: { aB: makeVpc(), a: { b: makeVpc() } } }),
    'Two things would be called AB: AWS::EC2::VPC and AWS::EC2::VPC.',
  );
  refuses(
    'when one parameter is declared twice',
    () => {
      const zone = parameter({ Type: 'String' });
      return { parameters: { A: zone, B: zone }, resources: {} };
    },
    'One parameter stands in two places: as A and as B.',
  );
  refuses(
    'when a parameter and a resource would have one name',
    () => ({ parameters: { Vpc: parameter({ Type: 'String' }) }, resources: { vpc: makeVpc() } }),
    'Two things would be called Vpc: parameter and AWS::EC2::VPC.',
  );
  refuses(
    'when a name is not alphanumeric',
    () => ({ resources: { 'a-b': makeVpc() } }),
    'A-b is not a legal logical name',
  );
  refuses(
    'when a resource stands where its reference was meant',
    () => ({ resources: { vpc: resource('AWS::EC2::VPC', { CidrBlock: makeVpc() as never }) } }),
    'An AWS::EC2::VPC stands where its ref or an attribute was meant.',
  );
});
