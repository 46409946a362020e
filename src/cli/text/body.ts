/** What a body is, by its bytes first: a sender's content type may say anything. */
export type BodyKind =
  | { readonly kind: 'empty' }
  | { readonly kind: 'json' | 'text'; readonly text: string }
  | { readonly kind: 'binary' };

/** JSON and text are valid UTF-8 without control characters but line ends and tabs: they may be shown. */
export function bodyKind(body: Uint8Array): BodyKind {
  if (body.byteLength === 0) return { kind: 'empty' };
  const text = utf8(body);
  if (text === undefined || UNSHOWN.test(text)) return { kind: 'binary' };
  return { kind: isJson(text) ? 'json' : 'text', text };
}

/** The text of bytes that are UTF-8, nothing lost; undefined for others. */
export function utf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** JSON with a line for each member; every token stays as it was sent, numbers of any length too. */
export function prettyJson(text: string): string {
  let depth = 0;
  let previous = '';
  let out = '';
  const fresh = () => `\n${'  '.repeat(depth)}`;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g)) {
    const opens = previous === '{' || previous === '[';
    if (token === '}' || token === ']') {
      depth -= 1;
      out += opens ? token : fresh() + token;
    } else {
      out += (opens || previous === ',' ? fresh() : '') + token + (token === ':' ? ' ' : '');
    }
    if (token === '{' || token === '[') depth += 1;
    previous = token;
  }
  return out;
}

/** Offset, bytes and what of them is ASCII, `columns` bytes a line. */
export function hexDump(bytes: Uint8Array, columns: number): string {
  const lines: string[] = [];
  for (let offset = 0; offset < bytes.byteLength; offset += columns) {
    const row = [...bytes.subarray(offset, offset + columns)];
    const hex = row.map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    const ascii = row.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join('');
    lines.push(`${offset.toString(16).padStart(6, '0')}  ${hex.padEnd(columns * 3 - 1)}  ${ascii}`);
  }
  return lines.join('\n');
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const UNSHOWN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;

function isJson(text: string): boolean {
  if (!/^\s*[{["\d-]/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
