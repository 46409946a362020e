import type { Config } from './config/schema.ts';
import type { Functions, Ports } from './deployment/ports.ts';
import { askFunction, type RequestFilter } from './requests/ask-function.ts';
import { findFunction } from './requests/deployed-function.ts';
import { CHUNK, readBody } from './requests/read-body.ts';
import {
  numberIn,
  type ReceivedRequest,
  type RequestSummary,
  requestOf,
  summariesIn,
} from './requests/received.ts';

/** What reading requests takes. */
export interface ReadingOptions {
  readonly ports: Pick<Ports, 'stacks' | 'account'> & { readonly functions: Pick<Functions, 'invoke'> };
  readonly signal?: AbortSignal;
}

/** What `listRequests` is given. */
export interface ListOptions extends ReadingOptions {
  readonly filter?: RequestFilter;
  /** As many at most; 50 unless told. */
  readonly limit?: number;
  /** Only requests with a smaller id. */
  readonly before?: number;
}

/** Requests, newest first. */
export interface RequestList {
  readonly environment: string;
  /** Newest first. */
  readonly requests: readonly RequestSummary[];
  /** What `before` goes on with; absent when there is nothing older. */
  readonly next?: number;
}

/** The function gives as many at once. */
export const PAGE = 200;

/** Of a search that finds little, as many pages are looked through before what was found is told. */
const PAGES = 25;

/** What an environment received, newest first: read by invoking the function, never by its public URL. */
export async function listRequests(
  { config }: { readonly config: Config },
  { ports, signal, filter = {}, limit = 50, before }: ListOptions,
): Promise<RequestList> {
  const deployed = await findFunction(config, ports, signal);
  const requests: RequestSummary[] = [];
  let next = before;
  for (let page = 0; page < PAGES; page += 1) {
    const answer = await askFunction(
      deployed,
      {
        proxywebhook: 'list',
        ...filter,
        limit: Math.min(PAGE, limit - requests.length),
        ...(next === undefined ? {} : { before: next }),
      },
      ports.functions,
      signal,
    );
    requests.push(...summariesIn(answer));
    next = numberIn(answer.next);
    if (next === undefined || requests.length >= limit) break;
  }
  return { environment: deployed.environment, requests, ...(next === undefined ? {} : { next }) };
}

/** One request with its headers and its body, however large. Throws `request-not-found`. */
export async function showRequest(
  { config }: { readonly config: Config },
  id: number,
  { ports, signal }: ReadingOptions,
): Promise<ReceivedRequest> {
  const deployed = await findFunction(config, ports, signal);
  const job = { proxywebhook: 'show', id, offset: 0, length: CHUNK } as const;
  const answer = await askFunction(deployed, job, ports.functions, signal);
  const body = await readBody(deployed, id, answer, ports.functions, signal);
  return { ...requestOf(answer.request), ...(body === undefined ? {} : { body }) };
}
