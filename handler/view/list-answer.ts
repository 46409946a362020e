import { type Answer, json } from '../answer.ts';
import type { HttpEvent } from '../http-event.ts';
import { type Criteria, readCriteria, Unacceptable } from '../reading/criteria.ts';
import { listRequests, type Reading, type RequestPage } from '../reading/list-requests.ts';
import type { ListedRequest } from '../reading/stored-request.ts';
import { header } from '../received-request.ts';
import type { Settings } from '../settings.ts';
import { type ListContent, listPage } from './list-page.ts';
import { maskQuery } from './mask-query.ts';

export interface ListQuestion {
  readonly event: HttpEvent;
  readonly reading: Reading;
  readonly settings: Settings;
  readonly isPublic: boolean;
  readonly asJson: boolean;
  readonly storedId?: number;
}

/** Everybody may search a public table, so that a search must cost little. Ids. */
const PUBLIC_WINDOW = 500;
/** JSON ends where it would become longer than a list may be. Bytes. */
const LONGEST_JSON = 170_000;

/** The table that a query asks for, as a page or as JSON. */
export async function listAnswer(question: ListQuestion): Promise<Answer> {
  const { event, settings, isPublic, asJson, storedId } = question;
  const query = Object.fromEntries(new URLSearchParams(event.rawQueryString));
  const around = { isPublic, storedId, live: liveOf(query.live), origin: originOf(event) };
  let criteria: Criteria;
  try {
    criteria = criteriaOf(query, question);
  } catch (error) {
    if (!(error instanceof Unacceptable)) throw error;
    if (asJson) return json(400, { message: error.message });
    const nothing = { requests: [], criteria: {}, older: undefined, newer: undefined, searchedTo: undefined };
    return listPage({ ...nothing, ...around, problem: error.message });
  }
  const page = await read(question, criteria);
  if (asJson) return listJson(page, isPublic, settings.capture.redactHeaders);
  return listPage({ ...(await newestFirst(question, criteria, page)), ...around });
}

/** In the public table nobody can ask for what it does not show. */
function criteriaOf(
  { id, deliveryId: _, ...query }: Readonly<Record<string, string>>,
  { settings, isPublic }: ListQuestion,
): Criteria {
  const isNumber = /^\s*\d*\s*$/.test(id ?? '');
  const one = isNumber || isPublic ? { id: id?.trim() } : { deliveryId: id };
  return readCriteria({ ...query, ...one }, settings.view.pageSize);
}

function read({ reading, isPublic }: ListQuestion, criteria: Criteria): Promise<RequestPage> {
  return listRequests(reading, criteria, ...(isPublic ? [PUBLIC_WINDOW] : []));
}

/** A page after an id is read oldest first and turned; one that is not full is the newest page instead. */
async function newestFirst(
  question: ListQuestion,
  criteria: Criteria,
  page: RequestPage,
): Promise<Pick<ListContent, 'requests' | 'criteria' | 'older' | 'newer' | 'searchedTo'>> {
  const { searchedTo } = page;
  if (criteria.after === undefined) {
    const first = page.requests[0]?.id ?? (criteria.before ?? 1) - 1;
    const newer = criteria.before === undefined ? undefined : first;
    return { requests: page.requests, criteria, older: page.next, newer, searchedTo };
  }
  if (page.next === undefined) {
    const newest = { ...criteria, after: undefined };
    return newestFirst(question, newest, await read(question, newest));
  }
  const requests = page.requests.toReversed();
  const older = requests.at(-1)?.id ?? criteria.after + 1;
  return { requests, criteria, older, newer: page.next, searchedTo: undefined };
}

function listJson(
  { requests, next, searchedTo }: RequestPage,
  isPublic: boolean,
  names: readonly string[],
): Answer {
  const shown: unknown[] = [];
  let last: ListedRequest | undefined;
  let length = 0;
  for (const request of requests) {
    const { id, receivedAt, method, path, query } = request;
    const one = isPublic
      ? { id, receivedAt, method, path }
      : { ...request, query: query && maskQuery(query, names) };
    length += Buffer.byteLength(JSON.stringify(one));
    if (length > LONGEST_JSON && last !== undefined) return json(200, { requests: shown, next: last.id });
    shown.push(one);
    last = request;
  }
  return json(200, { requests: shown, next, searchedTo });
}

function liveOf(text: string | undefined): number | undefined {
  return /^\d{1,3}$/.test(text ?? '') ? Math.max(5, Number(text)) : undefined;
}

/** From the caller's own headers, for the caller's own eyes. */
function originOf(event: HttpEvent): string {
  const host = header(event, 'host');
  const scheme = /^(localhost|127\.|\[::1\])/.test(host) ? 'http' : 'https';
  return /^[\w.:[\]-]{1,255}$/.test(host) ? `${scheme}://${host}` : 'https://…';
}
