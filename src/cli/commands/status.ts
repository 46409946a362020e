import { finish, type Run } from '../../run.ts';
import type { StatusReport } from '../../status.ts';
import { command } from '../command.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { awsOptions, loadConfiguration, portsFor } from '../options.ts';
import { jsonText } from '../renderers/json.ts';
import type { Session } from '../session.ts';
import { wrap } from '../text/layout.ts';
import { parseDuration, timeOfDay } from '../text/time.ts';
import { statusLine, statusText } from '../views/status.ts';

/** How an environment stands, and what to do about it. */
export const statusCommand = command({
  name: 'status',
  describe: "Tell how the stack, its database and its proxy's targets are, and what to do",
  options: {
    ...awsOptions,
    watch: {
      type: 'boolean',
      alias: 'w',
      describe: 'Go on, and tell every change',
      conflicts: 'wait',
    },
    wait: { type: 'boolean', describe: 'Wait until the targets are healthy' },
    timeout: {
      type: 'string',
      requiresArg: true,
      describe: 'How long --wait or --watch go on, such as 90s, 15m (with --wait 15m unless told)',
    },
  },
  examples: [
    ['status --env dev', 'exits with 0 when healthy, 7 when not, 5 while an operation is running'],
    ['status --env dev --wait --timeout 20m', 'until healthy'],
    ['status --env dev --json | jq -r .verdict', 'for a script'],
  ],
  async run(args, session) {
    const timeout = args.timeout === undefined ? undefined : parseDuration(args.timeout, '--timeout');
    const loaded = await loadConfiguration(args, session);
    const ports = await portsFor(loaded, session);
    const { status, statusErrorCode } = await session.useCases.status();
    const { signal } = session;
    if (!args.watch && !args.wait) {
      return tell(await status(loaded, { ports, signal }));
    }
    const { watchStatus } = await session.useCases.watchStatus();
    if (args.watch) session.endsByInterruption();
    const timeoutMilliseconds = timeout ?? (args.wait ? 15 * 60_000 : undefined);
    const run = watchStatus(loaded, {
      ports,
      signal,
      ...(args.wait ? { until: 'health' as const } : {}),
      ...(timeoutMilliseconds === undefined ? {} : { timeoutMilliseconds }),
    });
    return args.wait ? tell(await waiting(run, session)) : exitCodeOf(await watching(run, session));

    function exitCodeOf(report: StatusReport): number {
      const code = statusErrorCode(report);
      return code === undefined ? 0 : EXIT_CODES[code];
    }
    function tell(report: StatusReport): number {
      return session.result(
        { type: 'result', command: 'status', exitCode: exitCodeOf(report), ...report },
        (paper) => statusText(report, paper),
      );
    }
  },
});

/** A line on stderr for every change; the report comes at the end. */
function waiting(
  run: Run<StatusReport, StatusReport>,
  { json, surroundings }: Session,
): Promise<StatusReport> {
  const { stdout, stderr } = surroundings;
  return finish(run, (report) => {
    if (json) stdout.line(jsonText({ type: 'status', ...report }));
    else
      stderr.line(
        wrap(
          `${stderr.style.dim(timeOfDay(new Date(report.at)))}  ${statusLine(report)}`,
          stderr.width(),
          '',
          '  ',
        ),
      );
  });
}

/** The whole report for every change: in place on a terminal, one below the other elsewhere. */
function watching(
  run: Run<StatusReport, StatusReport>,
  { json, surroundings }: Session,
): Promise<StatusReport> {
  const { stdout, env } = surroundings;
  const inPlace = stdout.isTerminal && env.TERM !== 'dumb';
  return finish(run, (report) => {
    if (json) return stdout.line(jsonText({ type: 'status', ...report }));
    if (inPlace) stdout.write('\u001B[2J\u001B[H');
    const at = stdout.style.dim(`${timeOfDay(new Date(report.at))} UTC; Ctrl-C ends this`);
    stdout.line(`${statusText(report, stdout)}\n\n${at}\n`);
  });
}
