import { AwsApiError, type ServiceApi } from '../../cloud.ts';
import type { LogGroup, World } from '../../world.ts';
import { page } from './paging.ts';
import { servedCalls } from './served-calls.ts';

export function logs(world: World): ServiceApi {
  return servedCalls({
    DescribeLogGroups: ({ logGroupNamePrefix, limit, nextToken }) => {
      const groups = [...world.logGroups.values()]
        .filter(({ name }) => name.startsWith(String(logGroupNamePrefix ?? '')))
        .toSorted((a, b) => (a.name < b.name ? -1 : 1));
      const { items, next } = page(groups, Number(limit ?? 50), nextToken, invalidToken);
      return { logGroups: items.map(describeGroup), nextToken: next };
    },
    FilterLogEvents: (input) => {
      const group = find(world, input.logGroupName ?? input.logGroupIdentifier);
      const matches = patternOf(input.filterPattern);
      const streams = input.logStreamNames as readonly string[] | undefined;
      const prefix = String(input.logStreamNamePrefix ?? '');
      const from = Number(input.startTime ?? 0);
      const to = Number(input.endTime ?? Number.POSITIVE_INFINITY);
      const events = group.events
        .map((event, index) => ({ ...event, id: String((group.dropped ?? 0) + index).padStart(56, '0') }))
        .filter(({ at }) => at >= from && at <= to)
        .filter(({ stream }) => stream.startsWith(prefix) && (streams?.includes(stream) ?? true))
        .filter(({ message }) => matches(message))
        .toSorted((a, b) => a.at - b.at);
      const { items, next } = page(events, Number(input.limit ?? 10_000), input.nextToken, invalidToken);
      return {
        events: items.map(({ at, stream, message, id }) => ({
          eventId: id,
          timestamp: at,
          ingestionTime: at,
          logStreamName: stream,
          message,
        })),
        searchedLogStreams: [],
        nextToken: next,
      };
    },
  });
}

function describeGroup({ name, arn, retentionInDays, events }: LogGroup) {
  return {
    logGroupName: name,
    arn: `${arn.replace(/:\*$/, '')}:*`,
    logGroupArn: arn.replace(/:\*$/, ''),
    retentionInDays,
    storedBytes: events.reduce((sum, { message }) => sum + Buffer.byteLength(message), 0),
  };
}

function find({ logGroups }: World, id: unknown): LogGroup {
  const found = [...logGroups.values()].find(
    ({ name, arn }) => name === id || arn.replace(/:\*$/, '') === id,
  );
  if (found !== undefined) return found;
  throw new AwsApiError('ResourceNotFoundException', 'The specified log group does not exist.');
}

/**
 * Terms that must all occur; a quoted one may hold spaces, `-term` must not occur. JSON and regular-expression patterns are
 * refused rather than ignored. Source: CloudWatch Logs User Guide, "Filter pattern syntax".
 */
function patternOf(pattern: unknown): (message: string) => boolean {
  const source = String(pattern ?? '').trim();
  if (/^[{[%]|^\?/.test(source)) {
    throw new AwsApiError(
      'InvalidParameterException',
      `The local cloud serves filter patterns of plain terms only, not ${source}`,
    );
  }
  const terms = [...source.matchAll(/(-?)(?:"((?:[^"\\]|\\.)*)"|(\S+))/g)].map(
    ([, minus, quoted, plain]) => ({ excluded: minus === '-', term: quoted ?? plain ?? '' }),
  );
  return (message) => terms.every(({ excluded, term }) => message.includes(term) !== excluded);
}

function invalidToken(): AwsApiError {
  return new AwsApiError('InvalidParameterException', 'The specified nextToken is invalid.');
}
