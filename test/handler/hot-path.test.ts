import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PINNING_LENGTH } from '../../handler/capture-statement.ts';
import { CERTIFICATE, type ProxyUnderTest, startProxy } from '../local/pooling-proxy/harness.ts';
import { startTestDatabase, type TestDatabase } from '../support/database.ts';
import { type FunctionProcess, type HttpRequest, startFunction } from './function-process.ts';
import { SECRET_ARN, type SecretsManagerStandIn, startSecretsManager } from './secrets-manager-stand-in.ts';

let database: TestDatabase;
let secrets: SecretsManagerStandIn;
let proxied: ProxyUnderTest;
const functions: FunctionProcess[] = [];

beforeAll(async () => {
  database = await startTestDatabase();
  const { user: username, password } = database;
  secrets = await startSecretsManager(JSON.stringify({ username, password }));
  proxied = await startProxy(database);
  for (let i = 0; i < 4; i += 1) {
    functions.push(
      await startFunction({
        authority: CERTIFICATE.authority,
        environment: {
          PROXY_ENDPOINT: `localhost:${proxied.proxy.port}`,
          AWS_ENDPOINT_URL: secrets.endpoint,
          SECRET_ARN,
        },
      }),
    );
  }
});

afterAll(async () => {
  for (const fn of functions) await fn.stop();
  await proxied?.stop();
  await secrets?.stop();
  await database?.stop();
});

describe('two thousand requests to four execution environments behind the pooling proxy', () => {
  it('are one statement each, over one connection each, and keep every byte without pinning a session', async () => {
    for (const fn of functions) await fn.http({ path: '/warm' });
    await sql("SET GLOBAL log_output = 'TABLE', GLOBAL general_log = ON");
    await sql('TRUNCATE mysql.general_log');
    const [clients, logs] = [proxied.proxy.stats().clients, functions.map((fn) => fn.log().length)];
    const requests = Array.from({ length: 2000 }, (_, i) => request(i));

    const statuses = await Promise.all(
      functions.map(async (fn, index) => {
        const mine: number[] = [];
        for (const one of requests.filter((_, i) => i % functions.length === index))
          mine.push((await fn.http(one)).statusCode);
        return mine;
      }),
    );

    await sql('SET GLOBAL general_log = OFF');
    expect(new Set(statuses.flat())).toEqual(new Set([200]));
    expect(await statements()).toEqual([{ start: 'INSERT INTO `webhooks`.`request` (', n: 2000, short: 1 }]);
    expect(proxied.proxy.stats().clients).toBe(clients);
    expect(proxied.events.filter(({ kind }) => kind === 'pinned')).toEqual([]);
    const lines = functions
      .flatMap((fn, i) => fn.log().slice(logs[i]).trim().split('\n'))
      .map((line) => JSON.parse(line));
    expect(
      new Set(
        lines.map(({ outcome, tries, connection, pinned }) => `${outcome} ${tries} ${connection} ${pinned}`),
      ),
    ).toEqual(new Set(['stored 1 reused false']));
    expect(lines).toHaveLength(2000);
    const kept = await sql(
      `SELECT request_id AS id, CONCAT(method, ' ', path, ' ', query, ' ', COALESCE(SHA2(IF(body_enc = 1, UNCOMPRESS(body), body), 256), 'none')) AS whole
       FROM webhooks.request WHERE path <> '/warm'`,
    );
    expect(new Map(kept.map(({ id, whole }) => [id, whole]))).toEqual(
      new Map(requests.map((one) => [one.requestId, wholeOf(one)])),
    );
  }, 120_000);
});

/** Of every kind that fits a statement of 16 KB: text, bytes, none, empty, long and repetitive; odd paths among them. */
function request(i: number): HttpRequest & { readonly requestId: string } {
  const bodies = [
    `{"number":${i}}`,
    randomBytes(i % 11_000),
    undefined,
    Buffer.alloc(0),
    `${i} times `.repeat(6000),
  ];
  const body = bodies[i % bodies.length];
  return {
    requestId: `number-${i}=`,
    method: ['POST', 'PUT', 'GET', 'HEAD', 'DELETE'][i % 7] ?? 'POST',
    path: ['/a', "/it's/*!50000 1 */", '/\u202e\0\\', `/${'ü'.repeat(i % 1000)}`, '/😀?;--'][i % 3] ?? '/',
    query: i % 2 === 0 ? '' : `a=%27&b=${i}`,
    ...(body === undefined ? {} : { body }),
  };
}

function wholeOf({ method, path, query, body }: HttpRequest): string {
  const hash = body === undefined ? 'none' : createHash('sha256').update(body).digest('hex');
  return `${method} ${path} ${query} ${hash}`;
}

/** What the server saw of its clients but the test, by how it starts. */
async function statements(): Promise<readonly Record<string, unknown>[]> {
  return sql(
    `SELECT CAST(LEFT(argument, 34) AS CHAR) AS start, COUNT(*) AS n, MAX(LENGTH(argument)) <= ${PINNING_LENGTH} AS short
     FROM mysql.general_log
     WHERE command_type NOT IN ('Connect', 'Quit') AND CAST(argument AS CHAR) NOT LIKE '%general_log%'
     GROUP BY start`,
  );
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
