import { type ParseArgsConfig, parseArgs } from 'node:util';
import type { AnyCommand } from './command.ts';
import { COMMAND_LOADERS } from './command-loaders.ts';
import { outputOptions } from './options.ts';

/** A command that is to run, and what it is given. */
export interface Reading {
  readonly command: AnyCommand;
  readonly args: Readonly<Record<string, unknown>>;
}

/**
 * Reads a command line that is written out plainly and right, with the options of its command alone in hand. Undefined for
 * every other: parseArguments reads those, and says what is wrong; loading it takes as long as a whole `synth`.
 */
export async function readArguments(argv: readonly string[]): Promise<Reading | undefined> {
  const name = [argv[0], argv.slice(0, 2).join(' ')].find((words) =>
    Object.hasOwn(COMMAND_LOADERS, words ?? ''),
  );
  if (name === undefined) return undefined;
  const command = await COMMAND_LOADERS[name as keyof typeof COMMAND_LOADERS]();
  const words = argv.slice(name.split(' ').length);
  if (!words.every(isPlain)) return undefined;
  const given = takenApart(words, command);
  if (given === undefined || !agrees(given.options, command)) return undefined;
  const positionals = assigned(given.words, command);
  if (positionals === undefined) return undefined;
  return { command, args: { ...defaultsOf(command), ...given.options, ...positionals } };
}

// yargs takes quotation marks off, reads `-abc` its own way, and has a meaning for nothing.
function isPlain(word: string): boolean {
  return word !== '' && word !== '--' && !/^-[^-].|^-$|["']/s.test(word);
}

interface Given {
  readonly words: readonly string[];
  readonly options: Readonly<Record<string, unknown>>;
}

/** Undefined where an option is not known, lacks its value or is given twice. */
function takenApart(words: readonly string[], { options }: AnyCommand): Given | undefined {
  const all: AnyCommand['options'] = { ...options, ...outputOptions };
  try {
    const { values, positionals, tokens } = parseArgs({
      args: [...words],
      options: Object.fromEntries(Object.entries(all).flatMap(([name, option]) => ours(name, option))),
      allowPositionals: true,
      tokens: true,
    });
    const named = tokens.flatMap((token) => (token.kind === 'option' ? token : []));
    const single = named.filter(({ name }) => !all[name]?.array).map(({ name }) => name);
    const empty = named.some(({ value }) => value === '');
    return empty || new Set(single).size < single.length
      ? undefined
      : { words: positionals, options: values };
  } catch {
    return undefined;
  }
}

// A number is not known here: whoever gives one is read by yargs.
function ours(
  name: string,
  { type, alias, array = false }: AnyCommand['options'][string],
): readonly [string, NonNullable<ParseArgsConfig['options']>[string]][] {
  if (type !== 'string' && type !== 'boolean') return [];
  return [[name, { type, multiple: array, ...(typeof alias === 'string' ? { short: alias } : {}) }]];
}

function agrees(given: Given['options'], { options }: AnyCommand): boolean {
  return Object.entries(options).every(([name, { choices, conflicts = [] }]) => {
    if (given[name] === undefined) return true;
    const excluded = [conflicts].flat().some((other) => given[String(other)] !== undefined);
    return !excluded && (choices === undefined || choices.includes(given[name] as string));
  });
}

function assigned(
  words: readonly string[],
  { positionals = {} }: AnyCommand,
): Readonly<Record<string, unknown>> | undefined {
  const names = Object.entries(positionals);
  const many = names.findIndex(([, positional]) => positional.many);
  const fits = many === -1 ? words.length === names.length : words.length >= many;
  const allowed = names.every(
    ([, { choices }], at) =>
      choices === undefined ||
      words.slice(at, at === many ? undefined : at + 1).every((word) => choices.includes(word)),
  );
  if (!fits || !allowed) return undefined;
  return Object.fromEntries(names.map(([name], at) => [name, at === many ? words.slice(at) : words[at]]));
}

function defaultsOf({ options }: AnyCommand): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(options).flatMap(([name, { default: value }]) =>
      value === undefined ? [] : [[name, value]],
    ),
  );
}
