import type { Config } from './config/schema.ts';
import { ProxyWebhookError } from './errors.ts';
import { askFunction } from './requests/ask-function.ts';
import { findFunction } from './requests/deployed-function.ts';
import { numberIn } from './requests/received.ts';
import type { ReadingOptions } from './requests.ts';

/** Where the page of an environment is seen. */
export interface PageLink {
  readonly environment: string;
  /** Whoever has it sees everything that was received, unless `access` is `public`. */
  readonly url: string;
  /** `token`: the link sets a cookie; `public`: the page needs none, and tells no contents. */
  readonly access: 'token' | 'public';
  /** How long the link can be opened; a public page always can. */
  readonly expiresInSeconds?: number;
}

/**
 * Has the function sign a link to its page: nothing but an invocation, no call of the public URL. Throws `refused` when the page
 * is off or the function is an older one, and what finding the function throws.
 */
export async function open(
  { config }: { readonly config: Config },
  { ports, signal }: ReadingOptions,
): Promise<PageLink> {
  const deployed = await findFunction(config, ports, signal);
  const answer = await askFunction(deployed, { proxywebhook: 'login' }, ports.functions, signal);
  const { path } = answer;
  // A link that leads anywhere else than to our own page is never opened.
  if (typeof path !== 'string' || !/^\/_\/[\w\-./?=&%~]*$/.test(path)) {
    throw new ProxyWebhookError('refused', "The function's link does not lead to its page.", {
      remedies: ['Another version is deployed: run `up` with this one.'],
    });
  }
  const expiresInSeconds = numberIn(answer.expiresInSeconds);
  return {
    environment: deployed.environment,
    url: deployed.webhookUrl + path,
    access: /^\/_\/?$/.test(path) ? 'public' : 'token',
    ...(expiresInSeconds === undefined ? {} : { expiresInSeconds }),
  };
}
