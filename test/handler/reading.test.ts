import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestDatabase, type TestDatabase } from '../support/database.ts';
import { type FunctionProcess, type HttpRequest, startFunction } from './function-process.ts';
import { SECRET_ARN, type SecretsManagerStandIn, startSecretsManager } from './secrets-manager-stand-in.ts';

let database: TestDatabase;
let secrets: SecretsManagerStandIn;
let fn: FunctionProcess;

beforeAll(async () => {
  database = await startTestDatabase();
  secrets = await startSecretsManager(
    JSON.stringify({ username: database.user, password: database.password }),
  );
  fn = await start({});
});

afterAll(async () => {
  await fn?.stop();
  await secrets?.stop();
  await database?.stop();
});

beforeEach(async () => {
  await fn.http({});
  await sql('TRUNCATE TABLE webhooks.request');
});

describe('the jobs that read', () => {
  it('list what is stored, newest first, without headers and bodies', async () => {
    await fn.http({ path: '/a', query: 'x=1', body: 'hello', timeEpoch: Date.UTC(2026, 0, 2, 3, 4, 5, 678) });
    await fn.http({ method: 'GET', path: '/b', headers: { 'x-secret': 'hidden' } });
    const { ok, requests, ...rest } = await job('list', {});
    expect([ok, rest]).toEqual([true, {}]);
    expect(requests).toEqual([
      expect.objectContaining({ id: 2, method: 'GET', path: '/b', bytes: 0 }),
      {
        id: 1,
        receivedAt: '2026-01-02T03:04:05.678Z',
        attempts: 1,
        method: 'POST',
        path: '/a',
        query: 'x=1',
        signature: 'none',
        bytes: 5,
        sourceIp: '203.0.113.7',
      },
    ]);
    expect(JSON.stringify(requests)).not.toContain('hidden');
  });

  it('tell what the rules of a route made of a request', async () => {
    await fn.http({});
    await sql(
      "UPDATE webhooks.request SET route='/gh', event='push', delivery_id='d-1', signature=4, attempts=3, last_at='2026-01-02 03:04:05.006'",
    );
    expect((await job('list', {})).requests).toEqual([
      expect.objectContaining({
        route: '/gh',
        event: 'push',
        deliveryId: 'd-1',
        signature: 'unknown-key',
        attempts: 3,
        lastAt: '2026-01-02T03:04:05.006Z',
      }),
    ]);
  });

  it.each([
    ['the beginning of a path', { path: '/a' }, [4, 2, 1]],
    ['a path with what LIKE would read', { path: '/a%' }, [4]],
    ['a path with a blank at its end', { path: '/a ' }, []],
    ['a method', { method: 'put' }, [2]],
    ['a time', { since: '2026-01-03' }, [4, 3]],
    ['a delivery id', { deliveryId: 'd-3' }, [3]],
    ['an id', { id: 2 }, [2]],
    ['several at once', { path: '/a', since: '2026-01-03', method: 'POST' }, [4]],
    ['what nobody has', { deliveryId: "' OR 1=1 -- " }, []],
  ])('filter by %s', async (_, filter, ids) => {
    await fn.http({ path: '/a', timeEpoch: Date.UTC(2026, 0, 1) });
    await fn.http({ method: 'PUT', path: '/ab', timeEpoch: Date.UTC(2026, 0, 2) });
    await fn.http({ path: '/c', timeEpoch: Date.UTC(2026, 0, 3) });
    await fn.http({ path: '/a%_', timeEpoch: Date.UTC(2026, 0, 4) });
    await sql("UPDATE webhooks.request SET delivery_id = CONCAT('d-', id)");
    expect(idsOf(await job('list', filter))).toEqual(ids);
  });

  it('page by id, each request once, whatever is stored or deleted meanwhile', async () => {
    await many(7);
    const first = await job('list', { limit: 3 });
    await many(2);
    await sql('DELETE FROM webhooks.request WHERE id = 3');
    const second = await job('list', { limit: 3, before: first.next });
    const third = await job('list', { limit: 3, before: second.next ?? 0 });
    expect([idsOf(first), idsOf(second), second.next, idsOf(third)]).toEqual([
      [7, 6, 5],
      [4, 2, 1],
      undefined,
      [],
    ]);
  });

  it('follow by id, oldest first, and see what was committed late when an overlap is read again', async () => {
    await many(3);
    const connection = await database.connect();
    try {
      await connection.query('START TRANSACTION');
      await connection.query(
        'INSERT INTO webhooks.request (dedupe, received_at, request_id, method, path, query, headers, body_bytes, body_enc) ' +
          "SELECT UNHEX(REPEAT('0', 32)), received_at, 'late', method, '/late', query, headers, 0, 0 FROM webhooks.request WHERE id = 1",
      );
      await fn.http({});
      const seen = idsOf(await job('list', { after: 2 }));
      await connection.query('COMMIT');
      const again = idsOf(await job('list', { after: 2 }));
      expect([seen.at(-1), again.length - seen.length]).toEqual([again.at(-1), 1]);
      expect(again).toEqual([...again].sort((a, b) => a - b));
    } finally {
      await connection.end();
    }
  });

  it('search 50,000 ids at once, say how far they came, and go on from there', async () => {
    await many(2);
    await sql('UPDATE webhooks.request SET id = 70000 WHERE id = 2');
    await sql("UPDATE webhooks.request SET path = '/rare' WHERE id = 1");
    const first = await job('list', { path: '/rare' });
    expect([idsOf(first), first.next, first.searchedTo]).toEqual([[], 20_001, 20_001]);
    expect(idsOf(await job('list', { path: '/rare', before: first.next }))).toEqual([1]);
    const onwards = await job('list', { path: '/bulk', after: 1 });
    expect([idsOf(onwards), onwards.next]).toEqual([[], 50_001]);
    expect(idsOf(await job('list', { path: '/bulk', after: onwards.next }))).toEqual([70_000]);
    expect(await job('list', { since: '2999-01-01' })).toEqual({ ok: true, requests: [] });
  });

  it('show a request with its headers and any part of its body', async () => {
    const body = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
    await fn.http({ path: '/whole', query: 'a=%20', body, headers: { authorization: 'x', 'x-a': 'b' } });
    const { request, body: none } = await job('show', { id: 1 });
    expect(request).toMatchObject({
      id: 1,
      path: '/whole',
      query: 'a=%20',
      requestId: expect.any(String),
      hasBody: true,
      headers: expect.objectContaining({ authorization: '[redacted, 1 bytes]', 'x-a': 'b' }),
    });
    expect(none).toBeUndefined();
    expect((await job('show', { id: 1, offset: 0 })).body).toEqual({
      base64: body.toString('base64'),
      offset: 0,
      bytes: 256,
      total: 256,
    });
    const part = await job('show', { id: 1, offset: 250, length: 100 });
    expect(part.body).toMatchObject({
      base64: body.subarray(250).toString('base64'),
      bytes: 6,
      total: 256,
    });
  });

  it('tell a body that was not there from an empty one', async () => {
    await fn.http({ method: 'GET' });
    await fn.http({ body: '' });
    expect(await job('show', { id: 1, offset: 0 })).toMatchObject({ request: { hasBody: false } });
    expect(await job('show', { id: 2, offset: 0 })).toMatchObject({
      request: { hasBody: true },
      body: { base64: '', total: 0 },
    });
  });

  it('read a body of megabytes in parts below what Lambda answers, byte for byte', async () => {
    const body = Buffer.alloc(4_000_000, 'every byte counts; ');
    const big = await start({ capture: { maxBodyKb: 5800 } });
    try {
      await big.http({ body });
      const [row] = await sql('SELECT body_enc FROM webhooks.request');
      const first = await job('show', { id: 1, offset: 0 });
      const second = await job('show', { id: 1, offset: first.body?.bytes });
      const both = [first, second].map((part) => Buffer.from(part.body?.base64 ?? '', 'base64'));
      expect([row?.body_enc, both[0]?.length, hash(Buffer.concat(both))]).toEqual([1, 3 << 20, hash(body)]);
      expect(JSON.stringify(first).length).toBeLessThan(6_000_000);
      const raw = await read(big, { path: '/_/r/1/raw' });
      expect([raw.statusCode, hash(Buffer.from(raw.body, 'base64'))]).toEqual([200, hash(body)]);
    } finally {
      await big.stop();
    }
  });

  it('export whole requests, oldest first, as many as an answer holds', async () => {
    for (let i = 0; i < 5; i += 1) await fn.http({ path: `/${i}`, body: Buffer.alloc(1_000_000, i) });
    const first = await job('export', { after: 0 });
    const second = await job('export', { after: first.next });
    expect([...idsOf(first), ...idsOf(second), second.next]).toEqual([1, 2, 3, 4, 5, undefined]);
    expect(first.next).toBeDefined();
    expect(JSON.stringify(first).length).toBeLessThan(6_000_000);
    const [one] = (first.requests ?? []) as unknown as { body: { base64: string } }[];
    expect(hash(Buffer.from(one?.body.base64 ?? '', 'base64'))).toBe(hash(Buffer.alloc(1_000_000, 0)));
  });

  it.each([
    ['show', {}, 'id must be given.'],
    ['show', { id: 99 }, 'There is no request 99.'],
    ['list', { before: 'x' }, 'before must be a whole number.'],
    ['list', { since: 'x' }, 'since must be a time such as 2026-01-31T12:00Z.'],
  ])('say what is wrong with a question: %s %j', async (name, given, error) => {
    expect(await job(name, given)).toEqual({ ok: false, error });
  });

  it('make a link that lets a browser in', async () => {
    expect(await job('login', {})).toEqual({
      ok: true,
      path: expect.stringMatching(/^\/_\/login\?token=[\w.-]+$/),
      expiresInSeconds: 300,
    });
  });
});

describe('the body of a request as a download', () => {
  it('is every byte as it came, under no type of the sender', async () => {
    const body = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
    await fn.http({ body, headers: { 'content-type': 'text/html' } });
    const answer = await read(fn, { path: '/_/r/1/raw' });
    expect(Buffer.from(answer.body, 'base64')).toEqual(body);
    expect(answer.headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-disposition': 'attachment; filename="request-1"',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    });
  });

  it.each([
    ['bytes=0-3', 206, '0123', 'bytes 0-3/10'],
    ['bytes=7-', 206, '789', 'bytes 7-9/10'],
    ['bytes=-2', 206, '89', 'bytes 8-9/10'],
    ['bytes=8-100', 206, '89', 'bytes 8-9/10'],
    ['bytes=10-', 416, undefined, 'bytes */10'],
    ['bytes=-0', 416, undefined, 'bytes */10'],
    ['bytes=3-1', 200, '0123456789', undefined],
    ['bytes=0-1,3-4', 200, '0123456789', undefined],
    ['lines=0-3', 200, '0123456789', undefined],
  ])('is told in parts: %s', async (range, status, text, contentRange) => {
    await fn.http({ body: '0123456789' });
    const answer = await read(fn, { path: '/_/r/1/raw', headers: { range } });
    const got = status === 416 ? undefined : Buffer.from(answer.body, 'base64').toString();
    expect([answer.statusCode, got, answer.headers['content-range']]).toEqual([status, text, contentRange]);
  });

  it.each([
    ['offset=4', '456789'],
    ['offset=4&length=2', '45'],
    ['length=0', ''],
    ['offset=100', ''],
  ])('is told from an offset: %s', async (query, text) => {
    await fn.http({ body: '0123456789' });
    const answer = await read(fn, { path: '/_/r/1/raw', query });
    expect([answer.statusCode, Buffer.from(answer.body, 'base64').toString()]).toEqual([200, text]);
  });
});

interface Told {
  readonly ok: boolean;
  readonly requests?: readonly { readonly id: number }[];
  readonly next?: number;
  readonly searchedTo?: number;
  readonly request?: unknown;
  readonly body?: { readonly base64: string; readonly bytes: number };
}

async function job(name: string, given: Readonly<Record<string, unknown>>): Promise<Told> {
  const told = await fn.invoke({ ...given, proxywebhook: name });
  // As it comes through Lambda: what is undefined is not there.
  return JSON.parse(JSON.stringify(told));
}

function idsOf({ requests = [] }: Told): number[] {
  return requests.map(({ id }) => id);
}

async function many(count: number): Promise<void> {
  for (let i = 0; i < count; i += 1) await fn.http({ path: '/bulk' });
}

async function read(from: FunctionProcess, request: HttpRequest) {
  const { path = '' } = (await from.invoke({ proxywebhook: 'login' })) as { path?: string };
  const entered = await from.http({ method: 'GET', path: '/_/login', query: path.split('?')[1] ?? '' });
  const { cookies = [] } = entered as { cookies?: readonly string[] };
  return from.http({
    method: 'GET',
    cookies: cookies.map((cookie) => cookie.split(';')[0] ?? ''),
    ...request,
  });
}

function start(config: Parameters<typeof startFunction>[0]['config']): Promise<FunctionProcess> {
  return startFunction({
    config: config ?? {},
    authority: database.certificateAuthority,
    environment: {
      PROXY_ENDPOINT: `localhost:${database.port}`,
      AWS_ENDPOINT_URL: secrets.endpoint,
      SECRET_ARN,
      VIEW_KEY: 'k'.repeat(64),
    },
  });
}

async function sql(statement: string): Promise<readonly Record<string, unknown>[]> {
  const connection = await database.connect();
  try {
    const [rows] = await connection.query(statement);
    return rows as Record<string, unknown>[];
  } finally {
    await connection.end();
  }
}

function hash(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
