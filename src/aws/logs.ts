import {
  CloudWatchLogsClient,
  type FilteredLogEvent,
  FilterLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import type { LogEvent, Logs } from '../logs/ports.ts';
import { absentAs } from './absence.ts';
import type { AwsSession } from './session.ts';

/** CloudWatch Logs API Reference, FilterLogEvents: the group is not there. */
const ABSENT = /^ResourceNotFound(Exception)?$/;

/**
 * FilterLogEvents gives events sorted by time, up to 1 MB or 10,000 a page; a page may be empty although another follows.
 * Source: CloudWatch Logs API Reference, FilterLogEvents.
 */
export function logs(session: AwsSession): Logs {
  const client = session.client(CloudWatchLogsClient);
  let answered = false;
  return {
    // What this service said last goes before what another said when all began.
    now: async () => Date.now() + (answered ? client.config.systemClockOffset : session.behind()),

    page: (logGroupName, { from, pattern, page }, signal) =>
      absentAs(undefined, ABSENT, async () => {
        const what = { operation: 'FilterLogEvents', subject: logGroupName, signal } as const;
        const found = await session.call(what, (options) =>
          client.send(
            new FilterLogEventsCommand({
              logGroupName,
              startTime: Math.max(0, Math.floor(from)),
              ...(pattern === undefined ? {} : { filterPattern: pattern }),
              ...(page === undefined ? {} : { nextToken: page }),
            }),
            options,
          ),
        );
        answered = true;
        return {
          events: (found.events ?? []).map(eventOf),
          ...(found.nextToken ? { next: found.nextToken } : {}),
        };
      }),
  };
}

function eventOf({ eventId, timestamp = 0, logStreamName = '', message = '' }: FilteredLogEvent): LogEvent {
  return {
    id: eventId ?? `${logStreamName} ${timestamp} ${message}`,
    at: timestamp,
    stream: logStreamName,
    message,
  };
}
