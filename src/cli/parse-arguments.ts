import yargs, { type Argv } from 'yargs';
import { nearest } from '../config/nearest.ts';
import { ProxyWebhookError } from '../errors.ts';
import { type AnyCommand, groupOf, synopsis } from './command.ts';
import { commandFirst } from './command-first.ts';
import { COMMAND_GROUPS, COMMANDS } from './command-list.ts';
import { EXIT_CODE_MEANINGS, exitCodesOf } from './exit-codes.ts';
import { outputOptions } from './options.ts';
import { packageVersion } from './version.ts';

/** What a command line asks for. */
export type Asked =
  /** `--help` and `--version`: a text, and nothing else. */
  | { readonly kind: 'text'; readonly text: string }
  /** Nothing: the same text, but nothing was done. */
  | { readonly kind: 'nothing'; readonly text: string }
  | {
      readonly kind: 'command';
      readonly command: AnyCommand;
      readonly args: Readonly<Record<string, unknown>>;
    };

/** Reads the arguments after the program's name. Runs nothing. Throws `usage`. */
export async function parseArguments(
  argv: readonly string[],
  { columns }: { readonly columns: number | undefined },
): Promise<Asked> {
  let chosen: AnyCommand | undefined;
  let group: string | undefined;
  let text = '';
  const parser = yargs([])
    .scriptName('proxywebhook')
    .usage('$0 <command> [options]')
    .parserConfiguration({ 'boolean-negation': false, 'greedy-arrays': false, 'camel-case-expansion': false })
    .detectLocale(false)
    .options(outputOptions)
    .version(packageVersion())
    .alias('help', 'h')
    .strict()
    .recommendCommands()
    .demandCommand(1, 'Which command?')
    .wrap(Math.min(columns ?? 80, 100))
    .epilogue(exitCodes(EXIT_CODE_MEANINGS, columns))
    .exitProcess(false)
    .fail((message, error) => {
      throw error === undefined || error.name === 'YError'
        ? usageError(readable(message ?? error.message, argv, { group, chosen }), chosen?.name ?? group)
        : error;
    });
  const add = (to: Argv, each: AnyCommand) => {
    const own = groupOf(each) === undefined ? synopsis(each) : synopsis(each).replace(/^\S+ /, '');
    to.command(
      own,
      each.describe,
      (options) => {
        chosen = each;
        return define(each, options).epilogue(exitCodes(exitCodesOf(each.name), columns));
      },
      () => {},
    );
  };
  const addGroup = (name: string) =>
    parser.command(
      `${name} <command>`,
      COMMAND_GROUPS[name] ?? '',
      (options) => {
        group = name;
        options.usage(`$0 ${name} <command> [options]\n\n${COMMAND_GROUPS[name]}.`);
        for (const each of membersOf(name)) add(options, each);
        return options;
      },
      () => {},
    );
  for (const each of COMMANDS) {
    const name = groupOf(each);
    if (name === undefined) add(parser, each);
    else if (membersOf(name)[0] === each) addGroup(name);
  }
  if (argv.length === 0) return { kind: 'nothing', text: await parser.getHelp() };
  const args = await parser.parseAsync(
    [...commandFirst(argv)],
    {},
    (_error: unknown, _args: unknown, output: string) => {
      text = output;
    },
  );
  if (text !== '' || chosen === undefined) return { kind: 'text', text };
  return { kind: 'command', command: chosen, args };
}

function membersOf(group: string | undefined): readonly AnyCommand[] {
  return COMMANDS.filter((each) => groupOf(each) === group);
}

function exitCodes(
  meanings: readonly (readonly [string | number, string])[],
  columns: number | undefined,
): string {
  const lines = meanings.map(([code, meaning]) => `  ${String(code).padStart(3)}  ${meaning}`);
  const narrow = columns !== undefined && columns < Math.max(...lines.map((line) => line.length));
  return narrow ? 'Exit codes: docs/commands.md' : `Exit codes:\n${lines.join('\n')}`;
}

/** What a command takes, as yargs is told it. */
function define(each: AnyCommand, options: Argv): Argv {
  const { positionals = {}, describe, examples } = each;
  options.usage(`$0 ${synopsis(each)} [options]\n\n${describe}.`).options({ ...each.options });
  for (const [name, { many = false, ...positional }] of Object.entries(positionals)) {
    options.positional(name, { ...positional, type: 'string', array: many, demandOption: !many });
  }
  for (const [commandLine, does] of examples) options.example(`$0 ${commandLine}`, does);
  options.group(Object.keys(each.options), 'Options:');
  options.group(['json', 'verbose', 'help', 'version'], 'Common options:');
  return options.check((args) => onlyOnce(args, each));
}

function onlyOnce(args: Readonly<Record<string, unknown>>, { name: about, options }: AnyCommand): true {
  for (const [name, { array }] of Object.entries(options)) {
    if (array !== true && Array.isArray(args[name])) {
      throw usageError(`--${name} was given more than once.`, about);
    }
  }
  return true;
}

/** yargs' messages as sentences that name what was given. */
function readable(
  message: string,
  argv: readonly string[],
  { group, chosen }: { readonly group: string | undefined; readonly chosen: AnyCommand | undefined },
): string {
  if (/^Not enough non-option arguments/.test(message)) {
    const words = Object.keys(chosen?.positionals ?? {}).map((word) => `<${word}>`);
    return chosen === undefined
      ? `Which command of ${group}: ${membersOf(group)
          .map(({ name }) => name.replace(/^\S+ /, ''))
          .join(', ')}?`
      : `${chosen.name} needs ${words.join(' and ')}.`;
  }
  const meant = /^Did you mean (.+)\?$/.exec(message)?.[1];
  if (meant !== undefined) {
    const words = argv.slice(group === undefined ? 0 : argv.indexOf(group) + 1);
    const given = words.find((word, at) => !word.startsWith('-') && !takesValue(words[at - 1]));
    return `"${given}" is no command${group === undefined ? '' : ` of ${group}`}. Did you mean ${meant}?`;
  }
  const unknown = /^Unknown (argument|command)s?: (.+)$/.exec(message)?.[2];
  if (unknown !== undefined) return `This is not known here: ${unknown}.${meantBy(unknown, chosen)}`;
  const choice = /Argument: ([\w-]+), Given: (.+), Choices: (.+)/.exec(message);
  if (choice !== null) return `--${choice[1]} cannot be ${choice[2]}. Allowed: ${choice[3]}.`;
  const lacking = /^Not enough arguments following: ([\w-]+)$/.exec(message)?.[1];
  if (lacking !== undefined) return `--${lacking} needs a value.`;
  const excluded = /^Arguments ([\w-]+) and ([\w-]+) are mutually exclusive$/.exec(message);
  return excluded === null ? message : `--${excluded[1]} and --${excluded[2]} do not go together.`;
}

/** Whether an option takes the next word, in any command that has it. */
function takesValue(word: string | undefined): boolean {
  return COMMANDS.some(({ options }) =>
    Object.entries(options).some(
      ([name, { type, alias }]) => type !== 'boolean' && (word === `--${name}` || word === `-${alias}`),
    ),
  );
}

/** The option that a misspelt one most likely is. */
function meantBy(unknown: string, chosen: AnyCommand | undefined): string {
  const options = Object.keys({ ...outputOptions, ...chosen?.options, help: true });
  const meant = unknown
    .split(', ')
    .flatMap((word) => (word.length < 3 ? [] : (nearest(word, options) ?? [])));
  return meant.length === 0 ? '' : ` Did you mean --${[...new Set(meant)].join(', --')}?`;
}

function usageError(message: string, about?: string): ProxyWebhookError {
  return new ProxyWebhookError('usage', message, {
    remedies: [`See: npx proxywebhook ${about === undefined ? '' : `${about} `}--help`],
  });
}
