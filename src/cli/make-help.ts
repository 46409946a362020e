import { COMMAND_GROUPS, COMMANDS } from './command-list.ts';
import { parseArguments } from './parse-arguments.ts';
import type { ReadyTexts } from './ready-texts.ts';

export { READY_WIDTHS } from './ready-texts.ts';

/** What yargs says to `--help` alone, after each command and after each group, laid out for a width. */
export async function helpTexts(columns: number): Promise<ReadyTexts> {
  const texts: [string, string][] = [];
  for (const words of ['', ...COMMANDS.map(({ name }) => name), ...Object.keys(COMMAND_GROUPS)]) {
    const argv = [...words.split(' ').filter((word) => word !== ''), '--help'];
    // One after the other: what yargs lays out is kept by a parser of its own, but its defaults are shared.
    const asked = await parseArguments(argv, { columns });
    if (asked.kind === 'text') texts.push([words, asked.text]);
  }
  return Object.fromEntries(texts);
}
