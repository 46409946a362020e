import { isProxyWebhookError, ProxyWebhookError, throwIfCancelled } from '../errors.ts';
import type { Run } from '../run.ts';
import type { DeploymentEvent } from './events.ts';
import { sha256OfKey } from './function-differences.ts';
import { idleFunction, settledFunction } from './function-settled.ts';
import type { Repair } from './live.ts';
import type { FunctionSettings, FunctionState, Ports } from './ports.ts';
import { readBack } from './read-back.ts';
import { step } from './steps.ts';

export interface RepairOptions {
  readonly ports: Pick<Ports, 'functions' | 'proxyTargets' | 'clock'>;
  readonly signal?: AbortSignal;
}

/**
 * Brings what was changed by hand back to what was deployed, one resource after the other; each is done when its service tells it
 * so. What cannot be repaired keeps nothing else from being: it is thrown at the end, by name.
 */
export async function* repair(
  repairs: readonly Repair[],
  options: RepairOptions,
): Run<DeploymentEvent, void> {
  const failed: (readonly [Repair, ProxyWebhookError])[] = [];
  for (const each of repairs) {
    throwIfCancelled(options.signal);
    const { logicalId } = each.change;
    try {
      yield* step('repair', options.ports.clock, () => mend(each, options), {
        begin: logicalId,
        end: () => `${logicalId} (${propertiesOf(each)})`,
      });
    } catch (error) {
      if (
        !isProxyWebhookError(error) ||
        error.code === 'no-credentials' ||
        options.signal?.aborted === true
      ) {
        throw error;
      }
      failed.push([each, error]);
    }
  }
  if (failed.length > 0) throw notRepaired(failed);
}

async function mend(repair: Repair, options: RepairOptions): Promise<void> {
  const { functions, proxyTargets } = options.ports;
  if (!(await setAndRead())) throw notMended(repair);

  async function setAndRead(): Promise<boolean> {
    switch (repair.kind) {
      case 'code': {
        const { functionName, bucket, key } = repair;
        await idleFunction(functionName, options);
        await functions.updateCode(functionName, { bucket, key }, options.signal);
        const wanted = sha256OfKey(key);
        return settledOnce(functionName, ({ codeSha256 }) => codeSha256 === wanted);
      }
      case 'function': {
        const { functionName, settings } = repair;
        await idleFunction(functionName, options);
        await functions.configure(functionName, settings);
        return settledOnce(functionName, (state) => has(state, settings));
      }
      case 'protection': {
        const { databaseId, to } = repair;
        await proxyTargets.setDeletionProtection(databaseId, to);
        const look = () => proxyTargets.database(databaseId);
        return readBack(look, (database) => database?.deletionProtection === to, options);
      }
      case 'pool': {
        const { proxyName, pool } = repair;
        await proxyTargets.setPool(proxyName, pool);
        const look = () => proxyTargets.pool(proxyName);
        return readBack(look, (now) => now !== undefined && has(now, pool), options);
      }
    }
  }

  function settledOnce(functionName: string, holds: (state: FunctionState) => boolean): Promise<boolean> {
    return readBack(
      () => settledFunction(functionName, options),
      (state) => state !== undefined && holds(state),
      options,
    );
  }
}

/** Whether all that was set is there: lists in any order, variables none more and none less. */
function has<State extends object>(state: State, set: FunctionSettings | Partial<State>): boolean {
  const now = state as Readonly<Record<string, unknown>>;
  return Object.entries(set).every(([name, value]) => comparable(now[name]) === comparable(value));
}

function comparable(value: unknown): string {
  if (Array.isArray(value)) return JSON.stringify(value.toSorted());
  return typeof value === 'object' && value !== null
    ? JSON.stringify(Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1)))
    : JSON.stringify(value);
}

function notMended(repair: Repair): ProxyWebhookError {
  const { logicalId } = repair.change;
  return new ProxyWebhookError(
    'unhealthy',
    `It was set, but is another a minute later (${propertiesOf(repair)}): something else changes it at the same time.`,
    { remedies: ['Run the command again.'], data: { logicalId } },
  );
}

function notRepaired(failed: readonly (readonly [Repair, ProxyWebhookError])[]): ProxyWebhookError {
  const [[, first] = []] = failed;
  return new ProxyWebhookError(
    first?.code ?? 'unhealthy',
    failed
      .map(([repair, { message }]) => `${repair.change.logicalId} could not be brought back: ${message}`)
      .join(' '),
    {
      remedies: [...new Set(failed.flatMap(([, { remedies }]) => remedies))],
      cause: first,
      data: { ...first?.data, notRepaired: failed.map(([repair]) => repair.change.logicalId) },
    },
  );
}

function propertiesOf({ change: { differences } }: Repair): string {
  return differences.map(({ property }) => property).join(', ');
}
