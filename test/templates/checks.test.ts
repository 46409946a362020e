import { describe, expect, it } from 'vitest';
import type { Json } from '../../src/cloudformation/json.ts';
import type { ResourceType } from '../../src/cloudformation/resource.ts';
import type { TemplateDocument } from '../../src/cloudformation/template.ts';
import { type Check, checkTemplate } from '../../templates/checks.ts';
import { renderWebhookStack } from '../../templates/webhook-stack.ts';
import { variants } from './variants.ts';

const of = (Type: ResourceType, Properties: Readonly<Record<string, Json>>): Partial<TemplateDocument> => ({
  Resources: { It: { Type, Properties } },
});
const found = (parts: Partial<TemplateDocument>) =>
  checkTemplate({ AWSTemplateFormatVersion: '2010-09-09', Resources: {}, ...parts });

describe('a template is refused', () => {
  const refused = (
    title: string,
    parts: Partial<TemplateDocument>,
    check: Check,
    path: string,
    message: string | RegExp,
  ) =>
    it(title, () => expect(found(parts)).toEqual([{ check, path, message: expect.stringMatching(message) }]));

  const proxy = (name: string) => of('AWS::RDS::DBProxy', { DBProxyName: name });
  const notAProxyName = /is not at most 60 letters, digits and single hyphens/;
  refused(
    'with two hyphens in the name of a proxy',
    proxy('a--b'),
    'proxy-name',
    'It.DBProxyName',
    notAProxyName,
  );
  refused('with a digit first in it', proxy('1a'), 'proxy-name', 'It.DBProxyName', notAProxyName);
  refused('with a hyphen last in it', proxy('a-'), 'proxy-name', 'It.DBProxyName', notAProxyName);
  refused('with an underscore in it', proxy('a_b'), 'proxy-name', 'It.DBProxyName', notAProxyName);
  refused('with 61 letters in it', proxy('a'.repeat(61)), 'proxy-name', 'It.DBProxyName', notAProxyName);

  const database = (properties: Readonly<Record<string, Json>>) => of('AWS::RDS::DBInstance', properties);
  refused(
    'with less storage than gp3 has',
    database({ AllocatedStorage: '19' }),
    'allocated-storage',
    'It.AllocatedStorage',
    '"19" is not 20 to 65536 GiB',
  );
  refused(
    'with storage that is no number',
    database({ AllocatedStorage: '20GB' }),
    'allocated-storage',
    'It.AllocatedStorage',
    '"20GB"',
  );
  refused(
    'with 65 letters in the name of a database',
    database({ DBName: 'a'.repeat(65) }),
    'database-name',
    'It.DBName',
    'is not 1 to 64',
  );
  refused('with a hyphen in it', database({ DBName: 'a-b' }), 'database-name', 'It.DBName', 'is not 1 to 64');
  refused(
    'with a port beyond 65535',
    database({ Port: '70000' }),
    'port',
    'It.Port',
    '"70000" is not a port',
  );
  refused(
    'with a port below 0, however deep',
    of('AWS::EC2::SecurityGroup', { SecurityGroupIngress: [{ FromPort: -2, ToPort: 1 }] }),
    'port',
    'It.SecurityGroupIngress.0.FromPort',
    '-2 is not a port',
  );

  const route = (RouteKey: string) => of('AWS::ApiGatewayV2::Route', { RouteKey });
  refused(
    'with a method in small letters',
    route('get /'),
    'route-key',
    'It.RouteKey',
    '"get /" is not \\$default',
  );
  refused('with a route without a path', route('GET'), 'route-key', 'It.RouteKey', '"GET" is not');
  refused('with $Default', route('$Default'), 'route-key', 'It.RouteKey', 'is not \\$default');
  refused(
    'with a REST API',
    of('AWS::ApiGatewayV2::Api', { ProtocolType: 'REST' }),
    'protocol-type',
    'It.ProtocolType',
    '"REST" is not HTTP',
  );
  refused(
    'with a payload format that there is not',
    of('AWS::ApiGatewayV2::Integration', { PayloadFormatVersion: '3.0' }),
    'payload-format',
    'It.PayloadFormatVersion',
    '"3.0" is not 2.0',
  );
  refused(
    'with more than 4 KB of environment variables',
    of('AWS::Lambda::Function', {
      Environment: { Variables: { A: 'x'.repeat(4000), B: { Ref: 'AWS::Region' } } },
    }),
    'environment-size',
    'It.Environment',
    '4258 bytes of variables, where Lambda takes 4096',
  );

  const policy = (characters: number) => ({
    Version: '2012-10-17',
    Statement: [{ Sid: 'x'.repeat(characters) }],
  });
  refused(
    'with more inline policy than a role may have, all together',
    of('AWS::IAM::Role', { Policies: [{ PolicyDocument: policy(5200) }, { PolicyDocument: policy(5000) }] }),
    'policy-size',
    'It.Policies',
    /^102\d\d characters of policy, where AWS takes 10240$/,
  );
  refused(
    'with more policy than an endpoint may have',
    of('AWS::EC2::VPCEndpoint', { PolicyDocument: policy(20_480) }),
    'policy-size',
    'It.PolicyDocument',
    'where AWS takes 20480',
  );

  refused(
    'with a reference to nothing',
    of('AWS::EC2::Subnet', { VpcId: { Ref: 'Vpc' } }),
    'reference',
    'It.VpcId',
    'nothing in the template is called Vpc',
  );
  refused(
    'with a text that names nothing',
    of('AWS::EC2::VPC', { CidrBlock: { 'Fn::Sub': ['${!It}${A}${AWS::Region}${Other.Arn}', { A: 'a' }] } }),
    'reference',
    'It.CidrBlock',
    'nothing in the template is called Other',
  );
  refused(
    'with an attribute that the type does not have',
    of('AWS::EC2::VPC', { CidrBlock: { 'Fn::GetAtt': ['It', 'Arn'] } }),
    'reference',
    'It.CidrBlock',
    'an AWS::EC2::VPC has no attribute Arn',
  );
  refused(
    'with an output of nothing',
    { Outputs: { Url: { Value: { Ref: 'Api' } } } },
    'reference',
    'Outputs.Url',
    'nothing in the template is called Api',
  );
  refused(
    'when it waits for nothing',
    { Resources: { It: { Type: 'AWS::EC2::VPC', DependsOn: ['Other'], Properties: {} } } },
    'reference',
    'It.DependsOn',
    'nothing in the template is called Other',
  );
  refused(
    'with a parameter that is not used',
    { Parameters: { Zone: { Type: 'String' } } },
    'parameter',
    'Parameters.Zone',
    'the parameter Zone is not used',
  );
  refused(
    'with more bytes than a request takes, counted in UTF-8',
    of('AWS::EC2::VPC', { CidrBlock: 'ä'.repeat(25_600) }),
    'template-size',
    'template',
    /^51\d\d\d bytes, where CloudFormation takes 51200$/,
  );
});

describe('a template is not refused', () => {
  it.each(variants)('when it is ours: $name', ({ config }) => {
    expect(checkTemplate(renderWebhookStack(config).document)).toEqual([]);
  });

  it('for a value that only CloudFormation knows', () => {
    const Ref = 'AWS::StackName';
    expect(found(of('AWS::RDS::DBProxy', { DBProxyName: { Ref } }))).toEqual([]);
  });

  it('for the longest and the least that is allowed', () => {
    expect(found(of('AWS::RDS::DBProxy', { DBProxyName: 'a'.repeat(60) }))).toEqual([]);
    expect(
      found(of('AWS::RDS::DBInstance', { DBName: 'a'.repeat(64), AllocatedStorage: '20', Port: '0' })),
    ).toEqual([]);
    expect(found(of('AWS::ApiGatewayV2::Route', { RouteKey: 'POST /a/{b+}' }))).toEqual([]);
  });
});
