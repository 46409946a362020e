import { type ConfigIssue, foundText } from './issues.ts';
import type { Route } from './schema.ts';

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
      ...secretIssues(route, index),
    ];
  });
}

// Secrets Manager API reference, CreateSecret: names are letters, digits and /_+=.@-
function secretIssues({ verify }: Route, index: number): readonly ConfigIssue[] {
  return (verify?.secrets ?? []).flatMap((secret, at) => {
    const legal = /^(arn:[\w-]+:secretsmanager:[^\s]+|[A-Za-z0-9/_+=.@-]+)$/.test(secret);
    const itself = /^(whsec_|sk_|rk_|gh[pousr]_|xox[abprs]-)/.test(secret);
    if (legal && !itself) return [];
    const path = ['routes', index, 'verify', 'secrets', at];
    return [
      {
        path: `routes[${index}].verify.secrets[${at}]`,
        found: itself ? 'what looks like the secret itself' : foundText(secret, path),
        allowed: 'the name or ARN of a secret in Secrets Manager',
      },
    ];
  });
}
