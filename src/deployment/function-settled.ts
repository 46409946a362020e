import { ProxyWebhookError } from '../errors.ts';
import type { FunctionState, Ports } from './ports.ts';

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

const PATIENCE = 10 * 60_000;

function gaveUp(name: string, { updateReason }: FunctionState): ProxyWebhookError {
  return new ProxyWebhookError(
    'rejected',
    `Lambda could not change ${name}: ${updateReason ?? 'it gives no reason'}`,
    { data: { functionName: name } },
  );
}
