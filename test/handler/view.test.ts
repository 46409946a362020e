import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestDatabase, type TestDatabase } from '../support/database.ts';
import {
  type FunctionProcess,
  type HttpAnswer,
  type HttpRequest,
  startFunction,
} from './function-process.ts';
import { SECRET_ARN, type SecretsManagerStandIn, startSecretsManager } from './secrets-manager-stand-in.ts';

/** In path, query, header, delivery id, event and body of the request that nobody unknown may learn of. */
const SECRET = 'topsecret';
const BROWSER = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

let database: TestDatabase;
let secrets: SecretsManagerStandIn;
const functions: FunctionProcess[] = [];
let token: FunctionProcess;
let open: FunctionProcess;
let off: FunctionProcess;

beforeAll(async () => {
  database = await startTestDatabase();
  secrets = await startSecretsManager(
    JSON.stringify({ username: database.user, password: database.password }),
  );
  token = await start('token');
  open = await start('public');
  off = await start('off');
  await token.http({
    path: `/${SECRET}`,
    query: `q=${SECRET}`,
    headers: { 'x-a': SECRET },
    body: SECRET,
    cookies: [`a=${SECRET}`],
  });
  const connection = await database.connect();
  await connection.query(
    `UPDATE webhooks.request SET event = '${SECRET}', delivery_id = '${SECRET}', route = '/${SECRET}'`,
  );
  await connection.end();
});

afterAll(async () => {
  for (const fn of functions) await fn.stop();
  await secrets?.stop();
  await database?.stop();
});

const PATHS = [
  ...['/_', '/_/', '/_/.json', '/_/r/1', '/_/r/1.json', '/_/r/1/raw', '/_/r/2', '/_/logout', '/_/login'],
  ...['/_/nothing', '/_//r/1', '/_/r/1/', '/_/../r/1', '/_/r/01', '/_/R/1', '/_/r/1.JSON', '/_/health/r/1'],
];
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND'];
const ACCEPTED = ['text/html', 'application/json', '*/*', ''];

describe('whoever has no link', () => {
  it('learns the same of every path, method, type and cookie: nothing', async () => {
    const seen = new Set<string>();
    for (const path of PATHS) {
      for (const method of METHODS) {
        for (const accept of ACCEPTED) {
          const answer = await token.http({
            method,
            path,
            query: `path=/${SECRET.slice(0, 3)}&id=1&token=x.y`,
            headers: { accept, authorization: 'Bearer x', range: 'bytes=0-3' },
            cookies: ['__Host-proxywebhook=zzzzzz.AAAA', '__Host-proxywebhook='],
          });
          expect(told(answer), `${method} ${path}`).not.toContain(SECRET);
          if (path !== '/_/login') seen.add(`${answer.statusCode} ${method === 'HEAD' ? '' : answer.body}`);
        }
      }
    }
    const statuses = [...seen].map((one) => one.slice(0, 3));
    expect(new Set(statuses)).toEqual(new Set(['403']));
    // A page and JSON, and what a HEAD gets of either.
    expect(seen.size).toBe(3);
  });

  it('is told of its own request and no other, also by a browser', async () => {
    const answer = await token.http({ method: 'GET', path: '/mine', headers: BROWSER });
    expect(JSON.parse(answer.body)).toEqual({ id: expect.any(Number), receivedAt: expect.any(String) });
  });

  it('learns nothing at all where the page is turned off, not even with a link', async () => {
    for (const path of PATHS) {
      for (const headers of [BROWSER, { accept: 'application/json' }]) {
        const answer = await off.http({ method: 'GET', path, headers, cookies: await cookies() });
        expect([answer.statusCode, answer.body], path).toEqual([404, '{"message":"Not found"}']);
      }
    }
    expect(await off.invoke({ proxywebhook: 'login' })).toEqual({
      ok: false,
      error: 'The page is turned off: view.access is "off".',
    });
  });
});

describe('everybody, where the page is public', () => {
  it('sees id, method, path and time of every request and nothing else', async () => {
    const { body } = await open.http({ method: 'GET', path: '/_/', headers: BROWSER });
    expect(body).toContain(`<td class="path">/${SECRET}</td>`);
    expect(body.replaceAll(`<td class="path">/${SECRET}</td>`, '')).not.toContain(SECRET);
    const json = await open.http({ method: 'GET', path: '/_/.json', query: `path=/${SECRET}` });
    expect(JSON.parse(json.body)).toEqual({
      requests: [{ id: 1, receivedAt: expect.any(String), method: 'POST', path: `/${SECRET}` }],
    });
  });

  it('cannot search by what is not shown', async () => {
    for (const query of [`deliveryId=${SECRET}`, `id=${SECRET}`, 'deliveryId=other', 'event=other']) {
      const { body } = await open.http({ method: 'GET', path: '/_/.json', query });
      expect(body.includes(SECRET), query).toBe(!query.startsWith('id='));
    }
  });

  it.each(['/_/r/1', '/_/r/1.json', '/_/r/1/raw', '/_/login', '/_/logout'])(
    'sees nothing at %s',
    async (path) => {
      for (const headers of [BROWSER, { accept: 'application/json' }]) {
        const answer = await open.http({ method: 'GET', path, headers, cookies: await cookies() });
        expect([answer.statusCode, told(answer).includes(SECRET)]).toEqual([404, false]);
      }
    },
  );
});

describe('a browser that opened a link', () => {
  it('gets a cookie and goes to the page, wherever else it was told to go', async () => {
    const { path } = (await token.invoke({ proxywebhook: 'login' })) as { path: string };
    const query = `${path.split('?')[1]}&next=https://example.org&to=//example.org`;
    const answer = await token.http({ method: 'GET', path: '/_/login', query, headers: BROWSER });
    expect(answer).toMatchObject({ statusCode: 303, headers: { location: '/_/' }, body: '' });
    expect((answer as { cookies?: unknown }).cookies).toEqual([
      expect.stringMatching(/^__Host-proxywebhook=.*; Secure; HttpOnly; SameSite=Lax; Max-Age=43200$/),
    ]);
  });

  it('sees the table, one request, its JSON and its body', async () => {
    const table = await entered({ path: '/_/', headers: BROWSER });
    expect(table.body).toContain(`<a href="/_/r/1">/${SECRET}</a>`);
    const page = await entered({ path: '/_/r/1', headers: BROWSER });
    expect(page.body).toContain(
      `<pre class="wrap" tabindex="0" role="region" aria-label="Body">${SECRET}</pre>`,
    );
    for (const request of [{ path: '/_/r/1.json', headers: BROWSER }, { path: '/_/r/1' }])
      expect(JSON.parse((await entered(request)).body)).toMatchObject({
        id: 1,
        query: `q=${SECRET}`,
        headers: { 'x-a': SECRET },
      });
    expect(await entered({ path: '/_/r/999', headers: BROWSER })).toMatchObject({ statusCode: 404 });
  });

  it('sees the table after a GET of its own was stored, whose query is none of ours', async () => {
    const answer = await entered({ path: '/own', query: 'live=5&before=1', headers: BROWSER });
    expect(answer.body).toMatch(/This call was stored as number \d+\./);
    expect(answer.body).toContain(`/${SECRET}`);
    expect(answer.body).not.toContain('http-equiv');
  });

  it('leaves no trace of its cookie in what is stored', async () => {
    await entered({ path: '/kept', cookies: ['a=b'] });
    const connection = await database.connect();
    try {
      const [rows] = await connection.query('SELECT headers FROM webhooks.request ORDER BY id DESC LIMIT 1');
      expect(JSON.stringify(rows)).not.toContain('__Host-proxywebhook');
    } finally {
      await connection.end();
    }
    expect(token.log()).not.toMatch(/__Host-proxywebhook|token=/);
  });

  it('is logged out by a POST alone, and by a new key', async () => {
    expect(await entered({ path: '/_/logout' })).toMatchObject({ statusCode: 405 });
    expect(await entered({ method: 'POST', path: '/_/logout' })).toMatchObject({
      statusCode: 303,
      headers: { location: '/_/' },
      cookies: [expect.stringContaining('Max-Age=0')],
    });
    const rotated = await start('token', 'another key');
    const answer = await rotated.http({ method: 'GET', path: '/_/', cookies: await cookies() });
    expect(answer.statusCode).toBe(403);
  });

  it('is told what is wrong with a filter', async () => {
    const page = await entered({ path: '/_/', query: 'since=<b>', headers: BROWSER });
    expect([page.statusCode, page.body]).toEqual([400, expect.stringContaining('since must be a time')]);
    const json = await entered({ path: '/_/', query: 'before=x' });
    expect([json.statusCode, json.body]).toEqual([400, '{"message":"before must be a whole number."}']);
  });

  it('may not do anything but read', async () => {
    for (const method of ['POST', 'PUT', 'DELETE'])
      expect(await entered({ method, path: '/_/r/1' })).toMatchObject({ statusCode: 405 });
  });
});

function told(answer: HttpAnswer): string {
  const isBase64 = (answer as { isBase64Encoded?: boolean }).isBase64Encoded === true;
  return JSON.stringify(answer.headers) + (isBase64 ? Buffer.from(answer.body, 'base64') : answer.body);
}

async function entered(request: HttpRequest): Promise<HttpAnswer> {
  const own = await cookies();
  return token.http({ method: 'GET', ...request, cookies: [...own, ...(request.cookies ?? [])] });
}

async function cookies(): Promise<readonly string[]> {
  const { path } = (await token.invoke({ proxywebhook: 'login' })) as { path: string };
  const answer = await token.http({ method: 'GET', path: '/_/login', query: path.split('?')[1] ?? '' });
  return ((answer as { cookies?: readonly string[] }).cookies ?? []).map((one) => one.split(';')[0] ?? '');
}

async function start(access: 'token' | 'public' | 'off', key = 'k'.repeat(64)): Promise<FunctionProcess> {
  const fn = await startFunction({
    config: { view: { access } },
    authority: database.certificateAuthority,
    environment: {
      PROXY_ENDPOINT: `localhost:${database.port}`,
      AWS_ENDPOINT_URL: secrets.endpoint,
      SECRET_ARN,
      VIEW_KEY: key,
    },
  });
  functions.push(fn);
  return fn;
}
