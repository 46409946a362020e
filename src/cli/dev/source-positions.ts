import { SourceMap } from 'node:module';
import path from 'node:path';

/** Finds where in the sources a place in the bundle comes from. */
export interface SourcePositions {
  /** Takes the map of a bundle, of the code that runs from now on. */
  use(map: Uint8Array, base: string): void;
  /** A line of a stack trace with `file:line:column` of the source, relative to the project; the line itself when it is not known. */
  translate(line: string): string;
}

/** Knows nothing until it is given a map; parses one only when it is asked. */
export function sourcePositions(directory: string): SourcePositions {
  let given: { readonly text: Uint8Array; readonly base: string } | undefined;
  let parsed: SourceMap | undefined;
  const map = () => {
    if (parsed === undefined && given !== undefined) {
      parsed = new SourceMap(JSON.parse(new TextDecoder().decode(given.text)));
    }
    return parsed;
  };
  return {
    use(text, base) {
      given = { text, base };
      parsed = undefined;
    },
    translate(line) {
      return line.replace(IN_BUNDLE, (found, row: string, column: string) => {
        const entry = map()?.findEntry(Number(row) - 1, Number(column) - 1);
        if (entry === undefined || !('originalSource' in entry) || given === undefined) return found;
        const file = path.resolve(given.base, entry.originalSource);
        const shown = path.relative(directory, file);
        return `${shown.startsWith('..') ? file : shown}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
      });
    },
  };
}

/** `file:///…/index.mjs:12:345`, as V8 names a place in the unpacked artifact. */
const IN_BUNDLE = /(?:file:\/\/)?\/[^\s()]*\/index\.mjs:(\d+):(\d+)/;
