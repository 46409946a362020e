import { createHash } from 'node:crypto';
import { type Answer, html } from './answer.ts';

/** A row of the table: never a query, a header or a body. */
export interface Listed {
  readonly id: number;
  readonly method: string;
  readonly path: string;
  /** ISO 8601, UTC. */
  readonly receivedAt: string;
}

/** The newest requests as a table that a browser shows and a script never runs in. */
export function page(requests: readonly Listed[], storedId?: number): Answer {
  const told = storedId === undefined ? '' : `<p>This call was stored as number ${storedId}.</p>`;
  const rows = requests.map(row).join('\n');
  const table = requests.length === 0 ? '<p>Nothing was received yet.</p>' : tableOf(rows);
  const document = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>proxywebhook: received requests</title>
<link rel="icon" href="data:,">
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>Received requests</h1>
${told}
${table}
</main>
</body>
</html>
`;
  return html(document, STYLE_HASH);
}

/**
 * Escapes text for an element or a quoted attribute. Characters that a reader does not see or that turn the direction
 * of what follows are shown by their number.
 */
export function escapeHtml(text: string): string {
  return text
    .replaceAll(UNSEEN, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`)
    .replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

function tableOf(rows: string): string {
  return `<table>
<caption>Newest first</caption>
<thead><tr><th scope="col">#</th><th scope="col">Time (UTC)</th><th scope="col">Method</th><th scope="col">Path</th></tr></thead>
<tbody>
${rows}
</tbody>
</table>`;
}

function row({ id, method, path, receivedAt }: Listed): string {
  const time = escapeHtml(receivedAt);
  return (
    `<tr><td>${id}</td><td><time datetime="${time}">${time}</time></td>` +
    `<td>${escapeHtml(method)}</td><td class="path">${escapeHtml(path)}</td></tr>`
  );
}

// Controls, formatting characters (zero-width and bidirectional ones among them), separators of lines, lone surrogates.
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

const STYLE = `:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}body{margin:0 auto;max-width:70rem;padding:1rem}table{border-collapse:collapse;width:100%}caption{text-align:start;padding:.25rem 0}th,td{border-bottom:1px solid GrayText;padding:.35rem .5rem;text-align:start;vertical-align:top}td{font-variant-numeric:tabular-nums}.path{font-family:ui-monospace,monospace;overflow-wrap:anywhere}`;

const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');
