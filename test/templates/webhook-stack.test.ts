import { describe, expect, it } from 'vitest';
import type { Json } from '../../src/cloudformation/json.ts';
import { isProxyWebhookError } from '../../src/errors.ts';
import { renderWebhookStack } from '../../templates/webhook-stack.ts';
import { existingVpc, rendered, verifiedRoute } from './rendered.ts';
import { type Changes, configFrom, variants } from './variants.ts';

describe('logical IDs', () => {
  it('stay: another one would replace its resource, and the database would lose its data', () => {
    const all = new Set(
      variants.flatMap(({ config }) => Object.keys(renderWebhookStack(config).document.Resources)),
    );
    expect([...all].sort()).toMatchInlineSnapshot(`
      [
        "ApiApi",
        "ApiIntegration",
        "ApiLogs",
        "ApiPermission",
        "ApiRoute",
        "ApiStage",
        "CredentialsSecret",
        "DatabaseInstance",
        "DatabaseSubnetGroup",
        "FunctionConnect",
        "FunctionFunction",
        "FunctionLogs",
        "FunctionRole",
        "NetworkDatabaseFromProxy",
        "NetworkDatabaseGroup",
        "NetworkEndpoint",
        "NetworkEndpointFromFunction",
        "NetworkEndpointGroup",
        "NetworkFunctionGroup",
        "NetworkFunctionToProxy",
        "NetworkFunctionToSecrets",
        "NetworkProxyFromFunction",
        "NetworkProxyGroup",
        "NetworkRouteTable",
        "NetworkRoutesA",
        "NetworkRoutesB",
        "NetworkSubnetA",
        "NetworkSubnetB",
        "NetworkVpc",
        "ProxyProxy",
        "ProxyRole",
        "ProxyTargets",
        "SchedulePermission",
        "ScheduleRule",
      ]
    `);
  });

  it('of the default configuration', () => {
    expect(rendered().ids).toMatchInlineSnapshot(`
      [
        "ApiApi",
        "ApiIntegration",
        "ApiLogs",
        "ApiPermission",
        "ApiRoute",
        "ApiStage",
        "CredentialsSecret",
        "DatabaseInstance",
        "DatabaseSubnetGroup",
        "FunctionFunction",
        "FunctionLogs",
        "FunctionRole",
        "NetworkDatabaseFromProxy",
        "NetworkDatabaseGroup",
        "NetworkEndpoint",
        "NetworkEndpointFromFunction",
        "NetworkEndpointGroup",
        "NetworkFunctionGroup",
        "NetworkFunctionToProxy",
        "NetworkFunctionToSecrets",
        "NetworkProxyFromFunction",
        "NetworkProxyGroup",
        "NetworkRouteTable",
        "NetworkRoutesA",
        "NetworkRoutesB",
        "NetworkSubnetA",
        "NetworkSubnetB",
        "NetworkVpc",
        "ProxyProxy",
        "ProxyRole",
        "ProxyTargets",
        "SchedulePermission",
        "ScheduleRule",
      ]
    `);
  });
});

describe('parameters', () => {
  const parameters = (...changes: Changes) =>
    Object.keys(rendered(...changes).document.Parameters ?? {}).sort();

  it('are what is known only when it is deployed', () => {
    expect(parameters()).toEqual([
      'ArtifactBucket',
      'ArtifactKey',
      'EngineVersion',
      'ViewKey',
      'ZoneA',
      'ZoneB',
    ]);
  });
  it('are no zones in an existing VPC', () => {
    expect(parameters({ network: existingVpc })).toEqual([
      'ArtifactBucket',
      'ArtifactKey',
      'EngineVersion',
      'ViewKey',
    ]);
  });
  it('are no key when there are no view links', () => {
    expect(parameters({ view: { access: 'off' } })).not.toContain('ViewKey');
  });
  it('have no defaults, and the key is never shown', () => {
    const { Parameters = {} } = rendered().document;
    for (const [name, parameter] of Object.entries(Parameters))
      expect(parameter, name).not.toHaveProperty('Default');
    expect(Parameters.ViewKey).toEqual({ Type: 'String', NoEcho: true });
  });
});

it('outputs are what a user and the other commands need', () => {
  expect(rendered().document.Outputs).toEqual({
    WebhookUrl: { Value: { 'Fn::GetAtt': ['ApiApi', 'ApiEndpoint'] } },
    ProxyName: { Value: { Ref: 'ProxyProxy' } },
    ProxyEndpoint: { Value: { 'Fn::GetAtt': ['ProxyProxy', 'Endpoint'] } },
    DatabaseId: { Value: { Ref: 'DatabaseInstance' } },
    SecretArn: { Value: { Ref: 'CredentialsSecret' } },
    FunctionName: { Value: { Ref: 'FunctionFunction' } },
    FunctionLogGroup: { Value: { Ref: 'FunctionLogs' } },
    ApiLogGroup: { Value: { Ref: 'ApiLogs' } },
  });
});

describe('tags', () => {
  it('are on every resource that takes them, with the environment', () => {
    const stack = rendered({ tags: { team: 'hooks' } });
    const tagged = stack.ids.filter((id) => 'Tags' in stack.properties(id));
    expect(tagged.map((id) => stack.resource(id).Type).sort()).toEqual([
      'AWS::ApiGatewayV2::Api',
      'AWS::ApiGatewayV2::Stage',
      'AWS::EC2::RouteTable',
      'AWS::EC2::SecurityGroup',
      'AWS::EC2::SecurityGroup',
      'AWS::EC2::SecurityGroup',
      'AWS::EC2::SecurityGroup',
      'AWS::EC2::Subnet',
      'AWS::EC2::Subnet',
      'AWS::EC2::VPC',
      'AWS::EC2::VPCEndpoint',
      'AWS::Events::Rule',
      'AWS::IAM::Role',
      'AWS::IAM::Role',
      'AWS::Lambda::Function',
      'AWS::Logs::LogGroup',
      'AWS::Logs::LogGroup',
      'AWS::RDS::DBInstance',
      'AWS::RDS::DBProxy',
      'AWS::RDS::DBSubnetGroup',
      'AWS::SecretsManager::Secret',
    ]);
    for (const id of tagged) {
      const text = JSON.stringify(stack.properties(id).Tags);
      expect(text, id).toMatch(/"team".*"hooks".*"proxywebhook:environment".*"dev"/);
    }
  });
});

describe('the template', () => {
  it.each(variants)('fits into a request, and is the same every time: $name', ({ config }) => {
    const { document, body, bytes } = renderWebhookStack(config);
    expect(JSON.parse(body)).toEqual(document);
    expect(bytes).toBe(Buffer.byteLength(body));
    expect(bytes).toBeLessThan(51_200);
    expect(renderWebhookStack(config).body).toBe(body);
  });

  it('names no partition, Region or account of its own', () => {
    expect(rendered({ region: 'eu-central-1', account: '123456789012' }).body).not.toMatch(
      /arn:aws[:-]|eu-central-1|123456789012/,
    );
  });

  it('names nothing physical but what its service makes no name for', () => {
    const { document } = rendered();
    const names = Object.values(document.Resources).flatMap(({ Type, Properties }) =>
      Object.entries(Properties)
        .filter(([property, value]) => /(Name|Identifier)$/.test(property) && !isReference(value))
        .map(([property]) => `${Type} ${property}`),
    );
    expect([...new Set(names)].sort()).toEqual([
      'AWS::ApiGatewayV2::Stage StageName',
      'AWS::EC2::VPCEndpoint ServiceName',
      'AWS::Logs::LogGroup LogGroupName',
      'AWS::RDS::DBInstance DBName',
      'AWS::RDS::DBProxy DBProxyName',
      'AWS::RDS::DBProxyTargetGroup TargetGroupName',
    ]);
  });
});

describe('a configuration that makes the template too large', () => {
  const refusal = (...changes: Changes) => {
    try {
      return renderWebhookStack(configFrom(...changes)).bytes;
    } catch (error) {
      if (!isProxyWebhookError(error)) throw error;
      return { code: error.code, message: error.message, remedies: error.remedies };
    }
  };
  const tags = Object.fromEntries(
    Array.from({ length: 48 }, (_, index) => [`tag-${index}`, 'x'.repeat(100)]),
  );

  it('is refused with the size and what makes it, when it has many tags', () => {
    expect(refusal({ tags })).toEqual({
      code: 'invalid-config',
      message: expect.stringMatching(
        /^The template of proxywebhook-dev is larger .*\ntemplate: \d+ bytes, where .* 51200$/,
      ),
      remedies: [
        expect.stringMatching(/^\d+ of \d+ bytes: have fewer or shorter tags: the 48 of them are on every/),
      ],
    });
  });

  it('is refused with the policy that is too long, when its routes have many secrets', () => {
    const routes = Array.from({ length: 100 }, (_, index) => ({
      ...verifiedRoute(`team/service/environment/sender-${index}`),
      path: `/${index}`,
    }));
    expect(refusal({ routes })).toEqual({
      code: 'invalid-config',
      message: expect.stringMatching(
        /FunctionRole\.Policies: \d+ characters of policy, where AWS takes 10240/,
      ),
      remedies: [expect.stringContaining('let routes share secrets: 100 are named')],
    });
  });
});

function isReference(value: Json): boolean {
  return typeof value === 'object' && value !== null && 'Ref' in value;
}
