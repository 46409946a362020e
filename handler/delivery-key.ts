import { createHash } from 'node:crypto';
import type { InspectedRequest } from './received-request.ts';

/**
 * What a stored request is unique by, 16 bytes in hexadecimal. Two calls have the same key when they carry the same delivery
 * id and body below the same route (or, where no route is, to the same path) and were verified alike: what was verified never
 * shares a key with what was not. A call without an id, or whose signature is not good, has a key of its own, which is the
 * same only when we try to store it again.
 */
export function deliveryKey(request: InspectedRequest): string {
  const { signature, deliveryId, requestId, route, path, body } = request;
  if (deliveryId === undefined || !(signature === 'valid' || signature === 'none'))
    return createHash('sha256').update('r').update(requestId).digest('hex').slice(0, 32);
  const scope = route === undefined ? ['path', path] : ['route', route];
  const hash = createHash('sha256').update('d');
  for (const part of [signature, ...scope, deliveryId])
    hash.update(`${Buffer.byteLength(part)}:`).update(part);
  if (body !== undefined) hash.update(createHash('sha256').update(body).digest());
  return hash.digest('hex').slice(0, 32);
}

/** What one call of a delivery is told from another by, 8 bytes in hexadecimal. */
export function callKey({ requestId }: Pick<InspectedRequest, 'requestId'>): string {
  return createHash('sha256').update('c').update(requestId).digest('hex').slice(0, 16);
}
