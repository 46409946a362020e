import { command } from '../../command.ts';
import { awsOptions, loadConfiguration, portsFor } from '../../options.ts';
import { parseWhole } from '../../text/number.ts';
import { requestsText } from '../../views/requests.ts';
import { filterOf, filterOptions } from './filter.ts';

/** What was received, newest first. */
export const requestsListCommand = command({
  name: 'requests list',
  describe: 'List what was received, newest first',
  options: {
    ...awsOptions,
    ...filterOptions,
    limit: { type: 'string', requiresArg: true, describe: 'As many at most (50 unless told)' },
    before: { type: 'string', requiresArg: true, describe: 'Only requests with a smaller id: the next page' },
  },
  examples: [
    ['requests list --env dev', 'the newest 50'],
    ['requests list --path /github --since 2h', 'of the last two hours, below a path'],
    ["requests list --json | jq '.requests[].id'", 'for a script'],
  ],
  async run(args, session) {
    const filter = filterOf(args);
    const limit =
      args.limit === undefined ? 50 : parseWhole(args.limit, '--limit', { least: 1, most: 10_000 });
    const before = args.before === undefined ? undefined : parseWhole(args.before, '--before', { least: 1 });
    const loaded = await loadConfiguration(args, session);
    const ports = await portsFor(loaded, session);
    const { listRequests } = await session.useCases.requests();
    const list = await listRequests(loaded, {
      ports,
      signal: session.signal,
      filter,
      limit,
      ...(before === undefined ? {} : { before }),
    });
    return session.result({ type: 'result', command: 'requests list', exitCode: 0, ...list }, (paper) =>
      requestsText(list, paper),
    );
  },
});
