import { FinalFault } from './faults.ts';
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

/** By `proxy.auth`: the password of a secret, read once, or a token that is signed here for each connection. */
export function credentialsFor(
  settings: Pick<Settings, 'auth' | 'username'>,
  environment: Environment,
): Credentials {
  return settings.auth === 'iam' ? tokens(settings.username, environment) : secret(environment);
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

function secret(environment: Environment): Credentials {
  let known: { readonly user: string; readonly password: string } | undefined;
  return {
    cleartext: false,
    forget: () => {
      known = undefined;
    },
    get: async (deadline) => {
      known ??= parse(await getSecretValue(required(environment, 'SECRET_ARN'), environment, deadline));
      return known;
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
