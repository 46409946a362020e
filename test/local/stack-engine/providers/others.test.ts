import { describe, expect, it } from 'vitest';
import { providers } from '../../../../src/local/stack-engine/providers/index.ts';
import { resourceSchema } from '../../../../src/local/stack-engine/resource-schema.generated.ts';
import { failureOf, openEngine } from '../driver.ts';

const ref = (Ref: string) => ({ Ref });
const api = ['AWS::ApiGatewayV2::Api', { Name: 'a', ProtocolType: 'HTTP' }];

it('has a provider for every type of the schema, and none besides', () => {
  expect(Object.keys(providers).toSorted()).toEqual(Object.keys(resourceSchema).toSorted());
});

describe('HTTP APIs', () => {
  const resources = {
    Api: api,
    Integration: ['AWS::ApiGatewayV2::Integration', { ApiId: ref('Api'), IntegrationType: 'AWS_PROXY' }],
    Route: ['AWS::ApiGatewayV2::Route', { ApiId: ref('Api'), RouteKey: '$default' }],
    Stage: ['AWS::ApiGatewayV2::Stage', { ApiId: ref('Api'), StageName: '$default' }],
  };

  it('have an endpoint, and parts that are called as API Gateway calls them', async () => {
    const driver = openEngine();
    const { Outputs } = await driver.create({
      resources,
      outputs: {
        Url: { Value: { 'Fn::GetAtt': ['Api', 'ApiEndpoint'] } },
        Stage: { Value: ref('Stage') },
        Integration: { Value: ref('Integration') },
      },
    });
    expect(Outputs.map(({ OutputValue }) => OutputValue)).toEqual([
      expect.stringMatching(/^https:\/\/[a-z0-9]{10}\.execute-api\.us-east-1\.amazonaws\.com$/),
      '$default',
      expect.stringMatching(/^[a-z0-9]{7}$/),
    ]);
  });

  it('are replaced with all their parts, though a stage keeps its name', async () => {
    const driver = openEngine();
    await driver.create({ resources });
    const websocket = {
      ...resources,
      Api: ['AWS::ApiGatewayV2::Api', { Name: 'a', ProtocolType: 'WEBSOCKET' }],
    };
    expect(await driver.update({ resources: websocket })).toMatchObject({ StackStatus: 'UPDATE_COMPLETE' });
    expect([...driver.world.others.values()].map(({ type }) => type)).toHaveLength(4);
    driver.engine.injectFault({ logicalId: 'Stage', operation: 'update', reason: 'no', at: 'end' });
    expect(await driver.update({ resources })).toMatchObject({ StackStatus: 'UPDATE_ROLLBACK_COMPLETE' });
    expect([...driver.world.others.values()].map(({ type }) => type)).toHaveLength(4);
    expect(await driver.remove()).toMatchObject({ StackStatus: 'DELETE_COMPLETE' });
    expect(driver.world.others.size).toBe(0);
  });

  it('must be there for their parts', async () => {
    const driver = openEngine();
    const Route = ['AWS::ApiGatewayV2::Route', { ApiId: 'nothing', RouteKey: '$default' }];
    await driver.create({ resources: { Route } });
    expect(await failureOf(driver, 'Route')).toContain(
      'Invalid API identifier specified 123456789012:nothing',
    );
  });
});

describe('roles', () => {
  it('have names that fit, whatever the stack and the resource are called', async () => {
    const driver = openEngine();
    const LongLogicalId = 'TheRoleOfTheFunctionThatReceivesAllTheRequests';
    await driver.create({
      resources: { [LongLogicalId]: ['AWS::IAM::Role', { AssumeRolePolicyDocument: {} }] },
    });
    const [role] = [...driver.world.roles.values()].filter(({ serviceLinked }) => !serviceLinked);
    expect(role?.name).toMatch(/^proxywebhook-dev-TheRole\w*-\w{12}$/);
    expect(role?.name.length).toBeLessThanOrEqual(64);
    expect(role?.arn).toBe(`arn:aws:iam::123456789012:role/${role?.name}`);
  });

  it('take policies only when they are there', async () => {
    const driver = openEngine();
    await driver.create({
      resources: {
        P: ['AWS::IAM::Policy', { PolicyName: 'p', PolicyDocument: {}, Roles: ['nobody'] }],
      },
    });
    expect(await failureOf(driver, 'P')).toContain('The role with name nobody cannot be found.');
  });
});

it('makes rules and schedules with ARNs', async () => {
  const { create } = openEngine();
  const { Outputs } = await create({
    resources: {
      Rule: ['AWS::Events::Rule', { ScheduleExpression: 'rate(1 hour)' }],
      Schedule: [
        'AWS::Scheduler::Schedule',
        { ScheduleExpression: 'rate(1 hour)', FlexibleTimeWindow: { Mode: 'OFF' }, Target: {} },
      ],
    },
    outputs: {
      Rule: { Value: { 'Fn::GetAtt': ['Rule', 'Arn'] } },
      Schedule: { Value: { 'Fn::GetAtt': ['Schedule', 'Arn'] } },
    },
  });
  expect(Outputs.map(({ OutputValue }) => OutputValue)).toEqual([
    expect.stringMatching(/^arn:aws:events:us-east-1:123456789012:rule\/proxywebhook-dev-Rule-\w{12}$/),
    expect.stringMatching(
      /^arn:aws:scheduler:us-east-1:123456789012:schedule\/default\/proxywebhook-dev-Schedule-\w{12}$/,
    ),
  ]);
});
