import type { Answer } from '../answer.ts';
import type { WholeRequest } from '../reading/stored-request.ts';
import { SHOWN_BYTES, showBody } from './body-text.ts';
import { documentAnswer } from './document.ts';
import { escapeHtml, escapeLines } from './escape.ts';
import { methodOf, SIGNATURE_WORDS, sizeOf, timeOf } from './words.ts';

/** More parts of a query than this are left to the download of the whole. */
const MOST_PAIRS = 500;

/** One request: what is known of it, its query, headers and body. `body` is its beginning; `query` is fit to be shown. */
export function requestPage(request: WholeRequest, body: Buffer, query: string): Answer {
  const { id, method, path, headers } = request;
  const main = `<nav aria-label="Back"><a href="/_/">← All requests</a></nav>
<h1>${methodOf(method)} <span class="path">${escapeHtml(path)}</span></h1>
<p class="mute">Request ${id}, received ${timeOf(request.receivedAt)} UTC</p>
<div class="card"><dl>${facts(request)}</dl></div>
${query === '' ? '' : `<h2>Query</h2>${pairs('Name and value, decoded', queryPairs(query))}`}
<h2>Headers</h2>
${pairs(
  'Lower-case names, sorted',
  Object.entries(headers).sort(([a], [b]) => (a < b ? -1 : 1)),
)}
<h2>Body</h2>
${bodyOf(request, body)}`;
  return documentAnswer({ title: `${method} ${path.slice(0, 80)}`, main, loggedIn: true });
}

function facts(request: WholeRequest): string {
  const { lastAt, attempts, route, event, deliveryId, signature, sourceIp, requestId, bytes } = request;
  const known: readonly (readonly [string, string | undefined])[] = [
    ['Signature', `<span class="${signature}">${SIGNATURE_WORDS[signature]}</span>`],
    ['Attempts', String(attempts)],
    ['Last attempt', lastAt === undefined ? undefined : timeOf(lastAt)],
    ['Size of the body', `${bytes} bytes`],
    ['Route', route && escapeHtml(route)],
    ['Event', event && escapeHtml(event)],
    ['Delivery id', deliveryId && `<span class="mono">${escapeHtml(deliveryId)}</span>`],
    ['From', sourceIp && `<span class="mono">${escapeHtml(sourceIp)}</span>`],
    ['API Gateway’s id', `<span class="mono">${escapeHtml(requestId)}</span>`],
  ];
  return known
    .filter(([, value]) => value !== undefined && value !== '')
    .map(([name, value]) => `<div><dt>${name}</dt><dd>${value}</dd></div>`)
    .join('');
}

function pairs(caption: string, all: readonly (readonly [string, string])[]): string {
  const rows = all
    .slice(0, MOST_PAIRS)
    .map(
      ([name, value]) =>
        `<tr><th scope="row" class="mono">${escapeHtml(name)}</th><td class="path">${REDACTED.test(value) ? `<em class="mute">${escapeHtml(value.slice(1, -1))}</em>` : escapeHtml(value)}</td></tr>`,
    );
  return `<div class="card"><table class="pairs"><caption>${caption}</caption><tbody>${rows.join('\n')}</tbody></table></div>`;
}

/** As `redact.ts` writes it. */
const REDACTED = /^\[redacted, \d+ bytes\]$/;

function queryPairs(query: string): readonly (readonly [string, string])[] {
  return query.split('&').map((part) => {
    const [name = '', ...value] = part.split('=');
    return [decode(name), decode(value.join('='))] as const;
  });
}

/** What is not encoded rightly stays as it came. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

function bodyOf({ id, bytes, hasBody }: WholeRequest, body: Buffer): string {
  if (!hasBody) return '<p class="mute">The call came without a body.</p>';
  const shown = showBody(body, bytes);
  if (shown.kind === 'empty') return '<p class="mute">The body is empty.</p>';
  const told = {
    json: 'JSON, indented; values are as they came.',
    text: bytes > SHOWN_BYTES ? `Text, the first ${sizeOf(SHOWN_BYTES)}.` : 'Text.',
    hex: 'Not text: its beginning in hexadecimal.',
  }[shown.kind];
  const wrap = shown.kind === 'hex' ? '' : ' class="wrap"';
  return `<div class="bar"><p class="mute">${told}</p><a href="/_/r/${id}/raw" download>Download ${sizeOf(bytes)}</a></div>
<pre${wrap} tabindex="0" role="region" aria-label="Body">${escapeLines(shown.text)}</pre>`;
}
