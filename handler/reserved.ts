import { type Answer, json } from './answer.ts';
import type { HttpEvent } from './http-event.ts';
import { nameOf } from './literals.ts';
import { type Listed, page } from './page.ts';
import { header, methodOf, pathOf } from './received-request.ts';
import type { Situation } from './situation.ts';

/** Answers below `/_/`, where nothing is stored: the page, to whom the configuration shows it. */
export async function reserved(event: HttpEvent, situation: Situation): Promise<Answer> {
  const path = pathOf(event);
  const isPage = (path === '/_' || path === '/_/') && methodOf(event) === 'GET';
  if (!isPage || situation.settings.view.access !== 'public') return json(404, { message: 'Not found' });
  return page(await newest(situation));
}

/**
 * What a stored request is answered with in place of the short answer: the page, when a browser asks for it and may see
 * it. Undefined otherwise, also when it cannot be read: the request is stored all the same.
 */
export async function shownAfter(
  event: HttpEvent,
  id: number,
  situation: Situation,
): Promise<Answer | undefined> {
  const wanted = methodOf(event) === 'GET' && header(event, 'accept').includes('text/html');
  if (!wanted || situation.settings.view.access !== 'public') return undefined;
  const requests = await newest(situation).catch(() => undefined);
  return requests === undefined ? undefined : page(requests, id);
}

async function newest({ settings, store, deadline }: Situation): Promise<readonly Listed[]> {
  const rows = await store.read(newestStatement(settings.database, settings.view.pageSize), deadline);
  return rows.map(listed);
}

/** The newest requests, without what is private in them. Paths are cut to what a list shows. */
function newestStatement(database: string, count: number): string {
  return (
    `SELECT id, method, LEFT(path, 512) AS path, DATE_FORMAT(received_at, '%Y-%m-%dT%H:%i:%s.%fZ') AS received_at ` +
    `FROM ${nameOf(database)} ORDER BY id DESC LIMIT ${Math.trunc(count)}`
  );
}

function listed(row: Readonly<Record<string, unknown>>): Listed {
  return {
    id: Number(row.id),
    method: String(row.method),
    path: String(row.path),
    receivedAt: isoTime(row.received_at),
  };
}

/** MySQL writes six digits of a second; milliseconds are what is stored. */
function isoTime(value: unknown): string {
  return String(value).replace(/(\.\d{3})\d*Z$/, '$1Z');
}
