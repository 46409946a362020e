import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { logs } from '../../src/aws/logs.ts';
import { type Answer, fakeCredentials, type RecordedAws, recordedAws } from './recorded-aws.ts';

beforeAll(fakeCredentials);
let aws: RecordedAws;
afterEach(() => aws?.stop());

const port = async (...answers: readonly Answer[]) => {
  aws = await recordedAws(...answers);
  return logs(aws.session);
};
const json = (body: unknown, status = 200): Answer => ({
  status,
  headers: { 'content-type': 'application/x-amz-json-1.1' },
  body: JSON.stringify(body),
});

describe('logs', () => {
  it('reads a page from a time on, and gives the token of the next', async () => {
    const events = [{ eventId: '1', timestamp: 5, logStreamName: 's', message: 'm' }];
    const logsPort = await port(json({ events, nextToken: 'more' }));
    expect(await logsPort.page('g', { from: 4.7, pattern: '"x"', page: 'p' })).toEqual({
      events: [{ id: '1', at: 5, stream: 's', message: 'm' }],
      next: 'more',
    });
    expect(JSON.parse(aws.requests[0]?.body ?? '')).toEqual({
      logGroupName: 'g',
      startTime: 4,
      filterPattern: '"x"',
      nextToken: 'p',
    });
  });
  it('gives an empty page that is not the last, and one event an id that has none', async () => {
    const logsPort = await port(
      json({ events: [], nextToken: 'more' }),
      json({ events: [{ timestamp: 5, logStreamName: 's', message: 'm' }] }),
    );
    expect(await logsPort.page('g', { from: 0 })).toEqual({ events: [], next: 'more' });
    expect(await logsPort.page('g', { from: 0, page: 'more' })).toEqual({
      events: [{ id: 's 5 m', at: 5, stream: 's', message: 'm' }],
    });
  });
  it('is undefined for a group that is not there, and names what is not allowed', async () => {
    const absent = {
      __type: 'ResourceNotFoundException',
      message: 'The specified log group does not exist.',
    };
    const denied = {
      __type: 'AccessDeniedException',
      message:
        'User: arn:aws:iam::1:user/u is not authorized to perform: logs:FilterLogEvents on resource: g',
    };
    const logsPort = await port(json(absent, 400), json(denied, 400));
    expect(await logsPort.page('g', { from: 0 })).toBeUndefined();
    await expect(logsPort.page('g', { from: 0 })).rejects.toMatchObject({
      code: 'access-denied',
      data: { action: 'logs:FilterLogEvents' },
    });
  });
  it('tries again when CloudWatch throttles', async () => {
    const throttled = json({ __type: 'ThrottlingException', message: 'Rate exceeded' }, 400);
    const logsPort = await port(throttled, throttled, json({ events: [] }));
    expect(await logsPort.page('g', { from: 0 })).toEqual({ events: [] });
    expect(aws.requests).toHaveLength(3);
  });
});
