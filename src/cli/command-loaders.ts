import type { AnyCommand } from './command.ts';

/** Every command by its name, in the order that people meet them; each is loaded alone when it is the one that is asked for. */
export const COMMAND_LOADERS = {
  dev: async () => (await import('./commands/dev.ts')).devCommand,
  init: async () => (await import('./commands/init.ts')).initCommand,
  synth: async () => (await import('./commands/synth.ts')).synthCommand,
  policy: async () => (await import('./commands/policy.ts')).policyCommand,
  diff: async () => (await import('./commands/diff.ts')).diffCommand,
  up: async () => (await import('./commands/up.ts')).upCommand,
  status: async () => (await import('./commands/status.ts')).statusCommand,
  doctor: async () => (await import('./commands/doctor.ts')).doctorCommand,
  events: async () => (await import('./commands/events.ts')).eventsCommand,
  logs: async () => (await import('./commands/logs.ts')).logsCommand,
  cancel: async () => (await import('./commands/cancel.ts')).cancelCommand,
  recover: async () => (await import('./commands/recover.ts')).recoverCommand,
  send: async () => (await import('./commands/send.ts')).sendCommand,
  open: async () => (await import('./commands/open.ts')).openCommand,
  'requests list': async () => (await import('./commands/requests/list.ts')).requestsListCommand,
  'requests show': async () => (await import('./commands/requests/show.ts')).requestsShowCommand,
  'requests tail': async () => (await import('./commands/requests/tail.ts')).requestsTailCommand,
  'requests export': async () => (await import('./commands/requests/export.ts')).requestsExportCommand,
  down: async () => (await import('./commands/down.ts')).downCommand,
  completion: async () => (await import('./commands/completion.ts')).completionCommand,
} as const satisfies Readonly<Record<string, () => Promise<AnyCommand>>>;

export type CommandName = keyof typeof COMMAND_LOADERS;
