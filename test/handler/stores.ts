// Many stores against one database, in a process that trusts it.
import type { TestDatabase } from '../support/database.ts';
import { type FunctionProcess, startFunction } from './function-process.ts';
import { SECRET_ARN, type SecretsManagerStandIn } from './secrets-manager-stand-in.ts';
import type { Errand, Outcome, TravellingRequest } from './store-entry.ts';

export interface Stores {
  /** Saves by store, in order; all stores at the same time. */
  save(saves: Errand['saves'], within?: number): Promise<Outcome>;
  stop(): Promise<void>;
}

export async function startStores(database: TestDatabase, secrets: SecretsManagerStandIn): Promise<Stores> {
  const fn: FunctionProcess = await startFunction({
    directory: import.meta.dirname,
    config: { function: { entry: 'store-entry.ts' } },
    authority: database.certificateAuthority,
    environment: {
      PROXY_ENDPOINT: `localhost:${database.port}`,
      AWS_ENDPOINT_URL: secrets.endpoint,
      SECRET_ARN,
    },
  });
  return {
    save: async (saves, within) => (await fn.invoke({ saves, within })) as Outcome,
    stop: () => fn.stop(),
  };
}

/** A call that no other is like, but for what is given. */
export function call(changes: Partial<TravellingRequest> = {}): TravellingRequest {
  counter += 1;
  return {
    requestId: `call-${counter}=`,
    receivedAt: Date.UTC(2026, 0, 1) + counter,
    method: 'POST',
    path: '/hook',
    query: '',
    sourceIp: '203.0.113.7',
    headers: {},
    body: Buffer.from('{}').toString('base64'),
    route: undefined,
    signature: 'none',
    deliveryId: undefined,
    event: undefined,
    ...changes,
  };
}

let counter = 0;
