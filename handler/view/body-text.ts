/** How a body is shown: `text` as it reads, `hex` when it is not text. */
export type ShownBody =
  | { readonly kind: 'json' | 'text' | 'hex'; readonly text: string }
  | { readonly kind: 'empty' };

/** Bytes of a body that the page of a request reads, and how many of them a dump tells. */
export const SHOWN_BYTES = 256 * 1024;
const DUMPED_BYTES = 4096;

/** Makes the beginning of a body readable. A cut through a character at its end is no reason to call it binary. */
export function showBody(body: Buffer, total: number): ShownBody {
  if (total === 0) return { kind: 'empty' };
  const text = textOf(body);
  if (text === undefined) return { kind: 'hex', text: hexDump(body.subarray(0, DUMPED_BYTES)) };
  if (body.length === total && isJson(text)) return { kind: 'json', text: indent(text) };
  return { kind: 'text', text };
}

function textOf(body: Buffer): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body, { stream: true });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what tells binary from text.
    return /[\0-\x08\x0b\x0e-\x1a\x1c-\x1f]/.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}

function isJson(text: string): boolean {
  try {
    return typeof JSON.parse(text) === 'object';
  } catch {
    return false;
  }
}

const DEEPEST = 24;
const LONGEST_INDENTED = 2 * SHOWN_BYTES;

/** Breaks and indents JSON without reading its values: long numbers and repeated keys stay as they were sent. */
function indent(json: string): string {
  let depth = 0;
  const line = () => `\n${'  '.repeat(Math.min(depth, DEEPEST))}`;
  const indented = json
    .replaceAll(/"[^"\\]*(?:\\.[^"\\]*)*"|[[{]\s*[\]}]|[[\]{},:]|\s+/g, (token) => {
      if (token.startsWith('"')) return token;
      if (token.length > 1) return token.trim() === '' ? '' : token.replaceAll(/\s/g, '');
      switch (token) {
        case '{':
        case '[':
          depth += 1;
          return token + line();
        case '}':
        case ']':
          depth -= 1;
          return line() + token;
        case ',':
          return token + line();
        case ':':
          return ': ';
        default:
          return '';
      }
    })
    .trim();
  return indented.length > LONGEST_INDENTED ? json : indented;
}

/** Sixteen bytes a line: where, in hexadecimal, and as ASCII. */
function hexDump(bytes: Buffer): string {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += 16) {
    const part = bytes.subarray(at, at + 16);
    const hex = part.toString('hex').replaceAll(/..(?=.)/g, '$& ');
    const ascii = part.toString('latin1').replaceAll(/[^ -~]/g, '.');
    lines.push(`${at.toString(16).padStart(8, '0')}  ${hex.padEnd(47)}  ${ascii}`);
  }
  return lines.join('\n');
}
