// Against a server of this process that verifies with the senders' own libraries, not with ours.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { verify as verifyGithub } from '@octokit/webhooks-methods';
import { Webhook } from 'standardwebhooks';
import { afterEach, describe, expect, it } from 'vitest';
import { http } from '../src/aws/http.ts';
import { configSchema } from '../src/config/schema.ts';
import { ProxyWebhookError } from '../src/errors.ts';
import { finish } from '../src/run.ts';
import { type SendEvent, type SendOptions, send } from '../src/send.ts';
import { pretendAccount } from './support/pretend-account.ts';

interface Received {
  readonly target: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}
type Answer = (received: Received, number: number) => { readonly status: number; readonly said?: object };

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

async function webhook(answer: Answer) {
  const received: Received[] = [];
  let busy = 0;
  let most = 0;
  const server = createServer(async (request, response) => {
    busy += 1;
    most = Math.max(most, busy);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const headers = request.headers as Record<string, string>;
    const given = {
      target: request.url ?? '',
      method: request.method ?? '',
      headers,
      body: String(Buffer.concat(chunks)),
    };
    received.push(given);
    const { status, said = {} } = answer(given, received.length);
    busy -= 1;
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(said));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    mostAtOnce: () => most,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

const GITHUB = "It's a Secret to Everybody";
const STANDARD = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const SECRETS: Readonly<Record<string, string>> = {
  gh: GITHUB,
  std: JSON.stringify({ secrets: [STANDARD] }),
  lab: 'token-of-gitlab',
  public: 'whpk_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=',
};

const config = configSchema.parse({
  environment: 'dev',
  stackName: 'proxywebhook-dev',
  routes: [
    { path: '/github', verify: { scheme: 'github', secrets: ['gh'] } },
    { path: '/std', verify: { scheme: 'standard-webhooks', secrets: ['std'] } },
    { path: '/gitlab', verify: { scheme: 'gitlab', secrets: ['lab'] } },
    { path: '/public', verify: { scheme: 'standard-webhooks', secrets: ['public'] } },
    { path: '/missing', verify: { scheme: 'github', secrets: ['missing'] } },
    { path: '/orders', deliveryIdHeader: 'X-Order-Id' },
  ],
});

async function sent(
  answer: Answer,
  options: Partial<SendOptions> & { readonly preset?: string },
  url?: string,
) {
  const site = await webhook(answer);
  const ports: SendOptions['ports'] = {
    ...pretendAccount({ stack: { outputs: { WebhookUrl: `${url ?? site.url}/`, FunctionName: 'f' } } }),
    http,
    secrets: {
      async value(name) {
        const found = SECRETS[name];
        if (found === undefined) throw new ProxyWebhookError('rejected', `There is no secret ${name}.`);
        return found;
      },
    },
    clock: { now: Date.now, sleep: async () => {} },
    random: { hex: randomHex(), fraction: () => 0.5 },
  };
  const events: SendEvent[] = [];
  const { preset = 'github', ...rest } = options;
  const result = await finish(
    send({ config }, { ports, sample: { kind: 'preset', name: preset }, ...rest }),
    (event) => events.push(event),
  );
  const calls = events.flatMap((event) => (event.type === 'sent' ? [event] : []));
  return { ...site, result, events, calls };
}

function randomHex() {
  let counter = 0;
  return (digits: number) => {
    counter += 1;
    return counter.toString(16).padStart(digits, '0');
  };
}

const stored: Answer = (_, number) => ({ status: 200, said: { id: number } });
const STORED = { status: 200 } as const;

describe('a sample', () => {
  it('is sent to the path of its route, and its answer told', async () => {
    const { received, events, result, url } = await sent(stored, {});
    expect(received).toMatchObject([
      {
        method: 'POST',
        target: '/github',
        headers: { 'x-github-event': 'push', 'content-type': 'application/json' },
      },
    ]);
    expect(events).toMatchObject([
      { type: 'sending', url: `${url}/github`, method: 'POST', calls: 1, scheme: 'github' },
      { type: 'sent', number: 1, status: 200, id: 1, duplicate: false, asExpected: true },
    ]);
    expect(result).toMatchObject({ environment: 'dev', sent: 1, asExpected: 1, statuses: { 200: 1 } });
  });
  it('is signed so that the sender’s own library verifies it', async () => {
    const { received } = await sent(stored, { preset: 'github' });
    const { body, headers } = received[0] as Received;
    expect(await verifyGithub(GITHUB, body, headers['x-hub-signature-256'] ?? '')).toBe(true);
  });
  it('is signed as Standard Webhooks, with the id that it is stored under', async () => {
    const { received, calls } = await sent(stored, { preset: 'standard-webhooks' });
    const { body, headers } = received[0] as Received;
    expect(new Webhook(STANDARD).verify(body, headers)).toMatchObject({ type: 'user.created' });
    expect(headers['webhook-id']).toBe(calls[0]?.deliveryId);
  });
  it('is signed with the secret that is given in place of the one in Secrets Manager', async () => {
    const { received } = await sent(stored, { target: '/missing', secret: 'mine' });
    const { body, headers } = received[0] as Received;
    expect(await verifyGithub('mine', body, headers['x-hub-signature-256'] ?? '')).toBe(true);
  });
  it('goes unsigned where no route verifies', async () => {
    const { received, events } = await sent(stored, { preset: 'slack' });
    expect(received[0]).toMatchObject({ target: '/slack' });
    expect(received[0]?.headers).not.toHaveProperty('x-slack-signature');
    expect(events[0]).not.toHaveProperty('scheme');
  });
  it('has headers of the user’s own, another method, and no body where there can be none', async () => {
    const { received } = await sent(stored, {
      preset: 'json',
      target: '/x?a=1',
      method: 'GET',
      headers: { 'X-Mine': 'yes', 'Content-Type': 'text/plain' },
    });
    expect(received[0]).toMatchObject({
      method: 'GET',
      target: '/x?a=1',
      body: '',
      headers: { 'x-mine': 'yes', 'content-type': 'text/plain' },
    });
  });
  it('that is tampered with is changed after it was signed, and is to be refused', async () => {
    const { received, result } = await sent(() => ({ status: 401 }), { tamper: true });
    const { body, headers } = received[0] as Received;
    expect(await verifyGithub(GITHUB, body, headers['x-hub-signature-256'] ?? '')).toBe(false);
    expect(result).toMatchObject({ sent: 1, asExpected: 1, statuses: { 401: 1 } });
  });
  it('that is tampered with has another token, where the token is all there is', async () => {
    const { received } = await sent(() => ({ status: 401 }), { preset: 'gitlab', tamper: true });
    const token = received[0]?.headers['x-gitlab-token'] ?? '';
    expect({ same: token === SECRETS.lab, length: token.length }).toEqual({ same: false, length: 15 });
  });
  it('that is tampered with and stored is not as expected', async () => {
    const { calls, result } = await sent(stored, { tamper: true });
    expect(result.asExpected).toBe(0);
    expect(calls[0]?.problem).toMatch(/was answered 200/);
  });
});

describe('several', () => {
  it('have ids of their own, and few are under way at once', async () => {
    const { received, result, mostAtOnce } = await sent(stored, { count: 40 });
    const ids = new Set(received.map(({ headers }) => headers['x-github-delivery']));
    expect({ ids: ids.size, sent: result.sent, numbers: result.asExpected }).toEqual({
      ids: 40,
      sent: 40,
      numbers: 40,
    });
    expect(mostAtOnce()).toBeLessThanOrEqual(8);
  });
  it('copies have the same id and body, in the header that the route looks at', async () => {
    const answer: Answer = (_, number) => ({
      ...STORED,
      said: { id: 1, ...(number > 1 ? { duplicate: true } : {}) },
    });
    const { received, calls, result } = await sent(answer, {
      preset: 'json',
      target: '/orders',
      duplicate: true,
    });
    expect(received[0]?.headers['x-order-id']).toBe(calls[0]?.deliveryId);
    expect(received[1]?.headers['x-order-id']).toBe(calls[0]?.deliveryId);
    expect(received[1]?.body).toBe(received[0]?.body);
    expect(result).toMatchObject({ sent: 2, asExpected: 2, duplicates: 1 });
  });
  it('a copy that is stored again is not as expected', async () => {
    const { calls } = await sent(stored, { preset: 'json', duplicate: true });
    expect(calls.map(({ asExpected }) => asExpected)).toEqual([true, false]);
    expect(calls[1]?.problem).toMatch(/deliveryIdHeader/);
  });
  it('are counted by their answers', async () => {
    const answer: Answer = (_, number) => ({
      status: number % 2 === 0 ? 503 : 200,
      said: { message: 'Full.' },
    });
    const { result, calls } = await sent(answer, { count: 4 });
    expect(result).toMatchObject({ sent: 4, asExpected: 2, statuses: { 200: 2, 503: 2 } });
    expect(calls.find(({ status }) => status === 503)?.problem).toBe('answered 503: Full.');
  });
});

describe('what stands in the way', () => {
  const stopped = (title: string, options: Parameters<typeof sent>[1], error: object) =>
    it(title, async () => {
      await expect(sent(stored, options)).rejects.toMatchObject(error);
    });
  stopped(
    'a secret that is not there',
    { target: '/missing' },
    {
      code: 'rejected',
      message: 'There is no secret missing.',
      remedies: [expect.stringContaining('--secret-env')],
    },
  );
  stopped(
    'a public key, which cannot sign',
    { target: '/public' },
    {
      code: 'usage',
      message: 'The secret in public cannot sign as standard-webhooks does.',
    },
  );
  it('a webhook that does not answer', async () => {
    const gone = await webhook(stored);
    await gone.close();
    await expect(sent(stored, {}, gone.url)).rejects.toMatchObject({ code: 'unreachable' });
  });
});
