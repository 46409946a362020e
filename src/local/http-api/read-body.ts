import type { IncomingMessage } from 'node:http';

/** API Gateway Developer Guide, "Quotas for configuring and running an HTTP API": 10 MB. */
export const LARGEST_BODY = 10 * 1024 * 1024;

/** A request's body, chunked or not; undefined when it is larger than a body may be. Throws when the client goes away. */
export function readBody(request: IncomingMessage): Promise<Uint8Array | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > LARGEST_BODY) return Promise.resolve(undefined);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      // The rest is read and dropped: the client gets its answer, not a cut connection.
      if (size > LARGEST_BODY) resolve(undefined);
      else chunks.push(chunk);
    });
    request.once('end', () => resolve(Buffer.concat(chunks, size > LARGEST_BODY ? 0 : size)));
    request.once('error', reject);
    request.once('close', () => reject(new Error('The client went away.')));
  });
}
