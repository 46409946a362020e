import type { ReceivedRequest } from '../../requests/received.ts';
import { utf8 } from '../text/body.ts';

/** A request as JSON: its body is a text where it is valid UTF-8, else base64; both give back the same bytes. */
export type RequestJson = Omit<ReceivedRequest, 'body'> & {
  readonly body?: { readonly text: string } | { readonly base64: string };
};

export function requestJson({ body, ...request }: ReceivedRequest): RequestJson {
  if (body === undefined) return request;
  const text = utf8(body);
  return {
    ...request,
    body: text === undefined ? { base64: Buffer.from(body).toString('base64') } : { text },
  };
}
