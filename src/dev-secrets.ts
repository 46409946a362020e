import { randomBytes } from 'node:crypto';
import type { Config } from './config/schema.ts';

/** Values of secrets by the names that routes have for them. */
export type SecretValues = Readonly<Record<string, string>>;

/**
 * What the routes of a configuration name and nobody has given a value yet, with values made up of randomness: on AWS they are
 * in Secrets Manager. A scheme that signs by a private key of the sender's has none that could be made up: it is left out.
 */
export function madeUpSecrets(routes: Config['routes'], known: SecretValues): SecretValues {
  const made = routes.flatMap(({ verify, challenge }) => [
    ...(verify?.secrets ?? []).map((name) => [name, valueFor(verify?.scheme)] as const),
    ...(challenge?.secrets ?? []).map((name) => [name, valueFor(undefined)] as const),
  ]);
  return Object.fromEntries(
    made.filter((each): each is readonly [string, string] => each[1] !== undefined && !(each[0] in known)),
  );
}

/** docs/signatures.md has what each scheme takes. Hexadecimal is good as text, as hexadecimal and as base64. */
function valueFor(scheme: string | undefined): string | undefined {
  switch (scheme) {
    case 'sendgrid':
      return undefined;
    case 'standard-webhooks':
      return `whsec_${randomBytes(24).toString('base64')}`;
    case 'basic':
      return `webhook:${randomBytes(16).toString('hex')}`;
    default:
      return randomBytes(32).toString('hex');
  }
}
