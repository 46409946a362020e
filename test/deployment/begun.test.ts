import { describe, expect, it } from 'vitest';
import { begunAllTheSame } from '../../src/deployment/begun.ts';
import type { StackEvent } from '../../src/deployment/stack.ts';
import { denied, failure, NAME, transient } from '../support/engine.ts';

const event = (token: string): StackEvent => ({
  id: token,
  stackArn: 'arn:stack',
  at: new Date(0),
  logicalId: NAME,
  resourceType: 'AWS::CloudFormation::Stack',
  status: 'DELETE_IN_PROGRESS',
  token,
});

describe('a request to begin whose answer was lost', () => {
  it.each([
    ['was taken when an event has its token', transient(), [event('mine')], undefined],
    ['was taken when there is another sign of it, whatever the events say', transient(), 'unreadable', true],
    [
      "was not proven by another operation's events: that cannot be told",
      transient(),
      [event('theirs')],
      false,
    ],
    ['leaves open what it did where the events cannot be read', transient(), 'unreadable', false],
    ['was refused when AWS said so', denied('cloudformation:DeleteStack'), [event('theirs')], false],
  ] as const)('%s', async (_, error, events, sign) => {
    const asking = begunAllTheSame(
      error,
      {
        what: 'deletion',
        stackName: NAME,
        stackArn: 'arn:stack',
        token: 'mine',
        resume: 'npx proxywebhook down',
        ...(sign === undefined ? {} : { sign: async () => sign }),
      },
      {
        async events() {
          if (events === 'unreadable') throw transient();
          return { events };
        },
      },
    );
    if (sign === true || (events !== 'unreadable' && events[0].token === 'mine')) {
      await expect(asking).resolves.toBeUndefined();
      return;
    }
    const thrown = await failure(asking);
    expect(thrown.code).toBe(error.code);
    expect(thrown.data.goesOn).toBe(error.code === 'unreachable' ? 'unknown' : undefined);
    expect(thrown.message).toMatch(
      error.code === 'unreachable' ? /whether it began cannot be told/ : /^Not allowed: [\w:]+\.$/,
    );
  });
});
