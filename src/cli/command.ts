import type { InferredOptionTypes, Options } from 'yargs';
import type { Session } from './session.ts';

/** The options of a command, by name without dashes. */
export type CommandOptions = Readonly<Record<string, Options>>;

/** Words that a command takes without a name, in their order: each is required, but the last where there may be any number of it. */
export type CommandPositionals = Readonly<Record<string, CommandPositional>>;

export interface CommandPositional {
  readonly describe: string;
  /** None, one or several. */
  readonly many?: true;
  readonly choices?: readonly string[];
}

/** A command as data: the parser, `--help` and docs/commands.md are all made from it. */
export interface Command<
  O extends CommandOptions = CommandOptions,
  P extends CommandPositionals = CommandPositionals,
> {
  /** One word, or that of its group and its own: `requests list`. */
  readonly name: string;
  /** One line, without a period. */
  readonly describe: string;
  readonly positionals?: P;
  readonly options: O;
  /** A command line after `proxywebhook`, and what it does. */
  readonly examples: readonly (readonly [commandLine: string, does: string])[];
  /** Resolves to the exit code. What it needs it imports when it runs. */
  readonly run: (
    args: InferredOptionTypes<O> & {
      readonly [Name in keyof P]: P[Name] extends { readonly many: true } ? readonly string[] : string;
    },
    session: Session,
  ) => Promise<number>;
}

/** A command of any options; the parser gives it arguments of its own. */
export type AnyCommand = Omit<Command, 'run'> & {
  readonly run: (args: Readonly<Record<string, unknown>>, session: Session) => Promise<number>;
};

/** Ties a command's `run` to the types of its positionals and options. */
export function command<O extends CommandOptions, P extends CommandPositionals = Record<never, never>>(
  definition: Command<O, P>,
): AnyCommand {
  return definition as unknown as AnyCommand;
}

/** The first word of a command that is one of a group; undefined for one that stands alone. */
export function groupOf({ name }: Pick<AnyCommand, 'name'>): string | undefined {
  const [first, ...own] = name.split(' ');
  return own.length === 0 ? undefined : first;
}

/** A command with what it takes without a name: `requests show <id>`. */
export function synopsis({ name, positionals = {} }: Pick<AnyCommand, 'name' | 'positionals'>): string {
  const words = Object.entries(positionals).map(([word, { many }]) => (many ? `[${word}..]` : `<${word}>`));
  return [name, ...words].join(' ');
}

/** Options of any of these commands that take a value, as they are written. */
export function valuedOptions(commands: readonly AnyCommand[]): readonly string[] {
  const names = commands.flatMap(({ options }) =>
    Object.entries(options).flatMap(([name, { type, alias }]) =>
      type === 'boolean' || type === 'array'
        ? []
        : [`--${name}`, ...(typeof alias === 'string' ? [`-${alias}`] : [])],
    ),
  );
  return [...new Set(names)];
}
