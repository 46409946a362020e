import { command } from '../command.ts';
import { awsOptions, loadConfiguration, portsFor } from '../options.ts';
import { eventsText } from '../views/events.ts';

/** What happened in the last operation, or in all, and why. */
export const eventsCommand = command({
  name: 'events',
  describe: 'Tell what happened in the last operation, and why',
  options: {
    ...awsOptions,
    all: {
      type: 'boolean',
      describe: 'Every operation that CloudFormation remembers (90 days)',
    },
  },
  examples: [['events --env dev', 'the last operation, its causes with their remedies last']],
  async run(args, session) {
    const loaded = await loadConfiguration(args, session);
    const ports = await portsFor(loaded, session);
    const { history } = await session.useCases.history();
    const told = await history(loaded.config, { ports, all: args.all ?? false, signal: session.signal });
    return session.result({ type: 'result', command: 'events', exitCode: 0, ...told }, (paper) =>
      eventsText(told, paper),
    );
  },
});
