// Requests whose signatures others made: what a vendor published, or what its own library made or accepted at a fixed time.
import type { SignedRequest } from '../../../handler/signatures/scheme.ts';

export interface Vector {
  readonly scheme: string;
  /** Who vouches for it. */
  readonly source: string;
  readonly secret: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Seconds since the epoch; 0 where no time is signed. */
  readonly time: number;
  /** False where the secret is only good for verifying, or the sender's signatures are never the same twice. */
  readonly signs: boolean;
}

const STANDARD = {
  id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  time: 1614265330,
  body: '{"test": 2432232314}',
  symmetric: 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  asymmetric: 'v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg==',
};
const standard = (name: string, signature: string) => ({
  [`${name}-id`]: STANDARD.id,
  [`${name}-timestamp`]: String(STANDARD.time),
  [`${name}-signature`]: signature,
});

// Made with, or accepted by, the library named beside each, over this body, with this secret, at this time.
const BODY = '{"id":"evt_1","note":"smørrebrød","n":1}';
const SECRET = 's3cret-of-a-route';
const TIME = 1750000000;

export const VECTORS: readonly Vector[] = [
  {
    scheme: 'standard-webhooks',
    source: 'Standard Webhooks, libraries/javascript/src/index.test.ts, "sign function works"',
    secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    headers: standard('webhook', STANDARD.symmetric),
    body: STANDARD.body,
    time: STANDARD.time,
    signs: true,
  },
  {
    scheme: 'standard-webhooks',
    source: 'the same with the header names of Svix (docs.svix.com/receiving/verifying-payloads/how-manual)',
    secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    headers: standard('svix', STANDARD.symmetric),
    body: STANDARD.body,
    time: STANDARD.time,
    signs: false,
  },
  {
    scheme: 'standard-webhooks',
    source: 'svix/svix-webhooks, server/svix-server/src/worker.rs, test_asymmetric_key_signing: private key',
    secret: 'whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg==',
    headers: standard('webhook', STANDARD.asymmetric),
    body: STANDARD.body,
    time: STANDARD.time,
    signs: true,
  },
  {
    scheme: 'standard-webhooks',
    source: 'the same by its public key (svix-webhooks, server/README.md)',
    secret: 'whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=',
    headers: standard('webhook', STANDARD.asymmetric),
    body: STANDARD.body,
    time: STANDARD.time,
    signs: false,
  },
  {
    scheme: 'github',
    source: 'docs.github.com, "Validating webhook deliveries", "Testing the webhook payload validation"',
    secret: "It's a Secret to Everybody",
    headers: {
      'x-hub-signature-256': 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17',
    },
    body: 'Hello, World!',
    time: 0,
    signs: true,
  },
  {
    scheme: 'slack',
    source: 'docs.slack.dev/authentication/verifying-requests-from-slack',
    secret: '8f742231b10e8888abcd99yyyzzz85a5',
    headers: {
      'x-slack-request-timestamp': '1531420618',
      'x-slack-signature': 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503',
    },
    body: 'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c',
    time: 1531420618,
    signs: true,
  },
  {
    scheme: 'slack',
    source: '@slack/bolt 5.1.0 accepts it (isValidSlackRequest)',
    secret: SECRET,
    headers: {
      'x-slack-request-timestamp': String(TIME),
      'x-slack-signature': 'v0=57b84aaa58836a5e929d9d372e073432ad81faec92742f635aa106a1666a386f',
    },
    body: BODY,
    time: TIME,
    signs: true,
  },
  {
    scheme: 'stripe',
    source: 'made by stripe 23.1.0 (webhooks.generateTestHeaderString)',
    secret: `whsec_${SECRET}`,
    headers: {
      'stripe-signature': `t=${TIME},v1=f22cb7fb77674fff968f9a9de3c49bbe016be624a9644916ce36478a662f42ea`,
    },
    body: BODY,
    time: TIME,
    signs: true,
  },
  {
    scheme: 'shopify',
    source: '@shopify/shopify-api 13.1.0 accepts it (webhooks.validate)',
    secret: SECRET,
    headers: { 'x-shopify-hmac-sha256': 'x1gkuHpDOFkG+11dgjjOy02v7d032TzFAeLHpJTPAqY=' },
    body: BODY,
    time: 0,
    signs: true,
  },
  {
    scheme: 'paddle',
    source: '@paddle/paddle-node-sdk 3.10.0 accepts it (webhooks.isSignatureValid)',
    secret: SECRET,
    headers: {
      'paddle-signature': `ts=${TIME};h1=90bcabf22a9d9a6befa7299bd2470b8d7687aa4e8054255398e9f3a26dc6dc6e`,
    },
    body: BODY,
    time: TIME,
    signs: true,
  },
  {
    scheme: 'webflow',
    source: 'webflow-api 3.3.4 accepts it (webhooks.verifySignature)',
    secret: SECRET,
    headers: {
      'x-webflow-timestamp': `${TIME}000`,
      'x-webflow-signature': 'fc7da5220862a237689315532f4257d63dadef70accc6b6c2b434c5d5798cf70',
    },
    body: BODY,
    time: TIME,
    signs: true,
  },
  {
    scheme: 'elevenlabs',
    source: '@elevenlabs/elevenlabs-js 2.73.0 accepts it (webhooks.constructEvent)',
    secret: SECRET,
    headers: {
      'elevenlabs-signature': `t=${TIME},v0=3a171fb009b66cb87498258043d35893c19b6393eaeb6efbef24da1ba615c5e9`,
    },
    body: BODY,
    time: TIME,
    signs: true,
  },
  {
    scheme: 'sendgrid',
    source: 'sendgrid/sendgrid-nodejs, packages/eventwebhook/src/eventwebhook.spec.js',
    secret:
      'MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE83T4O/n84iotIvIW4mdBgQ/7dAfSmpqIM8kF9mN1flpVKS3GRqe62gw+2fNNRaINXvVpiglSI8eNEc6wEA3F+g==',
    headers: {
      'x-twilio-email-event-webhook-timestamp': '1600112502',
      'x-twilio-email-event-webhook-signature':
        'MEUCIGHQVtGj+Y3LkG9fLcxf3qfI10QysgDWmMOVmxG0u6ZUAiEAyBiXDWzM+uOe5W0JuG+luQAbPIqHh89M15TluLtEZtM=',
    },
    body: '[{"email":"hello@world.com","event":"dropped","reason":"Bounced Address","sg_event_id":"ZHJvcC0xMDk5NDkxOS1MUnpYbF9OSFN0T0doUTRrb2ZTbV9BLTA","sg_message_id":"LRzXl_NHStOGhQ4kofSm_A.filterdrecv-p3mdw1-756b745b58-kmzbl-18-5F5FC76C-9.0","smtp-id":"<LRzXl_NHStOGhQ4kofSm_A@ismtpd0039p1iad1.sendgrid.net>","timestamp":1600112492}]\r\n',
    time: 1600112502,
    signs: false,
  },
  {
    scheme: 'woocommerce',
    source: 'its documentation says base64 of HMAC-SHA256 over the body; this one is RFC 4231, test case 2',
    secret: 'Jefe',
    headers: { 'x-wc-webhook-signature': 'W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM=' },
    body: 'what do ya want for nothing?',
    time: 0,
    signs: true,
  },
  {
    scheme: 'vercel',
    source: 'its documentation says hex of HMAC-SHA1 over the body; this one is RFC 2202, test case 2',
    secret: 'Jefe',
    headers: { 'x-vercel-signature': 'effcdf6ae5eb2fa2d27416d5f184df9c259a7c79' },
    body: 'what do ya want for nothing?',
    time: 0,
    signs: true,
  },
  {
    scheme: 'basic',
    source: 'RFC 7617, section 2.1: a password with a letter beyond ASCII, in UTF-8',
    secret: 'test:123\u00a3',
    headers: { authorization: 'Basic dGVzdDoxMjPCow==' },
    body: '{}',
    time: 0,
    signs: true,
  },
  {
    scheme: 'gitlab',
    source: 'docs.gitlab.com, "Webhooks": the token as it is in X-Gitlab-Token',
    secret: 'a token, with a comma',
    headers: { 'x-gitlab-token': 'a token, with a comma' },
    body: '{}',
    time: 0,
    signs: true,
  },
];

export function requestOf(
  { headers, body }: Pick<Vector, 'headers'> & { readonly body: string | Uint8Array },
  changes: Partial<SignedRequest> = {},
): SignedRequest {
  return { method: 'POST', url: 'https://example.com/hook', headers, body: Buffer.from(body), ...changes };
}
