import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach } from 'vitest';
import {
  type AccessRecord,
  type FunctionResult,
  type HttpApi,
  type HttpApiEvent,
  type HttpApiOptions,
  startHttpApi,
} from '../../../src/local/http-api/http-api.ts';

export interface TestApi extends HttpApi {
  /** What the function was called with, in order. */
  readonly events: HttpApiEvent[];
  readonly records: AccessRecord[];
  /** Sends bytes as they are and gives everything that comes back until the connection closes. */
  raw(request: string | Uint8Array): Promise<string>;
}

type Settings = Partial<Omit<HttpApiOptions<FunctionResult>, 'invoke' | 'api'>> & {
  readonly api?: Partial<HttpApiOptions<FunctionResult>['api']>;
};

/** An API whose function answers with what `handler` gives, ended after the test. */
export async function testApi(
  handler: (event: HttpApiEvent) => unknown = () => ({ statusCode: 200 }),
  settings: Settings = {},
): Promise<TestApi> {
  const events: HttpApiEvent[] = [];
  const records: AccessRecord[] = [];
  const api = await startHttpApi({
    ...settings,
    api: {
      apiId: 'sjzepsqsu5',
      region: 'us-west-2',
      account: '123456789012',
      stageName: '$default',
      throttle: { ratePerSecond: 1000, burst: 1000 },
      ...settings.api,
    },
    log: (record) => records.push(record),
    async invoke(event) {
      events.push(event);
      const value = await handler(event);
      return isResult(value) ? value : { payload: Buffer.from(JSON.stringify(value ?? null)) };
    },
  });
  started.push(api);
  return { ...api, events, records, raw: (request) => exchange(api.port, request) };
}

async function exchange(port: number, request: string | Uint8Array): Promise<string> {
  const socket = connect({ host: '127.0.0.1', port });
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  socket.on('error', () => {});
  socket.write(request);
  await once(socket, 'close');
  return Buffer.concat(chunks).toString('utf8');
}

function isResult(value: unknown): value is FunctionResult {
  return typeof value === 'object' && value !== null && 'payload' in value;
}

const started: HttpApi[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((api) => api.stop()));
});
