import { createHash } from 'node:crypto';
import type { InspectedRequest } from './received-request.ts';

/**
 * What a stored request is unique by, 16 bytes in hexadecimal. Two calls have the same key when they carry the same delivery
 * id and body below the same route (or, where no route is, to the same path) and were verified alike: what was verified never
 * shares a key with what was not. A call without an id, or whose signature is not good, has a key of its own, which is the
 * same only when we try to store it again: API Gateway's id of it, and with that what was called, because who invokes the function
 * by hand may write the same id twice.
 */
export function deliveryKey(request: InspectedRequest): string {
  const { signature, deliveryId, requestId, route, method, path, body } = request;
  if (deliveryId === undefined || !(signature === 'valid' || signature === 'none'))
    return digest('r', [requestId, method, path], body);
  const scope = route === undefined ? ['path', path] : ['route', route];
  return digest('d', [signature, ...scope, deliveryId], body);
}

/** What one call of a delivery is told from another by, 8 bytes in hexadecimal. */
export function callKey({ requestId }: Pick<InspectedRequest, 'requestId'>): string {
  return createHash('sha256').update('c').update(requestId).digest('hex').slice(0, 16);
}

function digest(kind: 'r' | 'd', parts: readonly string[], body: Buffer | undefined): string {
  const hash = createHash('sha256').update(kind);
  for (const part of parts) hash.update(`${Buffer.byteLength(part)}:`).update(part);
  if (body !== undefined) hash.update(createHash('sha256').update(body).digest());
  return hash.digest('hex').slice(0, 32);
}
