import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestDatabase, type TestDatabase } from '../support/database.ts';
import { type HttpAnswer, type HttpRequest, httpEvent, startFunction } from './function-process.ts';
import { SECRET_ARN, type SecretsManagerStandIn, startSecretsManager } from './secrets-manager-stand-in.ts';

let database: TestDatabase;
let secrets: SecretsManagerStandIn;
let directory: string;

beforeAll(async () => {
  directory = mkdtempSync(path.join(tmpdir(), 'pwh-test-own-'));
  database = await startTestDatabase();
  secrets = await startSecretsManager(
    JSON.stringify({ username: database.user, password: database.password }),
  );
});

afterAll(async () => {
  await secrets?.stop();
  await database?.stop();
  rmSync(directory, { recursive: true, force: true });
});

describe("a user's own handler, which composes ours", () => {
  it('sees a request after it was stored', async () => {
    const { answer, log } = await answerOf(
      `await Promise.resolve();
       const onStored = async (request: StoredRequest) => { console.log('saw', request.id, request.path, String(request.body)); };`,
    );
    expect(answer).toMatchObject({ statusCode: 200 });
    expect(log).toContain('saw 1 /hook hello');
  });

  it('sees what is known of a delivery, and a copy of it never', async () => {
    const { answers, log } = await answersOf(
      "const onStored = ({ id, route, deliveryId, signature }: StoredRequest) => { console.log('saw', id, route, deliveryId, signature); };",
      [1, 2].map(() => ({ path: '/shop/a', headers: { 'x-delivery': 'first' }, body: 'hello' })),
    );
    expect(answers.map(({ body }) => JSON.parse(body))).toEqual([
      { id: expect.any(Number), receivedAt: expect.any(String) },
      { ...JSON.parse(answers[0]?.body ?? ''), duplicate: true },
    ]);
    expect(log.match(/^saw.*$/gm)).toEqual([expect.stringMatching(/^saw \d+ \/shop first none$/)]);
  });

  it.each([
    ['throws', "const onStored = () => { throw new Error('mine'); };"],
    ['rejects', "const onStored = async () => { throw new Error('mine'); };"],
  ])('cannot undo what was stored: it %s', async (_, code) => {
    const { answer, log } = await answerOf(code);
    expect(answer).toMatchObject({ statusCode: 200 });
    expect(log).toContain('on-stored-failed');
  });

  it('cannot delay the answer past the budget', async () => {
    const { answer, log } = await answerOf('const onStored = () => new Promise(() => {});', 1500);
    expect(answer).toMatchObject({ statusCode: 200 });
    expect(log).toContain('on-stored-late');
  });
});

async function answerOf(
  code: string,
  remaining = 15_000,
): Promise<{ readonly answer: unknown; readonly log: string }> {
  const { answers, log } = await answersOf(code, [{ path: '/hook', body: 'hello' }], remaining);
  return { answer: answers[0], log };
}

async function answersOf(
  code: string,
  requests: readonly HttpRequest[],
  remaining = 15_000,
): Promise<{ readonly answers: readonly HttpAnswer[]; readonly log: string }> {
  writeFileSync(
    path.join(directory, 'mine.ts'),
    `import { createHandler, type StoredRequest } from 'proxywebhook/handler';\n${code}\nexport const handler = createHandler({ onStored });\n`,
  );
  const fn = await startFunction({
    directory,
    config: {
      function: { entry: 'mine.ts' },
      routes: [{ path: '/shop', deliveryIdHeader: 'x-delivery' }],
    },
    authority: database.certificateAuthority,
    environment: {
      PROXY_ENDPOINT: `localhost:${database.port}`,
      AWS_ENDPOINT_URL: secrets.endpoint,
      SECRET_ARN,
    },
  });
  try {
    const answers: HttpAnswer[] = [];
    for (const request of requests)
      answers.push((await fn.invoke(httpEvent(request), remaining)) as HttpAnswer);
    return { answers, log: fn.log() };
  } finally {
    await fn.stop();
  }
}
