import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { DeploymentEvent } from '../src/deployment/events.ts';
import type { Functions, Http } from '../src/deployment/ports.ts';
import { ProxyWebhookError } from '../src/errors.ts';
import type { Target } from '../src/proxy/ports.ts';
import { verify } from '../src/verify.ts';
import { PROXY, pretendAccount } from './support/pretend-account.ts';

interface Situation {
  readonly targets?: readonly Target[];
  /** What the function does, call by call; the last stays. */
  readonly function?: readonly (Awaited<ReturnType<Functions['invoke']>> | Error)[];
  /** What the public URL answers, call by call; the last stays. `silent`: nothing listens. */
  readonly url?: readonly number[] | 'silent';
  readonly signal?: AbortSignal;
  readonly retryMilliseconds?: number;
  /** What the URL says that does not work; an internal error unless told. */
  readonly body?: string;
}

const WORKS = { payload: { ok: true } };
const servers: Server[] = [];

afterEach(async () => {
  await Promise.all(
    servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve).closeAllConnections())),
  );
});

/** A webhook of the test's own: answers each call by the next status, and tells which paths were asked for. */
async function webhook(statuses: readonly number[], body = '{"message":"Internal Server Error"}') {
  const paths: string[] = [];
  const server = createServer((request, response) => {
    const status = statuses[Math.min(paths.length, statuses.length - 1)] ?? 500;
    paths.push(`${request.method} ${request.url}`);
    response.writeHead(status).end(status === 200 ? '{"ok":true}' : body);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, paths };
}

const http: Pick<Http, 'get'> = {
  async get(url, timeoutMilliseconds) {
    const answer = await fetch(url, { signal: AbortSignal.timeout(timeoutMilliseconds) }).catch((cause) => {
      throw new ProxyWebhookError('unreachable', `${url} cannot be reached.`, { cause });
    });
    return { status: answer.status, body: await answer.text() };
  },
};

/** Runs the checks; what was told, what was asked of function and URL, how it ended, the seconds it took. */
async function checked(situation: Situation) {
  const { url: statuses = [200], function: answers = [WORKS], signal } = situation;
  const site = await webhook(statuses === 'silent' ? [200] : statuses, situation.body);
  if (statuses === 'silent') await new Promise((resolve) => servers.pop()?.close(resolve));
  const invoked: unknown[] = [];
  const functions: Pick<Functions, 'invoke'> = {
    async invoke(name, payload) {
      const answer = answers[Math.min(invoked.length, answers.length - 1)] ?? WORKS;
      invoked.push([name, payload]);
      if (answer instanceof Error) throw answer;
      return answer;
    },
  };
  const account = pretendAccount(situation.targets === undefined ? {} : { targets: situation.targets });
  const startedAt = account.clock.now();
  const events: DeploymentEvent[] = [];
  const run = verify(
    { proxyName: PROXY.name, functionName: 'webhook-function', webhookUrl: site.url },
    {
      ports: { ...account, functions, http },
      ...(signal === undefined ? {} : { signal }),
      ...(situation.retryMilliseconds === undefined
        ? {}
        : { retryMilliseconds: situation.retryMilliseconds }),
    },
  );
  let error: unknown;
  try {
    for await (const event of run) events.push(event);
  } catch (thrown) {
    error = thrown;
  }
  const seconds = Math.round((account.clock.now() - startedAt) / 1000);
  return { events, invoked, paths: site.paths, error, seconds };
}

describe('the checks that end a deployment', () => {
  it('are the targets, an invocation and the public URL, in this order', async () => {
    const { events, invoked, paths, error } = await checked({});
    expect(error).toBeUndefined();
    expect(events.map((event) => ('step' in event ? `${event.type} ${event.step}` : event.type))).toEqual([
      'step-started target-health',
      'targets-changed',
      'step-finished target-health',
      'step-started invoke-check',
      'step-finished invoke-check',
      'step-started public-check',
      'step-finished public-check',
    ]);
    expect(invoked).toEqual([['webhook-function', { proxywebhook: 'check' }]]);
    expect(paths).toEqual(['GET /_/health']);
  });

  const notYet = new ProxyWebhookError(
    'internal',
    'The function is currently in the following state: Pending',
  );
  const denied = new ProxyWebhookError('access-denied', 'Not allowed: lambda:InvokeFunction.', {
    remedies: ['Allow it.'],
  });

  const busy = new ProxyWebhookError('unreachable', 'AWS throttled Invoke until no try was left.', {
    data: { operation: 'Invoke', throttled: true },
  });

  it.each<[string, Situation, number]>([
    ['a function that is still pending is called again', { function: [notYet, notYet, WORKS] }, 3],
    [
      'a role that is not known everywhere is waited for',
      {
        function: [
          {
            payload: null,
            failure: 'AccessDeniedException: not authorized to perform: secretsmanager:GetSecretValue',
          },
          WORKS,
        ],
      },
      1,
    ],
    [
      'a function that says it could not store is called again',
      { function: [{ payload: { ok: false, error: 'no' } }, WORKS] },
      1,
    ],
    [
      'a handler of the user that knows no check is taken by its word',
      { function: [{ payload: { statusCode: 200 } }] },
      0,
    ],
    ['a URL that is not known everywhere is called again', { url: [404, 503, 200] }, 3],
    // A `dev` that was started again under load ended with "throttled", its patience with what is broken at an end.
    [
      'a function that is busy has its turn, however soon one that is broken is given up',
      { function: [...Array<Error>(9).fill(busy), WORKS], retryMilliseconds: 2_000 },
      33,
    ],
    ['so has a URL that throttles', { url: [429, 429, 429, 429, 200], retryMilliseconds: 2_000 }, 8],
  ])('%s', async (_title, situation, seconds) => {
    expect(await checked(situation)).toMatchObject({ error: undefined, seconds });
  });

  it('gives what is broken behind traffic the time that it has without', async () => {
    const traffic = { url: [429, 429, 429, 429, 404, 404, 200], retryMilliseconds: 10_000 };
    expect(await checked(traffic)).toMatchObject({ error: undefined });
  });

  it('tries once where one try is asked for, also what is busy', async () => {
    const { error, seconds } = await checked({ function: [busy], retryMilliseconds: 0 });
    expect(error).toMatchObject({ code: 'unreachable' });
    expect(seconds).toBe(0);
  });

  it('takes a 503 of a handler for what it is, and that of the API for traffic', async () => {
    const own = await checked({ url: [503], retryMilliseconds: 2_000 });
    expect([own.seconds, own.error]).toEqual([2, expect.objectContaining({ code: 'unhealthy' })]);
    const throttled = await checked({
      url: [503],
      body: '{"message":"Service Unavailable"}',
      retryMilliseconds: 2_000,
    });
    expect([throttled.seconds, throttled.error]).toEqual([
      60,
      expect.objectContaining({ code: 'unhealthy' }),
    ]);
  });

  it('gives up what is broken when it is told to', async () => {
    const { error, seconds } = await checked({ url: [404], retryMilliseconds: 2_000 });
    expect(error).toMatchObject({ code: 'unhealthy' });
    expect(seconds).toBe(2);
  });

  it('gives up a function that stays busy after a minute, and says that it could not be checked', async () => {
    const { error, seconds } = await checked({ function: [busy], retryMilliseconds: 2_000 });
    expect(error).toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining('could not be checked'),
    });
    expect(seconds).toBe(60);
  });

  it.each<[string, Situation, string, RegExp, RegExp]>([
    [
      'targets that stay unhealthy',
      { targets: [{ id: 'db-1', state: 'UNAVAILABLE', reason: 'AUTH_FAILURE' }] },
      'unhealthy',
      /^The stack is deployed, but the proxy proxywebhook-dev-1a2b3c cannot serve. db-1: UNAVAILABLE, AUTH_FAILURE/,
      /secret exists/,
    ],
    [
      'no target at all',
      { targets: [] },
      'unhealthy',
      /^The stack is deployed, but the proxy proxywebhook-dev-1a2b3c has no target/,
      /Run `up` again/,
    ],
    [
      'targets that are not ready in time',
      { targets: [{ id: 'db-1', state: 'REGISTERING' }] },
      'unhealthy',
      /^The stack is deployed, but the proxy .* was not healthy within 15 min/,
      /port 3306/,
    ],
    [
      'a function that fails',
      { function: [{ payload: null, failure: 'Timed-out waiting to acquire database connection' }] },
      'unhealthy',
      /^The stack is deployed, but its function webhook-function does not work: Timed-out waiting/,
      /pool had no connection/,
    ],
    [
      'a function that says it could not store',
      {
        function: [
          { payload: { ok: false, error: "Access denied for user 'webhook'@'%' (using password: YES)" } },
        ],
      },
      'unhealthy',
      /does not work: Access denied for user/,
      /not what the proxy knows/,
    ],
    [
      'a handler that answers with an error',
      { function: [{ payload: { statusCode: 503, body: '{}' } }] },
      'unhealthy',
      /does not work: it answers 503/,
      /FunctionLogGroup/,
    ],
    [
      'a function that nobody may call',
      { function: [denied] },
      'access-denied',
      /^The stack is deployed, but it could not be checked: Not allowed: lambda:InvokeFunction/,
      /Allow it/,
    ],
    [
      'a URL that answers 500',
      { url: [500] },
      'unhealthy',
      /^The stack is deployed, but its public URL does not: http:\/\/127\.0\.0\.1:\d+\/_\/health: it answers 500 {"message":"Internal Server Error"}/,
      /integrationErrorMessage/,
    ],
    ['a URL that throttles', { url: [429] }, 'unhealthy', /it answers 429/, /api\.throttle/],
    ['a URL that is somebody else', { url: [404] }, 'unhealthy', /it answers 404/, /run `up` again/],
    ['a URL that is silent', { url: 'silent' }, 'unhealthy', /cannot be reached/, /reaches the internet/],
  ])(
    '%s: the error says that the stack stands, and what to do',
    async (_title, situation, code, message, remedy) => {
      const { error } = await checked(situation);
      expect(error).toMatchObject({
        code,
        message: expect.stringMatching(message),
        remedies: expect.arrayContaining([expect.stringMatching(remedy)]),
      });
    },
  );

  it('ends the step that failed as failed', async () => {
    const { events } = await checked({ url: [500] });
    expect(events.at(-1)).toMatchObject({ type: 'step-finished', step: 'public-check', failed: true });
  });

  it('tries for a minute and no longer', async () => {
    expect((await checked({ url: [500] })).seconds).toBe(60);
  });

  it('does not try again what is denied', async () => {
    const { invoked, error } = await checked({ function: [denied] });
    expect(invoked).toHaveLength(1);
    expect(error).toMatchObject({
      remedies: expect.arrayContaining([expect.stringContaining('--skip-verify')]),
    });
  });

  it('stops at its signal', async () => {
    const signal = AbortSignal.abort(new ProxyWebhookError('cancelled', 'Interrupted.'));
    const { error, invoked } = await checked({ signal });
    expect(error).toMatchObject({ code: 'cancelled', message: 'Interrupted.' });
    expect(invoked).toEqual([]);
  });
});
