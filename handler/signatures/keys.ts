import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import type { KeyFormat } from './scheme.ts';

/** A key for an HMAC or a comparison as bytes, else one that may sign (private) or only verify (public). */
export type Key = Buffer | KeyObject;

/**
 * The key in a secret's text. Blanks around it never count, nor does the `v1,` that dashboards put before `whsec_`.
 * Undefined when it is none of this format: empty, of other letters, or another kind of key.
 */
export function keyOf(format: KeyFormat, secret: string): Key | undefined {
  const text = secret.trim();
  switch (format) {
    case 'text':
      return text === '' ? undefined : Buffer.from(text);
    case 'hex':
      return /^([0-9a-f]{2})+$/i.test(text) ? Buffer.from(text, 'hex') : undefined;
    case 'base64':
      return bytesOf(text);
    case 'whsec':
      return bytesOf(text.replace(/^(v1,\s*)?(whsec_)?/, ''));
    case 'whpk':
      return ed25519(text.replace(/^v1a,\s*/, ''));
    case 'spki':
      return ofCurve(text, 'prime256v1');
  }
}

function bytesOf(text: string): Buffer | undefined {
  const [, letters = ''] = /^([A-Za-z0-9+/]+)={0,2}$/.exec(text) ?? [];
  return letters === '' || letters.length % 4 === 1 ? undefined : Buffer.from(letters, 'base64');
}

// DER around the 32 bytes of a raw key (RFC 8410, sections 4 and 7).
const PUBLIC = Buffer.from('302a300506032b6570032100', 'hex');
const PRIVATE = Buffer.from('302e020100300506032b657004220420', 'hex');

/** `whpk_` holds the public key, `whsk_` the private one, alone or with the public one behind it. */
function ed25519(text: string): KeyObject | undefined {
  const [, kind, encoded = ''] = /^wh([ps])k_(.*)$/s.exec(text) ?? [];
  const raw = bytesOf(encoded);
  if (kind === 'p' && raw?.length === 32)
    return createPublicKey({ key: Buffer.concat([PUBLIC, raw]), format: 'der', type: 'spki' });
  if (kind === 's' && (raw?.length === 32 || raw?.length === 64))
    return createPrivateKey({
      key: Buffer.concat([PRIVATE, raw.subarray(0, 32)]),
      format: 'der',
      type: 'pkcs8',
    });
  return undefined;
}

function ofCurve(text: string, curve: string): KeyObject | undefined {
  try {
    const key = text.includes('PRIVATE KEY')
      ? createPrivateKey(text)
      : createPublicKey(
          text.startsWith('-----') ? text : { key: Buffer.from(text, 'base64'), format: 'der', type: 'spki' },
        );
    return key.asymmetricKeyDetails?.namedCurve === curve ? key : undefined;
  } catch {
    return undefined;
  }
}
