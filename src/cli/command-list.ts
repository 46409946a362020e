import type { AnyCommand } from './command.ts';
import { COMMAND_LOADERS } from './command-loaders.ts';

/** Every command, in the order that people meet them. */
export const COMMANDS: readonly AnyCommand[] = await Promise.all(
  Object.values(COMMAND_LOADERS).map((load) => load()),
);

/** What the commands that share a first word are about, one line each. */
export const COMMAND_GROUPS: Readonly<Record<string, string>> = {
  requests: 'List, show, follow and export what was received',
};
