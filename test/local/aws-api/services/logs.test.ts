import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
  paginateDescribeLogGroups,
  paginateFilterLogEvents,
  ResourceNotFoundException,
} from '@aws-sdk/client-cloudwatch-logs';
import { describe, expect, it } from 'vitest';
import { ACCOUNT, clientOptions, emptyWorld, openCloud } from '../harness.ts';

describe('CloudWatch Logs', () => {
  it('lists groups by prefix and in pages', async () => {
    const { logs } = await start();
    const { logGroups } = await logs.send(
      new DescribeLogGroupsCommand({ logGroupNamePrefix: '/aws/lambda' }),
    );
    expect(logGroups).toMatchObject([
      { logGroupName: '/aws/lambda/webhook', retentionInDays: 14, arn: expect.stringMatching(/webhook:\*$/) },
    ]);
    const names: (string | undefined)[][] = [];
    for await (const page of paginateDescribeLogGroups({ client: logs, pageSize: 1 }, {})) {
      names.push((page.logGroups ?? []).map(({ logGroupName }) => logGroupName));
    }
    expect(names).toEqual([['/aws/lambda/webhook'], ['/other']]);
  });

  it.each([
    ['everything, in the order of time', {}, ['early ERROR', 'two words ERROR', 'late']],
    ['a span of time', { startTime: 200, endTime: 300 }, ['two words ERROR', 'late']],
    ['all of several terms', { filterPattern: 'ERROR words' }, ['two words ERROR']],
    ['a quoted phrase', { filterPattern: '"two words"' }, ['two words ERROR']],
    ['what does not hold a term', { filterPattern: '-ERROR' }, ['late']],
    ['one stream', { logStreamNames: ['b'] }, ['late']],
  ])('finds %s', async (_, input, messages) => {
    const { logs } = await start();
    const found = await logs.send(
      new FilterLogEventsCommand({ logGroupName: '/aws/lambda/webhook', ...input }),
    );
    expect(found.events?.map(({ message }) => message)).toEqual(messages);
  });

  it('gives events in pages, each with an id of its own', async () => {
    const { logs } = await start();
    const ids = new Set<string | undefined>();
    const input = { logGroupName: '/aws/lambda/webhook' };
    for await (const { events } of paginateFilterLogEvents({ client: logs, pageSize: 2 }, input)) {
      for (const { eventId } of events ?? []) ids.add(eventId);
    }
    expect(ids.size).toBe(3);
  });

  it('refuses patterns it cannot match, groups that are not there and actions it does not serve', async () => {
    const { logs } = await start();
    await expect(
      logs.send(
        new FilterLogEventsCommand({ logGroupName: '/other', filterPattern: '{ $.level = "ERROR" }' }),
      ),
    ).rejects.toMatchObject({ name: 'InvalidParameterException' });
    await expect(logs.send(new FilterLogEventsCommand({ logGroupName: '/no' }))).rejects.toBeInstanceOf(
      ResourceNotFoundException,
    );
    await expect(
      logs.send(new GetLogEventsCommand({ logGroupName: '/other', logStreamName: 's' })),
    ).rejects.toMatchObject({ name: 'UnknownOperationException' });
  });
});

async function start() {
  const world = emptyWorld();
  const arn = `arn:aws:logs:us-east-1:${ACCOUNT}:log-group`;
  world.logGroups.set('/aws/lambda/webhook', {
    name: '/aws/lambda/webhook',
    arn: `${arn}:/aws/lambda/webhook`,
    retentionInDays: 14,
    events: [
      { at: 300, stream: 'b', message: 'late' },
      { at: 100, stream: 'a', message: 'early ERROR' },
      { at: 200, stream: 'a', message: 'two words ERROR' },
    ],
  });
  world.logGroups.set('/other', { name: '/other', arn: `${arn}:/other`, events: [] });
  const cloud = await openCloud({ world });
  return { logs: new CloudWatchLogsClient(clientOptions(cloud)) };
}
