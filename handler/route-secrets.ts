import { describeFault, FinalFault } from './faults.ts';
import { getSecretValue } from './secrets-manager.ts';
import type { Environment } from './settings.ts';

/** The secrets that routes name, read from Secrets Manager and kept for a while. Times are milliseconds. */
export interface RouteSecrets {
  /** What is known of these secrets, read when it is not known or too old. Never rejects. */
  read(names: readonly string[], deadline: number): Promise<Reading>;
  /** Reads them anew, unless that was done just before. True when one of them changed. Never rejects. */
  refresh(names: readonly string[], deadline: number): Promise<boolean>;
}

export interface Reading {
  readonly values: readonly string[];
  /** Why a secret could not be read when that was last tried, in words that hold no secret: its value may be out of date. */
  readonly faults: readonly string[];
}

/** A value is read again after this. */
const KEPT = 5 * 60_000;
/** A value that Secrets Manager does not answer for any more is used no longer than this. */
const KEPT_AT_MOST = 60 * 60_000;
/** Between two readings of a known value: forged requests must not become calls of Secrets Manager. */
const PAUSE = 30_000;
/** Between two readings of one that could not be read: its requests are answered 503 until then. */
const PAUSE_WITHOUT = 5_000;

interface Known {
  readonly values: readonly string[] | undefined;
  readonly fault: string;
  /** When it was last read, and when that was last tried. */
  readonly readAt: number;
  readonly triedAt: number;
}

/**
 * Only the current version of a secret counts. The previous one would stay good until the next rotation, also after it was
 * rotated because it leaked; whoever wants both for a time names two secrets, or keeps both in one (`secrets`).
 * `now` in milliseconds since the epoch, which goes on while an execution environment is frozen.
 */
export function routeSecrets(environment: Environment, now: () => number): RouteSecrets {
  const known = new Map<string, Known>();

  async function load(name: string, deadline: number): Promise<void> {
    const before = known.get(name);
    const triedAt = now();
    try {
      const values = valuesOf(await getSecretValue(name, environment, deadline));
      known.set(name, { values, fault: '', readAt: triedAt, triedAt });
    } catch (error) {
      const readAt = before?.readAt ?? 0;
      // Refused is said on purpose; no answer is an accident, and what was known a moment ago is still right.
      const values =
        error instanceof FinalFault || triedAt - readAt > KEPT_AT_MOST ? undefined : before?.values;
      known.set(name, { values, fault: `secret ${name}: ${describeFault(error)}`, readAt, triedAt });
    }
  }

  return {
    read: async (names, deadline) => {
      const due = names.filter((name) => isDue(known.get(name), now()));
      await Promise.all(due.map((name) => load(name, deadline)));
      const all = names.flatMap((name) => known.get(name) ?? []);
      return {
        values: all.flatMap(({ values }) => values ?? []),
        faults: all.flatMap(({ fault }) => (fault === '' ? [] : [fault])),
      };
    },
    refresh: async (names, deadline) => {
      const due = names.filter((name) => now() - (known.get(name)?.triedAt ?? 0) >= PAUSE);
      const before = due.map((name) => known.get(name)?.values?.join('\0'));
      await Promise.all(due.map((name) => load(name, deadline)));
      return due.some((name, index) => known.get(name)?.values?.join('\0') !== before[index]);
    },
  };
}

function isDue(one: Known | undefined, now: number): boolean {
  if (one === undefined) return true;
  if (one.values === undefined) return now - one.triedAt >= PAUSE_WITHOUT;
  return now - one.readAt >= KEPT && now - one.triedAt >= PAUSE;
}

/** A secret is its text, or `secret` or `secrets` in a JSON object, which is how the console keeps them. */
function valuesOf(text: string): readonly string[] {
  const parsed = objectIn(text);
  if (parsed === undefined) return nonEmpty([text]);
  const { secret, secrets } = parsed;
  if (typeof secret === 'string') return nonEmpty([secret]);
  if (Array.isArray(secrets) && secrets.every((one) => typeof one === 'string')) return nonEmpty(secrets);
  throw new FinalFault('it is JSON, but without a text named secret or a list of texts named secrets.');
}

function nonEmpty(values: readonly string[]): readonly string[] {
  if (values.length === 0 || values.some((value) => value.trim() === ''))
    throw new FinalFault('it is empty.');
  return values;
}

function objectIn(text: string): Readonly<Record<string, unknown>> | undefined {
  if (!text.trimStart().startsWith('{')) return undefined;
  try {
    return JSON.parse(text) as Readonly<Record<string, unknown>>;
  } catch {
    return undefined;
  }
}
