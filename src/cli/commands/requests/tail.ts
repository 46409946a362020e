import { finish } from '../../../run.ts';
import { command } from '../../command.ts';
import { awsOptions, loadConfiguration, portsFor } from '../../options.ts';
import { jsonText } from '../../renderers/json.ts';
import { wrap } from '../../text/layout.ts';
import { parseWhole } from '../../text/number.ts';
import { parseDuration } from '../../text/time.ts';
import { requestLine } from '../../views/requests.ts';
import { filterOf, filterOptions } from './filter.ts';

/** Follows what is received until Ctrl-C. */
export const requestsTailCommand = command({
  name: 'requests tail',
  describe: 'Follow what is received, until Ctrl-C',
  options: {
    ...awsOptions,
    path: filterOptions.path,
    method: filterOptions.method,
    last: {
      type: 'string',
      requiresArg: true,
      alias: 'n',
      describe: 'As many of the newest first (10 unless told)',
    },
    interval: {
      type: 'string',
      requiresArg: true,
      describe: 'Time between two looks, such as 5s (2s unless told)',
    },
  },
  examples: [
    ['requests tail --env dev', 'a line for each request'],
    ['requests tail --path /github -n 0 --json', 'only what comes from now on, as JSON lines'],
  ],
  async run(args, session) {
    const last = args.last === undefined ? 10 : parseWhole(args.last, '--last', { most: 200 });
    const interval = args.interval === undefined ? 2_000 : parseDuration(args.interval, '--interval');
    const loaded = await loadConfiguration(args, session);
    const ports = await portsFor(loaded, session);
    const { tailRequests } = await session.useCases.tailRequests();
    const { stdout, stderr } = session.surroundings;
    session.endsByInterruption();
    const run = tailRequests(loaded, {
      ports,
      signal: session.signal,
      filter: filterOf(args),
      last,
      intervalMilliseconds: interval,
    });
    const { told } = await finish(run, (event) => {
      if (session.json) return stdout.line(jsonText(event));
      if (event.type === 'request') return stdout.line(requestLine(event.request, stdout));
      const again = `Looking again in ${Math.round(event.nextInMilliseconds / 1000)} s.`;
      stderr.line(wrap(`${stderr.style.warn('!')} ${event.message} ${again}`, stderr.width(), '', '  '));
    });
    if (session.json) stdout.line(jsonText({ type: 'result', command: 'requests tail', exitCode: 0, told }));
    return 0;
  },
});
