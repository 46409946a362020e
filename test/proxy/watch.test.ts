import { describe, expect, it } from 'vitest';
import type { DeploymentEvent } from '../../src/deployment/events.ts';
import { ProxyWebhookError } from '../../src/errors.ts';
import type { ProxyTargets, Target } from '../../src/proxy/ports.ts';
import { type WatchOptions, watchTargets } from '../../src/proxy/watch.ts';
import { skippingClock } from '../support/skipping-clock.ts';

type Answer = string | Error;

/** Targets that answer each read by the next of a list, and go on with its last: `STATE`, `STATE REASON`, `none`. */
function answering(...answers: readonly Answer[]): Pick<ProxyTargets, 'targets'> {
  let reads = 0;
  return {
    async targets(): Promise<readonly Target[]> {
      const answer = answers[Math.min(reads++, answers.length - 1)] ?? 'none';
      if (answer instanceof Error) throw answer;
      if (answer === 'none') return [];
      const [state = '', reason] = answer.split(' ');
      return [{ id: 'db-1', state, ...(reason === undefined ? {} : { reason }) }];
    },
  };
}

/** What a watch tells, one word an event, then how it ended: its verdict or its error's code, and the seconds it took. */
async function watched(
  targets: Pick<ProxyTargets, 'targets'>,
  options: Omit<WatchOptions, 'ports'> = {},
): Promise<string> {
  const clock = skippingClock();
  const startedAt = clock.now();
  const words: string[] = [];
  const run = watchTargets('proxy-1', {
    ports: { clock, proxyTargets: targets as ProxyTargets },
    ...options,
  });
  const end = await (async () => {
    for (;;) {
      const step = await run.next();
      if (step.done) return step.value.verdict;
      words.push(worded(step.value));
    }
  })().catch((error: unknown) => (error instanceof ProxyWebhookError ? error.code : String(error)));
  return [...words, `${end} after ${Math.round((clock.now() - startedAt) / 1000)} s`].join(', ');
}

function worded(event: DeploymentEvent): string {
  return event.type === 'targets-changed'
    ? (event.targets[0]?.reason ?? event.targets[0]?.state ?? 'none')
    : event.type;
}

const PENDING = 'UNAVAILABLE PENDING_PROXY_CAPACITY';
const AUTH = 'UNAVAILABLE AUTH_FAILURE';
const lost = new ProxyWebhookError('unreachable', 'rds.us-east-1.amazonaws.com cannot be reached.');
const denied = new ProxyWebhookError('access-denied', 'Not allowed: rds:DescribeDBProxyTargets.');

describe('waiting for the health of targets', () => {
  it.each<[string, readonly Answer[], string]>([
    ['ends at once when all is well', ['AVAILABLE'], 'AVAILABLE, healthy after 0 s'],
    [
      'goes through the states of a new target',
      ['REGISTERING', PENDING, PENDING, 'AVAILABLE'],
      'REGISTERING, PENDING_PROXY_CAPACITY, AVAILABLE, healthy after 15 s',
    ],
    ['does not decide on one bad read', [AUTH, 'AVAILABLE'], 'AUTH_FAILURE, AVAILABLE, healthy after 5 s'],
    ['does not decide on one empty read', ['none', 'AVAILABLE'], 'none, AVAILABLE, healthy after 5 s'],
    ['believes what stays bad', [AUTH], 'AUTH_FAILURE, unhealthy after 120 s'],
    ['believes what stays empty', ['none'], 'none, unhealthy after 120 s'],
    [
      'begins to lose patience anew after a better read',
      [...Array(20).fill(AUTH), PENDING, AUTH],
      'AUTH_FAILURE, PENDING_PROXY_CAPACITY, AUTH_FAILURE, unhealthy after 225 s',
    ],
    [
      'gives up on what only waits when time is up',
      [PENDING],
      'PENDING_PROXY_CAPACITY, PENDING_PROXY_CAPACITY, timed-out after 900 s',
    ],
    ['survives a read that fails', [lost, lost, 'AVAILABLE'], 'warned, AVAILABLE, healthy after 10 s'],
    [
      'warns of a second fault after a good read',
      [lost, PENDING, lost, 'AVAILABLE'],
      'warned, PENDING_PROXY_CAPACITY, warned, AVAILABLE, healthy after 15 s',
    ],
    ['gives up when nothing can be read, saying what of', [lost], 'warned, unreachable after 900 s'],
    ['does not try again what is denied', [denied], 'access-denied after 0 s'],
  ])('%s', async (_title, answers, expected) => {
    expect(await watched(answering(...answers))).toBe(expected);
  });

  it('keeps to the time it is given', async () => {
    expect(await watched(answering('REGISTERING'), { timeoutMilliseconds: 12_000 })).toBe(
      'REGISTERING, timed-out after 12 s',
    );
  });

  it('reads once even when it is given no time', async () => {
    expect(await watched(answering('AVAILABLE'), { timeoutMilliseconds: 0 })).toBe(
      'AVAILABLE, healthy after 0 s',
    );
  });

  it('stops with the reason of its signal', async () => {
    const signal = AbortSignal.abort(new ProxyWebhookError('cancelled', 'Interrupted.'));
    expect(await watched(answering(PENDING), { signal })).toBe('cancelled after 0 s');
  });

  it('says in its error which target, why and what to do', async () => {
    const run = watchTargets('proxy-1', {
      ports: { clock: skippingClock(), proxyTargets: answering(AUTH) as ProxyTargets },
    });
    await run.next();
    await expect(run.next()).rejects.toMatchObject({
      code: 'unhealthy',
      message:
        'The proxy proxy-1 cannot serve. db-1: UNAVAILABLE, AUTH_FAILURE. The proxy cannot log in to the database.',
      remedies: expect.arrayContaining([expect.stringMatching(/secret/)]),
      data: { proxyName: 'proxy-1', verdict: 'unhealthy' },
    });
  });
});
