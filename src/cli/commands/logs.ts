import type { LogSource } from '../../logs/groups.ts';
import type { LogsOptions } from '../../logs.ts';
import { finish } from '../../run.ts';
import { command } from '../command.ts';
import { awsOptions, loadConfiguration, portsFor } from '../options.ts';
import { jsonText } from '../renderers/json.ts';
import { wrap } from '../text/layout.ts';
import { parseAgo, parseDuration, parseSince } from '../text/time.ts';
import { logPrinter, missingLogText } from '../views/logs.ts';

const text = { type: 'string', requiresArg: true } as const;

/** What function, API and proxy wrote, merged; `--follow` until Ctrl-C. */
export const logsCommand = command({
  name: 'logs',
  describe: 'Show what the function, the API and the proxy logged, merged in the order of time',
  positionals: {
    source: {
      many: true,
      choices: ['function', 'api', 'proxy'],
      describe: 'Whose log: function, api, proxy; all three unless told',
    },
  },
  options: {
    ...awsOptions,
    since: {
      ...text,
      alias: 's',
      describe: 'Only later lines: a moment (ISO 8601, UTC), or how long ago, such as 2h (10m unless told)',
    },
    follow: { type: 'boolean', alias: 'f', describe: 'Go on with what comes, until Ctrl-C' },
    filter: {
      ...text,
      describe: "Only lines that hold this text, or that a CloudWatch pattern finds: '{ $.status = 503 }'",
    },
    interval: { ...text, describe: 'With --follow, time between two looks, such as 5s (2s unless told)' },
  },
  examples: [
    ['logs --env dev --follow', 'what comes, until Ctrl-C'],
    ['logs function api --since 2h', 'two of the three, of the last two hours'],
    ['logs --since 1d --filter 1a2b3c4d-5e6f', 'one request, by its id'],
    ["logs api --since 1d --filter '{ $.status = 5* }' --json | jq .message", 'raw, for a script'],
  ],
  async run(args, session) {
    const from = fromOf(args.since);
    const interval = args.interval === undefined ? 2_000 : parseDuration(args.interval, '--interval');
    const loaded = await loadConfiguration(args, session);
    const ports = await portsFor(loaded, session);
    const { logs } = await session.useCases.logs();
    const { surroundings, json, verbose, signal } = session;
    const { stdout, stderr } = surroundings;
    const follow = args.follow ?? false;
    if (follow) session.endsByInterruption();
    const print = logPrinter(stdout, { verbose });
    const sources = (args.source ?? []) as readonly LogSource[];
    const run = logs(loaded, {
      ports,
      signal,
      ...from,
      follow,
      intervalMilliseconds: interval,
      ...(sources.length === 0 ? {} : { sources }),
      ...(args.filter === undefined ? {} : { filter: args.filter }),
    });
    const result = await finish(run, (event) => {
      if (json) return stdout.line(jsonText(event));
      if (event.type === 'log') return print(event);
      if (event.type === 'log-missing') return stderr.line(missingLogText(event, stderr));
      const again = `Looking again in ${Math.round(event.nextInMilliseconds / 1000)} s.`;
      stderr.line(wrap(`${stderr.style.warn('!')} ${event.message} ${again}`, stderr.width(), '', '  '));
    });
    if (json) stdout.line(jsonText({ type: 'result', command: 'logs', exitCode: 0, ...result }));
    return 0;
  },
});

/** How long ago is left to CloudWatch's clock. */
function fromOf(since: string | undefined): Pick<LogsOptions, 'since' | 'lastMilliseconds'> {
  if (since === undefined) return {};
  const moment = parseSince(since, '--since', Date.now());
  const ago = parseAgo(since);
  return ago === undefined ? { since: moment } : { lastMilliseconds: ago };
}
