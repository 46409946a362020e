import { expect, it } from 'vitest';
import { createWorld } from '../../../src/local/create-world.ts';
import { functions } from '../../../src/local/data-plane/functions.ts';
import type { Deployment, FunctionRuntime } from '../../../src/local/function-runtime/function-runtime.ts';

const ENDPOINT = 'http://127.0.0.1:4566';

/** The function `hook` in a world, and what a runtime was given to run. */
function place() {
  const world = createWorld();
  const deployments: Deployment[] = [];
  const object = { body: Buffer.from('zip'), modifiedAt: 0, headers: {} };
  world.buckets.set('b', {
    name: 'b',
    owner: world.account,
    createdAt: 0,
    objects: new Map([['k', object]]),
    settings: new Map(),
  });
  const hook = {
    name: 'hook',
    arn: 'arn',
    properties: {
      Handler: 'index.handler',
      Environment: { Variables: { AWS_ENDPOINT_URL_SECRETS_MANAGER: 'https://vpce-1.example.com' } },
    } as Readonly<Record<string, unknown>>,
    code: { bucket: 'b', key: 'k' },
    state: 'Active' as const,
    createdAt: 0,
  };
  world.functions.set('hook', hook);
  const runtime = { deploy: async (deployment: Deployment) => void deployments.push(deployment) };
  const part = functions({
    world,
    runtime: runtime as unknown as FunctionRuntime,
    endpoint: ENDPOINT,
    concurrency: undefined,
    inspect: undefined,
  });
  return { part, hook, deployments };
}

it('a function reaches Secrets Manager here, also when its template names an endpoint of the VPC', async () => {
  const { part, deployments } = place();
  await part.deploy('hook');
  const [{ environment, extraEnvironment } = { environment: {} }] = deployments;
  expect({ ...environment, ...extraEnvironment }).toMatchObject({
    AWS_ENDPOINT_URL: ENDPOINT,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: ENDPOINT,
  });
});

it('a function is started anew only when its code or configuration differ', async () => {
  const { part, hook, deployments } = place();
  await part.deploy('hook');
  hook.properties = { ...hook.properties, Description: 'says nothing of how it runs' };
  await part.deploy('hook');
  expect(deployments).toHaveLength(1);
  hook.properties = { ...hook.properties, MemorySize: 512 };
  await part.deploy('hook');
  expect(deployments.map(({ memoryMb }) => memoryMb)).toEqual([128, 512]);
});
