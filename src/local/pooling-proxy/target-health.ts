import type { WorldClock } from '../world.ts';
import { DatabaseRefused, NoCredentials } from './login/back-login.ts';
import type { TargetHealth } from './options.ts';

/** Follows whether the database takes logins. */
export interface HealthMonitor {
  readonly health: TargetHealth;
  /** Looks now, and not at the next regular look. */
  lookNow(): void;
  succeeded(): void;
  failed(error: unknown): void;
  stop(): void;
}

const LOOK_AGAIN = 5_000;
const LOOK_AGAIN_WHEN_UNAVAILABLE = 250;

/** `probe` rejects when the database takes no logins, and gives false when it cannot tell. It begins with the first look, REGISTERING until that has ended. */
export function monitorHealth(
  clock: WorldClock,
  probe: () => Promise<boolean>,
  tell: (health: TargetHealth) => void,
): HealthMonitor {
  let health: TargetHealth = { state: 'REGISTERING' };
  let timer: { cancel(): void } | undefined;
  let looking = false;
  let lookOnceMore = false;
  let stopped = false;

  function become(next: TargetHealth): void {
    if (stopped || (next.state === health.state && next.description === health.description)) return;
    health = next;
    tell(health);
  }
  const succeeded = (): void => become({ state: 'AVAILABLE' });
  const failed = (error: unknown): void => become(healthAfter(error));

  async function look(): Promise<void> {
    timer?.cancel();
    timer = undefined;
    lookOnceMore = looking;
    if (looking || stopped) return;
    looking = true;
    try {
      if (await probe()) succeeded();
    } catch (error) {
      failed(error);
    }
    looking = false;
    if (stopped) return;
    if (lookOnceMore) return look();
    const delay = health.state === 'AVAILABLE' ? LOOK_AGAIN : LOOK_AGAIN_WHEN_UNAVAILABLE;
    timer ??= clock.after(delay, () => void look());
  }
  void look();

  return {
    get health() {
      return health;
    },
    lookNow: () => void look(),
    succeeded,
    failed,
    stop() {
      stopped = true;
      timer?.cancel();
    },
  };
}

/** The reason for an error of logging in (RDS API Reference, TargetHealth). */
export function healthAfter(error: unknown): TargetHealth {
  if (error instanceof NoCredentials)
    return {
      state: 'UNAVAILABLE',
      reason: 'AUTH_FAILURE',
      // RDS User Guide, "Troubleshooting for RDS Proxy"
      description: 'Proxy does not have any registered credentials',
    };
  if (error instanceof DatabaseRefused) {
    return error.code === 1045 || error.code === 1698
      ? { state: 'UNAVAILABLE', reason: 'AUTH_FAILURE', description: 'The database refused the credentials' }
      : {
          state: 'UNAVAILABLE',
          reason: 'CONNECTION_FAILED',
          description: `The database refused the connection with error ${error.code}`,
        };
  }
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return /^(ECONN|ETIMEDOUT|EHOST|ENET|EPIPE)/.test(code)
    ? { state: 'UNAVAILABLE', reason: 'UNREACHABLE', description: `The database cannot be reached (${code})` }
    : {
        state: 'UNAVAILABLE',
        reason: 'CONNECTION_FAILED',
        description: 'The connection to the database failed',
      };
}
