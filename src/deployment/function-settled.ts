import { isProxyWebhookError, ProxyWebhookError } from '../errors.ts';
import type { FunctionSettings, FunctionState, Ports } from './ports.ts';

export interface SettleOptions {
  readonly ports: Pick<Ports, 'functions' | 'clock'>;
  readonly signal?: AbortSignal;
}

/** A function once no change of it is under way. Throws as `idleFunction` does, and `rejected` when Lambda gave the last change up. */
export async function settledFunction(
  name: string,
  options: SettleOptions,
): Promise<FunctionState | undefined> {
  const state = await idleFunction(name, options);
  if (state?.update === 'failed') throw gaveUp(name, state);
  return state;
}

/**
 * A function that takes a change: none is under way; undefined when it is not there. One that Lambda gave up is no hindrance:
 * it counts as failed until the next one succeeds. Throws `timed-out` after ten minutes.
 */
export async function idleFunction(
  name: string,
  { ports: { functions, clock }, signal }: SettleOptions,
): Promise<FunctionState | undefined> {
  const until = clock.now() + PATIENCE;
  for (let wait = 500; ; wait = Math.min(wait * 1.5, 5_000)) {
    const state = await functions.configuration(name);
    if (state?.update !== 'under-way') return state;
    if (clock.now() >= until) {
      throw new ProxyWebhookError('timed-out', `Lambda has been changing ${name} for ten minutes.`, {
        remedies: ['Run the command again: it goes on where this stopped.'],
        data: { functionName: name },
      });
    }
    await clock.sleep(wait, signal);
  }
}

/**
 * Configures a function as soon as Lambda takes it, without a look at it: for the way back, which must not fail because it cannot
 * be seen. Tries for as long as `idleFunction` waits.
 */
export async function configureWhenIdle(
  name: string,
  settings: FunctionSettings,
  { ports: { functions, clock } }: Pick<SettleOptions, 'ports'>,
): Promise<void> {
  const until = clock.now() + PATIENCE;
  for (let wait = 500; ; wait = Math.min(wait * 1.5, 5_000)) {
    try {
      await functions.configure(name, settings);
      return;
    } catch (error) {
      if (!isUnderWay(error) || clock.now() >= until) throw error;
    }
    await clock.sleep(wait);
  }
}

/** Lambda API reference, UpdateFunctionConfiguration: `ResourceConflictException` while another change is under way. */
function isUnderWay(error: unknown): boolean {
  return isProxyWebhookError(error) && /^ResourceConflict/.test(String(error.data.awsCode));
}

const PATIENCE = 10 * 60_000;

function gaveUp(name: string, { updateReason }: FunctionState): ProxyWebhookError {
  return new ProxyWebhookError(
    'rejected',
    `Lambda could not change ${name}: ${updateReason ?? 'it gives no reason'}`,
    { data: { functionName: name } },
  );
}
