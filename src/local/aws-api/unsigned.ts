import type { WireRequest } from './protocols/protocol.ts';
import { type ServiceName, served } from './served.ts';
import { shapesOf } from './wire/shapes.ts';

/** The service whose protocol a request is written in, when no signature says which it is. */
export function guessService({ headers, path }: Pick<WireRequest, 'headers' | 'path'>): ServiceName {
  const target = headers['x-amz-target']?.split('.')[0];
  if (target !== undefined) {
    const named = (Object.keys(served) as ServiceName[]).find(
      (service) => served[service].protocol === 'json' && shapesOf(service).target === target,
    );
    return named ?? 'secretsmanager';
  }
  if (headers['content-type']?.startsWith('application/x-www-form-urlencoded')) return 'sts';
  if (/^\/20\d\d-\d\d-\d\d\//.test(path)) return 'lambda';
  return 's3';
}
