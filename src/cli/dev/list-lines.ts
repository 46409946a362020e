import type { ReloadEvent } from '../../dev-reload.ts';
import { isProxyWebhookError } from '../../errors.ts';
import type { DevCloudEvent, ServedRequest } from '../../local/dev-cloud.ts';
import { errorText } from '../report-error.ts';
import { cut, pad, textWidth, wrap } from '../text/layout.ts';
import { duration } from '../text/time.ts';
import { visible } from '../text/visible.ts';
import type { Paper } from '../views/view.ts';
import type { ToldLine } from './function-log.ts';

/** Columns from which a request has columns of its own. */
const WIDE = 60;
/** Columns that a path keeps before the notes beside it go to a line of their own. */
const SHORTEST_TARGET = 16;

/** Characters of an error beside a request. */
const LONGEST_ERROR = 100;

/** The time of day here: the list is read while it grows. */
export function localTime(at: Date): string {
  return [at.getHours(), at.getMinutes(), at.getSeconds()]
    .map((part) => String(part).padStart(2, '0'))
    .join(':');
}

/** A served request: time, method, status, milliseconds, target, and what there is to say of it. */
export function requestLine(request: ServedRequest, { style, width }: Paper): string {
  const { at, status, milliseconds, target } = request;
  const method = visible(request.method);
  const limit = width();
  const wide = limit === undefined || limit >= WIDE;
  const paint = status >= 500 ? style.bad : status >= 400 ? style.warn : style.good;
  const took = `${Math.round(milliseconds)} ms`;
  const lead = [
    style.dim(localTime(at)),
    wide ? pad(method, 7) : method,
    paint(String(status)),
    wide ? took.padStart(8) : took,
    '',
  ].join(' ');
  const shown = visible(target.replaceAll(/\s/g, ' '));
  const notes = notesOf(request, style);
  const beside = notes.join(style.dim(', '));
  if (limit === undefined) return beside === '' ? lead + shown : `${lead}${shown}  ${beside}`;
  const room = limit - textWidth(lead);
  const fits = room - textWidth(beside) - 2 >= Math.min(textWidth(shown), SHORTEST_TARGET);
  if (beside === '' || fits) {
    const target = cut(shown, beside === '' ? room : room - textWidth(beside) - 2);
    return beside === '' ? lead + target : `${lead}${target}  ${beside}`;
  }
  return `${lead}${cut(shown, room)}\n${wrap(beside, limit, '         ')}`;
}

function notesOf(request: ServedRequest, style: Paper['style']): readonly string[] {
  const { storedId, duplicate, coldStart, pinned, error } = request;
  return [
    ...(storedId === undefined ? [] : [duplicate ? `duplicate of id ${storedId}` : `id ${storedId}`]),
    ...(coldStart === undefined ? [] : [style.dim(`cold start ${Math.round(coldStart)} ms`)]),
    ...(pinned === undefined ? [] : [style.warn(`PINNED ${pinned}`)]),
    ...(error === undefined ? [] : [style.bad(shortError(error))]),
  ];
}

/** The API's words for a failed function hold its whole answer; the log above has told it in full. */
function shortError(error: string): string {
  const [, type, message] = /"errorType":"([^"]*)","errorMessage":"((?:[^"\\]|\\.)*)"/.exec(error) ?? [];
  const short = type === undefined ? error : `${type}: ${message}`;
  return cut(short.replaceAll(/\s+/g, ' '), LONGEST_ERROR);
}

/** What the pool and the database have to say; undefined for what is told elsewhere. */
export function cloudLine(event: DevCloudEvent, paper: Paper): string | undefined {
  const { style, width } = paper;
  const warning = (text: string) => wrap(`${style.warn('!')} ${text}`, width(), '', '  ');
  const good = (text: string) => wrap(`${style.good('✔')} ${text}`, width(), '', '  ');
  const failure = (text: string) => wrap(`${style.bad('✖')} ${text}`, width(), '', '  ');
  switch (event.type) {
    case 'request':
      return requestLine(event.request, paper);
    case 'pinned':
      return warning(`PINNED ${event.reason}, a statement of ${event.bytes} bytes: ${event.message}`);
    case 'borrow-timeout':
      return warning(
        `The pool had no free connection for ${event.milliseconds} ms: the request is answered 503 (--pool, proxy.connectionBorrowTimeoutSeconds).`,
      );
    case 'login-refused':
      return warning(`The proxy refused a login of ${event.username}: ${event.reason}`);
    case 'database-ended':
      return failure('The database has ended; it is started again.');
    case 'database-back':
      return good(`The database is back (${duration(event.milliseconds)}).`);
    case 'database-not-back':
      return failure(`The database did not start; it is tried again. ${event.message}`);
    case 'port-taken':
      return warning(`Port ${event.wanted} is taken: this serves on ${event.port}.`);
    case 'proxy-client-failed':
      return warning(`A connection to the proxy broke off: ${event.reason}`);
    case 'target-health': {
      const { state, reason, description } = event.health;
      const why = [reason, description].filter(Boolean).join(': ');
      const text = `The proxy's target is ${state}${why === '' ? '' : `, ${why}`}`;
      return state === 'AVAILABLE' ? good(text) : warning(text);
    }
    case 'api-gone':
      return warning('The stack was taken away, and nothing is served: `up --local` brings it back.');
    case 'api-back':
      return good(`The stack is back: ${event.url}`);
    case 'database':
    case 'function-log':
      return undefined;
  }
}

/** A line of the function's log; undefined for records that only --verbose shows. */
export function logLine(line: ToldLine, { style, width }: Paper, verbose: boolean): string | undefined {
  switch (line.kind) {
    case 'said': {
      const paint = line.level === 'ERROR' || line.level === 'FATAL' ? style.bad : style.dim;
      return line.text
        .split('\n')
        .map((text) => paint(wrap(text, width(), '         │ ')))
        .join('\n');
    }
    case 'failed':
      return [
        wrap(`${style.bad('✖')} ${line.text}`, width(), '       ', '         '),
        ...line.stack.map((frame) => style.dim(wrap(frame, width(), '           ', '             '))),
      ].join('\n');
    case 'record':
      return verbose ? style.dim(wrap(line.text, width(), '         ')) : undefined;
  }
}

/** What became of a file that was saved. */
export function reloadLine(event: ReloadEvent, at: Date, paper: Paper): string {
  const { style, width } = paper;
  const time = style.dim(localTime(at));
  switch (event.type) {
    case 'sources-changed':
      return wrap(`${time} saved ${filesText(event.files)}`, width(), '', '         ');
    case 'reloaded': {
      const what = event.changed
        ? `reloaded in ${Math.round(event.milliseconds)} ms`
        : 'the code is the same as before';
      return `${time} ${event.changed ? style.good(what) : style.dim(what)}`;
    }
    case 'reload-failed': {
      const told = errorText(event.error, paper, { verbose: !isProxyWebhookError(event.error) });
      return `${time} ${style.bad('not reloaded')}\n${told}`;
    }
  }
}

function filesText(files: readonly string[]): string {
  const [first = '', ...more] = files;
  return more.length === 0 ? first : `${first} and ${more.length} more`;
}
