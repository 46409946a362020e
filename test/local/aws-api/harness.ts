// A local cloud over a world of the test's own. `openCloud` starts one on a free port and stops it after the test; clients
// are the real SDK's, one attempt each unless told otherwise. `standIn` answers for CloudFormation what the test says.
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { onTestFinished } from 'vitest';
import { type FrontParts, type LocalCloud, openLocalCloud } from '../../../src/local/aws-api/local-cloud.ts';
import { AwsApiError, type ServiceApi } from '../../../src/local/cloud.ts';
import type { World } from '../../../src/local/world.ts';

export const ACCOUNT = '123456789012';
export const REGION = 'us-east-1';

export async function openCloud(parts: Partial<FrontParts> = {}): Promise<LocalCloud> {
  const cloud = await openLocalCloud({
    world: emptyWorld(),
    cloudFormation: standIn({}),
    report: (error) => {
      throw error;
    },
    ...parts,
  });
  onTestFinished(() => cloud.stop());
  return cloud;
}

/** What every client of a test is made with. */
export function clientOptions(cloud: LocalCloud, { accessKeyId = 'AKIALOCAL', maxAttempts = 1 } = {}) {
  const requestHandler = new NodeHttpHandler({ connectionTimeout: 2000, requestTimeout: 10_000 });
  onTestFinished(() => requestHandler.destroy());
  return {
    endpoint: cloud.endpoint,
    region: REGION,
    credentials: { accessKeyId, secretAccessKey: 'any' },
    maxAttempts,
    requestHandler,
  };
}

type Answers = Readonly<Record<string, (input: Readonly<Record<string, unknown>>) => object>>;

export function standIn(
  answers: Answers,
): ServiceApi & { readonly inputs: Readonly<Record<string, unknown>>[] } {
  const inputs: Readonly<Record<string, unknown>>[] = [];
  return {
    inputs,
    actions: Object.keys(answers),
    async call(action, input) {
      inputs.push(input);
      const answer = answers[action];
      if (answer === undefined) throw new AwsApiError('InvalidAction', action);
      return answer(input) as Record<string, unknown>;
    },
  };
}

export function emptyWorld(changes: Partial<World> = {}): World {
  return {
    account: ACCOUNT,
    region: REGION,
    clock: { now: () => Date.UTC(2026, 10, 24, 2, 0, 0), after: () => ({ cancel() {} }) },
    random: () => 0.5,
    zones: [
      { name: 'us-east-1a', id: 'use1-az1' },
      { name: 'us-east-1b', id: 'use1-az2' },
    ],
    buckets: new Map(),
    databases: new Map(),
    snapshots: new Map(),
    proxies: new Map(),
    secrets: new Map(),
    functions: new Map(),
    roles: new Map(),
    logGroups: new Map(),
    vpcs: new Map(),
    subnets: new Map(),
    networkInterfaces: new Map(),
    limits: new Map(),
    withdrawn: [],
    others: new Map(),
    ...changes,
  };
}
