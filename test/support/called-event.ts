import { buildEvent, newRequestId } from '../../src/local/http-api/event.ts';
import type { SentRequest } from './http-caller.ts';

/** A request whose id, which the HTTP API would give it, may be set. */
export type CalledRequest = SentRequest & { readonly requestId?: string };

export const API = {
  apiId: 'a1b2c3d4e5',
  region: 'us-east-1',
  account: '123456789012',
  stageName: '$default',
} as const;

/** The event that the HTTP API makes of a request. */
export function eventOf({
  method = 'POST',
  path: where,
  headers = {},
  body = '',
  requestId = newRequestId(),
}: CalledRequest) {
  const rawHeaders = Object.entries({ host: 'hook.example', ...headers }).flat();
  const [plain = '', query = ''] = where.split('?');
  const common = { at: Date.now(), protocol: 'HTTP/1.1', sourceIp: '203.0.113.7', rawHeaders };
  return buildEvent({ ...common, requestId, method, path: plain, query, body: Buffer.from(body) }, API);
}
