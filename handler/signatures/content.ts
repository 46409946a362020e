import { valuesBehind } from './header-values.ts';
import type { Form, SignedRequest } from './scheme.ts';

/**
 * What a request's signature is over, in parts, so that a large body is not copied. Undefined when a part of it is
 * missing: no id, no time, or not just one time in whole digits.
 */
export function contentOf(form: Form, request: SignedRequest): readonly (string | Uint8Array)[] | undefined {
  const known: Readonly<Record<string, string | Uint8Array | undefined>> = {
    '{timestamp}': timestampOf(form, request),
    '{id}': form.id === undefined ? undefined : request.headers[form.id] || undefined,
    '{body}': request.body,
    '{url}': request.url,
    '{method}': request.method,
  };
  const parts = form.content.split(/(\{\w+\})/).map((part) => (/^\{\w+\}$/.test(part) ? known[part] : part));
  const whole = form.timestamp === undefined ? parts : [...parts, known['{timestamp}']];
  return whole.includes(undefined) ? undefined : (parts as (string | Uint8Array)[]);
}

/** The digits of the time a request was signed at; undefined unless there is just one. */
export function timestampOf({ timestamp }: Form, { headers }: SignedRequest): string | undefined {
  if (timestamp === undefined) return undefined;
  const [time, ...others] = new Set(valuesBehind(headers[timestamp.header], timestamp.prefix));
  return time !== undefined && others.length === 0 && /^\d{1,15}$/.test(time) ? time : undefined;
}
