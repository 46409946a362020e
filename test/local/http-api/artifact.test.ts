import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildArtifact } from '../../../src/artifact/artifact.ts';
import { configSchema } from '../../../src/config/schema.ts';
import {
  type FunctionRuntime,
  type Invocation,
  startFunctionRuntime,
} from '../../../src/local/function-runtime/function-runtime.ts';
import { type AccessRecord, type HttpApi, startHttpApi } from '../../../src/local/http-api/http-api.ts';

describe('the artifact that `up` uploads, behind the HTTP API', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'pwh-test-http-api-'));
  const messages: string[] = [];
  const records: AccessRecord<Invocation>[] = [];
  let runtime: FunctionRuntime;
  let api: HttpApi;

  beforeAll(async () => {
    const artifact = await buildArtifact({
      config: configSchema.parse({ environment: 'dev', stackName: 'webhook-dev' }),
      directory: folder,
      cacheDirectory: folder,
    });
    runtime = await startFunctionRuntime({ tell: ({ message }) => messages.push(message) });
    await runtime.deploy({
      name: 'webhook',
      zip: artifact.body,
      handler: 'index.handler',
      environment: {
        PROXY_ENDPOINT: '127.0.0.1:9',
        SECRET_ARN: 'arn:aws:secretsmanager:us-east-1:1:secret:a',
      },
      memoryMb: 256,
      timeoutSeconds: 15,
      region: 'us-east-1',
      account: '123456789012',
      extraEnvironment: { AWS_ENDPOINT_URL: 'http://127.0.0.1:9' },
      logFormat: 'JSON',
    });
    api = await startHttpApi({
      api: {
        apiId: 'a1b2c3d4e5',
        region: 'us-east-1',
        account: '123456789012',
        stageName: '$default',
        throttle: { ratePerSecond: 50, burst: 100 },
      },
      invoke: (event) => runtime.invoke('webhook', Buffer.from(JSON.stringify(event))),
      log: (record) => records.push(record),
    });
  });
  afterAll(async () => {
    await api?.stop();
    await runtime?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('says that it is healthy, without a database', async () => {
    const response = await fetch(`${api.url}/_/health`);
    expect([response.status, await response.json()]).toEqual([200, { ok: true }]);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(records[0]).toMatchObject({ path: '/_/health', status: 200, result: { coldStart: true } });
  });

  it('has no icon, and answers from the environment it has', async () => {
    const response = await fetch(`${api.url}/favicon.ico`);
    expect(response.status).toBe(404);
    expect(records.at(-1)?.result).toMatchObject({ coldStart: false });
    expect(runtime.environments('webhook')).toHaveLength(1);
  });

  it('logs as JSON, as the template asks for', () => {
    const types = messages.map((message) => (JSON.parse(message) as { type?: string }).type);
    expect(types.slice(0, 3)).toEqual(['platform.initStart', 'platform.start', 'platform.report']);
  });
});
