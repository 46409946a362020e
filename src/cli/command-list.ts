import type { AnyCommand } from './command.ts';
import { cancelCommand } from './commands/cancel.ts';
import { completionCommand } from './commands/completion.ts';
import { devCommand } from './commands/dev.ts';
import { diffCommand } from './commands/diff.ts';
import { doctorCommand } from './commands/doctor.ts';
import { downCommand } from './commands/down.ts';
import { eventsCommand } from './commands/events.ts';
import { initCommand } from './commands/init.ts';
import { logsCommand } from './commands/logs.ts';
import { openCommand } from './commands/open.ts';
import { policyCommand } from './commands/policy.ts';
import { recoverCommand } from './commands/recover.ts';
import { requestsExportCommand } from './commands/requests/export.ts';
import { requestsListCommand } from './commands/requests/list.ts';
import { requestsShowCommand } from './commands/requests/show.ts';
import { requestsTailCommand } from './commands/requests/tail.ts';
import { sendCommand } from './commands/send.ts';
import { statusCommand } from './commands/status.ts';
import { synthCommand } from './commands/synth.ts';
import { upCommand } from './commands/up.ts';

/** Every command, in the order that people meet them. */
export const COMMANDS: readonly AnyCommand[] = [
  devCommand,
  initCommand,
  synthCommand,
  policyCommand,
  diffCommand,
  upCommand,
  statusCommand,
  doctorCommand,
  eventsCommand,
  logsCommand,
  cancelCommand,
  recoverCommand,
  sendCommand,
  openCommand,
  requestsListCommand,
  requestsShowCommand,
  requestsTailCommand,
  requestsExportCommand,
  downCommand,
  completionCommand,
];

/** What the commands that share a first word are about, one line each. */
export const COMMAND_GROUPS: Readonly<Record<string, string>> = {
  requests: 'List, show, follow and export what was received',
};
