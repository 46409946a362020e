import { valuedOptions } from './command.ts';
import { COMMAND_GROUPS, COMMANDS } from './command-list.ts';

/**
 * The same command line with the command before its options. yargs learns what a command takes when it meets the command: a
 * flag that stands before it, as in `--local logs`, would take it as its value.
 */
export function commandFirst(argv: readonly string[]): readonly string[] {
  const command: string[] = [];
  const options: string[] = [];
  let at = 0;
  for (; at < argv.length && !isWhole(command); at += 1) {
    const word = argv[at] ?? '';
    if (word === '--') break;
    if (!word.startsWith('-')) command.push(word);
    else options.push(...argv.slice(at, TAKES_VALUE.has(word) ? ++at + 1 : at + 1));
  }
  return [...command, ...options, ...argv.slice(at)];
}

function isWhole([first, second]: readonly string[]): boolean {
  return first !== undefined && (second !== undefined || !Object.hasOwn(COMMAND_GROUPS, first));
}

const TAKES_VALUE: ReadonlySet<string> = new Set(valuedOptions(COMMANDS));
