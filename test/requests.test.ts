import { describe, expect, it } from 'vitest';
import { ProxyWebhookError } from '../src/errors.ts';
import { listRequests, showRequest } from '../src/requests.ts';
import { type FakeAnswer, type FakeFunction, fakeFunction } from './support/fake-function.ts';
import { config } from './support/pretend-account.ts';

const of = { config };
const several = (count: number) => Array.from({ length: count }, (_, index) => ({ id: index + 1 }));

describe('a list of requests', () => {
  const list = async (fake: FakeFunction, options = {}) => {
    const { requests, next } = await listRequests(of, { ports: fake.ports, ...options });
    return { ids: requests.map(({ id }) => id), next };
  };

  it('is newest first, and says what goes on', async () => {
    const fake = fakeFunction({ requests: several(5) });
    expect(await list(fake, { limit: 2 })).toEqual({ ids: [5, 4], next: 4 });
    expect(await list(fake, { limit: 10, before: 4 })).toEqual({ ids: [3, 2, 1], next: undefined });
  });

  it('asks for more than the function gives at once in several pages', async () => {
    const fake = fakeFunction({ requests: several(450) });
    const { ids, next } = await list(fake, { limit: 401 });
    expect({ first: ids[0], last: ids.at(-1), length: ids.length, next }).toEqual({
      first: 450,
      last: 50,
      length: 401,
      next: 50,
    });
    expect(fake.jobs.map(({ limit, before }) => [limit, before])).toEqual([
      [200, undefined],
      [200, 251],
      [1, 51],
    ]);
  });

  it('goes on with a search that the function broke off', async () => {
    const requests = several(30).map((each) => ({ ...each, path: each.id % 10 === 0 ? '/rare' : '/usual' }));
    const fake = fakeFunction({ requests, window: 7 });
    expect(await list(fake, { filter: { path: '/rare' } })).toEqual({ ids: [30, 20, 10], next: undefined });
  });

  it('is what the filter asks for', async () => {
    const filter = { path: '/a', method: 'PUT', since: '2026-11-25T18:00:00.000Z', deliveryId: 'd' };
    const fake = fakeFunction();
    await list(fake, { filter });
    expect(fake.jobs).toEqual([{ proxywebhook: 'list', limit: 50, ...filter }]);
  });
});

describe('one request', () => {
  it('comes with its headers, and its body from as many answers as it takes', async () => {
    const body = Buffer.from(Array.from({ length: 2_500 }, (_, index) => index % 256));
    const fake = fakeFunction({ requests: [{ id: 7, body }], chunk: 1_000 });
    const request = await showRequest(of, 7, { ports: fake.ports });
    expect(request).toMatchObject({ id: 7, requestId: 'call-7', headers: { host: 'abc123' }, bytes: 2_500 });
    expect(Buffer.from(request.body ?? []).equals(body)).toBe(true);
    expect(fake.jobs.map(({ offset }) => offset)).toEqual([0, 1_000, 2_000]);
  });

  it.each([
    ['without a body', undefined, undefined],
    ['with an empty one', '', 0],
  ])('%s is told so', async (_, body, bytes) => {
    const requests = [body === undefined ? { id: 1 } : { id: 1, body }];
    const request = await showRequest(of, 1, { ports: fakeFunction({ requests }).ports });
    expect(request.body?.byteLength).toBe(bytes);
  });

  it('that is not there is an error of its own', async () => {
    await expect(showRequest(of, 3, { ports: fakeFunction().ports })).rejects.toMatchObject({
      code: 'request-not-found',
      message: 'There is no request 3.',
    });
  });
});

describe('what stands in the way', () => {
  const stopped = (
    title: string,
    fake: Parameters<typeof fakeFunction>[0] & { readonly answer?: FakeAnswer },
    error: { readonly code: string; readonly message: RegExp; readonly remedy?: RegExp },
  ) =>
    it(title, async () => {
      const made = fakeFunction(fake);
      if (fake.answer !== undefined) made.answers.push(fake.answer);
      const thrown = await listRequests(of, { ports: made.ports }).catch((each: unknown) => each);
      expect(thrown).toMatchObject({ code: error.code, message: expect.stringMatching(error.message) });
      const { remedies } = thrown as ProxyWebhookError;
      expect(remedies.join('\n')).toMatch(error.remedy ?? /./);
    });
  const up = /npx proxywebhook up --env dev/;
  stopped(
    'no stack',
    { stack: { name: 'another' } },
    {
      code: 'stack-not-found',
      message: /no stack proxywebhook-dev/,
      remedy: up,
    },
  );
  stopped(
    "another environment's stack",
    { stack: { tags: { 'proxywebhook:environment': 'prod' } } },
    {
      code: 'refused',
      message: /belongs to the environment prod/,
    },
  );
  stopped(
    'a first deployment that runs',
    { stack: { status: 'CREATE_IN_PROGRESS', outputs: {} } },
    {
      code: 'stack-busy',
      message: /has no function to ask \(CREATE_IN_PROGRESS\)/,
      remedy: /status --env dev --watch/,
    },
  );
  stopped(
    'a first deployment that failed',
    { stack: { status: 'ROLLBACK_COMPLETE', outputs: {} } },
    {
      code: 'deployment-failed',
      message: /has no function to ask/,
      remedy: up,
    },
  );
  stopped(
    'a stack of another version',
    { stack: { outputs: { WebhookUrl: 'https://x' } } },
    {
      code: 'refused',
      message: /outputs name none/,
      remedy: up,
    },
  );
  stopped(
    'an older function',
    {
      answer: {
        payload: {
          ok: false,
          error: 'This function takes HTTP API events and { "proxywebhook": "check" | "maintain" }.',
        },
      },
    },
    { code: 'refused', message: /does not know how to do this \(list\): an older version/, remedy: up },
  );
  stopped(
    "a handler of the user's own that does not pass events on",
    { answer: { payload: null } },
    {
      code: 'refused',
      message: /not made of createHandler/,
      remedy: /createHandler/,
    },
  );
  stopped(
    'a function that fails',
    { answer: { payload: {}, failure: 'Sandbox.Timedout: 15 s' } },
    {
      code: 'unhealthy',
      message: /failed: Sandbox\.Timedout/,
      remedy: /FunctionLogGroup/,
    },
  );
  stopped(
    'a database that does not answer',
    { answer: { payload: { ok: false, error: 'ETIMEDOUT' } } },
    {
      code: 'unhealthy',
      message: /could not do it \(list\): ETIMEDOUT/,
      remedy: /status --env dev/,
    },
  );
  stopped(
    'a throttled function',
    { answer: new ProxyWebhookError('unreachable', 'AWS throttled', { data: { throttled: true } }) },
    { code: 'unreachable', message: /is throttled/, remedy: /reservedConcurrency/ },
  );
  stopped(
    'a function that is gone',
    {
      answer: new ProxyWebhookError('rejected', 'Function not found', {
        data: { awsCode: 'ResourceNotFoundException' },
      }),
    },
    { code: 'rejected', message: /not found/, remedy: /down --env dev/ },
  );
});
