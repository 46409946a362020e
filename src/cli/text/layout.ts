import { stripVTControlCharacters } from 'node:util';

/** Columns that a text takes on a terminal, colours left out. */
export function textWidth(text: string): number {
  return [...stripVTControlCharacters(text)].length;
}

/**
 * Breaks text at spaces so that no line is wider than `width` (undefined: as it is). `first` starts the first line,
 * `rest` all others. Lines that are indented keep their indentation; an excerpt of code stays whole, and so does a word that
 * is too long.
 */
export function wrap(text: string, width: number | undefined, first = '', rest = first): string {
  const lines: string[] = [];
  const sources = text.split('\n');
  for (const [index, source] of sources.entries()) {
    const own = /^ */.exec(source)?.[0] ?? '';
    const lead = () => (lines.length === 0 ? first : rest) + own;
    if (width === undefined || isExcerpt(source) || /^\s*\^/.test(sources[index + 1] ?? '')) {
      lines.push(`${lead()}${source.slice(own.length)}`.trimEnd());
      continue;
    }
    let line = '';
    for (const word of source.slice(own.length).split(' ')) {
      const longer = line === '' ? word : `${line} ${word}`;
      if (line !== '' && textWidth(lead()) + textWidth(longer) > width) {
        lines.push(lead() + line);
        line = word;
      } else line = longer;
    }
    lines.push(`${lead()}${line}`.trimEnd());
  }
  return lines.join('\n').replaceAll(NO_BREAK, ' ');
}

/** A line of code as esbuild shows it, or a pointer below one. */
function isExcerpt(line: string): boolean {
  return /^\s*\^/.test(line) || /[│╵]|^\s*\d* \| /.test(line);
}

/** Keeps a text on one line when it is wrapped: its spaces are no place to break at. */
export function unbroken(text: string): string {
  return text.replaceAll(' ', NO_BREAK);
}

const NO_BREAK = '\u00A0';

/** Cuts a text that is wider than `width`, with an ellipsis at its end. */
export function cut(text: string, width: number | undefined): string {
  if (width === undefined || textWidth(text) <= width) return text;
  return `${[...stripVTControlCharacters(text)].slice(0, Math.max(0, width - 1)).join('')}…`;
}

/**
 * A table without lines: every column but the last as wide as its widest cell. Where a row is wider than `width`, its
 * last cell is wrapped below itself, or below the row when a word of it does not fit or little width is left for it.
 */
export function table(
  rows: readonly (readonly string[])[],
  {
    width,
    indent = '',
    gap = 2,
  }: { readonly width?: number | undefined; readonly indent?: string; readonly gap?: number } = {},
): string {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: columns - 1 }, (_, column) =>
    Math.max(0, ...rows.map((row) => textWidth(row[column] ?? ''))),
  );
  const lead = widths.reduce((sum, each) => sum + each + gap, indent.length);
  const narrow = width !== undefined && width - lead < width / 3;
  return rows
    .map((row) => {
      const last = row[columns - 1] ?? '';
      const head = indent + widths.map((each, column) => pad(row[column] ?? '', each + gap)).join('');
      const longest = Math.max(0, ...last.split(/\s/).map(textWidth));
      if (width !== undefined && lead + (narrow ? textWidth(last) : longest) > width) {
        const below = `${indent}  `;
        return `${cut(head.trimEnd(), width)}\n${wrap(last, width, below)}`;
      }
      return wrap(last, width, head, ' '.repeat(lead)).trimEnd();
    })
    .join('\n');
}

/** Fills a text up with spaces. */
export function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - textWidth(text)));
}

/** `1 resource`, `2 resources`. */
export function count(number: number, noun: string, nouns = `${noun}s`): string {
  return `${number} ${number === 1 ? noun : nouns}`;
}
