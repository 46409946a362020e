import { AwsApiError } from '../cloud.ts';
import { recordsOf } from '../stack-engine/providers/provider.ts';
import type { World } from '../world.ts';

/**
 * The name of the function that the route `$default` of an API leads to and that lets the API call it. Throws AwsApiError
 * with what the access log tells otherwise. Source: API Gateway Developer Guide, "Troubleshooting issues with HTTP API
 * Lambda integrations".
 */
export function integratedFunction(world: World, apiId: string): string {
  const route = recordsOf(world, 'AWS::ApiGatewayV2::Route').find(
    ({ properties }) => properties.ApiId === apiId && properties.RouteKey === '$default',
  );
  const integrationId = String(route?.properties.Target ?? '').replace(/^integrations\//, '');
  const uri = String(world.others.get(integrationId)?.properties.IntegrationUri ?? '');
  const name = /:function:([^:/]+)/.exec(uri)?.[1];
  if (name === undefined)
    throw new AwsApiError('NotFoundException', 'No integration is attached to the route.', 404);
  const permitted = recordsOf(world, 'AWS::Lambda::Permission').some(
    ({ properties: { FunctionName, Principal, SourceArn } }) =>
      [name, uri].includes(String(FunctionName)) &&
      Principal === 'apigateway.amazonaws.com' &&
      (SourceArn === undefined || String(SourceArn).includes(`:${apiId}/`)),
  );
  if (!permitted) throw new AwsApiError('AccessDeniedException', NOT_PERMITTED, 403);
  return name;
}

const NOT_PERMITTED =
  "The IAM role configured on the integration or API Gateway doesn't have permissions to call the integration. Check the permissions and try again.";
