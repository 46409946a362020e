/** How a secret's text becomes a key. `whsec` and `whpk` are those of Standard Webhooks; `spki` is PEM, or DER in base64. */
export type KeyFormat = 'text' | 'hex' | 'base64' | 'whsec' | 'whpk' | 'spki';

/** HMAC by its hash, a signature by a private key, or nothing but the secret itself. */
export type Algorithm = 'sha1' | 'sha256' | 'sha512' | 'ed25519' | 'ecdsa-p256' | 'equality' | 'basic';

/** One way of signing, as data: the same row verifies and signs. Header names are lower case. */
export interface Form {
  readonly algorithm: Algorithm;
  readonly key: KeyFormat;
  readonly encoding: 'hex' | 'base64';
  /** Where signatures are: any number of them, between blanks, commas or semicolons, each behind `prefix`. */
  readonly header: string;
  readonly prefix?: string;
  /** What is signed: `{timestamp}`, `{id}`, `{body}`, `{url}` and `{method}` stand for themselves. */
  readonly content: string;
  /** The header that `{id}` is. */
  readonly id?: string;
  readonly timestamp?: {
    readonly header: string;
    readonly prefix?: string;
    readonly unit: 's' | 'ms';
  };
  /** Seconds that a signed time may lie before or after now. */
  readonly tolerance?: number;
  /** Between timestamp and signature where both are in one header. */
  readonly separator?: string;
}

/**
 * Where a value of a request is: a header by its lower-case name, `?name` in the query, or `.path.to.it` in a body of
 * JSON.
 */
export type Source = string;

/** What a sender does: how it signs, and where it tells its id of a delivery and what happened. The first source counts. */
export interface Scheme {
  readonly forms: readonly Form[];
  readonly id?: readonly Source[];
  readonly event?: readonly Source[];
}

/** The headers in which a sender sends the secret itself. */
export function secretHeadersOf({ forms }: Scheme): readonly string[] {
  return forms
    .filter(({ algorithm }) => algorithm === 'equality' || algorithm === 'basic')
    .map(({ header }) => header);
}

/** A request as far as it can be signed. */
export interface SignedRequest {
  readonly method: string;
  /** As the sender called it. */
  readonly url: string;
  /** By lower-case name; repeated ones joined by a comma. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Byte for byte; empty when there was none. */
  readonly body: Uint8Array;
}
