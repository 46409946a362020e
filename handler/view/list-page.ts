import type { Answer } from '../answer.ts';
import type { Criteria } from '../reading/criteria.ts';
import type { ListedRequest } from '../reading/stored-request.ts';
import { documentAnswer } from './document.ts';
import { escapeHtml } from './escape.ts';
import { methodOf, SIGNATURE_WORDS, sizeOf, timeOf } from './words.ts';

export interface ListContent {
  readonly requests: readonly ListedRequest[];
  readonly criteria: Partial<Criteria>;
  /** Ids to go on from, where there is more. */
  readonly older: number | undefined;
  readonly newer: number | undefined;
  readonly searchedTo: number | undefined;
  /** Shows id, method, path and time alone, and no way to more. */
  readonly isPublic: boolean;
  /** The request that this call itself was stored as. */
  readonly storedId?: number | undefined;
  /** Seconds between refreshes. */
  readonly live: number | undefined;
  /** Where requests are sent to, without a path. */
  readonly origin: string;
  /** What is wrong with the filter. */
  readonly problem?: string | undefined;
}

/** Rows end where the page would become longer than a list may be: the next page goes on. Bytes. */
const LONGEST_ROWS = 170_000;

/** The table of requests, newest first. */
export function listPage(content: ListContent): Answer {
  const { criteria, live, storedId, isPublic, problem } = content;
  const { rows, last } = rowsOf(content.requests, isPublic);
  const older = last === undefined ? content.older : last;
  const isNewest = criteria.before === undefined && criteria.after === undefined;
  const here = { ...filterOf(criteria), ...(isNewest && live !== undefined ? { live: String(live) } : {}) };
  const main = `<div class="bar"><h1>Requests</h1>${isNewest ? liveLink(criteria, live) : ''}</div>
${storedId === undefined ? '' : `<p class="note">This call was stored as number ${storedId}.</p>`}
${problem === undefined ? '' : `<p class="note" role="alert">${escapeHtml(problem)}</p>`}
${filterForm(criteria, isPublic)}
${rows === '' ? emptyState(content) : tableOf(rows, isPublic)}
${pagesOf(content, older)}`;
  return documentAnswer({
    title: 'Requests',
    main,
    loggedIn: !isPublic,
    refresh:
      live !== undefined && isNewest && problem === undefined
        ? { seconds: live, path: pathWith(here) }
        : undefined,
    statusCode: problem === undefined ? 200 : 400,
  });
}

function rowsOf(
  requests: readonly ListedRequest[],
  isPublic: boolean,
): { readonly rows: string; readonly last: number | undefined } {
  let rows = '';
  let room = LONGEST_ROWS;
  for (const [index, request] of requests.entries()) {
    const row = isPublic ? publicRow(request) : fullRow(request);
    room -= Buffer.byteLength(row);
    if (room < 0 && index > 0) return { rows, last: requests[index - 1]?.id };
    rows += row;
  }
  return { rows, last: undefined };
}

function publicRow({ id, receivedAt, method, path }: ListedRequest): string {
  return (
    `<tr><th scope="row">${id}</th><td class="t">${timeOf(receivedAt)}</td><td>${methodOf(method)}</td>` +
    `<td class="path">${escapeHtml(path)}</td></tr>\n`
  );
}

function fullRow(request: ListedRequest): string {
  const { id, receivedAt, method, path, route, event, signature, bytes, attempts } = request;
  const kind = [event, route].filter((text) => text !== undefined).map(escapeHtml);
  return (
    `<tr><th scope="row">${id}</th><td class="t">${timeOf(receivedAt)}</td><td>${methodOf(method)}</td>` +
    `<td class="path"><a href="/_/r/${id}">${escapeHtml(path)}</a></td>` +
    `<td class="e">${kind[0] ?? ''}${kind[1] === undefined ? '' : `<small>${kind[1]}</small>`}</td>` +
    `<td class="s ${signature}">${SIGNATURE_WORDS[signature]}</td>` +
    `<td class="n">${sizeOf(bytes)}</td><td class="n ${attempts === 1 ? 'once">1' : `a"><b>${attempts}</b>`}</td></tr>\n`
  );
}

function tableOf(rows: string, isPublic: boolean): string {
  const more = isPublic
    ? ''
    : '<th scope="col">Event, route</th><th scope="col">Signature</th><th scope="col" class="n">Size</th><th scope="col" class="n">Attempts</th>';
  return `<div class="card"><table class="list">
<caption>Newest first, times in UTC</caption>
<thead><tr><th scope="col">#</th><th scope="col">Time</th><th scope="col">Method</th><th scope="col">Path</th>${more}</tr></thead>
<tbody>
${rows}</tbody>
</table></div>`;
}

function emptyState({ criteria, origin, searchedTo }: ListContent): string {
  if (searchedTo !== undefined)
    return `<p>Nothing was found down to number ${searchedTo}. Older requests can be searched further.</p>`;
  if (Object.keys(filterOf(criteria)).length > 0 || criteria.before !== undefined)
    return '<p>No request is like this. <a href="/_/">Show all requests</a></p>';
  return `<div class="card empty"><h2>Nothing was received yet</h2>
<p>Whatever is sent to this address, with any method and any path, is kept and shown here. Try it:</p>
<pre tabindex="0" role="region" aria-label="Example">curl -d hello ${escapeHtml(origin)}/first</pre></div>`;
}

function filterForm(criteria: Partial<Criteria>, isPublic: boolean): string {
  const filter = filterOf(criteria);
  const field = (name: string, label: string, attributes: string) =>
    `<label>${label}<input name="${name}" value="${escapeHtml(filter[name] ?? '')}" autocomplete="off" ${attributes}></label>`;
  const open = Object.keys(filter).length > 0 ? ' open' : '';
  const clear = open === '' ? '' : '<a href="/_/">Clear</a>';
  const number = isPublic
    ? field('id', 'Number', 'inputmode="numeric" size="8"')
    : field('id', 'Number or delivery id', 'size="16"');
  return `<details${open}><summary>Filter</summary>
<form class="filter" role="search" method="get" action="/_/">
${field('path', 'Path begins with', 'size="20"')}${field('method', 'Method', 'size="8"')}${field('since', 'Since (UTC)', 'size="18" placeholder="2026-01-31T12:00"')}${number}<button>Show</button>${clear}
</form></details>`;
}

function liveLink(criteria: Partial<Criteria>, live: number | undefined): string {
  const filter = filterOf(criteria);
  return live === undefined
    ? `<a href="${escapeHtml(pathWith({ ...filter, live: '5' }))}">Refresh every 5 s</a>`
    : `<span class="mute">Refreshes every ${live} s · <a href="${escapeHtml(pathWith(filter))}">Stop</a></span>`;
}

function pagesOf({ criteria, newer }: ListContent, older: number | undefined): string {
  const filter = filterOf(criteria);
  const link = (name: 'before' | 'after', id: number, text: string) =>
    `<a href="${escapeHtml(pathWith({ ...filter, [name]: String(id) }))}">${text}</a>`;
  const links = [
    newer === undefined ? '' : link('after', newer, '← Newer'),
    older === undefined ? '' : link('before', older, 'Older →'),
  ].join('');
  return links === '' ? '' : `<nav class="pages" aria-label="Pages">${links}</nav>`;
}

/** The filter as it stands in an address. */
function filterOf({
  path,
  method,
  since,
  id,
  deliveryId,
}: Partial<Criteria>): Readonly<Record<string, string>> {
  return {
    ...(path === undefined ? {} : { path }),
    ...(method === undefined ? {} : { method }),
    ...(since === undefined ? {} : { since: new Date(since).toISOString().replace(/(:00)?\.000Z$/, '') }),
    ...(id === undefined ? {} : { id: String(id) }),
    ...(deliveryId === undefined ? {} : { id: deliveryId }),
  };
}

/** Always of our own page: nothing of a sender chooses where a link or a refresh leads. */
function pathWith(query: Readonly<Record<string, string>>): string {
  const text = new URLSearchParams(query).toString();
  return text === '' ? '/_/' : `/_/?${text}`;
}
