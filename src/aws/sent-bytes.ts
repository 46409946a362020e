import { Readable } from 'node:stream';
import type { PutObjectCommand } from '@aws-sdk/client-s3';

const CHUNK_BYTES = 64 * 1024;

/**
 * Tells how many bytes of a command's body went out so far; from 0 again when the SDK tries again. The body is cut up
 * after it was signed and checksummed as a whole, so what is sent stays the same.
 */
export function countSentBytes(
  stack: PutObjectCommand['middlewareStack'],
  sent: (bytes: number) => void,
): void {
  stack.add(
    (next) => (args) => {
      const request = args.request as { readonly body?: unknown };
      if (!(request.body instanceof Uint8Array)) return next(args);
      const body = Readable.from(chunks(request.body, sent), { objectMode: false });
      const counted: unknown = Object.assign(Object.create(Object.getPrototypeOf(request)), request, {
        body,
      });
      return next({ ...args, request: counted });
    },
    { step: 'deserialize', priority: 'low', name: 'countSentBytes' },
  );
}

function* chunks(body: Uint8Array, sent: (bytes: number) => void): Generator<Uint8Array> {
  for (let from = 0; from < body.byteLength; from += CHUNK_BYTES) {
    sent(from);
    yield body.subarray(from, from + CHUNK_BYTES);
  }
  sent(body.byteLength);
}
