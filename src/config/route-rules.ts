import { foundText } from './found-text.ts';
import type { ConfigIssue } from './issues.ts';
import type { Route } from './schema.ts';
import { CHALLENGE_SECRETS, UNTIMED } from './signature-schemes.ts';

/** What the public URL answers itself, before any route. */
const OWN_PATHS = ['/_', '/favicon.ico', '/robots.txt'];

/** Routes must be told apart, leave our own paths alone, and name secrets instead of holding them. */
export function routeIssues(routes: readonly Route[]): readonly ConfigIssue[] {
  const prefixes = routes.map(({ path }) => path.replace(/\/+$/, ''));
  return routes.flatMap((route, index) => {
    const prefix = prefixes[index] ?? '';
    const path = `routes[${index}].path`;
    const found = `"${route.path}"`;
    const earlier = prefixes.indexOf(prefix);
    return [
      ...(earlier < index
        ? [{ path, found, allowed: `a path that routes[${earlier}] does not have already` }]
        : []),
      ...(OWN_PATHS.some((own) => prefix === own || prefix.startsWith(`${own}/`))
        ? [{ path, found, allowed: `any path but ${OWN_PATHS.join(', ')}, which the webhook answers itself` }]
        : []),
      ...(/[?#*]/.test(route.path) ? [{ path, found, allowed: 'a plain prefix, without ?, # and *' }] : []),
      ...signatureIssues(route, `routes[${index}]`),
      ...challengeIssues(route, `routes[${index}]`),
    ];
  });
}

function signatureIssues({ verify, deliveryIdHeader }: Route, path: string): readonly ConfigIssue[] {
  if (verify === undefined) return [];
  const { scheme, hmac, secrets, toleranceSeconds } = verify;
  const timed = scheme === 'hmac' ? hmac?.timestampHeader !== undefined : !UNTIMED.includes(scheme);
  return [
    ...secretIssues(secrets, `${path}.verify.secrets`),
    ...issueIf(scheme === 'hmac' && hmac === undefined, {
      path: `${path}.verify.hmac`,
      found: 'nothing beside scheme "hmac"',
      allowed: 'an object with at least the header that holds the signature',
    }),
    ...issueIf(scheme !== 'hmac' && hmac !== undefined, {
      path: `${path}.verify.hmac`,
      found: `an object beside scheme "${scheme}"`,
      allowed: 'hmac only with scheme "hmac": how the others sign is known',
    }),
    ...issueIf(toleranceSeconds !== undefined && !timed, {
      path: `${path}.verify.toleranceSeconds`,
      found: `${toleranceSeconds} where no time is signed`,
      allowed:
        scheme === 'hmac'
          ? 'a tolerance only with hmac.timestampHeader'
          : `no tolerance: ${scheme} signs no time`,
    }),
    ...(scheme === 'hmac' && hmac !== undefined
      ? contentIssues(hmac, deliveryIdHeader, `${path}.verify.hmac`)
      : []),
  ];
}

type Hmac = NonNullable<NonNullable<Route['verify']>['hmac']>;

function contentIssues(
  { content, timestampHeader, timestampPrefix }: Hmac,
  deliveryIdHeader: string | undefined,
  path: string,
): readonly ConfigIssue[] {
  const named: readonly string[] = content?.match(/\{\w*\}/g) ?? [];
  const unknown = named.find((name) => !PLACEHOLDERS.includes(name));
  const wrong = (found: string, allowed: string, key = 'content') => ({
    path: `${path}.${key}`,
    found,
    allowed,
  });
  return [
    ...issueIf(
      unknown !== undefined,
      wrong(`${unknown}`, `${PLACEHOLDERS.join(', ')} and any text between them`),
    ),
    ...issueIf(
      content !== undefined && !named.includes('{body}'),
      wrong(`"${content}"`, 'a content with {body}: else any body would pass with a signature once seen'),
    ),
    ...issueIf(
      named.includes('{timestamp}') && timestampHeader === undefined,
      wrong('{timestamp} without hmac.timestampHeader', 'the header too that the time is in'),
    ),
    ...issueIf(
      content !== undefined && timestampHeader !== undefined && !named.includes('{timestamp}'),
      wrong(
        'no {timestamp} beside hmac.timestampHeader',
        'a content with {timestamp}: a time that is not signed proves nothing',
      ),
    ),
    ...issueIf(
      named.includes('{id}') && deliveryIdHeader === undefined,
      wrong(
        '{id} without deliveryIdHeader',
        "the route's deliveryIdHeader too, which is the header that {id} stands for",
      ),
    ),
    ...issueIf(
      timestampPrefix !== undefined && timestampHeader === undefined,
      wrong(
        'a prefix without hmac.timestampHeader',
        'a prefix only with the header it is in',
        'timestampPrefix',
      ),
    ),
  ];
}

const PLACEHOLDERS = ['{timestamp}', '{id}', '{body}', '{url}', '{method}'];

function challengeIssues({ verify, challenge }: Route, path: string): readonly ConfigIssue[] {
  if (challenge === undefined) return [];
  const { provider, secrets } = challenge;
  const needs = CHALLENGE_SECRETS[provider];
  const at = `${path}.challenge.secrets`;
  return [
    ...secretIssues(secrets ?? [], at),
    ...issueIf(needs === 'own' && secrets === undefined, {
      path: at,
      found: `nothing beside provider "${provider}"`,
      allowed: 'the name or ARN of the secret that holds the verify token',
    }),
    ...issueIf(needs === 'shared' && secrets === undefined && verify === undefined, {
      path: at,
      found: `nothing beside provider "${provider}", and no verify`,
      allowed: "the name or ARN of the secret that the sender's requests are signed with",
    }),
    ...issueIf(needs === undefined && secrets !== undefined, {
      path: at,
      found: `secrets beside provider "${provider}"`,
      allowed: `none: the answer to ${provider} needs no secret`,
    }),
  ];
}

// Secrets Manager API reference, CreateSecret: names are letters, digits and /_+=.@-
function secretIssues(secrets: readonly string[], path: string): readonly ConfigIssue[] {
  return secrets.flatMap((secret, at) => {
    const legal = /^(arn:[\w-]+:secretsmanager:[^\s]+|[A-Za-z0-9/_+=.@-]+)$/.test(secret);
    const itself = /^(whsec_|whsk_|whpk_|sk_|rk_|gh[pousr]_|xox[abprs]-|pdl_ntfset_|shpss_)/.test(secret);
    if (legal && !itself) return [];
    return [
      {
        path: `${path}[${at}]`,
        found: itself ? 'what looks like the secret itself' : foundText(secret, [path]),
        allowed: 'the name or ARN of a secret in Secrets Manager',
      },
    ];
  });
}

function issueIf(wrong: boolean, issue: ConfigIssue): readonly ConfigIssue[] {
  return wrong ? [issue] : [];
}
