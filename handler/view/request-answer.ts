import { type Answer, json } from '../answer.ts';
import type { HttpEvent } from '../http-event.ts';
import { Unacceptable } from '../reading/criteria.ts';
import type { Reading } from '../reading/list-requests.ts';
import { readStored } from '../reading/read-request.ts';
import { header } from '../received-request.ts';
import type { Settings } from '../settings.ts';
import { SHOWN_BYTES } from './body-text.ts';
import { maskQuery } from './mask-query.ts';
import { rawBody } from './raw-body.ts';
import { requestPage } from './request-page.ts';

export interface RequestQuestion {
  readonly event: HttpEvent;
  readonly reading: Reading;
  readonly settings: Settings;
}

/** Answers `/r/ID`, `/r/ID.json` and `/r/ID/raw`. Undefined for any other path, and when there is no such request. */
export async function requestAnswer(
  path: string,
  { event, reading, settings }: RequestQuestion,
): Promise<Answer | undefined> {
  const [, digits = '', suffix] = /^\/r\/(\d{1,15})(\.json|\/raw)?$/.exec(path) ?? [];
  if (digits === '') return undefined;
  const id = Number(digits);
  if (suffix === '/raw') {
    const query = Object.fromEntries(new URLSearchParams(event.rawQueryString));
    return rawBody(reading, id, query, header(event, 'range')).catch((error: unknown) => {
      if (error instanceof Unacceptable) return json(400, { message: error.message });
      throw error;
    });
  }
  const asPage = suffix === undefined && header(event, 'accept').includes('text/html');
  const found = await readStored(reading, id, asPage ? { offset: 0, length: SHOWN_BYTES } : undefined);
  if (found === undefined) return undefined;
  const query = maskQuery(found.request.query ?? '', settings.capture.redactHeaders);
  return asPage
    ? requestPage(found.request, found.body, query)
    : json(200, { ...found.request, query: query === '' ? undefined : query });
}
