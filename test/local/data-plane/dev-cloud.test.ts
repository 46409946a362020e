// One local cloud with its data plane, and the life of a stack in it, in order: each part goes on where the one before ended.
import { createHash, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  GetFunctionConfigurationCommand,
  InvokeCommand,
  LambdaClient,
  UpdateFunctionCodeCommand,
} from '@aws-sdk/client-lambda';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { zipSync } from 'fflate';
import { createConnection } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DevCloudEvent } from '../../../src/local/dev-cloud.ts';
import { status } from '../../../src/status.ts';
import type { UpResult } from '../../../src/up.ts';
import { loadedConfig } from '../../support/engine.ts';
import { type Place, post, startPlace, until } from './deploying.ts';

let place: Place;
let made: UpResult;
let taken: ReturnType<typeof createServer>;

beforeAll(async () => {
  taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  const address = taken.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  place = await startPlace({ port, concurrency: 4 });
  made = await place.up();
}, 120_000);
afterAll(async () => {
  await place?.stop();
  taken?.close();
});

describe('`up` in the local cloud', { timeout: 60_000 }, () => {
  it('proves its stack, whose URL stores what is sent there in the real database', async () => {
    expect(made.outcome).toBe('created');
    expect(made.outputs.WebhookUrl).toBe(place.cloud.url());
    const { id } = await stored(await post(place.cloud.url(), '{"n":1}', '/first?a=b'));
    expect(await rows(`SELECT path, query FROM webhooks.request WHERE id = ${id}`)).toEqual([
      { path: '/first', query: 'a=b' },
    ]);
  });

  it('is told that the port it wanted is taken, and by which one it goes', () => {
    const [event] = told('port-taken');
    expect(event?.port).not.toBe(event?.wanted);
    expect(place.cloud.url()).toBe(`http://127.0.0.1:${event?.port}`);
  });

  it('tells of each request, of a cold start, and of the health of the target', async () => {
    await place.cloud.coldStart();
    expect((await post(place.cloud.url(), '{}', '/told?x=%20')).status).toBe(200);
    const request = told('request').at(-1)?.request;
    expect(request).toMatchObject({ method: 'POST', target: '/told?x=%20', status: 200 });
    expect(request?.coldStart).toBeGreaterThan(0);
    expect((await post(place.cloud.url(), '{}')).status).toBe(200);
    const next = told('request').at(-1)?.request;
    expect(next).toMatchObject({ number: (request?.number ?? 0) + 1 });
    expect(next).not.toHaveProperty('coldStart');
    expect(told('target-health').at(-1)).toMatchObject({ health: { state: 'AVAILABLE' } });
  });

  it('is what `status` reports on: the proxy by its real endpoint, its target available', async () => {
    const report = await status(loadedConfig(), { ports: place.ports });
    expect(report).toMatchObject({ verdict: 'healthy', targets: [{ state: 'AVAILABLE' }] });
    expect(report.proxy?.endpoint).toBe(made.outputs.ProxyEndpoint);
    expect(report.warnings).toEqual([]);
  });

  it('tells why a session was pinned, of the request that did it', async () => {
    await post(place.cloud.url(), randomBytes(30_000).toString('base64'));
    expect(told('pinned').at(-1)).toMatchObject({ reason: 'long-statement' });
    expect(told('request').at(-1)?.request.pinned).toBe('long-statement');
  });

  it('sends a request again, byte for byte', async () => {
    const { number } = told('request').find(({ request }) => request.target === '/told?x=%20')?.request ?? {};
    expect(await place.cloud.replay(number)).toBe(200);
    expect(await rows("SELECT COUNT(*) AS n FROM webhooks.request WHERE path = '/told'")).toEqual([{ n: 2 }]);
    expect(await place.cloud.replay(100_000)).toBeUndefined();
  });

  it('is heard by the log groups, of the function and of the API in its format', async () => {
    const logs = new CloudWatchLogsClient(client());
    const lines = async (logGroupName = '') =>
      (await logs.send(new FilterLogEventsCommand({ logGroupName }))).events?.map(
        ({ message }) => message ?? '',
      );
    expect((await lines(made.outputs.FunctionLogGroup))?.join('\n')).toContain('"outcome":"stored"');
    const access = (await lines(made.outputs.ApiLogGroup))?.map((line) => JSON.parse(line));
    expect(access?.[0]).toMatchObject({ method: 'GET', status: '200', functionStatus: '200', error: '-' });
    logs.destroy();
  });
});

describe('a change to the stack takes effect without a request being lost', { timeout: 60_000 }, () => {
  it('of memory, pool and throttle', async () => {
    const senders = sending();
    expect(
      (await place.up({ function: { memoryMb: 384 }, proxy: { maxConnectionsPercent: 50 } })).outcome,
    ).toBe('updated');
    const statuses = await senders.end();
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(place.cloud.proxyStats()?.maxDatabaseConnections).toBe(50);

    await place.up({ api: { throttle: { ratePerSecond: 1, burst: 2 } } });
    const answers = await Promise.all(Array.from({ length: 8 }, () => post(place.cloud.url(), '{}')));
    expect(answers.filter((answer) => answer.status === 429).length).toBeGreaterThanOrEqual(5);
    expect(told('request').at(-1)?.request.status).toBeGreaterThan(0);
  });

  it('of how the function logs in, to tokens of IAM and back', async () => {
    // Without a secret the function needs no way to Secrets Manager.
    await place.up({ proxy: { auth: 'iam' } }, { allowReplace: ['NetworkEndpointGroup'] });
    await stored(await post(place.cloud.url(), '{}', '/iam'));
    await place.up();
    await stored(await post(place.cloud.url(), '{}', '/secret'));
  });

  it('of code that is pushed past the stack, which answers once UpdateFunctionCode has', async () => {
    const [s3, lambda] = [new S3Client({ ...client(), forcePathStyle: true }), new LambdaClient(client())];
    const FunctionName = made.outputs.FunctionName ?? '';
    const zip = zipSync({
      'index.mjs': Buffer.from(
        'export const handler = async (event) => { console.log("new code"); return { statusCode: 299, body: "new" }; };',
      ),
    });
    const [Bucket, Key] = [
      `proxywebhook-artifacts-${place.cloud.account}-${place.cloud.region}`,
      'handler/new.zip',
    ];
    await s3.send(new PutObjectCommand({ Bucket, Key, Body: zip }));
    await lambda.send(new UpdateFunctionCodeCommand({ FunctionName, S3Bucket: Bucket, S3Key: Key }));
    expect((await post(place.cloud.url(), '{}')).status).toBe(299);
    const { CodeSha256 } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
    expect(CodeSha256).toBe(createHash('sha256').update(zip).digest('base64'));
    const { LogResult = '' } = await lambda.send(new InvokeCommand({ FunctionName, LogType: 'Tail' }));
    expect(Buffer.from(LogResult, 'base64').toString()).toContain('new code');
    s3.destroy();
    lambda.destroy();
    // The stack does not know of it, so a change of the stack brings its own code back.
    await place.up({ function: { memoryMb: 320 } });
    await stored(await post(place.cloud.url(), '{}'));
  });
});

describe('what is killed comes back', { timeout: 60_000 }, () => {
  it('the database server: requests wait for it, and all that was acknowledged is there', async () => {
    const { pid, port } = JSON.parse(await readFile(path.join(database(), 'server.json'), 'utf8'));
    const before = await post(place.cloud.url(), '{}', '/before-the-crash');
    process.kill(pid, 'SIGKILL');
    await until('the server is back', () => told('database-back').at(-1));
    await until(
      'a request is stored',
      async () => (await post(place.cloud.url(), '{}', '/after')).status === 200,
    );
    expect(place.cloud.database.port).toBe(port);
    expect(await rows(`SELECT id FROM webhooks.request WHERE path = '/before-the-crash'`)).toEqual([
      { id: (await stored(before)).id },
    ]);
    expect(told('target-health').some(({ health }) => health.reason === 'UNREACHABLE')).toBe(true);
    expect(told('target-health').at(-1)).toMatchObject({ health: { state: 'AVAILABLE' } });
    expect((await status(loadedConfig(), { ports: place.ports })).verdict).toBe('healthy');
  });

  it('an execution environment: the next request gets another', async () => {
    for (const { pid } of place.cloud.environments()) process.kill(-pid, 'SIGKILL');
    await until('they are gone', () => place.cloud.environments().length === 0);
    await stored(await post(place.cloud.url(), '{}'));
  });
});

describe('`down` in the local cloud', { timeout: 60_000 }, () => {
  it('takes all of it away but the data, which the next `up` finds', async () => {
    const [{ n } = {}] = await rows('SELECT COUNT(*) AS n FROM webhooks.request');
    expect(await accountsOf('webhook')).toBe(1);
    const url = place.cloud.url();
    await place.down();
    expect([place.cloud.url(), place.cloud.proxyStats(), place.cloud.environments()]).toEqual([
      undefined,
      undefined,
      [],
    ]);
    await expect(post(url, '{}')).rejects.toThrow();
    expect(await accountsOf('webhook')).toBe(0);

    expect((await place.up()).outcome).toBe('created');
    await stored(await post(place.cloud.url(), '{}'));
    expect(await rows('SELECT COUNT(*) AS n FROM webhooks.request')).toEqual([{ n: Number(n) + 1 }]);
  });

  it('never told anybody a secret', async () => {
    const { password } = JSON.parse(await readFile(path.join(database(), 'project.json'), 'utf8'));
    const all = JSON.stringify(place.events) + JSON.stringify(place.cloud.database);
    expect(all).not.toContain(password);
    expect(all).not.toMatch(/"password"|X-Amz-Signature/);
  });
});

describe('a local cloud that is stopped', { timeout: 60_000 }, () => {
  it('leaves no account and no server, and its data to the next one, which starts on the same port', async () => {
    const { directory, cloud } = place;
    const { port } = cloud.database;
    await cloud.stop();
    await cloud.stop();
    expect(cloud.environments()).toEqual([]);
    place = await startPlace({ directory: path.join(directory, '.proxywebhook'), poolConnections: 3 });
    expect(place.cloud.database.port).toBe(port);
    expect(await accountsOf('webhook')).toBe(0);
    await place.up();
    expect((await stored(await post(place.cloud.url(), '{}'))).id).toBeGreaterThan(1);
    expect(place.cloud.proxyStats()?.maxDatabaseConnections).toBe(3);
  });
});

type EventOf<T extends DevCloudEvent['type']> = Extract<DevCloudEvent, { readonly type: T }>;

function told<T extends DevCloudEvent['type']>(type: T): readonly EventOf<T>[] {
  return place.events.filter((event): event is EventOf<T> => event.type === type);
}

async function stored(answer: Response): Promise<{ readonly id: number }> {
  const text = await answer.text();
  expect([answer.status, text]).toEqual([200, expect.stringContaining('"id"')]);
  return JSON.parse(text);
}

/** Sends one request after another, from three senders, until it is told to end. */
function sending() {
  let going = true;
  const statuses: number[] = [];
  const sender = async () => {
    while (going) statuses.push((await post(place.cloud.url(), '{}', '/sending')).status);
  };
  const senders = Promise.all([sender(), sender(), sender()]);
  return {
    async end(): Promise<readonly number[]> {
      going = false;
      await senders;
      return statuses;
    },
  };
}

function client() {
  const credentials = { accessKeyId: 'AKIALOCAL', secretAccessKey: 'any' };
  return { endpoint: place.cloud.endpoint, region: place.cloud.region, credentials };
}

function database(): string {
  return path.join(place.cloud.database.dataDirectory ?? '', '..', '..');
}

async function accountsOf(name: string): Promise<number> {
  return (await rows(`SELECT User FROM mysql.user WHERE User = '${name}'`)).length;
}

/** What a query of the server's own account gives. */
async function rows(sql: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const { username, password } = JSON.parse(await readFile(path.join(database(), 'project.json'), 'utf8'));
  const { host, port } = place.cloud.database;
  const connection = await createConnection({ host, port, user: username, password });
  const [found] = await connection.query(sql);
  await connection.end();
  return found as unknown as readonly Readonly<Record<string, unknown>>[];
}
