/** Where something stands in a text: both count from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

export type JsonResult =
  | {
      readonly ok: true;
      readonly value: unknown;
      /** By path, `database.instanceClass` or `routes[0].path`: where its key, or array element, begins. */
      readonly positions: ReadonlyMap<string, Position>;
    }
  | { readonly ok: false; readonly problem: string; readonly at: Position; readonly sourceLine: string };

/**
 * Reads JSON as `JSON.parse` does, but says where things stand, calls comments and trailing commas by their name, and
 * refuses a key that is given twice. (Node 20's own messages often lack the position.)
 */
export function readJson(text: string): JsonResult {
  const source = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const reader = { source, offset: 0, positions: new Map<string, number>() };
  try {
    skipSpace(reader);
    const value = readValue(reader, '');
    skipSpace(reader);
    if (reader.offset < source.length) fail(reader, 'there is more after the end of the value');
    const positions = new Map([...reader.positions].map(([path, at]) => [path, positionOf(source, at)]));
    return { ok: true, value, positions };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const at = positionOf(source, error.offset);
    return { ok: false, problem: error.message, at, sourceLine: source.split(/\r?\n/)[at.line - 1] ?? '' };
  }
}

/** The path of a member or element below a path. */
export function pathBelow(path: string, key: string | number): string {
  if (typeof key === 'number') return `${path}[${key}]`;
  return path === '' ? key : `${path}.${key}`;
}

interface Reader {
  readonly source: string;
  offset: number;
  readonly positions: Map<string, number>;
}

class Problem extends Error {
  readonly offset: number;
  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

function readValue(reader: Reader, path: string): unknown {
  const { source, offset } = reader;
  const character = source[offset];
  if (character === '{') return readObject(reader, path);
  if (character === '[') return readArray(reader, path);
  if (character === '"') return readString(reader);
  const literal = /(?:true|false|null)(?![\w$])/y;
  const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w$.])/y;
  for (const pattern of [literal, number]) {
    pattern.lastIndex = offset;
    const found = pattern.exec(source)?.[0];
    if (found !== undefined) {
      reader.offset += found.length;
      return JSON.parse(found);
    }
  }
  return fail(reader, 'a value was expected');
}

function readObject(reader: Reader, path: string): Record<string, unknown> {
  const members: [string, unknown][] = [];
  const seen = new Set<string>();
  reader.offset += 1;
  skipSpace(reader);
  while (reader.source[reader.offset] !== '}') {
    const start = reader.offset;
    if (reader.source[start] !== '"') fail(reader, 'a key in double quotes was expected');
    const key = readString(reader);
    if (seen.has(key)) throw new Problem(`the key "${key}" is given twice`, start);
    seen.add(key);
    const below = pathBelow(path, key);
    reader.positions.set(below, start);
    skipSpace(reader);
    if (reader.source[reader.offset] !== ':') fail(reader, `a colon was expected after the key "${key}"`);
    reader.offset += 1;
    skipSpace(reader);
    members.push([key, readValue(reader, below)]);
    readSeparator(reader, '}');
  }
  reader.offset += 1;
  return Object.fromEntries(members);
}

function readArray(reader: Reader, path: string): unknown[] {
  const elements: unknown[] = [];
  reader.offset += 1;
  skipSpace(reader);
  while (reader.source[reader.offset] !== ']') {
    const below = pathBelow(path, elements.length);
    reader.positions.set(below, reader.offset);
    elements.push(readValue(reader, below));
    readSeparator(reader, ']');
  }
  reader.offset += 1;
  return elements;
}

function readSeparator(reader: Reader, end: '}' | ']'): void {
  skipSpace(reader);
  const character = reader.source[reader.offset];
  if (character === end) return;
  if (character !== ',') fail(reader, `a comma or "${end}" was expected`);
  const comma = reader.offset;
  reader.offset += 1;
  skipSpace(reader);
  if (reader.source[reader.offset] === end) {
    throw new Problem(`JSON has no trailing commas: remove the comma before the "${end}"`, comma);
  }
}

function readString(reader: Reader): string {
  const { source, offset } = reader;
  const pattern = /"(?:[^"\\\n\r]|\\[^\n\r])*"/y;
  pattern.lastIndex = offset;
  const found = pattern.exec(source)?.[0];
  if (found === undefined) throw new Problem('the text that begins here has no end on its line', offset);
  try {
    const value: unknown = JSON.parse(found);
    reader.offset += found.length;
    return String(value);
  } catch {
    throw new Problem(
      'the text that begins here has an escape or a control character that JSON does not allow',
      offset,
    );
  }
}

function skipSpace(reader: Reader): void {
  const pattern = /[ \t\r\n]*/y;
  pattern.lastIndex = reader.offset;
  reader.offset += pattern.exec(reader.source)?.[0].length ?? 0;
}

function fail(reader: Reader, expected: string): never {
  throw new Problem(explain(reader.source, reader.offset, expected), reader.offset);
}

function explain(source: string, offset: number, expected: string): string {
  const rest = source.slice(offset);
  if (rest === '') return `${expected}, but the file ends here`;
  if (/^(\/\/|\/\*|#)/.test(rest)) return 'JSON has no comments: remove this one';
  if (rest.startsWith("'")) return 'JSON uses double quotes, not single ones';
  const word = /^[\w$.+-]+|^./.exec(rest)?.[0] ?? '';
  return `${expected}, found ${JSON.stringify(word.slice(0, 30))}`;
}

function positionOf(source: string, offset: number): Position {
  const before = source.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
