import type { RequestFilter } from '../../../requests/ask-function.ts';
import { parseSince } from '../../text/time.ts';

const text = { type: 'string', requiresArg: true } as const;

/** Which requests are meant. */
export const filterOptions = {
  path: { ...text, describe: 'Only paths that begin so, such as /github' },
  method: { ...text, describe: 'Only this method' },
  since: { ...text, describe: 'Only later ones: a moment (ISO 8601, UTC), or how long ago, such as 2h' },
  delivery: { ...text, describe: "Only this delivery id, the sender's own" },
} as const;

/** Reads the options. Throws `usage`. */
export function filterOf(args: {
  readonly path?: string | undefined;
  readonly method?: string | undefined;
  readonly since?: string | undefined;
  readonly delivery?: string | undefined;
}): RequestFilter {
  const { path, method, since, delivery } = args;
  return {
    ...(path === undefined ? {} : { path }),
    ...(method === undefined ? {} : { method: method.toUpperCase() }),
    ...(since === undefined ? {} : { since: parseSince(since, '--since', Date.now()) }),
    ...(delivery === undefined ? {} : { deliveryId: delivery }),
  };
}
