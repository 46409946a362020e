import type { Config } from '../config/schema.ts';
import { ProxyWebhookError } from '../errors.ts';
import { presetNamed, type Sample } from './sample.ts';

type Route = Config['routes'][number];

/** Where a sample goes, and what is expected to come back. */
export interface SendPlan {
  /** Path and query. */
  readonly target: string;
  /** The route it falls under. */
  readonly route?: Route;
  readonly signed: boolean;
  readonly tamper: boolean;
  /** Every call's answer: stored, or refused for its signature. */
  readonly expects: 'stored' | 'refused';
}

/** Decides by the configuration's routes, and sends nothing. Throws `usage`. */
export function planSend(
  { routes }: Pick<Config, 'routes'>,
  { sample, target, tamper }: { readonly sample: Sample; readonly target?: string; readonly tamper: boolean },
): SendPlan {
  const to = target ?? usualTarget(sample, routes);
  if (!/^\/[^\s#]*$/.test(to) || to === '/_' || to.startsWith('/_/')) {
    throw new ProxyWebhookError('usage', `--route takes a path such as /github, not "${to}".`, {
      remedies: ['Below /_/ nothing is stored: the webhook answers there itself.'],
    });
  }
  const route = routeOf(to.replace(/\?.*$/, ''), routes);
  const policy = route?.verify?.policy;
  if (tamper && policy === undefined) {
    throw new ProxyWebhookError(
      'usage',
      `There is nothing to tamper with: no route of the configuration verifies signatures of ${to}.`,
      { remedies: ['Name one that does with --route, or add "verify" to a route and deploy it.'] },
    );
  }
  return {
    target: to,
    ...(route === undefined ? {} : { route }),
    signed: policy !== undefined,
    tamper,
    expects: tamper && policy === 'require' ? 'refused' : 'stored',
  };
}

/** The route that a path is under, as the handler finds it: the longest prefix, on whole segments. */
export function routeOf(path: string, routes: readonly Route[]): Route | undefined {
  return routes
    .map((route) => ({ route, prefix: route.path.replace(/\/+$/, '') }))
    .filter(({ prefix }) => path === prefix || path.startsWith(`${prefix}/`))
    .sort((one, other) => other.prefix.length - one.prefix.length)[0]?.route;
}

function usualTarget(sample: Sample, routes: readonly Route[]): string {
  const scheme = sample.kind === 'preset' ? presetNamed(sample.name).scheme : undefined;
  const meant = routes.find(({ verify }) => verify !== undefined && verify.scheme === scheme);
  return meant?.path ?? `/${sample.name}`;
}
