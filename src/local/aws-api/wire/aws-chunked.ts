import { AwsApiError } from '../../cloud.ts';

/** A body in S3's `aws-chunked` encoding, decoded, with the trailing headers that follow the last chunk (lower case). */
export interface Unchunked {
  readonly body: Uint8Array;
  readonly trailers: Readonly<Record<string, string>>;
}

/**
 * Decodes `aws-chunked`, signed or not. Source: S3 API reference, "Signature calculations for the Authorization header:
 * Including trailing headers (chunked upload)".
 */
export function unchunk(encoded: Uint8Array): Unchunked {
  const bytes = Buffer.from(encoded.buffer, encoded.byteOffset, encoded.byteLength);
  const chunks: Buffer[] = [];
  let at = 0;
  for (;;) {
    const end = bytes.indexOf('\r\n', at);
    if (end === -1) throw incomplete();
    const header = bytes.toString('latin1', at, end);
    const size = /^[0-9a-f]+(;|$)/i.test(header) ? Number.parseInt(header, 16) : Number.NaN;
    const start = end + 2;
    if (Number.isNaN(size) || start + size > bytes.length) throw incomplete();
    at = start + size;
    if (size === 0) break;
    chunks.push(bytes.subarray(start, at));
    if (bytes.toString('latin1', at, at + 2) !== '\r\n') throw incomplete();
    at += 2;
  }
  return {
    body: new Uint8Array(Buffer.concat(chunks)),
    trailers: readTrailers(bytes.toString('latin1', at)),
  };
}

function readTrailers(text: string): Record<string, string> {
  const trailers: Record<string, string> = {};
  for (const line of text.split(/\r?\n/)) {
    const colon = line.indexOf(':');
    if (colon > 0) trailers[line.slice(0, colon).trim().toLowerCase()] = line.slice(colon + 1).trim();
  }
  return trailers;
}

function incomplete(): AwsApiError {
  return new AwsApiError(
    'IncompleteBody',
    'The request body terminated unexpectedly or its chunks are not well-formed',
  );
}
