import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AnyCommand } from '../../src/cli/command.ts';
import { COMMANDS } from '../../src/cli/command-list.ts';
import { COMMAND_LOADERS } from '../../src/cli/command-loaders.ts';
import { outputOptions } from '../../src/cli/options.ts';
import { parseArguments } from '../../src/cli/parse-arguments.ts';
import { readArguments } from '../../src/cli/read-arguments.ts';

describe('a command line that is read without yargs', () => {
  it('has its command under the name that the command has', () => {
    expect(Object.keys(COMMAND_LOADERS)).toEqual(COMMANDS.map(({ name }) => name));
  });

  it('is every example of the help, but those with a shell’s words in them', async () => {
    const lines = COMMANDS.flatMap(({ examples }) => examples.map(([line]) => line.split(' ')));
    const plain = lines.filter((words) => words.every((word) => /^[\w./=,-]+$/.test(word)));
    const unread = [];
    for (const words of plain) if ((await readArguments(words)) === undefined) unread.push(words.join(' '));
    expect(plain.length).toBeGreaterThan(30);
    // Numbers are left to yargs.
    expect(unread.filter((line) => !/--(part|port|db-port|pool|environments|memory) \d/.test(line))).toEqual(
      [],
    );
  });

  it('is understood as yargs understands it, whatever it says', async () => {
    let read = 0;
    await fc.assert(
      fc.asyncProperty(commandLine, async (argv) => {
        const reading = await readArguments(argv);
        if (reading === undefined) return;
        read += 1;
        const asked = await parseArguments(argv, { columns: 80 });
        if (asked.kind !== 'command') throw new Error(`yargs reads ${asked.kind}`);
        expect(reading.command.name).toBe(asked.command.name);
        expect(known(reading.args, reading.command)).toEqual(known(asked.args, asked.command));
      }),
      { numRuns: 250, seed: 1 },
    );
    expect(read).toBeGreaterThan(60);
  });

  it.each([
    'upp --env dev',
    'up --force',
    'up --env',
    'up --env a --env b',
    'up --env a --config b',
    'up --json --json',
    'up too many',
    'requests',
    'requests show',
    'init --auth ldap',
    'up --help',
    'up -- --env dev',
    'up -ye dev',
    'toString',
    '__proto__',
    '',
  ])('leaves %j to yargs', async (line) => {
    expect(await readArguments(line.split(' '))).toBeUndefined();
  });
});

const VALUE = fc.oneof(
  fc.constantFrom(
    'dev',
    'a',
    'prod',
    '12',
    '0x1f',
    '1e3',
    'true',
    'false',
    'a=b',
    'a b',
    '{}',
    '@x',
    'ü',
    '.',
    'a.b',
    '5m',
  ),
  fc.constantFrom('', '-', '--', '-1', '--env', '"a"', "'", 'x"y', '__proto__', 'constructor', '-y', 'a\nb'),
  fc.string({ maxLength: 6 }),
);

/** A command with options of its own and of others, written in every way, and now and then with something that is wrong. */
const commandLine = fc.constantFrom(...COMMANDS).chain((command) => {
  const names = Object.keys({ ...command.options, ...outputOptions });
  const aliases = Object.values(command.options).flatMap(({ alias }) =>
    typeof alias === 'string' ? alias : [],
  );
  const positionals = Object.values(command.positionals ?? {}).map(({ choices }) =>
    choices === undefined ? VALUE : fc.oneof(fc.constantFrom(...choices), VALUE),
  );
  const chosen = (name: string) => {
    const choices = command.options[name]?.choices;
    return choices === undefined ? VALUE : fc.oneof(fc.constantFrom(...choices.map(String)), VALUE);
  };
  const one = fc.constantFrom(...names).chain((name) => {
    const isFlag = { ...command.options, ...outputOptions }[name]?.type === 'boolean';
    const withValue = chosen(name).chain((value) =>
      fc.constantFrom([`--${name}`, value], [`--${name}=${value}`]),
    );
    return isFlag
      ? fc.oneof({ weight: 6, arbitrary: fc.constant([`--${name}`]) }, { weight: 1, arbitrary: withValue })
      : withValue;
  });
  const other = fc.oneof(
    VALUE.map((value) => [value]),
    fc.constantFrom(...aliases, 'x').chain((alias) => VALUE.map((value) => [`-${alias}`, value])),
    fc.constantFrom(
      ['--no-json'],
      ['--env.a', 'b'],
      ['--help'],
      ['--version'],
      ['--ENV', 'dev'],
      ['--skip_verify'],
    ),
  );
  return fc
    .tuple(
      fc.array(one, { maxLength: 3 }),
      fc.tuple(...positionals),
      fc.array(other, { maxLength: 1 }),
      fc.boolean(),
    )
    .map(([options, words, others, first]) => [
      ...command.name.split(' '),
      ...(first ? words : []),
      ...options.flat(),
      ...others.flat(),
      ...(first ? [] : words),
    ]);
});

/** What a command can ask for; yargs gives more, under other names. */
function known(args: Readonly<Record<string, unknown>>, { options, positionals = {} }: AnyCommand) {
  const names = Object.keys({ ...options, ...outputOptions, ...positionals });
  return Object.fromEntries(names.flatMap((name) => (args[name] === undefined ? [] : [[name, args[name]]])));
}
