import { sign } from '../../handler/signatures/sign.ts';
import { verificationOf } from '../../handler/signatures/verification.ts';
import type { Secrets } from '../deployment/ports.ts';
import { isProxyWebhookError, ProxyWebhookError } from '../errors.ts';
import type { SendPlan } from './send-plan.ts';

/** A request on its way. Header names are lower case. */
export interface OutgoingRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** Signs a request, and changes it after that where it is to be refused. `now` in milliseconds since the epoch. */
export type Signer = (request: OutgoingRequest, id: string, now: number) => OutgoingRequest;

/**
 * The signer for a plan: with the secret that was given, else with the route's own in Secrets Manager. Where the route verifies
 * nothing it leaves requests as they are. Throws `usage` when the secret cannot sign, and what reading it throws.
 */
export async function signerFor(
  { route, tamper }: SendPlan,
  secrets: Secrets,
  given: string | undefined,
): Promise<Signer> {
  const verify = route?.verify;
  if (verify === undefined) return (request) => request;
  const scheme = verificationOf({ ...verify, deliveryIdHeader: route?.deliveryIdHeader });
  const [name = ''] = verify.secrets;
  const candidates = secretsIn(given ?? (await secretValue(name, secrets)));
  const signs = (request: OutgoingRequest, id: string, now: number) => {
    for (const secret of candidates) {
      const headers = sign(request, scheme, secret, now, id);
      if (headers !== undefined) return headers;
    }
    throw cannotSign(verify.scheme, given === undefined ? name : undefined);
  };
  const overBody = scheme.forms.some(({ algorithm }) => algorithm !== 'equality' && algorithm !== 'basic');
  return (request, id, now) => {
    const added = signs(request, id, now);
    const signed = { ...request, headers: { ...request.headers, ...added } };
    if (!tamper) return signed;
    if (overBody && request.body.byteLength > 0) return { ...signed, body: flipped(request.body) };
    const header = scheme.forms.find((form) => Object.hasOwn(added, form.header))?.header ?? '';
    return { ...signed, headers: { ...signed.headers, [header]: otherwise(signed.headers[header] ?? '') } };
  };
}

async function secretValue(name: string, secrets: Secrets): Promise<string> {
  return secrets.value(name).catch((error: unknown) => {
    if (!isProxyWebhookError(error)) throw error;
    throw new ProxyWebhookError(error.code, error.message, {
      remedies: [
        ...error.remedies,
        'Or sign with a secret of your own, from a variable of the environment: --secret-env NAME',
      ],
      data: error.data,
      cause: error.cause,
    });
  });
}

/** A secret is its text, or `secret` or `secrets` in a JSON object: as the handler reads it. */
function secretsIn(text: string): readonly string[] {
  if (!text.trimStart().startsWith('{')) return [text];
  try {
    const { secret, secrets = [] } = JSON.parse(text) as {
      readonly secret?: unknown;
      readonly secrets?: readonly unknown[];
    };
    return [secret, ...secrets].filter((each) => typeof each === 'string');
  } catch {
    return [text];
  }
}

function cannotSign(scheme: string, name: string | undefined): ProxyWebhookError {
  const which = name === undefined ? 'that was given' : `in ${name}`;
  return new ProxyWebhookError('usage', `The secret ${which} cannot sign as ${scheme} does.`, {
    remedies: [
      'A public key only verifies: give the private one in a variable of the environment, --secret-env NAME',
      'Otherwise its form is wrong, and the webhook cannot verify with it either.',
    ],
  });
}

/** One bit of the byte in the middle. */
function flipped(body: Uint8Array): Uint8Array {
  const changed = Uint8Array.from(body);
  const middle = changed.byteLength >> 1;
  changed[middle] = (changed[middle] ?? 0) ^ 1;
  return changed;
}

/** Another letter in the middle of its last half: the signature proper, not what stands before it. */
function otherwise(value: string): string {
  const at = Math.floor(value.length * 0.75);
  return value.slice(0, at) + (value[at] === 'a' ? 'b' : 'a') + value.slice(at + 1);
}
