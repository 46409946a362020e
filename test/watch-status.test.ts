import { describe, expect, it } from 'vitest';
import { ProxyWebhookError } from '../src/errors.ts';
import { watchStatus } from '../src/watch-status.ts';
import { config, pretendAccount } from './support/pretend-account.ts';

describe('watching the status', () => {
  /** Target states of the looks to come, one a look; the last stays. */
  function changing(...states: readonly string[]) {
    const ports = pretendAccount({ minutesLater: 1 });
    let looks = 0;
    const targets = async () => [{ id: 'db-1', state: states[Math.min(looks++, states.length - 1)] ?? '' }];
    return { ...ports, proxyTargets: { ...ports.proxyTargets, targets } };
  }

  async function verdicts(run: ReturnType<typeof watchStatus>): Promise<readonly string[]> {
    const seen: string[] = [];
    for await (const { verdict, targets } of run) seen.push(`${verdict} ${targets[0]?.state}`);
    return seen;
  }

  it('yields at once and then on every change, and ends with health', async () => {
    const ports = changing('REGISTERING', 'REGISTERING', 'UNAVAILABLE', 'AVAILABLE');
    expect(await verdicts(watchStatus({ config }, { ports, until: 'health' }))).toEqual([
      'pending REGISTERING',
      'pending UNAVAILABLE',
      'healthy AVAILABLE',
    ]);
  });

  it('ends at once when all is well', async () => {
    expect(
      await verdicts(watchStatus({ config }, { ports: changing('AVAILABLE'), until: 'health' })),
    ).toEqual(['healthy AVAILABLE']);
  });

  it('does not wait for a stack that has failed', async () => {
    const ports = pretendAccount({ stack: { status: 'ROLLBACK_COMPLETE', outputs: {} } });
    expect(await verdicts(watchStatus({ config }, { ports, until: 'health' }))).toEqual(['failed undefined']);
  });

  it('says how things stand when time is up', async () => {
    const run = watchStatus(
      { config },
      { ports: changing('REGISTERING'), until: 'health', timeoutMilliseconds: 120_000 },
    );
    await expect(verdicts(run)).rejects.toMatchObject({
      code: 'timed-out',
      message:
        'proxywebhook-dev was not healthy within 2 min: the stack is CREATE_COMPLETE, its targets are REGISTERING.',
    });
  });

  it('survives a look that fails', async () => {
    const ports = changing('REGISTERING', 'AVAILABLE');
    const lost = new ProxyWebhookError('unreachable', 'rds.us-east-1.amazonaws.com cannot be reached.');
    let looks = 0;
    const targets = () => (++looks === 2 ? Promise.reject(lost) : ports.proxyTargets.targets());
    const shaky = { ...ports, proxyTargets: { ...ports.proxyTargets, targets } };
    expect(await verdicts(watchStatus({ config }, { ports: shaky, until: 'health' }))).toEqual([
      'pending REGISTERING',
      'healthy AVAILABLE',
    ]);
  });

  it('ends with the error when the stack goes away', async () => {
    const ports = changing('REGISTERING');
    let looks = 0;
    const describe = (name: string) =>
      ++looks > 1 ? Promise.resolve(undefined) : ports.stacks.describe(name);
    const going = { ...ports, stacks: { ...ports.stacks, describe } };
    await expect(verdicts(watchStatus({ config }, { ports: going }))).rejects.toMatchObject({
      code: 'stack-not-found',
    });
  });

  it('goes on until it is told to stop, and returns the last report', async () => {
    const stop = new AbortController();
    const run = watchStatus({ config }, { ports: changing('REGISTERING', 'AVAILABLE'), signal: stop.signal });
    expect((await run.next()).value.verdict).toBe('pending');
    expect((await run.next()).value.verdict).toBe('healthy');
    stop.abort();
    expect(await run.next()).toMatchObject({ done: true, value: { verdict: 'healthy' } });
  });
});
