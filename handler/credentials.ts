import { describeFault, FinalFault } from './faults.ts';
import { getSecretValue } from './secrets-manager.ts';
import { type Environment, required, type Settings } from './settings.ts';
import { databaseToken, signerFrom } from './sigv4.ts';

/** How the function logs in at the proxy. */
export interface Credentials {
  /** `deadline` is in milliseconds of `performance.now()`. */
  get(deadline: number): Promise<{ readonly user: string; readonly password: string }>;
  /** What was got is not accepted any more: get it anew next time. */
  forget(): void;
  /** True when the password must travel as it is, inside TLS: a token is no password that could be hashed. */
  readonly cleartext: boolean;
}

/**
 * By `proxy.auth`: the password of a secret, read once, or a token that is signed here for each connection. `now` in milliseconds
 * since the epoch, which goes on while an execution environment is frozen.
 */
export function credentialsFor(
  settings: Pick<Settings, 'auth' | 'username'>,
  environment: Environment,
  now: () => number = Date.now,
): Credentials {
  return settings.auth === 'iam' ? tokens(settings.username, environment) : secret(environment, now);
}

function tokens(user: string, environment: Environment): Credentials {
  const [host = '', port = '3306'] = required(environment, 'PROXY_ENDPOINT').split(':');
  return {
    cleartext: true,
    forget: () => {},
    get: async () => ({
      user,
      password: databaseToken({ host, port: Number(port), user }, signerFrom(environment), new Date()),
    }),
  };
}

/** Milliseconds after the first failed reading in a row, the second and so on. */
const PAUSES: readonly number[] = [0, 2000, 4000, 8000];
const LONGEST_PAUSE = 10_000;

/** A failed reading is tried once more at once; after that nothing is asked for a while, and the last fault is told again. */
function secret(environment: Environment, now: () => number): Credentials {
  let known: { readonly user: string; readonly password: string } | undefined;
  let failures = 0;
  let failed = { at: 0, told: '' };
  const read = async (deadline: number) =>
    parse(await getSecretValue(required(environment, 'SECRET_ARN'), environment, deadline));
  return {
    cleartext: false,
    forget: () => {
      known = undefined;
    },
    get: async (deadline) => {
      if (known !== undefined) return known;
      const pause = failures === 0 ? 0 : (PAUSES[failures - 1] ?? LONGEST_PAUSE);
      if (now() - failed.at < pause) throw new FinalFault(failed.told);
      try {
        known = await read(deadline);
        failures = 0;
        return known;
      } catch (error) {
        failures += 1;
        failed = { at: now(), told: describeFault(error) };
        throw error;
      }
    },
  };
}

function parse(text: string): { readonly user: string; readonly password: string } {
  try {
    const { username, password } = JSON.parse(text) as Record<string, unknown>;
    if (typeof username === 'string' && typeof password === 'string') return { user: username, password };
  } catch {
    // What it holds must not be told.
  }
  throw new FinalFault('The secret is not a JSON object with the strings username and password.');
}
