import { KeyObject, sign as signBy } from 'node:crypto';
import { contentOf } from './content.ts';
import { type Key, keyOf } from './keys.ts';
import type { Form, Scheme, SignedRequest } from './scheme.ts';
import { hmacOf } from './verify.ts';

/**
 * The headers that a sender would add to a request: signature, time and, where it has a header for it, the delivery's
 * id. `now` in milliseconds since the epoch. Undefined when the secret cannot sign: a public key, or no key at all.
 */
export function sign(
  request: SignedRequest,
  scheme: Scheme,
  secret: string,
  now: number,
  id: string,
): Readonly<Record<string, string>> | undefined {
  for (const form of scheme.forms) {
    const key = keyOf(form.key, secret);
    if (key === undefined || (key instanceof KeyObject && key.type !== 'private')) continue;
    const added = { ...idHeader(form, scheme, id), ...timeHeader(form, now) };
    const content = contentOf(form, { ...request, headers: { ...request.headers, ...added } });
    if (content === undefined) continue;
    const signature = `${form.prefix ?? ''}${signatureOf(form, key, content)}`;
    const time = form.timestamp?.header === form.header ? added[form.header] : undefined;
    const value = time === undefined ? signature : `${time}${form.separator ?? ','}${signature}`;
    return { ...added, [form.header]: value };
  }
  return undefined;
}

/** The header that tells a delivery's id: the one that is signed, else the sender's usual one. */
function idHeader(form: Form, scheme: Scheme, id: string): Readonly<Record<string, string>> {
  const name = form.id ?? scheme.id?.find((source) => !/^[.?]/.test(source));
  return name === undefined ? {} : { [name]: id };
}

function timeHeader({ timestamp }: Form, now: number): Readonly<Record<string, string>> {
  if (timestamp === undefined) return {};
  const time = timestamp.unit === 's' ? Math.floor(now / 1000) : Math.floor(now);
  return { [timestamp.header]: `${timestamp.prefix ?? ''}${time}` };
}

function signatureOf(form: Form, key: Key, content: readonly (string | Uint8Array)[]): string {
  if (key instanceof KeyObject) {
    const bytes = Buffer.concat(content.map((part) => Buffer.from(part)));
    return signBy(form.algorithm === 'ed25519' ? null : 'sha256', bytes, key).toString(form.encoding);
  }
  if (form.algorithm === 'equality') return key.toString();
  if (form.algorithm === 'basic') return `Basic ${key.toString('base64')}`;
  return hmacOf(form, key, content);
}
