import { describe, expect, it } from 'vitest';
import { rendered } from './rendered.ts';

describe('the API', () => {
  const stack = rendered({ api: { throttle: { ratePerSecond: 5, burst: 9 } } });

  it('sends everything to the function', () => {
    expect(stack.properties('ApiRoute')).toEqual({
      ApiId: { Ref: 'ApiApi' },
      RouteKey: '$default',
      Target: { 'Fn::Sub': 'integrations/${ApiIntegration}' },
    });
    expect(stack.properties('ApiIntegration')).toMatchObject({
      IntegrationType: 'AWS_PROXY',
      IntegrationUri: { 'Fn::GetAtt': ['FunctionFunction', 'Arn'] },
      PayloadFormatVersion: '2.0',
      TimeoutInMillis: 30_000,
    });
  });

  it('lets in no more than the throttle', () => {
    expect(stack.properties('ApiStage')).toMatchObject({
      StageName: '$default',
      AutoDeploy: true,
      DefaultRouteSettings: { ThrottlingRateLimit: 5, ThrottlingBurstLimit: 9 },
    });
  });

  it('alone may invoke the function, by its own route', () => {
    expect(stack.properties('ApiPermission')).toMatchObject({
      Principal: 'apigateway.amazonaws.com',
      SourceArn: {
        'Fn::Sub': 'arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${ApiApi}/*/$default',
      },
    });
  });
});

describe('the access log', () => {
  const stack = rendered();
  const settings = stack.properties('ApiStage').AccessLogSettings as {
    DestinationArn: object;
    Format: string;
  };

  it('is in a group where it does not fill the log policy of the account', () => {
    expect(settings.DestinationArn).toEqual({ 'Fn::GetAtt': ['ApiLogs', 'Arn'] });
    expect(stack.properties('ApiLogs')).toMatchObject({
      LogGroupName: { 'Fn::Sub': '/aws/vendedlogs/${AWS::StackName}-api' },
      RetentionInDays: 14,
    });
  });

  it('says why the function could not be invoked', () => {
    expect(JSON.parse(settings.Format)).toMatchObject({ functionError: '$context.integrationErrorMessage' });
  });

  it('has no path, in which senders put tokens, and fits the 3 KB of API Gateway', () => {
    expect(settings.Format).not.toMatch(/path/i);
    expect(settings.Format.length).toBeLessThan(3000);
  });

  it('is not there when it is not wanted', () => {
    const without = rendered({ api: { accessLogs: false } });
    expect(without.has('ApiLogs')).toBe(false);
    expect(without.properties('ApiStage')).not.toHaveProperty('AccessLogSettings');
    expect(without.document.Outputs).not.toHaveProperty('ApiLogGroup');
  });
});
