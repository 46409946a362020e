import { describe, expect, it } from 'vitest';
import { createWorld } from '../../../src/local/create-world.ts';
import { integratedFunction } from '../../../src/local/data-plane/integration.ts';

const ARN = 'arn:aws:lambda:us-east-1:123456789012:function:hook';
const ROUTE = { ApiId: 'api', RouteKey: '$default', Target: 'integrations/int' };
const PERMISSION = {
  FunctionName: 'hook',
  Principal: 'apigateway.amazonaws.com',
  SourceArn: 'arn:aws:execute-api:us-east-1:123456789012:api/*/$default',
};

function found(route: object, permission: object): string {
  const world = createWorld();
  const put = (id: string, type: string, properties: object) =>
    world.others.set(id, { type, properties: { ...properties } });
  put('int', 'AWS::ApiGatewayV2::Integration', { ApiId: 'api', IntegrationUri: ARN });
  put('route', 'AWS::ApiGatewayV2::Route', route);
  put('permission', 'AWS::Lambda::Permission', permission);
  return integratedFunction(world, 'api');
}

describe('an API calls the function', () => {
  it('that its route leads to, and that permits it', () => expect(found(ROUTE, PERMISSION)).toBe('hook'));
  it('that is permitted by its ARN', () =>
    expect(found(ROUTE, { ...PERMISSION, FunctionName: ARN })).toBe('hook'));
  it('that permits every API', () =>
    expect(found(ROUTE, { ...PERMISSION, SourceArn: undefined })).toBe('hook'));
});

describe('an API calls no function', () => {
  const refused = (what: string, route: object, permission: object, words: string) =>
    it(what, () => expect(() => found(route, permission)).toThrow(words));
  refused('without a route of its own', { ...ROUTE, ApiId: 'other' }, PERMISSION, 'No integration');
  refused('without an integration', { ...ROUTE, Target: undefined }, PERMISSION, 'No integration');
  const denied = "doesn't have permissions";
  refused(
    'that permits another service',
    ROUTE,
    { ...PERMISSION, Principal: 'events.amazonaws.com' },
    denied,
  );
  refused(
    'that permits another API',
    ROUTE,
    { ...PERMISSION, SourceArn: 'arn:aws:execute-api:r:1:b/*' },
    denied,
  );
  refused('whose permission is for another', ROUTE, { ...PERMISSION, FunctionName: 'other' }, denied);
});
