import { describe, expect, it } from 'vitest';
import { interrupted } from '../../src/deployment/abort.ts';
import { begunAllTheSame } from '../../src/deployment/begun.ts';
import { leftRunning } from '../../src/deployment/tolerance.ts';
import { cancellation, ProxyWebhookError } from '../../src/errors.ts';

const place = { stackName: 'proxywebhook-dev', touched: false, resume: 'npx proxywebhook up' };

function told(error: unknown): unknown {
  return interrupted(error, AbortSignal.abort(), place);
}

describe('an error after an interruption', () => {
  it('is that of the interruption where nothing goes on without the command', () => {
    expect(told(new DOMException('This operation was aborted', 'AbortError'))).toMatchObject({
      code: 'cancelled',
      message: 'Interrupted. The stack proxywebhook-dev is as it was.',
    });
  });

  // `down` that had joined a deletion said "as it was" of a stack that was gone.
  it('stays what following said of an operation that has ended, also of one that others began', () => {
    const signal = AbortSignal.abort();
    const of = {
      doing: 'deletion',
      stackName: place.stackName,
      resume: place.resume,
      ended: 'DELETE_COMPLETE',
    } as const;
    const error = leftRunning(cancellation(signal), of, signal);
    expect(told(error)).toBe(error);
    expect(error.message).toContain('CloudFormation has ended the deletion');
  });

  it('stays what it is where the answer to a request to begin was lost: nobody knows that the stack is as it was', async () => {
    const lost = new ProxyWebhookError('unreachable', 'The connection was reset.', {
      data: { retryable: true },
    });
    const asked = {
      what: 'rollback',
      stackName: place.stackName,
      stackArn: 'arn',
      token: 't',
      resume: place.resume,
    } as const;
    const error = await begunAllTheSame(lost, asked, { events: async () => ({ events: [] }) }).catch(
      (thrown: unknown) => thrown,
    );
    expect(told(error)).toBe(error);
    expect(error).toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining('whether it began cannot be told'),
      data: { goesOn: 'unknown' },
    });
  });

  it.each(['deployment-failed', 'deletion-incomplete', 'access-denied'] as const)(
    'stays what it is where it tells how it ended: %s',
    (code) => {
      const error = new ProxyWebhookError(code, 'It ended so.');
      expect(told(error)).toBe(error);
    },
  );
});
