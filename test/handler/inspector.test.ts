import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { HttpEvent } from '../../handler/http-event.ts';
import { createInspector } from '../../handler/inspector.ts';
import type { Route } from '../../handler/settings.ts';
import { sign } from '../../handler/signatures/sign.ts';
import { verificationOf } from '../../handler/signatures/verification.ts';
import { type HttpRequest, httpEvent } from './function-process.ts';
import { type SecretsManagerStandIn, startSecretsManager } from './secrets-manager-stand-in.ts';

let secrets: SecretsManagerStandIn;
let now = 0;
beforeAll(async () => {
  secrets = await startSecretsManager('unset');
});
afterAll(() => secrets.stop());
beforeEach(() => {
  secrets.relent();
  secrets.set('right', 'webhooks/one');
  secrets.set('old', 'webhooks/old');
  now = 1_750_000_000_000;
});

const SECONDS = 1000;
const GITHUB: Route = {
  path: '/github',
  verify: { scheme: 'github', secrets: ['webhooks/one'], policy: 'require' },
};

/** An inspector of its own, as one execution environment has it. */
function inspector(...routes: readonly Route[]) {
  const inspect = createInspector(
    { routes },
    { ...environment(), AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.endpoint },
    () => now,
  );
  return (request: HttpRequest) => {
    const body = request.body === undefined ? undefined : Buffer.from(request.body);
    return inspect(httpEvent(request) as unknown as HttpEvent, body, performance.now() + 5000);
  };
}

function signed(secret: string, scheme = 'github', body = '{"id":"evt_1","type":"a.b"}'): HttpRequest {
  const unsigned = { method: 'POST', url: '', headers: {}, body: Buffer.from(body) };
  const headers = sign(unsigned, verificationOf({ scheme }), secret, now, 'delivery-1') ?? {};
  return { path: `/${scheme}`, body, headers };
}

const route = (scheme: string, more: Partial<Route> = {}): Route => ({
  path: `/${scheme}`,
  verify: { scheme, secrets: ['webhooks/one'], policy: 'require' },
  ...more,
});

describe('a route that requires a signature', () => {
  it('lets in what is signed, with the id and the event the sender gave it', async () => {
    const request = signed('right');
    const headers = { ...request.headers, 'x-github-event': 'push' };
    expect(await inspector(GITHUB)({ ...request, headers })).toEqual({
      route: '/github',
      signature: 'valid',
      deliveryId: 'delivery-1',
      event: 'push',
    });
  });

  it.each<[string, HttpRequest, string]>([
    ['is signed with another secret', signed('wrong'), 'invalid'],
    ['is not signed', { path: '/github/deep', body: '{}' }, 'invalid'],
    [
      'is a GET of a browser',
      { path: '/github', method: 'GET', headers: { accept: 'text/html' } },
      'invalid',
    ],
  ])('answers 401 to what %s, and has it not stored', async (_, request, signature) => {
    const inspection = await inspector(GITHUB)(request);
    expect(inspection).toMatchObject({
      signature,
      deliveryId: undefined,
      answer: { store: false, answer: { statusCode: 401, headers: { 'content-type': 'application/json' } } },
    });
    expect(JSON.parse(inspection.answer?.answer.body ?? '')).toEqual({ message: expect.any(String) });
  });

  it('answers 401 to what was signed too long ago, and says so', async () => {
    const request = signed('right', 'stripe');
    now += 301 * SECONDS;
    const inspection = await inspector(route('stripe'))(request);
    expect([inspection.signature, inspection.answer?.answer.statusCode]).toEqual(['stale', 401]);
    expect(inspection.answer?.answer.body).toMatch(/signed too long ago/);
  });

  it('leaves other paths alone, whatever they carry', async () => {
    expect(await inspector(GITHUB)({ ...signed('wrong'), path: '/githubs' })).toEqual({
      route: undefined,
      signature: 'none',
      deliveryId: undefined,
      event: undefined,
    });
  });

  it('reads no secret for what nobody signed', async () => {
    const inspect = inspector(GITHUB);
    const before = secrets.calls();
    await inspect({ path: '/github', body: '{}' });
    expect(secrets.calls()).toBe(before);
  });
});

describe('a route that records signatures', () => {
  const recorded = (scheme: string) =>
    route(scheme, { verify: { scheme, secrets: ['webhooks/one'], policy: 'record' } });

  it.each<[string, () => HttpRequest, string]>([
    ['rightly signed', () => signed('right', 'stripe'), 'valid'],
    ['wrongly signed', () => signed('wrong', 'stripe'), 'invalid'],
    ['unsigned', () => ({ ...signed('right', 'stripe'), headers: {} }), 'invalid'],
  ])('has what is %s stored, with what was found', async (_, request, signature) => {
    expect(await inspector(recorded('stripe'))(request())).toEqual({
      route: '/stripe',
      signature,
      deliveryId: 'evt_1',
      event: 'a.b',
    });
  });
});

describe("a sender's own id of a delivery", () => {
  it.each<[string, string, string, string | undefined]>([
    ['standard-webhooks', 'whsec_cmlnaHQ=', '{"type":"a.b"}', 'delivery-1'],
    ['github', 'right', '{}', 'delivery-1'],
    ['stripe', 'right', '{"id":"evt_9"}', 'evt_9'],
    ['shopify', 'right', '{}', 'delivery-1'],
    ['slack', 'right', '{"event_id":"Ev9","event":{"type":"message"}}', 'Ev9'],
    ['gitlab', 'right', '{}', 'delivery-1'],
    ['paddle', 'right', '{"event_id":"evt_9"}', 'evt_9'],
    ['woocommerce', 'right', '{}', 'delivery-1'],
    ['vercel', 'right', '\ufeff {"id":"9"}', '9'],
    ['webflow', 'right', '{"id":"9"}', undefined],
    ['stripe', 'right', '{"id":{"a":1}}', undefined],
    ['stripe', 'right', '{"id":" "}', undefined],
    ['stripe', 'right', '{"id":7}', '7'],
    ['stripe', 'right', 'id=evt_9', undefined],
    ['stripe', 'right', '{"id":"evt_9"', undefined],
    ['stripe', 'right', `{"id":"${'x'.repeat(255)}"}`, 'x'.repeat(255)],
    ['stripe', 'right', `{"id":"${'x'.repeat(256)}"}`, undefined],
    ['stripe', 'right', `{"id":"evt_9","x":"${'x'.repeat(1024 * 1024)}"}`, undefined],
  ])('of %s is found (secret %s) in %.40s: %.20s', async (scheme, secret, body, id) => {
    secrets.set(secret, 'webhooks/one');
    const { signature, deliveryId } = await inspector(route(scheme))(signed(secret, scheme, body));
    expect([signature, deliveryId]).toEqual(['valid', id]);
  });

  it('is in the header that a route names, verified or not', async () => {
    const request = { path: '/plain', headers: { 'x-id': 'a', 'x-github-delivery': 'b' } };
    const plain = inspector({ path: '/plain', deliveryIdHeader: 'X-Id' });
    expect(await plain(request)).toMatchObject({ signature: 'none', deliveryId: 'a' });
    const { headers, ...rest } = signed('right');
    const named = inspector({ ...GITHUB, deliveryIdHeader: 'X-Id' });
    expect(await named({ ...rest, headers: { ...headers, 'x-id': 'a' } })).toMatchObject({
      signature: 'valid',
      deliveryId: 'a',
    });
  });

  it('comes with an event of 128 characters at most', async () => {
    const body = `{"id":"1","type":"${'y'.repeat(200)}"}`;
    const { event } = await inspector(route('stripe'))(signed('right', 'stripe', body));
    expect(event).toBe('y'.repeat(128));
  });
});

describe('the secrets of a route', () => {
  it.each([
    ['a text', ' right\n'],
    ['JSON with a secret', '{"secret":"right"}'],
    ['JSON with several, during a rotation', '{"secrets":["new","right"]}'],
    ['a text that only begins like JSON', '{right'],
  ])('may be %s', async (_, value) => {
    secrets.set(value, 'webhooks/one');
    const request = signed(value === '{right' ? '{right' : 'right');
    expect((await inspector(GITHUB)(request)).signature).toBe('valid');
  });

  it.each(['{"password":"hunter2"}', '{"secrets":[]}', '{"secret":" "}', '{"secrets":[1]}', ' '])(
    'cannot be %s: 503, and the value is told nowhere',
    async (value) => {
      secrets.set(value, 'webhooks/one');
      const inspection = await inspector(GITHUB)(signed('right'));
      expect(inspection).toMatchObject(UNREADABLE);
      expect(inspection.problem).toMatch(/^secret webhooks\/one: it is (empty|JSON)/);
      expect(JSON.stringify(inspection)).not.toContain('hunter2');
    },
  );

  it('cannot be no key for the scheme: 503', async () => {
    const inspection = await inspector(route('standard-webhooks'))(signed('whsec_AAAA', 'standard-webhooks'));
    expect(inspection).toMatchObject({ ...UNREADABLE, signature: 'none' });
    secrets.set('not base64', 'webhooks/one');
    const other = await inspector(route('standard-webhooks'))(signed('whsec_AAAA', 'standard-webhooks'));
    expect(other.problem).toMatch(/1 of the secrets cannot be a key/);
  });

  it.each([
    ['denied', 'AccessDeniedException', 400],
    ['not there', 'ResourceNotFoundException', 400],
    ['down', 'InternalServiceError', 500],
  ])('are %s: 503 with Retry-After, neither accepted nor refused', async (_, type, status) => {
    secrets.refuse(type, 'no', status);
    const inspection = await inspector(GITHUB)(signed('right'));
    expect(inspection).toMatchObject(UNREADABLE);
    expect(inspection.problem).toMatch(`secret webhooks/one: Secrets Manager answered ${type}`);
    expect(await inspector(GITHUB)({ path: '/github' })).toMatchObject({
      answer: { answer: { statusCode: 401 } },
    });
  });

  it('are asked for at most every 5 s while they cannot be read', async () => {
    const inspect = inspector(GITHUB);
    secrets.refuse('InternalServiceError', 'no', 500);
    const calls: number[] = [];
    for (const wait of [0, 4.9, 0.1]) {
      now += wait * SECONDS;
      const before = secrets.calls();
      await inspect(signed('right'));
      calls.push(secrets.calls() - before);
    }
    expect(calls).toEqual([1, 0, 1]);
    secrets.relent();
    now += 5 * SECONDS;
    expect((await inspect(signed('right'))).signature).toBe('valid');
  });

  it('are enough when one of them verifies, and not when one is missing', async () => {
    const two = inspector({
      ...GITHUB,
      verify: { scheme: 'github', secrets: ['webhooks/one', 'webhooks/old'], policy: 'require' },
    });
    expect((await two(signed('old'))).signature).toBe('valid');
    secrets.set('{}', 'webhooks/old');
    now += 300 * SECONDS;
    expect((await two(signed('right'))).signature).toBe('valid');
    expect(await two(signed('old'))).toMatchObject(UNREADABLE);
  });

  it('are read once for many requests, and again after 5 minutes', async () => {
    const inspect = inspector(GITHUB);
    const before = secrets.calls();
    for (let i = 0; i < 5; i += 1) await inspect(signed('right'));
    expect(secrets.calls() - before).toBe(1);
    now += 300 * SECONDS;
    await inspect(signed('right'));
    expect(secrets.calls() - before).toBe(2);
  });

  it('are read again at once when a signature is wrong, so that a rotation loses nothing', async () => {
    const inspect = inspector(GITHUB);
    await inspect(signed('right'));
    secrets.set('rotated', 'webhooks/one');
    now += 30 * SECONDS;
    expect((await inspect(signed('rotated'))).signature).toBe('valid');
    expect((await inspect(signed('right'))).signature).toBe('invalid');
  });

  it('are not read more than once in 30 s, however much is forged', async () => {
    const inspect = inspector(GITHUB);
    await inspect(signed('right'));
    const before = secrets.calls();
    for (let i = 0; i < 50; i += 1) {
      now += SECONDS;
      expect((await inspect(signed('forged'))).signature).toBe('invalid');
    }
    expect(secrets.calls() - before).toBe(1);
  });

  it('stay in use for an hour while Secrets Manager does not answer, but then nothing is called wrong', async () => {
    const inspect = inspector(GITHUB);
    await inspect(signed('right'));
    secrets.refuse('InternalServiceError', 'no', 500);
    now += 59 * 60 * SECONDS;
    expect((await inspect(signed('right'))).signature).toBe('valid');
    expect(await inspect(signed('perhaps new'))).toMatchObject(UNREADABLE);
    now += 2 * 60 * SECONDS;
    expect(await inspect(signed('right'))).toMatchObject(UNREADABLE);
  });

  it('are out of use as soon as they are denied', async () => {
    const inspect = inspector(GITHUB);
    await inspect(signed('right'));
    secrets.refuse('AccessDeniedException', 'no');
    now += 300 * SECONDS;
    expect(await inspect(signed('right'))).toMatchObject(UNREADABLE);
  });
});

const UNREADABLE = {
  problem: expect.any(String),
  answer: { store: false, answer: { statusCode: 503, headers: { 'retry-after': '30' } } },
};

describe('the challenge of', () => {
  const asked = (provider: string, request: HttpRequest, more: Partial<Route> = {}) =>
    inspector({ path: '/', challenge: { provider }, ...more })(request);
  const body = (value: unknown) => ({ body: JSON.stringify(value) });
  const SLACK = body({
    type: 'url_verification',
    challenge: '3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P',
  });
  const META = (token: string): HttpRequest => ({
    method: 'GET',
    query: `hub.mode=subscribe&hub.verify_token=${token}&hub.challenge=1158201444`,
  });

  it.each<[string, HttpRequest, string, unknown]>([
    ['slack', SLACK, 'text/plain; charset=utf-8', '3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P'],
    ['meta', META('right'), 'text/plain; charset=utf-8', '1158201444'],
    ['microsoft-graph', { query: 'validationToken=a+b%3Cc%3E' }, 'text/plain; charset=utf-8', 'a b<c>'],
    ['dropbox', { method: 'GET', query: 'challenge=abc' }, 'text/plain; charset=utf-8', 'abc'],
    [
      'okta',
      { method: 'GET', headers: { 'x-okta-verification-challenge': 'abc' } },
      'application/json',
      { verification: 'abc' },
    ],
    [
      'azure-event-grid',
      body([
        {
          eventType: 'Microsoft.EventGrid.SubscriptionValidationEvent',
          data: { validationCode: '512d38b6' },
        },
      ]),
      'application/json',
      { validationResponse: '512d38b6' },
    ],
    [
      'x',
      { method: 'GET', query: 'crc_token=challenge_string' },
      'application/json',
      {
        response_token: `sha256=${createHmac('sha256', 'right').update('challenge_string').digest('base64')}`,
      },
    ],
    [
      'zoom',
      body({ event: 'endpoint.url_validation', payload: { plainToken: 'qgg8vlvZRS6UYooatFL8Aw' } }),
      'application/json',
      {
        plainToken: 'qgg8vlvZRS6UYooatFL8Aw',
        encryptedToken: createHmac('sha256', 'right').update('qgg8vlvZRS6UYooatFL8Aw').digest('hex'),
      },
    ],
  ])('%s is answered, and stored unless it holds a token', async (provider, request, type, value) => {
    const needed = ['meta', 'x', 'zoom'].includes(provider) ? { secrets: ['webhooks/one'] } : {};
    const { answer, signature } = await asked(provider, request, { challenge: { provider, ...needed } });
    expect(answer).toMatchObject({ store: provider !== 'meta', answer: { statusCode: 200 } });
    expect(signature).toBe('none');
    expect(answer?.answer.headers).toMatchObject({
      'content-type': type,
      'x-content-type-options': 'nosniff',
    });
    if (typeof value === 'string') {
      expect(answer?.answer.headers['content-security-policy']).toBe("default-src 'none'; sandbox");
      expect(answer?.answer.body).toBe(value);
    } else expect(JSON.parse(answer?.answer.body ?? '')).toEqual(value);
  });

  it('cloudevents is answered with leave to send, and not stored', async () => {
    const headers = { 'webhook-request-origin': 'eventemitter.example.com', 'webhook-request-rate': '120' };
    const { answer } = await asked('cloudevents', { method: 'OPTIONS', headers });
    expect(answer).toMatchObject({ store: false, answer: { statusCode: 200, body: '' } });
    expect(answer?.answer.headers).toMatchObject({
      allow: 'POST, OPTIONS',
      'webhook-allowed-origin': 'eventemitter.example.com',
      'webhook-allowed-rate': '120',
    });
  });

  it.each<[string, HttpRequest]>([
    ['slack', body({ type: 'event_callback', challenge: 'abc' })],
    ['slack', { ...SLACK, method: 'GET' }],
    ['slack', body({ type: 'url_verification', challenge: 'x'.repeat(4097) })],
    ['slack', body({ type: 'url_verification', challenge: '' })],
    ['meta', { method: 'GET', query: 'hub.challenge=1' }],
    ['cloudevents', { method: 'OPTIONS' }],
    ['cloudevents', { method: 'OPTIONS', headers: { 'webhook-request-origin': 'a\r\nset-cookie: b' } }],
    ['dropbox', { method: 'GET', query: 'challenge=' }],
    ['azure-event-grid', body({ eventType: 'Microsoft.EventGrid.SubscriptionValidationEvent' })],
    // Whoever could have these signed could forge a request: X signs the body alone, Zoom a time before it.
    ['x', { method: 'GET', query: `crc_token=${encodeURIComponent('{"forged":1}')}` }],
    ['zoom', body({ event: 'endpoint.url_validation', payload: { plainToken: 'v0:1750000000:{}' } })],
  ])('%s is not answered when it is none', async (provider, request) => {
    const more = { challenge: { provider, secrets: ['webhooks/one'] } };
    expect((await asked(provider, request, more)).answer).toBeUndefined();
  });

  it('any provider is answered only where the route asks for it', async () => {
    expect((await inspector({ path: '/' })(SLACK)).answer).toBeUndefined();
    expect((await asked('dropbox', SLACK)).answer).toBeUndefined();
  });

  it('meta is refused with another token, and answered later without its secret', async () => {
    const challenge = { provider: 'meta', secrets: ['webhooks/one', 'webhooks/old'] };
    expect((await asked('meta', META('old'), { challenge })).answer?.answer.body).toBe('1158201444');
    for (const token of ['wrong', '', 'righ', 'rightright']) {
      const { answer } = await asked('meta', META(token), { challenge });
      expect(answer).toMatchObject({ store: false, answer: { statusCode: 403 } });
    }
    secrets.refuse('AccessDeniedException', 'no');
    expect(await asked('meta', META('right'), { challenge })).toMatchObject(UNREADABLE);
  });

  it('slack on a route that verifies is verified first', async () => {
    const slack = route('slack', { challenge: { provider: 'slack' } });
    const right = await inspector(slack)(signed('right', 'slack', SLACK.body));
    expect(right).toMatchObject({ signature: 'valid', answer: { store: true, answer: { statusCode: 200 } } });
    const wrong = await inspector(slack)(signed('wrong', 'slack', SLACK.body));
    expect(wrong).toMatchObject({
      signature: 'invalid',
      answer: { store: false, answer: { statusCode: 401 } },
    });
  });

  it('a provider that does not sign it is not stored where a signature is required', async () => {
    const verified = { verify: GITHUB.verify, challenge: { provider: 'dropbox' } };
    const { answer } = await asked('dropbox', { method: 'GET', query: 'challenge=abc' }, verified);
    expect(answer).toMatchObject({ store: false, answer: { statusCode: 200, body: 'abc' } });
  });

  it('zoom is answered with the secret that requests are signed with, unless it has one of its own', async () => {
    const request = body({ event: 'endpoint.url_validation', payload: { plainToken: 'abc' } });
    const { answer } = await asked('zoom', request, { verify: GITHUB.verify });
    const expected = createHmac('sha256', 'right').update('abc').digest('hex');
    expect(JSON.parse(answer?.answer.body ?? '')).toMatchObject({ encryptedToken: expected });
  });
});

describe('whatever event arrives', () => {
  const parts = fc.oneof(fc.string(), fc.jsonValue(), fc.constant(undefined));
  const events = fc.record({
    rawPath: fc.oneof(parts, fc.constant('/x')),
    rawQueryString: fc.oneof(parts, fc.constantFrom('crc_token', 'crc_token=%ff%', '?&=')),
    headers: fc.oneof(
      parts,
      fc.dictionary(fc.constantFrom('x-hub-signature-256', 'constructor', 'X-ID'), parts),
    ),
    requestContext: fc.record({ http: fc.record({ method: fc.constantFrom('GET', 'POST', 'OPTIONS', 7) }) }),
  });

  it('is inspected without an error', async () => {
    const inspect = createInspector(
      {
        routes: [
          {
            path: '/',
            verify: { scheme: 'github', secrets: ['webhooks/one'], policy: 'record' },
            challenge: { provider: 'zoom', secrets: ['webhooks/one'] },
            deliveryIdHeader: 'constructor',
          },
          {
            path: '/x',
            challenge: { provider: 'x', secrets: ['webhooks/one'] },
            deliveryIdHeader: '__proto__',
          },
        ],
      },
      { ...environment(), AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.endpoint },
      () => now,
    );
    await fc.assert(
      fc.asyncProperty(events, fc.option(fc.uint8Array()), async (event, bytes) => {
        const body = bytes === null ? undefined : Buffer.from(bytes);
        const inspection = await inspect(event as unknown as HttpEvent, body, performance.now() + 5000);
        expect(inspection.answer?.answer.statusCode ?? 200).toBeLessThan(500);
      }),
    );
  });
});

function environment() {
  return {
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
    AWS_SESSION_TOKEN: 'session-token+/=',
  };
}
