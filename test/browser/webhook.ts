// A whole webhook for a browser to look at: the real artifact in a process of its own, a database server over TLS, and
// the HTTP API of the local cloud in front, on loopback. Whoever starts one stops it.
import { type HttpApi, startHttpApi } from '../../src/local/http-api/http-api.ts';
import { type FunctionProcess, startFunction } from '../handler/function-process.ts';
import {
  SECRET_ARN,
  type SecretsManagerStandIn,
  startSecretsManager,
} from '../handler/secrets-manager-stand-in.ts';
import { startTestDatabase, type TestDatabase } from '../support/database.ts';

export interface Webhook {
  readonly database: TestDatabase;
  /** The same database behind another function. */
  serve(
    config: Parameters<typeof startFunction>[0]['config'],
    viewKey?: string,
  ): Promise<{ readonly url: string; readonly fn: FunctionProcess }>;
  stop(): Promise<void>;
}

export async function startWebhook(): Promise<Webhook> {
  const started: { stop(): Promise<void> }[] = [];
  const stop = async () => {
    for (const one of started.reverse()) await one.stop();
  };
  try {
    const database = await startTestDatabase();
    started.push(database);
    const { user, password } = database;
    const secrets: SecretsManagerStandIn = await startSecretsManager(
      JSON.stringify({ username: user, password }),
    );
    started.push(secrets);
    const serve: Webhook['serve'] = async (config, viewKey = 'k'.repeat(64)) => {
      const fn = await startFunction({
        config: config ?? {},
        authority: database.certificateAuthority,
        environment: {
          PROXY_ENDPOINT: `localhost:${database.port}`,
          AWS_ENDPOINT_URL: secrets.endpoint,
          SECRET_ARN,
          VIEW_KEY: viewKey,
        },
      });
      started.push(fn);
      const api: HttpApi = await startHttpApi({
        api: {
          apiId: 'abc',
          region: 'us-east-1',
          account: '123456789012',
          stageName: '$default',
          throttle: { ratePerSecond: 10_000, burst: 10_000 },
        },
        invoke: async (event) => ({ payload: Buffer.from(JSON.stringify(await fn.invoke(event))) }),
      });
      started.push(api);
      return { url: api.url, fn };
    };
    return { database, serve, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
