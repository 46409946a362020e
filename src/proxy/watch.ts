import type { DeploymentEvent } from '../deployment/events.ts';
import type { Ports } from '../deployment/ports.ts';
import { isProxyWebhookError, messageOf, ProxyWebhookError, throwIfCancelled } from '../errors.ts';
import type { Run } from '../run.ts';
import {
  assessTargets,
  describeTarget,
  type HealthVerdict,
  NORMAL_PENDING_MILLISECONDS,
  type TargetHealth,
} from './target-health.ts';

export interface WatchOptions {
  readonly ports: Pick<Ports, 'proxyTargets' | 'clock'>;
  readonly signal?: AbortSignal;
  /** Gives up after this; 15 minutes unless told, what a new proxy may take. */
  readonly timeoutMilliseconds?: number;
  /** How long the targets must be unhealthy before that is believed: a role takes a while to be known everywhere. */
  readonly patienceMilliseconds?: number;
  readonly intervalMilliseconds?: number;
}

/**
 * Waits until every target of a proxy is healthy; tells each change. Throws `unhealthy` when they stay unhealthy or
 * absent, `timed-out` when time is up; one bad read, or one that fails, decides nothing.
 */
export async function* watchTargets(
  proxyName: string,
  {
    ports: { proxyTargets, clock },
    signal,
    timeoutMilliseconds = NORMAL_PENDING_MILLISECONDS,
    patienceMilliseconds = 120_000,
    intervalMilliseconds = 5_000,
  }: WatchOptions,
): Run<DeploymentEvent, TargetHealth> {
  const startedAt = clock.now();
  let told: string | undefined;
  let unhealthySince: number | undefined;
  let badReads = 0;
  let health: TargetHealth | undefined;
  let fault: unknown;

  for (;;) {
    throwIfCancelled(signal);
    const waited = clock.now() - startedAt;
    const read = await readTargets(proxyName, proxyTargets, waited >= NORMAL_PENDING_MILLISECONDS);
    if ('fault' in read) {
      if (fault === undefined) {
        yield {
          type: 'warned',
          message: `The targets of proxy ${proxyName} could not be read; trying again: ${messageOf(read.fault)}`,
        };
      }
      fault = read.fault;
    } else {
      fault = undefined;
      health = read.health;
      const now = JSON.stringify(health.targets);
      if (now !== told) yield { type: 'targets-changed', targets: health.targets };
      told = now;
      if (health.verdict === 'healthy') return health;
      if (isBad(health.verdict)) {
        badReads += 1;
        unhealthySince ??= clock.now();
        if (badReads >= 3 && clock.now() - unhealthySince >= patienceMilliseconds)
          throw unhealthy(proxyName, health);
      } else {
        badReads = 0;
        unhealthySince = undefined;
      }
    }
    if (clock.now() - startedAt >= timeoutMilliseconds) {
      throw timedOut(proxyName, timeoutMilliseconds, health, fault);
    }
    const left = timeoutMilliseconds - (clock.now() - startedAt);
    await clock.sleep(Math.max(1, Math.min(intervalMilliseconds, left)), signal);
  }
}

/** Says in an error what keeps a proxy from serving. */
export function unhealthy(proxyName: string, health: TargetHealth): ProxyWebhookError {
  const message =
    health.verdict === 'empty'
      ? `The proxy ${proxyName} has no target: it leads to no database.`
      : `The proxy ${proxyName} cannot serve. ${sentences(health)}`;
  return new ProxyWebhookError('unhealthy', message, {
    remedies: health.remedies,
    data: { proxyName, verdict: health.verdict, targets: health.targets },
  });
}

function timedOut(
  proxyName: string,
  milliseconds: number,
  health: TargetHealth | undefined,
  cause: unknown,
): ProxyWebhookError {
  const minutes = Math.max(1, Math.round(milliseconds / 60_000));
  if (health === undefined && isProxyWebhookError(cause)) return unread(proxyName, minutes, cause);
  const last =
    health === undefined
      ? 'Its targets could not be read.'
      : health.verdict === 'empty'
        ? 'It has no target.'
        : sentences(health);
  return new ProxyWebhookError(
    'timed-out',
    `The proxy ${proxyName} was not healthy within ${minutes} min. ${last}`,
    {
      remedies: [...(health?.remedies ?? []), 'Wait longer: `status --wait --timeout 30m`.'],
      cause,
      data: { proxyName, verdict: health?.verdict ?? 'unknown', targets: health?.targets ?? [] },
    },
  );
}

/** How a proxy is that could never be looked at is not known. */
function unread(
  proxyName: string,
  minutes: number,
  { code, message, remedies, data, cause }: ProxyWebhookError,
): ProxyWebhookError {
  return new ProxyWebhookError(
    code,
    `The targets of proxy ${proxyName} could not be read within ${minutes} min. ${message}`,
    { remedies, cause, data: { ...data, proxyName, verdict: 'unknown', targets: [] } },
  );
}

/** Access that is denied stays denied; every other fault of a read may pass. */
async function readTargets(
  proxyName: string,
  proxyTargets: Ports['proxyTargets'],
  waitedLong: boolean,
): Promise<{ readonly health: TargetHealth } | { readonly fault: unknown }> {
  try {
    return { health: assessTargets(await proxyTargets.targets(proxyName), { waitedLong }) };
  } catch (error) {
    if (isProxyWebhookError(error) && LASTING.has(error.code)) throw error;
    return { fault: error };
  }
}

const LASTING: ReadonlySet<string> = new Set([
  'access-denied',
  'no-credentials',
  'wrong-account',
  'cancelled',
]);

function isBad(verdict: HealthVerdict): boolean {
  return verdict === 'unhealthy' || verdict === 'empty';
}

function sentences({ targets }: TargetHealth): string {
  return targets
    .filter(({ health }) => health !== 'healthy')
    .map((target) => `${describeTarget(target)}. ${target.meaning}`)
    .join(' ');
}
