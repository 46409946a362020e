import { readFileSync } from 'node:fs';
import { packageVersion } from './version.ts';

/** The widths that the help is laid out for when the package is built: that of a pipe, and the most that it is laid out for. */
export const READY_WIDTHS = [80, 100] as const;

/** By the words before `--help`, for one width. */
export type ReadyTexts = Readonly<Record<string, string>>;

/**
 * What `--version` and `--help` say, where it was made when the package was built; scripts/build.js asks the CLI itself for
 * it. Undefined for any other width and command line.
 */
export function readyText(
  argv: readonly string[],
  {
    columns = READY_WIDTHS[0],
    folder = new URL('.', import.meta.url),
  }: {
    readonly columns: number | undefined;
    /** Where the build left the texts: beside this file, once it is bundled. */
    readonly folder?: URL;
  },
): string | undefined {
  if (argv.length === 1 && argv[0] === '--version') return packageVersion();
  if (!['--help', '-h'].includes(argv.at(-1) ?? '')) return undefined;
  const width = READY_WIDTHS.find((ready) => ready === Math.min(columns, READY_WIDTHS[1]));
  const words = argv.slice(0, -1).join(' ');
  const texts = width === undefined ? {} : textsOf(width, folder);
  return Object.hasOwn(texts, words) ? texts[words] : undefined;
}

/** None where nothing was built: in the sources themselves. */
function textsOf(width: number, folder: URL): ReadyTexts {
  try {
    return JSON.parse(readFileSync(new URL(`help-${width}.json`, folder), 'utf8'));
  } catch {
    return {};
  }
}
