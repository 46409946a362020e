/**
 * A request as a provider sends it. In headers and body `{id}` is the delivery's id, `{time}` the time in ISO 8601, `{seconds}` the
 * same in seconds since the epoch.
 */
export interface Preset {
  readonly describe: string;
  /** How its provider signs: the route that verifies so is the one it is meant for. */
  readonly scheme?: string;
  /** What a delivery's id looks like: behind a prefix, else a UUID. */
  readonly idPrefix?: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** An object is sent as JSON. */
  readonly body: string | Readonly<Record<string, unknown>> | readonly unknown[];
}

const JSON_TYPE = { 'content-type': 'application/json' } as const;

/** Samples by name: shortened, but with the headers and members that a receiver goes by, as each provider documents them. */
export const PRESETS: Readonly<Record<string, Preset>> = {
  github: {
    describe: 'a push, as GitHub sends it',
    scheme: 'github',
    headers: {
      ...JSON_TYPE,
      'user-agent': 'GitHub-Hookshot/044aadd',
      'x-github-delivery': '{id}',
      'x-github-event': 'push',
      'x-github-hook-id': '292430182',
      'x-github-hook-installation-target-id': '79929171',
      'x-github-hook-installation-target-type': 'repository',
    },
    body: {
      ref: 'refs/heads/main',
      before: '6113728f27ae82c7b1a177c8d03f9e96e0adf246',
      after: '59b20b8d5c6ff8d09518454d4dd8b7b30f095ab5',
      repository: { id: 79929171, name: 'hello-world', full_name: 'octocat/hello-world', private: false },
      pusher: { name: 'octocat', email: 'octocat@example.com' },
      sender: { login: 'octocat', id: 583231, type: 'User' },
      created: false,
      deleted: false,
      forced: false,
      commits: [
        {
          id: '59b20b8d5c6ff8d09518454d4dd8b7b30f095ab5',
          message: 'Say hello',
          timestamp: '{time}',
          author: { name: 'Mona', email: 'octocat@example.com', username: 'octocat' },
          added: ['hello.txt'],
          removed: [],
          modified: [],
        },
      ],
    },
  },
  stripe: {
    describe: 'a completed checkout, as Stripe sends it',
    scheme: 'stripe',
    idPrefix: 'evt_',
    headers: { 'content-type': 'application/json; charset=utf-8', 'user-agent': 'Stripe/1.0' },
    body: {
      id: '{id}',
      object: 'event',
      api_version: '2025-09-30.clover',
      created: '{seconds}',
      type: 'checkout.session.completed',
      livemode: false,
      pending_webhooks: 1,
      request: { id: null, idempotency_key: null },
      data: {
        object: {
          id: 'cs_test_a1b2c3',
          object: 'checkout.session',
          amount_total: 4200,
          currency: 'eur',
          customer_details: { email: 'jenny@example.com', name: 'Jenny Rosen' },
          mode: 'payment',
          payment_status: 'paid',
          status: 'complete',
        },
      },
    },
  },
  slack: {
    describe: 'a message, as the Events API of Slack sends it',
    scheme: 'slack',
    idPrefix: 'Ev',
    headers: { ...JSON_TYPE, 'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)' },
    body: {
      type: 'event_callback',
      team_id: 'T123ABC456',
      api_app_id: 'A123ABC456',
      event_id: '{id}',
      event_time: '{seconds}',
      event: {
        type: 'message',
        channel: 'C123ABC456',
        user: 'U123ABC456',
        text: 'Hello, world',
        ts: '{seconds}.000100',
        channel_type: 'channel',
      },
    },
  },
  shopify: {
    describe: 'a new order, as Shopify sends it',
    scheme: 'shopify',
    headers: {
      ...JSON_TYPE,
      'user-agent': 'Shopify-Captain-Hook',
      'x-shopify-api-version': '2025-10',
      'x-shopify-event-id': '{id}',
      'x-shopify-shop-domain': 'example.myshopify.com',
      'x-shopify-topic': 'orders/create',
      'x-shopify-triggered-at': '{time}',
      'x-shopify-webhook-id': '{id}',
    },
    body: {
      id: 820982911946154500,
      name: '#9999',
      email: 'jon@example.com',
      created_at: '{time}',
      currency: 'USD',
      financial_status: 'paid',
      total_price: '403.00',
      line_items: [{ id: 866550311766439000, title: 'IPod Nano - 8GB', quantity: 1, price: '199.00' }],
    },
  },
  'standard-webhooks': {
    describe: 'an event as Standard Webhooks has it (Svix, OpenAI, Resend, Clerk, …)',
    scheme: 'standard-webhooks',
    idPrefix: 'msg_',
    headers: { ...JSON_TYPE, 'user-agent': 'Svix-Webhooks/1.70.0' },
    body: { type: 'user.created', timestamp: '{time}', data: { id: 'user_2x9', email: 'ada@example.com' } },
  },
  gitlab: {
    describe: 'a pipeline, as GitLab sends it',
    scheme: 'gitlab',
    headers: {
      ...JSON_TYPE,
      'user-agent': 'GitLab/18.5.0',
      'idempotency-key': '{id}',
      'x-gitlab-event': 'Pipeline Hook',
      'x-gitlab-instance': 'https://gitlab.example.com',
      'x-gitlab-webhook-uuid': '3e1b6a6e-6f2b-4e5f-9f59-3d9f6f3f8c11',
    },
    body: {
      object_kind: 'pipeline',
      object_attributes: { id: 31, ref: 'main', status: 'success', created_at: '{time}', duration: 63 },
      project: { id: 1, name: 'hello-world', path_with_namespace: 'octocat/hello-world' },
    },
  },
  paddle: {
    describe: 'a completed transaction, as Paddle sends it',
    scheme: 'paddle',
    idPrefix: 'evt_',
    headers: { ...JSON_TYPE, 'user-agent': 'Paddle' },
    body: {
      event_id: '{id}',
      event_type: 'transaction.completed',
      occurred_at: '{time}',
      notification_id: 'ntf_01h7zcgmdc6tmwtjehp3sh7azf',
      data: { id: 'txn_01h7zcgmdc6tmwtjehp3sh7azf', status: 'completed', currency_code: 'USD' },
    },
  },
  woocommerce: {
    describe: 'a new order, as WooCommerce sends it',
    scheme: 'woocommerce',
    headers: {
      ...JSON_TYPE,
      'user-agent': 'WooCommerce/10.2.0 Hookshot (WordPress/6.8)',
      'x-wc-webhook-delivery-id': '{id}',
      'x-wc-webhook-event': 'created',
      'x-wc-webhook-resource': 'order',
      'x-wc-webhook-topic': 'order.created',
    },
    body: { id: 727, status: 'processing', currency: 'USD', total: '29.35', date_created: '{time}' },
  },
  vercel: {
    describe: 'a deployment, as Vercel sends it',
    scheme: 'vercel',
    headers: { ...JSON_TYPE, 'user-agent': 'Vercel Webhook' },
    body: {
      id: '{id}',
      type: 'deployment.succeeded',
      createdAt: '{seconds}000',
      payload: { deployment: { id: 'dpl_1', name: 'hello-world', url: 'hello-world.example.com' } },
    },
  },
  sendgrid: {
    describe: 'a delivered mail, as SendGrid sends it',
    scheme: 'sendgrid',
    headers: { ...JSON_TYPE, 'user-agent': 'SendGrid Event API' },
    body: [{ email: 'ada@example.com', event: 'delivered', sg_event_id: '{id}', timestamp: '{seconds}' }],
  },
  json: {
    describe: 'any JSON',
    headers: JSON_TYPE,
    body: { message: 'Hello from proxywebhook', id: '{id}', sentAt: '{time}' },
  },
  form: {
    describe: 'a form, as browsers and older senders encode it',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'message=Hello+from+proxywebhook&id={id}&sentAt={time}',
  },
};
