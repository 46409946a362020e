import { type Answer, empty, json, plain } from './answer.ts';
import type { ReadableRequest } from './readable-request.ts';
import type { Source } from './signatures/scheme.ts';
import { hmacOf, isSameText } from './signatures/verify.ts';

/** How a sender proves, when an endpoint is registered, that it is meant to receive: as data. */
export interface Challenge {
  readonly method: 'GET' | 'POST' | 'OPTIONS';
  /** Where a text must stand for the request to be a challenge. */
  readonly when?: readonly [Source, string];
  /** What is sent back. */
  readonly take: Source;
  /** Where the secret stands that the sender proves itself by. */
  readonly token?: Source;
  /** Signed like the sender's other requests, and to be verified like them. */
  readonly signed?: true;
  /** Fields of the answer, else what was taken as plain text. `{hex}` and `{base64}` are its HMAC-SHA256 by the secret. */
  readonly reply?: Readonly<Record<string, string>>;
}

/** By provider; docs/signatures.md names where each is documented. */
export const CHALLENGES: Readonly<Record<string, Challenge>> = {
  slack: { method: 'POST', when: ['.type', 'url_verification'], take: '.challenge', signed: true },
  meta: {
    method: 'GET',
    when: ['?hub.mode', 'subscribe'],
    token: '?hub.verify_token',
    take: '?hub.challenge',
  },
  cloudevents: { method: 'OPTIONS', take: 'webhook-request-origin' },
  'microsoft-graph': { method: 'POST', take: '?validationToken' },
  'azure-event-grid': {
    method: 'POST',
    when: ['.0.eventType', 'Microsoft.EventGrid.SubscriptionValidationEvent'],
    take: '.0.data.validationCode',
    reply: { validationResponse: '{taken}' },
  },
  dropbox: { method: 'GET', take: '?challenge' },
  okta: { method: 'GET', take: 'x-okta-verification-challenge', reply: { verification: '{taken}' } },
  x: { method: 'GET', take: '?crc_token', reply: { response_token: 'sha256={base64}' } },
  zoom: {
    method: 'POST',
    when: ['.event', 'endpoint.url_validation'],
    take: '.payload.plainToken',
    reply: { plainToken: '{taken}', encryptedToken: '{hex}' },
  },
};

const LARGEST_ECHO = 4096;

/** What a challenge would be answered with; undefined when the request is none. */
export function takenBy(challenge: Challenge, request: ReadableRequest): string | undefined {
  if (request.method !== challenge.method) return undefined;
  if (challenge.when !== undefined && request.read(challenge.when[0]) !== challenge.when[1]) return undefined;
  const taken = request.read(challenge.take);
  if (taken === undefined || taken === '' || Buffer.byteLength(taken) > LARGEST_ECHO) return undefined;
  if (challenge.method === 'OPTIONS') return ORIGIN.test(taken) ? taken : undefined;
  return isKeyed(challenge) && !TOKEN.test(taken) ? undefined : taken;
}

/** True when the answer needs a secret, or the question one. */
export function needsSecret(challenge: Challenge): boolean {
  return challenge.token !== undefined || isKeyed(challenge);
}

/** The answer to a challenge; undefined when the sender does not know the secret. The first secret signs. */
export function answerTo(
  challenge: Challenge,
  request: ReadableRequest,
  taken: string,
  secrets: readonly string[],
): Answer | undefined {
  if (challenge.token !== undefined) {
    const token = request.read(challenge.token) ?? '';
    if (!secrets.map((secret) => isSameText(secret.trim(), token)).includes(true)) return undefined;
  }
  if (challenge.method === 'OPTIONS') return allowed(taken, request.read('webhook-request-rate'));
  if (challenge.reply === undefined) return echo(taken);
  const key = Buffer.from(secrets[0]?.trim() ?? '');
  const filled = Object.entries(challenge.reply).map(([name, template]) => [
    name,
    template.replace(/\{(\w+)\}/, (_, what: string) =>
      what === 'taken'
        ? taken
        : hmacOf({ algorithm: 'sha256', encoding: what as 'hex' | 'base64' }, key, [taken]),
    ),
  ]);
  return json(200, Object.fromEntries(filled));
}

/**
 * What may be signed for anybody who asks: too few letters to be a body, or a body behind its time. Else a challenge would be
 * a way to have a forged request signed.
 */
const TOKEN = /^[\w+/=-]{1,256}$/;
/** What may stand in a header of the answer. */
const ORIGIN = /^[\x21-\x7e]{1,256}$/;

function isKeyed({ reply }: Challenge): boolean {
  return Object.values(reply ?? {}).some((template) => /\{(hex|base64)\}/.test(template));
}

// CloudEvents, "HTTP 1.1 Web Hooks for Event Delivery", section 4.2: the rate is in requests per minute, or `*`.
function allowed(origin: string, rate = ''): Answer {
  return empty(200, {
    allow: 'POST, OPTIONS',
    'webhook-allowed-origin': origin,
    'webhook-allowed-rate': /^\d{1,9}$/.test(rate) ? rate : '*',
  });
}

/** A sender's own text, so that no browser takes it for anything that could run. */
function echo(text: string): Answer {
  const answer = plain(200, text);
  return {
    ...answer,
    headers: { ...answer.headers, 'content-security-policy': "default-src 'none'; sandbox" },
  };
}
