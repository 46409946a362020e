// The real artifact as a process, before a real server, with its secrets in a stand-in of Secrets Manager.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sign } from '../../handler/signatures/sign.ts';
import { verificationOf } from '../../handler/signatures/verification.ts';
import { startTestDatabase, type TestDatabase } from '../support/database.ts';
import { type FunctionProcess, type HttpRequest, startFunction } from './function-process.ts';
import { SECRET_ARN, type SecretsManagerStandIn, startSecretsManager } from './secrets-manager-stand-in.ts';

let database: TestDatabase;
let secrets: SecretsManagerStandIn;
let fn: FunctionProcess;

beforeAll(async () => {
  database = await startTestDatabase();
  const { user, password } = database;
  secrets = await startSecretsManager(JSON.stringify({ username: user, password, engine: 'mysql' }));
  secrets.set('right', 'webhooks/github');
  secrets.set('user:right', 'webhooks/basic');
  secrets.set('{}', 'webhooks/broken');
  const verify = { scheme: 'github' as const, secrets: ['webhooks/github'] };
  fn = await startFunction({
    config: {
      capture: { redactHeaders: ['x-other'] },
      routes: [
        { path: '/gitlab', verify: { ...verify, scheme: 'gitlab' } },
        { path: '/basic', verify: { scheme: 'basic', secrets: ['webhooks/basic'], policy: 'record' } },
        { path: '/required', verify, challenge: { provider: 'cloudevents' } },
        { path: '/required/plain' },
        { path: '/recorded', verify: { ...verify, policy: 'record' } },
        { path: '/broken', verify: { ...verify, secrets: ['webhooks/broken'] } },
        { path: '/slack', challenge: { provider: 'slack' } },
      ],
    },
    environment: {
      PROXY_ENDPOINT: `localhost:${database.port}`,
      SECRET_ARN,
      AWS_ENDPOINT_URL: secrets.endpoint,
    },
    authority: database.certificateAuthority,
  });
  await fn.http({ path: '/first' });
});

afterAll(async () => {
  await fn?.stop();
  await secrets?.stop();
  await database?.stop();
});

const BODY = Buffer.from([0x7b, 0xff, 0x00, 0x7d]);

function signed(path: string, secret: string, id: string): HttpRequest {
  const unsigned = { method: 'POST', url: '', headers: {}, body: BODY };
  const headers = sign(unsigned, verificationOf({ scheme: 'github' }), secret, Date.now(), id) ?? {};
  return { path, body: BODY, headers };
}

/** What a request is answered with, and what became of it in the table. */
async function sent(request: HttpRequest) {
  const before = await newest();
  const { statusCode, headers, body } = await fn.http(request);
  const rows = await sql(
    `SELECT signature, delivery_id, attempts FROM webhooks.request WHERE id > ${before}`,
  );
  return { statusCode, headers, body, rows };
}

describe('a route of the bundled handler', () => {
  it('that requires a signature stores what is rightly signed, as valid', async () => {
    const { statusCode, rows } = await sent(signed('/required/deep', 'right', 'a'));
    expect([statusCode, rows.length, rows[0]?.delivery_id]).toEqual([200, 1, 'a']);
    expect(rows[0]?.signature).toBe((await sent(signed('/recorded', 'right', 'a'))).rows[0]?.signature);
  });

  it('stores what is replayed once', async () => {
    const request = signed('/required', 'right', 'replayed');
    const [first, second] = [await sent(request), await sent(request)];
    expect([first.statusCode, first.rows.length, second.statusCode, second.rows.length]).toEqual([
      200, 1, 200, 0,
    ]);
    expect(JSON.parse(second.body)).toMatchObject({ id: JSON.parse(first.body).id, duplicate: true });
  });

  it.each<[string, HttpRequest]>([
    ['is wrongly signed', signed('/required', 'wrong', 'b')],
    ['is unsigned', { path: '/required', body: BODY }],
    ['is only looked at', { path: '/required', method: 'HEAD' }],
  ])('that requires a signature refuses what %s, and says so in its log alone', async (_, request) => {
    const before = fn.log().length;
    const { statusCode, rows, body } = await sent(request);
    expect([statusCode, rows]).toEqual([401, []]);
    expect(body).toMatch(request.method === 'HEAD' ? /^$/ : /^\{"message":"The signature/);
    await expect.poll(() => fn.log().slice(before)).toContain('"outcome":"refused"');
    expect(fn.log().slice(before)).toContain('"signature":"invalid"');
  });

  it('that records signatures stores what is wrongly signed, and never as the duplicate of anything', async () => {
    const right = await sent(signed('/recorded', 'right', 'same'));
    const forged = [
      await sent(signed('/recorded', 'wrong', 'same')),
      await sent(signed('/recorded', 'wrong', 'other')),
    ];
    const late = await sent(signed('/recorded', 'right', 'other'));
    expect([right, ...forged, late].map(({ statusCode, rows }) => [statusCode, rows.length])).toEqual(
      Array.from({ length: 4 }, () => [200, 1]),
    );
    expect(forged[0]?.rows[0]?.signature).not.toBe(right.rows[0]?.signature);
  });

  it.each<[string, Readonly<Record<string, string>>, number]>([
    ['/gitlab', { 'x-gitlab-token': 'right' }, 5],
    ['/basic', { authorization: `Basic ${btoa('user:right')}` }, 22],
    ['/basic', { authorization: `Basic ${btoa('user:wrong')}` }, 22],
  ])(
    '%s keeps no secret that its sender sends, whatever the config redacts: %j',
    async (path, secret, size) => {
      const { statusCode } = await sent({ path, headers: { ...secret, 'x-other': 'a', 'x-kept': 'b' } });
      const [row] = await sql(
        `SELECT CAST(headers AS CHAR) AS headers FROM webhooks.request WHERE id = ${await newest()}`,
      );
      const [name = ''] = Object.keys(secret);
      expect([statusCode, JSON.parse(String(row?.headers))]).toMatchObject([
        200,
        { [name]: `[redacted, ${size} bytes]`, 'x-other': '[redacted, 1 bytes]', 'x-kept': 'b' },
      ]);
    },
  );

  it('whose secret cannot be used answers 503, and tells why in its log alone', async () => {
    const { statusCode, headers, body, rows } = await sent(signed('/broken', 'right', 'c'));
    expect([statusCode, headers['retry-after'], rows]).toEqual([503, '30', []]);
    expect(body).not.toContain('webhooks/broken');
    await expect.poll(() => fn.log()).toContain('secret webhooks/broken: it is JSON');
  });

  it('without verify below one with it stores what is unsigned', async () => {
    expect(await sent({ path: '/required/plain/x' })).toMatchObject({ statusCode: 200, rows: [{}] });
  });

  it('answers the challenge it is configured for, and stores it', async () => {
    const body = '{"type":"url_verification","challenge":"<abc>"}';
    const answered = await sent({ path: '/slack', body });
    expect(answered).toMatchObject({ statusCode: 200, body: '<abc>', rows: [{}] });
    expect(answered.headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(answered.headers['content-security-policy']).toBe("default-src 'none'; sandbox");
    expect((await sent({ path: '/other', body })).body).toMatch(/^\{"id":/);
  });

  it('answers CloudEvents before anything is signed, and does not store that', async () => {
    const headers = { 'webhook-request-origin': 'events.example.com' };
    const answered = await sent({ path: '/required', method: 'OPTIONS', headers });
    expect(answered).toMatchObject({ statusCode: 200, rows: [] });
    expect(answered.headers['webhook-allowed-origin']).toBe('events.example.com');
    expect((await sent({ path: '/slack', method: 'OPTIONS', headers })).statusCode).toBe(204);
  });
});

async function newest(): Promise<number> {
  return Number((await sql('SELECT COALESCE(MAX(id), 0) AS id FROM webhooks.request'))[0]?.id);
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
