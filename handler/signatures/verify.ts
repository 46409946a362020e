import {
  createHash,
  createHmac,
  createPublicKey,
  KeyObject,
  timingSafeEqual,
  verify as verifyBy,
} from 'node:crypto';
import { contentOf, timestampOf } from './content.ts';
import { valuesBehind } from './header-values.ts';
import { type Key, keyOf } from './keys.ts';
import type { Form, Scheme, SignedRequest } from './scheme.ts';

export interface Verdict {
  /**
   * `stale`: rightly signed, but at another time. `unknown-key`: only in forms that none of the secrets is a key for.
   * `invalid`: anything else, no signature included.
   */
  readonly outcome: 'valid' | 'invalid' | 'stale' | 'unknown-key';
  /** False when there was nothing that could have been compared with a secret. */
  readonly compared: boolean;
  /** The id that was signed with it. */
  readonly id?: string;
}

/**
 * Whether a request was signed with one of the secrets, by any form of the scheme and any of its signatures. `now` in
 * milliseconds since the epoch. Compares in constant time. Never throws: a secret that is no key for a form is passed over.
 */
export function verify(
  request: SignedRequest,
  scheme: Scheme,
  secrets: readonly string[],
  now: number,
): Verdict {
  let found: Verdict['outcome'] = 'invalid';
  let compared = false;
  for (const form of scheme.forms) {
    const signatures = signaturesOf(form, request.headers[form.header]);
    const content = contentOf(form, request);
    if (signatures.length === 0 || content === undefined) continue;
    const keys = secrets.flatMap((secret) => keyOf(form.key, secret) ?? []);
    if (keys.length === 0) {
      found = compared ? found : 'unknown-key';
      continue;
    }
    if (!compared) found = 'invalid';
    compared = true;
    if (!keys.some((key) => matches(form, key, content, signatures))) continue;
    const id = form.id === undefined ? undefined : request.headers[form.id];
    if (isFresh(form, request, now))
      return { outcome: 'valid', compared, ...(id === undefined ? {} : { id }) };
    found = 'stale';
  }
  return { outcome: found, compared };
}

/** True when a request carries anything that could be compared with a secret. */
export function isSigned(request: SignedRequest, { forms }: Scheme): boolean {
  return forms.some(
    (form) =>
      signaturesOf(form, request.headers[form.header]).length > 0 && contentOf(form, request) !== undefined,
  );
}

/** True when a secret is a key for at least one form of the scheme. */
export function isUsable(secret: string, { forms }: Scheme): boolean {
  return forms.some(({ key }) => keyOf(key, secret) !== undefined);
}

/** Compares in a time that tells nothing of where two texts differ, nor of how long they are. */
export function isSameText(one: string | Uint8Array, other: string | Uint8Array): boolean {
  return timingSafeEqual(digest(one), digest(other));
}

/** The HMAC over all parts, in the form's letters. */
export function hmacOf(
  { algorithm, encoding }: Pick<Form, 'algorithm' | 'encoding'>,
  key: Buffer,
  content: readonly (string | Uint8Array)[],
): string {
  const hmac = createHmac(algorithm, key);
  for (const part of content) hmac.update(part);
  return hmac.digest(encoding);
}

/** A secret that is sent as it is may hold commas and blanks, so it is the whole header. */
function signaturesOf({ algorithm, encoding, prefix }: Form, header = ''): readonly string[] {
  switch (algorithm) {
    case 'equality':
      return header === '' ? [] : [header];
    case 'basic': {
      const [, encoded] = /^basic +(\S+)$/i.exec(header) ?? [];
      return encoded === undefined ? [] : [encoded];
    }
    default: {
      const values = valuesBehind(header, prefix);
      return encoding === 'hex' ? values.map((value) => value.toLowerCase()) : values;
    }
  }
}

function matches(
  form: Form,
  key: Key,
  content: readonly (string | Uint8Array)[],
  signatures: readonly string[],
): boolean {
  if (key instanceof KeyObject) {
    const publicKey = key.type === 'private' ? createPublicKey(key) : key;
    const bytes = Buffer.concat(content.map((part) => Buffer.from(part)));
    const hash = form.algorithm === 'ed25519' ? null : 'sha256';
    return signatures.some((signature) => {
      const decoded = Buffer.from(signature, form.encoding);
      return decoded.toString(form.encoding) === signature && verifyBy(hash, bytes, publicKey, decoded);
    });
  }
  const expected =
    form.algorithm === 'equality'
      ? key
      : form.algorithm === 'basic'
        ? key.toString('base64')
        : hmacOf(form, key, content);
  return signatures.map((signature) => isSameText(signature, expected)).includes(true);
}

/** The bounds themselves are within. Times in seconds are compared in seconds, as every sender's own library does. */
function isFresh(form: Form, request: SignedRequest, now: number): boolean {
  const { timestamp, tolerance } = form;
  if (timestamp === undefined || tolerance === undefined) return true;
  const signed = Number(timestampOf(form, request));
  return timestamp.unit === 's'
    ? Math.abs(Math.floor(now / 1000) - signed) <= tolerance
    : Math.abs(now - signed) <= tolerance * 1000;
}

function digest(value: string | Uint8Array): Buffer {
  return createHash('sha256').update(value).digest();
}
