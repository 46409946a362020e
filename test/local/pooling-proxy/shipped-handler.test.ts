import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FunctionProcess, httpEvent, startFunction } from '../../handler/function-process.ts';
import {
  SECRET_ARN,
  type SecretsManagerStandIn,
  startSecretsManager,
} from '../../handler/secrets-manager-stand-in.ts';
import { startTestDatabase, type TestDatabase } from '../../support/database.ts';
import { CERTIFICATE, type ProxyUnderTest, rows, startProxy, until } from './harness.ts';

let database: TestDatabase;
let secrets: SecretsManagerStandIn;
let proxied: ProxyUnderTest;
const functions: FunctionProcess[] = [];

beforeAll(async () => {
  database = await startTestDatabase();
  const { user: username, password } = database;
  secrets = await startSecretsManager(JSON.stringify({ username, password }));
  proxied = await startProxy(database);
});
afterAll(async () => {
  for (const fn of functions) await fn.stop();
  await proxied?.stop();
  await secrets?.stop();
  await database?.stop();
});

type FunctionConfig = NonNullable<Parameters<typeof startFunction>[0]['config']>;

async function start(config: FunctionConfig = {}, port = proxied.proxy.port): Promise<FunctionProcess> {
  const fn = await startFunction({
    config,
    authority: CERTIFICATE.authority,
    environment: { PROXY_ENDPOINT: `localhost:${port}`, AWS_ENDPOINT_URL: secrets.endpoint, SECRET_ARN },
  });
  functions.push(fn);
  return fn;
}

const pins = () => proxied.events.filter(({ kind }) => kind === 'pinned');

describe('the shipped handler behind the pooling proxy', () => {
  it('stores, shows, checks and maintains without pinning its session', async () => {
    const fn = await start({ view: { access: 'public' } });
    const wide = Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`x-header-${i}`, 'v'.repeat(100)]));
    for (const request of [
      { path: '/', body: '{}' },
      { path: "/it's/*!50000 SET @a = 1 */", query: 'a=@a', body: Buffer.from("'; SET @a := 1; --") },
      { path: '/text', headers: wide, body: 'a body of a kind that repeats itself. '.repeat(1500) },
      { path: '/bytes', body: randomBytes(10_000) },
      { method: 'GET', path: '/', headers: { accept: 'text/html' } },
    ])
      expect((await fn.http(request)).statusCode).toBe(200);
    expect(await fn.invoke({ proxywebhook: 'check' })).toMatchObject({ ok: true });
    expect(await fn.invoke({ proxywebhook: 'maintain' })).toMatchObject({ ok: true });
    expect(pins()).toEqual([]);
    await until('no connection is kept', () => proxied.proxy.stats().borrowed === 0);
  });

  it('pins by a body that no statement of 16 KB can hold, and lets go of the connection at once', async () => {
    const fn = await start();
    expect((await fn.http({ path: '/large', body: randomBytes(100_000) })).statusCode).toBe(200);
    const [pin, ...more] = pins();
    expect(pin).toMatchObject({ reason: 'long-statement' });
    expect(pin?.kind === 'pinned' && pin.bytes).toBeGreaterThan(133_333);
    expect(more).toEqual([]);
    await until('the session has ended', () => proxied.proxy.stats().pinned === 0);
  });

  it('stores what many execution environments acknowledge at once over three connections', async () => {
    const all = await Promise.all(Array.from({ length: 6 }, () => start()));
    const answers = (
      await Promise.all(
        all.map(async (fn, index) => {
          const own: unknown[] = [];
          // One at a time in each, as Lambda has it.
          for (let i = 0; i < 10; i += 1)
            own.push(await fn.invoke(httpEvent({ path: `/many/${index}/${i}`, body: 'x' })));
          return own;
        }),
      )
    ).flat();
    expect(answers.filter((answer) => (answer as { statusCode: number }).statusCode !== 200)).toEqual([]);
    const look = await database.connect();
    const [count] = await rows(look, "SELECT COUNT(*) AS n FROM webhooks.request WHERE path LIKE '/many/%'");
    await look.end();
    expect(count).toEqual({ n: 60 });
    expect(proxied.proxy.stats().databaseConnections).toBeLessThanOrEqual(3);
  }, 60_000);

  it('logs in with a token of IAM, which names the proxy and its port', async () => {
    const iam = await startProxy(database, { auth: 'iam' });
    try {
      const fn = await start({ proxy: { auth: 'iam' } }, iam.proxy.port);
      expect((await fn.http({ path: '/iam' })).statusCode).toBe(200);
      expect(iam.events.filter(({ kind }) => kind === 'login-refused')).toEqual([]);
    } finally {
      await iam.stop();
    }
  });
});
