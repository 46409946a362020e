import { type Provider, plainRecord, serviceError } from './provider.ts';

export const api = plainRecord(
  ({ ids }) => ids.lower(10),
  (ApiId, { world }) => ({
    ApiId,
    ApiEndpoint: `https://${ApiId}.execute-api.${world.region}.amazonaws.com`,
    ExecuteApiArn: `arn:aws:execute-api:${world.region}:${world.account}:${ApiId}`,
  }),
);

export const integration = ofApi(
  plainRecord(
    ({ ids }) => ids.lower(7),
    (IntegrationId) => ({ IntegrationId }),
  ),
);

export const route = ofApi(
  plainRecord(
    ({ ids }) => ids.lower(7),
    (RouteId) => ({ RouteId }),
  ),
);

/** Its physical id is its name, which is unique only within its API. */
export const stage: Provider = ofApi({
  create(task) {
    const { world, properties } = task;
    const name = String(properties.StageName);
    const key = keyOf(properties.ApiId, name);
    if (world.others.has(key)) {
      throw serviceError(task, 'ApiGatewayV2', 'Stage already exists', 'AlreadyExists');
    }
    world.others.set(key, { type: task.type, properties });
    return { physicalId: name, attributes: {} };
  },
  update({ world, type, properties }, { physicalId }) {
    world.others.set(keyOf(properties.ApiId, physicalId), { type, properties });
    return undefined;
  },
  remove({ world, properties }, physicalId) {
    world.others.delete(keyOf(properties.ApiId, physicalId));
  },
});

function keyOf(apiId: unknown, stageName: string): string {
  return `${String(apiId)}/${stageName}`;
}

function ofApi(provider: Provider): Provider {
  return {
    ...provider,
    create(task) {
      const { ApiId } = task.properties;
      if (task.world.others.get(String(ApiId))?.type !== 'AWS::ApiGatewayV2::Api') {
        const message = `Invalid API identifier specified ${task.world.account}:${String(ApiId)}`;
        throw serviceError(task, 'ApiGatewayV2', message, 'NotFound');
      }
      return provider.create(task);
    },
  };
}
