import type { ProxyWebhookError } from '../errors.ts';
import { CATALOGUE, type CheckName, entryOf, type FindingName } from './catalogue.ts';

/** Something that would fail later, or may. `not-checked`: it could not be looked at, which stops nothing. */
export interface Finding {
  /** Stable: what `--skip-preflight` takes. That of the check where it was not checked. */
  readonly name: FindingName | CheckName;
  readonly check: CheckName;
  readonly severity: 'error' | 'warning' | 'not-checked';
  readonly message: string;
  /** What to do next, in the order to try it. */
  readonly remedies: readonly string[];
  /** What it is about: plain data, no secrets. */
  readonly data?: Readonly<Record<string, unknown>>;
}

/** A finding by its name; the catalogue says how grave it is. */
export function finding(
  name: FindingName,
  message: string,
  remedies: readonly string[],
  data?: Finding['data'],
): Finding {
  return { name, ...entryOf(name), message, remedies, ...(data === undefined ? {} : { data }) };
}

/** What stands in place of a check that AWS did not answer. */
export function notChecked(check: CheckName, { message, remedies }: ProxyWebhookError): Finding {
  return {
    name: check,
    check,
    severity: 'not-checked',
    message: `Not checked: ${CATALOGUE[check].looksAt}. ${message}`,
    remedies,
  };
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(words: readonly string[]): string {
  return words.length < 2
    ? words.join('')
    : `${words.slice(0, -1).join(', ')} and ${words[words.length - 1]}`;
}
