import type { InferredOptionTypes, Options } from 'yargs';
import type { Session } from './session.ts';

/** The options of a command, by name without dashes. */
export type CommandOptions = Readonly<Record<string, Options>>;

/** A command as data: the parser, `--help` and docs/commands.md are all made from it. */
export interface Command<O extends CommandOptions = CommandOptions> {
  readonly name: string;
  /** One line, without a period. */
  readonly describe: string;
  readonly options: O;
  /** A command line after `proxywebhook`, and what it does. */
  readonly examples: readonly (readonly [commandLine: string, does: string])[];
  /** Resolves to the exit code. What it needs it imports when it runs. */
  readonly run: (args: InferredOptionTypes<O>, session: Session) => Promise<number>;
}

/** A command of any options; the parser gives it arguments of its own. */
export type AnyCommand = Omit<Command, 'run'> & {
  readonly run: (args: Readonly<Record<string, unknown>>, session: Session) => Promise<number>;
};

/** Ties a command's `run` to the types of its options. */
export function command<O extends CommandOptions>(definition: Command<O>): AnyCommand {
  return definition as unknown as AnyCommand;
}
