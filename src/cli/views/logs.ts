import type { MissingLog } from '../../logs/groups.ts';
import type { LogLine } from '../../logs.ts';
import { readLine } from '../logs/read-line.ts';
import type { Output } from '../surroundings.ts';
import { pad, wrap } from '../text/layout.ts';
import { visible } from '../text/visible.ts';
import type { Paper } from './view.ts';

/** Prints lines as they are told, with the day above those of a day. */
export function logPrinter(
  output: Paper & Pick<Output, 'line'>,
  options: { readonly verbose: boolean },
): (line: LogLine) => void {
  let day = '';
  return (line) => {
    const text = logText(line, output, options);
    if (text === undefined) return;
    const own = line.at.slice(0, 10);
    if (own !== day) output.line(output.style.dim(`${own} UTC`));
    day = own;
    output.line(text);
  };
}

/** One line: when, whose, how bad, and what; undefined for one that is of no interest without `verbose`. */
export function logText(
  { source, at, message }: LogLine,
  { style, width }: Paper,
  { verbose }: { readonly verbose: boolean },
): string | undefined {
  const { level, text, below, minor } = readLine(source, message);
  if (minor === true && !verbose) return undefined;
  const paint =
    level === 'ERROR' || level === 'FATAL' ? style.bad : level === 'WARN' ? style.warn : style.dim;
  const limit = width();
  const lead = `${style.dim(at.slice(11, 23))}  ${style.bold(pad(TAGS[source], 5))}  ${paint(pad(level.slice(0, 5), 5))}  `;
  const indent = ' '.repeat(limit !== undefined && limit < 72 ? 4 : LEAD);
  const lines = visible(text, { lines: true }).split('\n');
  return [
    wrap(lines[0] ?? '', limit, lead, indent),
    ...[...lines.slice(1), ...below.map((frame) => style.dim(visible(frame)))].map((more) =>
      wrap(more, limit, indent, indent),
    ),
  ].join('\n');
}

/** Why a source has nothing to show, and what to do. */
export function missingLogText({ message, remedies }: MissingLog, { style, width }: Paper): string {
  const next = remedies.map((remedy) => wrap(remedy, width(), '  → ', '    '));
  return [wrap(`${style.dim('–')} ${message}`, width(), '', '  '), ...next].join('\n');
}

const TAGS = { function: 'func', api: 'api', proxy: 'proxy' } as const;
/** Columns before the text: 12 of time, 5 of the source, 5 of the level, two between each. */
const LEAD = 28;
