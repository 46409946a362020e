import type { Row } from '../database.ts';
import type { Criteria } from './criteria.ts';
import { endsStatement, listStatement, type Range, timeBelowStatement } from './selections.ts';
import { type ListedRequest, listedRequest } from './stored-request.ts';

/** Where stored requests are read. */
export interface Reading {
  readonly database: string;
  /** Rejects with the driver's error. */
  rows(sql: string): Promise<readonly Row[]>;
}

export interface RequestPage {
  /** Newest first, or oldest first after an id. */
  readonly requests: readonly ListedRequest[];
  /** There is more: the id to go on before, or after. Undefined at the end. */
  readonly next: number | undefined;
  /** The last id that was looked at, when the search ended before it had found enough. */
  readonly searchedTo: number | undefined;
}

/** A search looks at this many ids at most: no filter but the id has an index. */
const WINDOW = 50_000;
/** Ids follow the time of arrival but for what calls overlap. Milliseconds. */
const OVERLAP = 60_000;

/** Reads one page by keyset. What is filtered for is searched among `window` ids; `next` goes on from there. */
export async function listRequests(
  reading: Reading,
  criteria: Criteria,
  window = WINDOW,
): Promise<RequestPage> {
  const { path, method, since, deliveryId, id, after } = criteria;
  const isSearch = [path, method, since, deliveryId].some((filter) => filter !== undefined);
  const search =
    isSearch && id === undefined ? await searchRange(reading, criteria, window) : { more: undefined };
  if (search === undefined) return { requests: [], next: undefined, searchedTo: undefined };
  const rows = await reading.rows(listStatement(reading.database, criteria, search.range));
  const requests = rows.slice(0, criteria.limit).map(listedRequest);
  if (rows.length > criteria.limit) return { requests, next: requests.at(-1)?.id, searchedTo: undefined };
  const { more } = search;
  const ended =
    more === undefined ||
    (after === undefined && since !== undefined && (await isOlder(reading, more, since)));
  return ended
    ? { requests, next: undefined, searchedTo: undefined }
    : { requests, next: more, searchedTo: more };
}

interface Search {
  readonly range?: Range;
  /** The id at which this search ends though there are more. */
  readonly more: number | undefined;
}

/** Undefined when there is nothing to search. */
async function searchRange(
  reading: Reading,
  { before, after }: Criteria,
  window: number,
): Promise<Search | undefined> {
  const [ends] = await reading.rows(endsStatement(reading.database));
  if (ends === undefined || ends.highest === null) return undefined;
  const first = Math.max(Number(ends.lowest), (after ?? -1) + 1);
  const last = Math.min(Number(ends.highest), (before ?? Number.POSITIVE_INFINITY) - 1);
  if (first > last) return undefined;
  if (after === undefined) {
    const lowest = Math.max(first, last - window + 1);
    return { range: { lowest, highest: last }, more: lowest > first ? lowest : undefined };
  }
  const highest = Math.min(last, first + window - 1);
  return { range: { lowest: first, highest }, more: highest < last ? highest : undefined };
}

async function isOlder(reading: Reading, id: number, since: number): Promise<boolean> {
  const [row] = await reading.rows(timeBelowStatement(reading.database, id));
  return row === undefined || Number(row.received_at as Date) < since - OVERLAP;
}
