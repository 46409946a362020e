import type { AnyCommand } from './command.ts';
import { devCommand } from './commands/dev.ts';
import { diffCommand } from './commands/diff.ts';
import { downCommand } from './commands/down.ts';
import { eventsCommand } from './commands/events.ts';
import { initCommand } from './commands/init.ts';
import { statusCommand } from './commands/status.ts';
import { synthCommand } from './commands/synth.ts';
import { upCommand } from './commands/up.ts';

/** Every command, in the order that people meet them. */
export const COMMANDS: readonly AnyCommand[] = [
  devCommand,
  initCommand,
  synthCommand,
  diffCommand,
  upCommand,
  statusCommand,
  eventsCommand,
  downCommand,
];
