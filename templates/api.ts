import { aws, sub } from '../src/cloudformation/expression.ts';
import { resource } from '../src/cloudformation/resource.ts';
import type { Config } from '../src/config/schema.ts';
import type { WebhookFunction } from './function.ts';

/** The HTTP API: everything goes to the function, as fast as the throttle lets it. */
export function api(
  { api: { throttle, accessLogs }, function: { logRetentionDays } }: Pick<Config, 'api' | 'function'>,
  { function: webhook }: WebhookFunction,
) {
  const made = resource('AWS::ApiGatewayV2::Api', { Name: aws.stackName, ProtocolType: 'HTTP' });
  const integration = resource('AWS::ApiGatewayV2::Integration', {
    ApiId: made.ref,
    IntegrationType: 'AWS_PROXY',
    IntegrationUri: webhook.get('Arn'),
    PayloadFormatVersion: '2.0',
    // Longer than the function may take: overload ends as the function's own 503, not as a gateway error.
    TimeoutInMillis: 30_000,
  });
  const route = resource('AWS::ApiGatewayV2::Route', {
    ApiId: made.ref,
    RouteKey: '$default',
    Target: sub`integrations/${integration.ref}`,
  });
  // Groups elsewhere make the account's log policy grow with every API until it is full. Source: API Gateway Developer
  // Guide, "Configure logging for HTTP APIs"; CloudWatch Logs User Guide, "Enable logging from AWS services".
  const logs = accessLogs
    ? resource('AWS::Logs::LogGroup', {
        LogGroupName: sub`/aws/vendedlogs/${aws.stackName}-api`,
        RetentionInDays: logRetentionDays,
      })
    : undefined;
  const stage = resource('AWS::ApiGatewayV2::Stage', {
    ApiId: made.ref,
    StageName: '$default',
    AutoDeploy: true,
    DefaultRouteSettings: {
      ThrottlingRateLimit: throttle.ratePerSecond,
      ThrottlingBurstLimit: throttle.burst,
    },
    AccessLogSettings:
      logs === undefined ? undefined : { DestinationArn: logs.get('Arn'), Format: ACCESS_LOG_FORMAT },
  });
  const permission = resource('AWS::Lambda::Permission', {
    Action: 'lambda:InvokeFunction',
    FunctionName: webhook.ref,
    Principal: 'apigateway.amazonaws.com',
    SourceArn: sub`arn:${aws.partition}:execute-api:${aws.region}:${aws.accountId}:${made.ref}/*/$default`,
  });
  return { api: made, integration, route, logs, stage, permission };
}

/**
 * One line of JSON a request. Paths are left out: senders put tokens in them. Source: API Gateway Developer Guide,
 * "Customize HTTP API access logs".
 */
const ACCESS_LOG_FORMAT = JSON.stringify({
  requestId: '$context.requestId',
  time: '$context.requestTimeEpoch',
  sourceIp: '$context.identity.sourceIp',
  method: '$context.httpMethod',
  status: '$context.status',
  responseBytes: '$context.responseLength',
  milliseconds: '$context.responseLatency',
  functionMilliseconds: '$context.integrationLatency',
  functionStatus: '$context.integrationStatus',
  functionError: '$context.integrationErrorMessage',
  error: '$context.error.message',
});
