import type { ReceivedRequest, RequestSummary } from '../../requests/received.ts';
import type { RequestList } from '../../requests.ts';
import { bodyKind, hexDump, prettyJson } from '../text/body.ts';
import { count, cut, pad, table, textWidth, wrap } from '../text/layout.ts';
import { momentToSecond, timeOfDay } from '../text/time.ts';
import { visible } from '../text/visible.ts';
import { labelled, type Paper, type Row } from './view.ts';

/** The narrowest paper on which a request takes one line. */
const ONE_LINE = 120;
const LONGEST_DELIVERY = 36;

/** Requests, newest first: a table where there is room, two lines each elsewhere. */
export function requestsText({ requests, environment, next }: RequestList, paper: Paper): string {
  if (requests.length === 0) {
    return wrap(
      next === undefined
        ? `${environment} has no request that was asked for.`
        : `Nothing found yet. Older ones: --before ${next}`,
      paper.width(),
    );
  }
  const width = paper.width();
  const told =
    width === undefined || width >= ONE_LINE
      ? requestTable(requests, paper)
      : requests.map((request) => requestLines(request, paper)).join('\n');
  return next === undefined
    ? told
    : `${told}\n\n${paper.style.dim(wrap(`Older ones: --before ${next}`, width))}`;
}

/** One request as it comes: a line, as short as the paper is narrow. */
export function requestLine(request: RequestSummary, { style, width }: Paper): string {
  const { id, receivedAt, method, signature } = request;
  const time = style.dim(timeOfDay(new Date(receivedAt)));
  const after = [`#${id}`, size(request), ...(signature === 'none' ? [] : [signature]), ...eventOf(request)];
  const tail = `  ${after.join('  ')}`;
  const limit = width();
  const head = `${time}  ${style.bold(visible(method))} `;
  const room = limit === undefined ? undefined : limit - textWidth(head) - textWidth(tail);
  const path = target(request);
  if (room !== undefined && room < Math.min(16, textWidth(path))) {
    return `${head}${cut(path, (limit ?? 0) - textWidth(head))}\n${cut(`          ${tail.trim()}`, limit)}`;
  }
  return `${head}${cut(path, room)}${painted(tail, signature, style)}`;
}

/** All there is of a request; its body decoded. */
export function requestText(request: ReceivedRequest, paper: Paper): string {
  const { style, width } = paper;
  const headers = Object.entries(request.headers).map(([name, value]) =>
    wrap(`${style.bold(visible(name))}: ${visible(value)}`, width(), '  ', '    '),
  );
  return [
    wrap(`${style.bold(`${visible(request.method)} ${target(request)}`)}`, width(), '', '  '),
    '',
    labelled(facts(request), paper, '  '),
    '',
    style.bold('Headers'),
    ...(headers.length === 0 ? ['  none'] : headers),
    '',
    ...bodyLines(request, paper),
  ].join('\n');
}

function facts(request: ReceivedRequest): readonly Row[] {
  const { id, receivedAt, lastAt, attempts, signature, route, event, deliveryId, sourceIp, requestId } =
    request;
  const again = lastAt === undefined ? '' : `, last ${momentToSecond(lastAt)} UTC`;
  const known: readonly (readonly [string, string | undefined])[] = [
    ['Id', `#${id}`],
    ['Received', `${momentToSecond(receivedAt)} UTC`],
    ['Attempts', attempts === 1 ? undefined : `${attempts}${again}`],
    ['Route', route],
    ['Signature', signature === 'none' ? 'none asked for' : signature],
    ['Event', event],
    ['Delivery id', deliveryId],
    ['From', sourceIp],
    ['Request id', requestId],
    ['Body', request.body === undefined && request.bytes === 0 ? 'none' : size(request)],
  ];
  return known.flatMap(([label, text]) => (text === undefined ? [] : [[label, visible(text)]]));
}

/** Of what can be shown at once. */
const SHOWN_TEXT = 262_144;
const SHOWN_BINARY = 4_096;

function bodyLines({ body, id }: ReceivedRequest, { style, width }: Paper): readonly string[] {
  if (body === undefined) return [style.dim('No body')];
  const found = bodyKind(body);
  switch (found.kind) {
    case 'empty':
      return [style.dim('An empty body')];
    case 'json':
    case 'text': {
      const text = found.kind === 'json' ? prettyJson(found.text) : found.text;
      const shown = visible(text.slice(0, SHOWN_TEXT).replaceAll('\r\n', '\n'), { lines: true });
      return [
        style.bold('Body'),
        shown.replace(/\n$/, ''),
        ...rest(id, text.length - SHOWN_TEXT, 'character'),
      ];
    }
    case 'binary': {
      const columns = (width() ?? 80) < 76 ? 8 : 16;
      return [
        style.bold('Body'),
        hexDump(body.subarray(0, SHOWN_BINARY), columns),
        ...rest(id, body.byteLength - SHOWN_BINARY, 'byte'),
      ];
    }
  }
}

function rest(id: number, left: number, what: string): readonly string[] {
  return left > 0 ? [`and ${count(left, what)} more: requests show ${id} --raw`] : [];
}

function requestTable(requests: readonly RequestSummary[], { style, width }: Paper): string {
  const head = ['id', 'received (UTC)', 'method', 'bytes', 'signature', 'attempts', 'delivery id', 'path'];
  const limit = width();
  const cells = requests.map((request) => [
    String(request.id),
    momentToSecond(request.receivedAt),
    visible(request.method),
    String(request.bytes),
    request.signature,
    String(request.attempts),
    cut(visible(request.deliveryId ?? ''), limit === undefined ? undefined : LONGEST_DELIVERY),
    target(request),
  ]);
  const widths = head.map((name, column) =>
    Math.max(name.length, ...cells.map((row) => textWidth(row[column] ?? ''))),
  );
  const lead = widths.slice(0, -1).reduce((sum, each) => sum + each + 2, 0);
  const rows = [head, ...cells].map((row, index) =>
    row.map((cell, column) => {
      if (column === row.length - 1) return cut(cell, limit === undefined ? undefined : limit - lead);
      const placed = RIGHT.has(column) ? ' '.repeat((widths[column] ?? 0) - textWidth(cell)) + cell : cell;
      return index > 0 && column === SIGNATURE ? painted(placed, cell, style) : placed;
    }),
  );
  return table(
    rows.map((row, index) => (index === 0 ? row.map((name) => style.dim(name)) : row)),
    { width: limit },
  );
}

const RIGHT: ReadonlySet<number> = new Set([0, 3, 5]);
const SIGNATURE = 4;

function requestLines(request: RequestSummary, { style, width }: Paper): string {
  const { id, receivedAt, method, signature, attempts, deliveryId } = request;
  const limit = width();
  const head = `${style.bold(`#${id}`)}  ${momentToSecond(receivedAt)}  ${pad(visible(method), 4)}  `;
  const path = target(request);
  const fits = limit === undefined || textWidth(head) + textWidth(path) <= limit;
  const details = [
    size(request),
    ...(signature === 'none' ? [] : [painted(signature, signature, style)]),
    ...(attempts === 1 ? [] : [`${attempts} attempts`]),
    ...(deliveryId === undefined ? [] : [style.dim(visible(deliveryId))]),
  ].join('  ');
  return [
    fits ? head + path : `${head.trimEnd()}\n${cut(`  ${path}`, limit)}`,
    textWidth(details) + 2 > (limit ?? 0) ? cut(`  ${details}`, limit) : `  ${details}`,
  ].join('\n');
}

/** Path and query, as one word. */
function target({ path, query }: RequestSummary): string {
  return visible(query === undefined ? path : `${path}?${query}`);
}

function size({ bytes }: RequestSummary): string {
  return count(bytes, 'byte');
}

function eventOf({ event }: RequestSummary): readonly string[] {
  return event === undefined ? [] : [visible(event)];
}

function painted(text: string, signature: string, style: Paper['style']): string {
  if (signature === 'none') return text;
  return signature === 'valid' ? style.good(text) : style.bad(text);
}
