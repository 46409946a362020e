/** Signature schemes, by who signs so. `hmac` is plain HMAC as the route describes it. handler/signatures/ holds how they work. */
export const SCHEMES = [
  'standard-webhooks',
  'github',
  'stripe',
  'shopify',
  'slack',
  'gitlab',
  'paddle',
  'webflow',
  'elevenlabs',
  'woocommerce',
  'vercel',
  'sendgrid',
  'basic',
  'hmac',
] as const;

export type SchemeName = (typeof SCHEMES)[number];

/** Those that sign no time: a tolerance would mean nothing. */
export const UNTIMED: readonly SchemeName[] = [
  'github',
  'shopify',
  'gitlab',
  'woocommerce',
  'vercel',
  'basic',
];

/** Who asks something when an endpoint is registered. handler/challenges.ts holds what. */
export const CHALLENGES = [
  'slack',
  'meta',
  'cloudevents',
  'microsoft-graph',
  'azure-event-grid',
  'dropbox',
  'okta',
  'x',
  'zoom',
] as const;

export type ChallengeName = (typeof CHALLENGES)[number];

/** `own`: a secret that is for this alone. `shared`: the one that requests are signed with. */
export const CHALLENGE_SECRETS: Readonly<Partial<Record<ChallengeName, 'own' | 'shared'>>> = {
  meta: 'own',
  x: 'shared',
  zoom: 'shared',
};
