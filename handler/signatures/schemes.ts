import type { Form, Scheme } from './scheme.ts';

/** HMAC-SHA256 in hex over the body, with the secret's text as the key: what most senders vary. */
const USUAL = { algorithm: 'sha256', key: 'text', encoding: 'hex', content: '{body}' } as const;
const TOLERANCE = 300;

/** Senders by name, each as its own documentation has it: docs/signatures.md says where. */
export const SCHEMES: Readonly<Record<string, Scheme>> = {
  'standard-webhooks': {
    forms: ['webhook', 'svix'].flatMap(standard),
    id: ['webhook-id', 'svix-id'],
    event: ['.type'],
  },
  github: {
    forms: [{ ...USUAL, header: 'x-hub-signature-256', prefix: 'sha256=' }],
    id: ['x-github-delivery'],
    event: ['x-github-event'],
  },
  stripe: {
    forms: [inOneHeader('stripe-signature', 'v1=')],
    id: ['.id'],
    event: ['.type'],
  },
  shopify: {
    forms: [{ ...USUAL, encoding: 'base64', header: 'x-shopify-hmac-sha256' }],
    id: ['x-shopify-webhook-id'],
    event: ['x-shopify-topic'],
  },
  slack: {
    forms: [
      {
        ...USUAL,
        header: 'x-slack-signature',
        prefix: 'v0=',
        content: 'v0:{timestamp}:{body}',
        timestamp: { header: 'x-slack-request-timestamp', unit: 's' },
        tolerance: TOLERANCE,
      },
    ],
    id: ['.event_id'],
    event: ['.event.type', '.type'],
  },
  gitlab: {
    forms: [{ ...USUAL, algorithm: 'equality', header: 'x-gitlab-token' }],
    id: ['idempotency-key'],
    event: ['x-gitlab-event'],
  },
  paddle: {
    forms: [
      {
        ...inOneHeader('paddle-signature', 'h1=', 'ts='),
        content: '{timestamp}:{body}',
        separator: ';',
      },
    ],
    id: ['.event_id'],
    event: ['.event_type'],
  },
  webflow: {
    forms: [
      {
        ...USUAL,
        header: 'x-webflow-signature',
        content: '{timestamp}:{body}',
        timestamp: { header: 'x-webflow-timestamp', unit: 'ms' },
        tolerance: TOLERANCE,
      },
    ],
    event: ['.triggerType'],
  },
  elevenlabs: {
    forms: [{ ...inOneHeader('elevenlabs-signature', 'v0='), tolerance: 1800 }],
    event: ['.type'],
  },
  woocommerce: {
    forms: [{ ...USUAL, encoding: 'base64', header: 'x-wc-webhook-signature' }],
    id: ['x-wc-webhook-delivery-id'],
    event: ['x-wc-webhook-topic'],
  },
  vercel: {
    forms: [{ ...USUAL, algorithm: 'sha1', header: 'x-vercel-signature' }],
    id: ['.id'],
    event: ['.type'],
  },
  sendgrid: {
    forms: [
      {
        algorithm: 'ecdsa-p256',
        key: 'spki',
        encoding: 'base64',
        header: 'x-twilio-email-event-webhook-signature',
        content: '{timestamp}{body}',
        timestamp: { header: 'x-twilio-email-event-webhook-timestamp', unit: 's' },
        tolerance: TOLERANCE,
      },
    ],
    event: ['.0.event'],
  },
  basic: { forms: [{ ...USUAL, algorithm: 'basic', header: 'authorization' }] },
};

/** Standard Webhooks: `v1` by a secret that both sides know, `v1a` by a private key of the sender's. */
function standard(name: string): readonly Form[] {
  const form = {
    encoding: 'base64',
    header: `${name}-signature`,
    content: '{id}.{timestamp}.{body}',
    id: `${name}-id`,
    timestamp: { header: `${name}-timestamp`, unit: 's' },
    tolerance: TOLERANCE,
  } as const;
  return [
    { ...form, algorithm: 'sha256', key: 'whsec', prefix: 'v1,' },
    { ...form, algorithm: 'ed25519', key: 'whpk', prefix: 'v1a,' },
  ];
}

/** Stripe's way: time and signatures side by side in one header. */
function inOneHeader(header: string, prefix: string, timestamp = 't='): Form {
  return {
    ...USUAL,
    header,
    prefix,
    content: '{timestamp}.{body}',
    timestamp: { header, prefix: timestamp, unit: 's' },
    tolerance: TOLERANCE,
  };
}
