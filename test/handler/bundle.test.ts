import { createHash, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  deleteStatement,
  oldestStatement,
  storedBytesStatements,
} from '../../handler/maintenance-statements.ts';
import { startTestDatabase, type TestDatabase } from '../support/database.ts';
import { type FunctionProcess, type HttpRequest, httpEvent, startFunction } from './function-process.ts';
import { SECRET_ARN, type SecretsManagerStandIn, startSecretsManager } from './secrets-manager-stand-in.ts';

let database: TestDatabase;
let secrets: SecretsManagerStandIn;
let fn: FunctionProcess;

beforeAll(async () => {
  database = await startTestDatabase();
  secrets = await startSecretsManager(secretOf(database));
  fn = await start({ view: { access: 'public' } });
});

afterAll(async () => {
  await fn?.stop();
  await secrets?.stop();
  await database?.stop();
});

describe('the bundled handler against a real server over TLS', () => {
  it('makes database and table at the first request and answers with its id', async () => {
    await sql('DROP DATABASE IF EXISTS webhooks');
    const answer = await fn.http({ path: '/first', body: '{"a":1}' });
    expect(answer.statusCode).toBe(200);
    expect(answer.headers).toMatchObject({ 'content-type': 'application/json', 'cache-control': 'no-store' });
    expect(JSON.parse(answer.body)).toEqual({ id: 1, receivedAt: expect.stringMatching(/^\d{4}-.*Z$/) });
    expect(answer.headers['proxywebhook-id']).toBe('1');
    expect(answer.headers).not.toHaveProperty('proxywebhook-duplicate');
    expect(await sql('SELECT id, method, path FROM webhooks.request')).toEqual([
      { id: 1, method: 'POST', path: '/first' },
    ]);
  });

  it('logs in once and reads the secret once for many requests', async () => {
    await fn.http({});
    const [before, calls] = [await connections(), secrets.calls()];
    for (let i = 0; i < 5; i += 1) await fn.http({});
    // The test's own look is one connection.
    expect([(await connections()) - before, secrets.calls()]).toEqual([1, calls]);
  });

  it('logs in where TLS is required', async () => {
    await sql("ALTER USER 'webhook'@'%' REQUIRE SSL");
    const other = await start();
    try {
      expect((await other.http({})).statusCode).toBe(200);
    } finally {
      await other.stop();
      await sql("ALTER USER 'webhook'@'%' REQUIRE NONE");
    }
  });

  it.each([
    ['a quote', "/it's"],
    ['an injection', "'),(CONCAT(CURRENT_USER(),VERSION()))-- "],
    ['an injection that relies on backslashes', "\\'; DROP TABLE webhooks.request; -- "],
    ['an executable comment', '/*!50000 DROP TABLE webhooks.request */'],
    ['a script', '/<script>alert(1)</script>'],
    ['an attribute', '/" onmouseover="alert(1)'],
    ['emoji', '/😀/ümlaut/日本'],
    ['a backslash and a NUL', '/\\0\0/\\'],
    ['eight thousand characters', `/${'x'.repeat(8000)}`],
  ])('stores a path with %s as it came', async (_, path) => {
    const { id } = JSON.parse((await fn.http({ path })).body);
    expect(await sql(`SELECT path FROM webhooks.request WHERE id = ${id}`)).toEqual([{ path }]);
    expect(await sql('SHOW TABLES FROM webhooks')).toHaveLength(2);
  });

  it('stores as it came under SQL modes that change what a quote and a backslash mean', async () => {
    const [mode] = await sql('SELECT @@global.sql_mode AS mode');
    await sql("SET GLOBAL sql_mode = 'NO_BACKSLASH_ESCAPES,ANSI_QUOTES,STRICT_ALL_TABLES'");
    const other = await start();
    try {
      const path = `\\'),("'); DROP DATABASE webhooks -- `;
      const query = "a='%27\\";
      const { id } = JSON.parse(
        (await other.http({ path, query, body: path, headers: { 'x-a': path } })).body,
      );
      const rows = await sql(
        `SELECT path, query, CAST(body AS CHAR) AS body, JSON_UNQUOTE(JSON_EXTRACT(headers, '$."x-a"')) AS a FROM webhooks.request WHERE id = ${id}`,
      );
      expect(rows).toEqual([{ path, query, body: path, a: path }]);
    } finally {
      await other.stop();
      await sql(`SET GLOBAL sql_mode = '${mode?.mode}'`);
    }
  });

  it('shows a browser the newest requests as a table in which nothing of a sender is markup', async () => {
    await fn.http({ path: `/<script>alert("1")</script>` });
    const answer = await fn.http({ method: 'GET', path: "/<img src=x onerror='a'>", headers: browser });
    expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(answer.headers['content-security-policy']).toMatch(
      /^default-src 'none'; style-src 'sha256-[^']+'/,
    );
    expect(answer.body).toContain('/&#60;script&#62;alert(&#34;1&#34;)&#60;/script&#62;');
    expect(answer.body).toContain('/&#60;img src=x onerror=&#39;a&#39;&#62;');
    expect(answer.body).not.toMatch(/<(script|img)/);
  });

  it('shows no more than a page, newest first, without query, headers or body', async () => {
    const other = await start({ view: { access: 'public', pageSize: 2 } });
    try {
      await other.http({
        path: '/older',
        query: 'secret=1',
        body: 'hidden',
        headers: { 'x-hidden': 'hidden' },
      });
      const { body } = await other.http({ method: 'GET', path: '/newest', headers: browser });
      expect([...body.matchAll(/class="path">([^<]*)</g)].map((match) => match[1])).toEqual([
        '/newest',
        '/older',
      ]);
      expect(body).not.toMatch(/hidden|secret/);
    } finally {
      await other.stop();
    }
  });

  it.each([
    ['token', 403],
    ['off', 404],
  ] as const)('shows nothing of others with view %s', async (access, status) => {
    const other = await start({ view: { access } });
    try {
      const answer = await other.http({ method: 'GET', path: '/mine', headers: browser });
      expect(JSON.parse(answer.body)).toEqual({ id: expect.any(Number), receivedAt: expect.any(String) });
      expect((await other.http({ method: 'GET', path: '/_/', headers: browser })).statusCode).toBe(status);
    } finally {
      await other.stop();
    }
  });

  it.each<[string, HttpRequest, number, string | RegExp]>([
    ['/favicon.ico', { method: 'GET', path: '/favicon.ico' }, 404, /Not found/],
    ['/robots.txt', { method: 'GET', path: '/robots.txt' }, 200, /Disallow: \/\n/],
    ['OPTIONS', { method: 'OPTIONS', path: '/a' }, 204, ''],
    ['/_/health', { method: 'GET', path: '/_/health' }, 200, '{"ok":true}'],
    ['/_/', { method: 'GET', path: '/_/', headers: { accept: 'text/html' } }, 200, /<table /],
    ['what is unknown below /_/', { method: 'POST', path: '/_/nothing' }, 404, /Not found/],
    ['a body over the limit', { body: Buffer.alloc(1024 * 1024 + 1, 1) }, 413, /larger than 1048576 bytes/],
  ])('answers %s without storing it', async (_, request, status, body) => {
    const before = await count();
    const answer = await fn.http(request);
    expect([answer.statusCode, await count()]).toEqual([status, before]);
    expect(answer.body).toMatch(body);
    if (status === 204) expect(answer.headers.allow).toContain('POST');
  });

  it('stores HEAD and answers it without a body', async () => {
    const before = await count();
    const answer = await fn.http({ method: 'HEAD', path: '/head' });
    expect([answer.statusCode, answer.body, (await count()) - before]).toEqual([200, '', 1]);
  });

  it.each<[string, Buffer | undefined]>([
    ['every byte there is', Buffer.from(Array.from({ length: 256 }, (_, i) => i))],
    ['nothing in it', Buffer.alloc(0)],
    ['a megabyte', Buffer.alloc(1024 * 1024, 'abc')],
    ['no body', undefined],
  ])('keeps a body byte for byte: %s', async (_, body) => {
    const { id } = JSON.parse((await fn.http(body === undefined ? {} : { body })).body);
    const [row] = await sql(
      `SELECT body_bytes, IF(body_enc = 1, UNCOMPRESS(body), body) AS body FROM webhooks.request WHERE id = ${id}`,
    );
    expect(row?.body_bytes).toBe(body?.length ?? 0);
    const kept = row?.body;
    expect(body === undefined ? kept === null : Buffer.isBuffer(kept) && body.equals(kept)).toBe(true);
  });

  it('keeps as much as Lambda can be handed, by a statement that ends its connection', async () => {
    const other = await start({ capture: { maxBodyKb: 5_800 } });
    try {
      const body = randomBytes(4_400_000);
      const { id } = JSON.parse((await other.http({ body })).body);
      expect((await other.http({ path: '/after-large' })).statusCode).toBe(200);
      const hash = createHash('sha256').update(body).digest('hex');
      expect(await sql(`SELECT SHA2(body, 256) AS hash FROM webhooks.request WHERE id = ${id}`)).toEqual([
        { hash },
      ]);
      expect(other.log()).toMatch(/"pinned":true[^\n]*\n.*"connection":"new"/);
    } finally {
      await other.stop();
    }
  });

  it('keeps headers but not the values of secret ones', async () => {
    const headers = {
      authorization: 'Bearer abc',
      'x-shop-token': 'abc',
      'x-hub-signature-256': 'sha256=abc',
    };
    const { id } = JSON.parse((await fn.http({ headers, cookies: ['a=1', 'b=2'] })).body);
    const [row] = await sql(`SELECT headers FROM webhooks.request WHERE id = ${id}`);
    const kept = row?.headers;
    expect(typeof kept === 'string' ? JSON.parse(kept) : kept).toMatchObject({
      authorization: '[redacted, 10 bytes]',
      'x-shop-token': '[redacted, 3 bytes]',
      'x-hub-signature-256': 'sha256=abc',
      cookie: '[redacted, 8 bytes]',
    });
  });

  it('stores a call once, however often it is tried', async () => {
    const first = await fn.http({ requestId: 'the-same-call=' });
    const again = await fn.http({ requestId: 'the-same-call=' });
    expect(JSON.parse(again.body).id).toBe(JSON.parse(first.body).id);
  });

  it('tells by a header what was stored, whatever the answer is', async () => {
    const [page, head] = [
      await fn.http({ method: 'GET', path: '/shown', headers: browser }),
      await fn.http({ method: 'HEAD', path: '/headed' }),
    ];
    const rows = await sql("SELECT id FROM webhooks.request WHERE path IN ('/shown', '/headed') ORDER BY id");
    expect([page, head].map(({ headers }) => ({ id: Number(headers['proxywebhook-id']) }))).toEqual(rows);
  });

  it('acknowledges copies of a delivery with the first one’s id, at the same moment in two execution environments', async () => {
    const config = { routes: [{ path: '/shop', deliveryIdHeader: 'x-delivery' }] };
    const both = [await start(config), await start(config)];
    try {
      for (let i = 0; i < 10; i += 1) {
        const request = { path: '/shop/orders', headers: { 'x-delivery': `delivery-${i}` }, body: `${i}` };
        const answers = await Promise.all(both.map((one) => one.http(request)));
        const bodies = answers.map(({ body }) => JSON.parse(body) as { id: number; duplicate?: true });
        expect(new Set(bodies.map(({ id }) => id)).size).toBe(1);
        expect(answers.map(({ headers }) => headers['proxywebhook-duplicate'] ?? 'none').sort()).toEqual([
          'none',
          'true',
        ]);
        expect(bodies.map(({ duplicate }) => duplicate ?? 'none').sort()).toEqual(['none', true]);
      }
      expect(
        await sql(
          `SELECT COUNT(*) AS n, SUM(attempts) AS attempts FROM webhooks.request WHERE route = '/shop'`,
        ),
      ).toEqual([{ n: 10, attempts: '20' }]);
      expect(both.map((one) => one.log()).join('')).toMatch(
        /"outcome":"duplicate".*"attempts":2.*"Duplicate":1/,
      );
    } finally {
      for (const one of both) await one.stop();
    }
  });

  it('writes one line a request, which is a metric document and nothing else', async () => {
    const other = await start({}, { AWS_LAMBDA_FUNCTION_NAME: 'webhook' });
    try {
      await other.http({ method: 'PUT', requestId: 'a=', body: 'abc' });
      await other.http({ requestId: 'b=', body: Buffer.alloc(1024 * 1024 + 1) });
      const lines = other
        .log()
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
      expect(lines).toEqual([
        {
          timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
          level: 'INFO',
          event: 'request',
          outcome: 'stored',
          requestId: 'a=',
          method: 'PUT',
          status: 200,
          bytes: 3,
          milliseconds: expect.any(Number),
          signature: 'none',
          id: expect.any(Number),
          attempts: 1,
          tries: 1,
          connection: 'new',
          pinned: false,
          storeMilliseconds: expect.any(Number),
          BodyBytes: 3,
          Stored: 1,
          StoreMilliseconds: expect.any(Number),
          FunctionName: 'webhook',
          _aws: {
            Timestamp: expect.any(Number),
            CloudWatchMetrics: [
              {
                Namespace: 'proxywebhook',
                Dimensions: [['FunctionName']],
                Metrics: [
                  { Name: 'BodyBytes', Unit: 'Bytes' },
                  { Name: 'Stored', Unit: 'Count' },
                  { Name: 'StoreMilliseconds', Unit: 'Milliseconds' },
                ],
              },
            ],
          },
        },
        expect.objectContaining({ level: 'WARN', outcome: 'too-large', status: 413, Refused: 1 }),
      ]);
    } finally {
      await other.stop();
    }
  });

  it('logs neither path, query, headers, body nor password', async () => {
    const secret = 'do-not-log-me';
    await fn.http({ path: `/${secret}`, query: secret, headers: { 'x-a': secret }, body: secret });
    expect(fn.log()).toContain('requestId');
    expect(fn.log()).not.toMatch(new RegExp(`${secret}|pass%word`));
  });
});

describe('the invocations from inside', () => {
  it('checks the whole path and leaves nothing behind', async () => {
    await sql('DROP DATABASE IF EXISTS webhooks');
    expect(await fn.invoke({ proxywebhook: 'check' })).toEqual({
      ok: true,
      milliseconds: expect.any(Number),
      server: expect.stringContaining(database.program.version),
    });
    expect(await count()).toBe(0);
  });

  it('says in words why a check failed', async () => {
    const other = await start({}, { PROXY_ENDPOINT: '127.0.0.1:1' });
    try {
      expect(await other.invoke({ proxywebhook: 'check' }, 1500)).toEqual({
        ok: false,
        error: expect.stringContaining('ECONNREFUSED'),
      });
    } finally {
      await other.stop();
    }
  });

  it('deletes what is older than the configuration keeps it, in batches', async () => {
    await sql('DELETE FROM webhooks.request');
    const day = 86_400_000;
    await sql(
      `INSERT INTO webhooks.request
         (dedupe, received_at, request_id, method, path, query, headers, body_bytes, body_enc)
       SELECT UNHEX(MD5(CONCAT(n, '-', k))), '2001-01-01', '', 'GET', '/', '', '{}', 0, 0
       FROM (WITH RECURSIVE numbers AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM numbers WHERE n < 900)
             SELECT n FROM numbers) AS many CROSS JOIN (SELECT 1 AS k UNION SELECT 2 UNION SELECT 3) AS times`,
    );
    await fn.http({ path: '/old', timeEpoch: Date.now() - 31 * day });
    await fn.http({ path: '/young', timeEpoch: Date.now() - 29 * day });
    expect(await fn.invoke({ proxywebhook: 'maintain' })).toMatchObject({
      ok: true,
      deleted: 2701,
      done: true,
    });
    expect(await sql('SELECT path FROM webhooks.request')).toEqual([{ path: '/young' }]);
    expect(await fn.invoke({ proxywebhook: 'maintain' })).toMatchObject({ ok: true, deleted: 0, done: true });
  });

  it('lets requests in while an open run of retention deletes what is old', async () => {
    await sql('DELETE FROM webhooks.request');
    const day = 86_400_000;
    for (const age of [60, 50, 40, 2, 1])
      await fn.http({ path: `/${age}`, timeEpoch: Date.now() - age * day });
    const rest = ['/2', '/1', '/beside'];
    expect(await besideOpenDeletion(Date.now() - 30 * day)).toEqual({ deleted: 3, status: 200, rest });
    expect(await besideOpenDeletion(Date.now() + day)).toEqual({
      deleted: 3,
      status: 200,
      rest: ['/beside'],
    });
  });

  it('never deletes what is younger, wherever it stands', async () => {
    await sql('DELETE FROM webhooks.request');
    const day = 86_400_000;
    for (const age of [60, 1, 50]) await fn.http({ path: `/${age}`, timeEpoch: Date.now() - age * day });
    expect(await fn.invoke({ proxywebhook: 'maintain' })).toMatchObject({ ok: true, deleted: 1, done: true });
    expect(await sql('SELECT path FROM webhooks.request ORDER BY id')).toEqual([
      { path: '/1' },
      { path: '/50' },
    ]);
  });

  it('answers 503 above what may be stored, and stores again when retention has made room', async () => {
    await sql('DROP DATABASE IF EXISTS webhooks');
    const config = { capture: { maxStoredGb: 8 / 1024 } };
    const old = Date.now() - 31 * 86_400_000;
    for (let i = 0; i < 12; i += 1)
      await fn.http({ path: '/large', body: randomBytes(1024 * 1024), timeEpoch: old });
    const full = await start(config);
    try {
      const answer = await full.http({ path: '/refused' });
      expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '300']);
      expect(JSON.parse(answer.body).message).toMatch(/^No more can be stored/);
      expect(await count()).toBe(12);
      expect(await full.invoke({ proxywebhook: 'maintain' })).toMatchObject({ deleted: 12, done: true });
    } finally {
      await full.stop();
    }
    // InnoDB gives deleted rows' space back in its own time.
    await expect.poll(storedBytes, { timeout: 20_000, interval: 100 }).toBeLessThan(8 * 1024 * 1024);
    const roomy = await start(config);
    try {
      expect((await roomy.http({ path: '/stored' })).statusCode).toBe(200);
    } finally {
      await roomy.stop();
    }
  });

  it('takes no job from the internet', async () => {
    await fn.http({ path: '/old', timeEpoch: 0 });
    const before = await count();
    const body = JSON.stringify({ proxywebhook: 'maintain' });
    const posing = {
      ...httpEvent({ body }),
      proxywebhook: 'maintain',
    };
    expect(await fn.invoke(posing)).toMatchObject({ statusCode: 200 });
    expect(await count()).toBe(before + 1);
  });

  it.each([[{}], [null], ['check'], [{ proxywebhook: 'drop' }], [[]]])(
    'refuses %j in words',
    async (event) => {
      expect(await fn.invoke(event)).toEqual({
        ok: false,
        error: expect.stringContaining('takes HTTP API events'),
      });
    },
  );
});

describe('the bundled handler when something is wrong', () => {
  let other: FunctionProcess | undefined;
  afterEach(async () => {
    await other?.stop();
    other = undefined;
  });

  it('stores after its connection was killed', async () => {
    other = await start();
    await other.http({});
    const [newest] = await sql(
      "SELECT MAX(id) AS id FROM information_schema.processlist WHERE user = 'webhook' AND id <> CONNECTION_ID()",
    );
    await sql(`KILL ${newest?.id}`);
    expect((await other.http({ path: '/after-kill' })).statusCode).toBe(200);
  });

  it('stores after the server was restarted between two requests', async () => {
    const server = await startTestDatabase();
    try {
      other = await start({}, { PROXY_ENDPOINT: `localhost:${server.port}` }, server.certificateAuthority);
      const first = await other.http({});
      await server.restart();
      const second = await other.http({});
      expect([first.statusCode, second.statusCode]).toEqual([200, 200]);
    } finally {
      await server.stop();
    }
  });

  it('answers 503 while the server is away, and stores again when it is back', async () => {
    const server = await startTestDatabase();
    try {
      other = await start({}, { PROXY_ENDPOINT: `localhost:${server.port}` }, server.certificateAuthority);
      expect((await other.http({ path: '/before' })).statusCode).toBe(200);
      await server.pause();
      const answer = await other.invoke(httpEvent({ path: '/away' }), 1200);
      expect(answer).toMatchObject({ statusCode: 503, headers: { 'retry-after': '10' } });
      await server.restart();
      expect((await other.http({ path: '/after' })).statusCode).toBe(200);
      const connection = await server.connect();
      const [rows] = await connection.query('SELECT path FROM webhooks.request ORDER BY id');
      await connection.end();
      expect(rows).toEqual([{ path: '/before' }, { path: '/after' }]);
    } finally {
      await server.stop();
    }
  });

  it('answers 503 at once when the certificate is for another host, and says so to the check only', async () => {
    const server = await startTestDatabase({ names: ['somewhere.example'] });
    try {
      other = await start({}, { PROXY_ENDPOINT: `localhost:${server.port}` }, server.certificateAuthority);
      const answer = await other.http({});
      expect([answer.statusCode, answer.body]).toEqual([
        503,
        '{"message":"The request was not stored. Please send it again."}',
      ]);
      expect(await other.invoke({ proxywebhook: 'check' })).toEqual({
        ok: false,
        error: expect.stringMatching(/^TLS to the proxy failed: .*somewhere\.example/),
      });
    } finally {
      await server.stop();
    }
  });

  it('answers 503 when nobody it trusts signed the certificate', async () => {
    other = await start({}, {}, null);
    expect((await other.http({})).statusCode).toBe(503);
  });

  it('reads the secret again when its password is not accepted any more', async () => {
    secrets.set(JSON.stringify({ username: database.user, password: 'of yesterday' }));
    other = await start();
    try {
      expect((await other.http({})).statusCode).toBe(503);
      secrets.set(secretOf(database));
      expect((await other.http({})).statusCode).toBe(200);
    } finally {
      secrets.set(secretOf(database));
    }
  });

  it.each([
    ['is no JSON', 'hunter2', 'The secret is not a JSON object'],
    ['lacks the password', '{"username":"hunter2"}', 'The secret is not a JSON object'],
  ])('tells without quoting it that the secret %s', async (_, value, told) => {
    secrets.set(value);
    other = await start();
    try {
      const answer = await other.invoke({ proxywebhook: 'check' });
      expect(answer).toEqual({ ok: false, error: expect.stringContaining(told) });
      expect(JSON.stringify(answer) + other.log()).not.toContain('hunter2');
    } finally {
      secrets.set(secretOf(database));
    }
  });

  it('tells what Secrets Manager refused', async () => {
    const refusing = await startSecretsManager('{}');
    refusing.refuse('AccessDeniedException', 'not authorized to perform: secretsmanager:GetSecretValue');
    other = await start({}, { AWS_ENDPOINT_URL_SECRETS_MANAGER: refusing.endpoint });
    try {
      expect(await other.invoke({ proxywebhook: 'check' })).toEqual({
        ok: false,
        error:
          'Secrets Manager answered AccessDeniedException: not authorized to perform: secretsmanager:GetSecretValue',
      });
    } finally {
      await refusing.stop();
    }
  });

  it('names the variable that is missing', async () => {
    other = await start({}, { PROXY_ENDPOINT: '' });
    expect((await other.http({})).statusCode).toBe(503);
    expect(other.log()).toMatch(/"outcome":"failed".*PROXY_ENDPOINT is not set.*"Failed":1/);
    expect(await other.invoke({ proxywebhook: 'check' })).toEqual({
      ok: false,
      error: 'The environment variable PROXY_ENDPOINT is not set.',
    });
  });

  it.each([
    [{ requestContext: { http: {} } }],
    [
      {
        requestContext: { http: { method: 5, path: [] } },
        headers: { a: 1 },
        cookies: 'x',
        body: {},
        rawPath: 7,
      },
    ],
    [
      {
        requestContext: { http: { method: 'GET' }, requestId: '😀'.repeat(80), timeEpoch: 'now' },
        rawQueryString: 'ü',
      },
    ],
  ])('stores even the oddest event: %j', async (event) => {
    expect(await fn.invoke(event)).toMatchObject({ statusCode: 200 });
  });
});

it('answers whatever event there is without a fault of its own, and goes on', async () => {
  const property = fc.asyncProperty(oddEvent(), async (event) => {
    const answer = (await fn.invoke(event)) as {
      statusCode?: number;
      headers?: object;
      ok?: boolean;
      body?: unknown;
    };
    if (answer.statusCode === undefined) {
      expect(answer).toMatchObject({ ok: false, error: expect.any(String) });
      return;
    }
    expect([200, 204, 404, 405, 413]).toContain(answer.statusCode);
    expect(typeof answer.body).toBe('string');
  });
  await fc.assert(property, { numRuns: 150 });
  expect((await fn.http({ path: '/after' })).statusCode).toBe(200);
  expect(fn.log()).not.toMatch(/"outcome":"failed"/);
}, 60_000);

/** Events of API Gateway with any part replaced by anything, and things that are none. */
function oddEvent(): fc.Arbitrary<unknown> {
  const text = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.constant('\ud800\u0000/_/%'),
  );
  const anything = fc.oneof(fc.jsonValue(), text);
  const part = (usual: fc.Arbitrary<unknown>) =>
    fc.oneof({ weight: 3, arbitrary: usual }, { weight: 1, arbitrary: anything });
  const http = fc.record(
    {
      method: part(fc.constantFrom('GET', 'POST', 'HEAD', 'OPTIONS', 'post', 'X'.repeat(300))),
      path: part(text),
      sourceIp: part(fc.oneof(fc.ipV4(), fc.ipV6())),
    },
    { requiredKeys: [] },
  );
  const context = fc.record(
    {
      http: part(http),
      requestId: part(text),
      timeEpoch: part(fc.oneof(fc.double(), fc.integer())),
      stage: part(fc.constantFrom('$default', 'prod', '')),
    },
    { requiredKeys: ['http'] },
  );
  const event = fc.record(
    {
      requestContext: part(context),
      rawPath: part(
        fc.oneof(text, fc.constantFrom('/_/', '/_/login', '/_/health', '/favicon.ico', '/__proto__')),
      ),
      rawQueryString: part(text),
      headers: part(fc.dictionary(fc.oneof(text, fc.constant('__proto__')), anything)),
      cookies: part(fc.array(text)),
      body: part(text),
      isBase64Encoded: part(fc.boolean()),
      proxywebhook: part(fc.constantFrom('nothing', '__proto__', 'constructor')),
    },
    { requiredKeys: [] },
  );
  return fc.oneof({ weight: 9, arbitrary: event }, { weight: 1, arbitrary: anything });
}

const browser = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

function start(
  config: Parameters<typeof startFunction>[0]['config'] = {},
  environment: Readonly<Record<string, string>> = {},
  authority: string | null = database.certificateAuthority,
): Promise<FunctionProcess> {
  return startFunction({
    config,
    environment: {
      PROXY_ENDPOINT: `localhost:${database.port}`,
      SECRET_ARN,
      AWS_ENDPOINT_URL: secrets.endpoint,
      ...environment,
    },
    ...(authority === null ? {} : { authority }),
  });
}

function secretOf({ user, password }: TestDatabase): string {
  return JSON.stringify({ username: user, password, engine: 'mysql' });
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

/** What a request meets while a run of retention has deleted and not committed yet. */
async function besideOpenDeletion(before: number): Promise<unknown> {
  const connection = await database.connect();
  try {
    await connection.query('START TRANSACTION');
    const [looked] = await connection.query(oldestStatement('webhooks', before, 1000));
    const [{ kept, last, expired }] = looked as [Record<string, number | null>];
    const range = { below: kept ?? Number(last) + 1, before, count: Number(expired) };
    const [outcome] = await connection.query(deleteStatement('webhooks', range));
    const { statusCode } = (await fn.invoke(httpEvent({ path: '/beside' }), 2500)) as { statusCode: number };
    await connection.query('COMMIT');
    const rows = await sql('SELECT path FROM webhooks.request ORDER BY id');
    return {
      deleted: (outcome as { affectedRows: number }).affectedRows,
      status: statusCode,
      rest: rows.map(({ path }) => path),
    };
  } finally {
    await connection.end();
  }
}

async function storedBytes(): Promise<number> {
  for (const statement of storedBytesStatements('webhooks')) {
    const [row] = await sql(statement);
    if (row !== undefined) return Number(row.bytes);
  }
  throw new Error('Nobody tells the size of the table.');
}

async function count(): Promise<number> {
  return Number((await sql('SELECT COUNT(*) AS count FROM webhooks.request'))[0]?.count);
}

async function connections(): Promise<number> {
  return Number((await sql("SHOW GLOBAL STATUS LIKE 'Connections'"))[0]?.Value);
}
