import type { Scheme } from './scheme.ts';
import { SCHEMES } from './schemes.ts';

/** HMAC as a route describes it, for senders that have no name here. Header names in any case. */
export interface HmacOptions {
  readonly header: string;
  readonly algorithm: 'sha1' | 'sha256' | 'sha512';
  readonly encoding: 'hex' | 'base64';
  readonly prefix: string;
  readonly keyEncoding: 'text' | 'hex' | 'base64';
  /** Default: `{body}`, with a timestamp `{timestamp}.{body}`. */
  readonly content?: string | undefined;
  readonly timestampHeader?: string | undefined;
  readonly timestampPrefix?: string | undefined;
  readonly timestampUnit: 's' | 'ms';
}

/** What a route says of its sender. */
export interface VerificationOptions {
  readonly scheme: string;
  readonly hmac?: HmacOptions | undefined;
  readonly toleranceSeconds?: number | undefined;
  /** A header in place of the sender's usual one. */
  readonly deliveryIdHeader?: string | undefined;
}

/** The scheme that a route asks for, with what the route says differently. Throws when there is none of that name. */
export function verificationOf(options: VerificationOptions): Scheme {
  const { scheme: name, hmac, toleranceSeconds, deliveryIdHeader } = options;
  const scheme = hmac === undefined ? SCHEMES[name] : plain(hmac, deliveryIdHeader);
  if (scheme === undefined) throw new Error(`There is no signature scheme ${name}.`);
  return {
    ...scheme,
    ...(deliveryIdHeader === undefined ? {} : { id: [deliveryIdHeader.toLowerCase()] }),
    forms: scheme.forms.map((form) =>
      toleranceSeconds === undefined || form.timestamp === undefined
        ? form
        : { ...form, tolerance: toleranceSeconds },
    ),
  };
}

function plain(options: HmacOptions, deliveryIdHeader: string | undefined): Scheme {
  const { algorithm, encoding, header, prefix, timestampHeader, timestampPrefix, timestampUnit } = options;
  const timed = timestampHeader !== undefined;
  return {
    forms: [
      {
        algorithm,
        encoding,
        prefix,
        key: options.keyEncoding,
        header: header.toLowerCase(),
        content: options.content ?? (timed ? '{timestamp}.{body}' : '{body}'),
        ...(deliveryIdHeader === undefined ? {} : { id: deliveryIdHeader.toLowerCase() }),
        ...(timed
          ? {
              timestamp: {
                header: timestampHeader.toLowerCase(),
                unit: timestampUnit,
                ...(timestampPrefix === undefined ? {} : { prefix: timestampPrefix }),
              },
              tolerance: 300,
            }
          : {}),
      },
    ],
  };
}
