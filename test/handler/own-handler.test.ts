import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestDatabase, type TestDatabase } from '../support/database.ts';
import { httpEvent, startFunction } from './function-process.ts';
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
  writeFileSync(
    path.join(directory, 'mine.ts'),
    `import { createHandler, type StoredRequest } from 'proxywebhook/handler';\n${code}\nexport const handler = createHandler({ onStored });\n`,
  );
  const fn = await startFunction({
    directory,
    config: { function: { entry: 'mine.ts' } },
    authority: database.certificateAuthority,
    environment: {
      PROXY_ENDPOINT: `localhost:${database.port}`,
      AWS_ENDPOINT_URL: secrets.endpoint,
      SECRET_ARN,
    },
  });
  try {
    const answer = await fn.invoke(httpEvent({ path: '/hook', body: 'hello' }), remaining);
    return { answer, log: fn.log() };
  } finally {
    await fn.stop();
  }
}
