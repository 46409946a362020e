import { ProxyWebhookError } from '../errors.ts';
import type { Run } from '../run.ts';
import type { DeploymentEvent } from './events.ts';
import { sha256OfKey } from './function-differences.ts';
import { idleFunction, settledFunction } from './function-settled.ts';
import type { Repair } from './live.ts';
import type { Ports } from './ports.ts';
import { step } from './steps.ts';

export interface RepairOptions {
  readonly ports: Pick<Ports, 'functions' | 'proxyTargets' | 'clock'>;
  readonly signal?: AbortSignal;
}

/** Brings what was changed by hand back to what was deployed, one resource after the other; each is done when its service says so. */
export async function* repair(
  repairs: readonly Repair[],
  options: RepairOptions,
): Run<DeploymentEvent, void> {
  for (const each of repairs) {
    options.signal?.throwIfAborted();
    const { logicalId, differences } = each.change;
    yield* step('repair', options.ports.clock, () => mend(each, options), {
      begin: logicalId,
      end: () => `${logicalId} (${differences.map(({ property }) => property).join(', ')})`,
    });
  }
}

async function mend(repair: Repair, options: RepairOptions): Promise<void> {
  const { functions, proxyTargets } = options.ports;
  switch (repair.kind) {
    case 'code': {
      const { functionName, bucket, key } = repair;
      await idleFunction(functionName, options);
      await functions.updateCode(functionName, { bucket, key });
      const now = await settledFunction(functionName, options);
      if (now?.codeSha256 !== sha256OfKey(key)) throw notMended(repair);
      return;
    }
    case 'function': {
      await idleFunction(repair.functionName, options);
      await functions.configure(repair.functionName, repair.settings);
      await settledFunction(repair.functionName, options);
      return;
    }
    case 'protection':
      await proxyTargets.setDeletionProtection(repair.databaseId, repair.to);
      return;
    case 'pool':
      await proxyTargets.setPool(repair.proxyName, repair.pool);
      return;
  }
}

function notMended({ change: { logicalId } }: Repair): ProxyWebhookError {
  return new ProxyWebhookError(
    'unhealthy',
    `${logicalId} was given its code, but runs another: something else changes it at the same time.`,
    { remedies: ['Run the command again.'], data: { logicalId } },
  );
}
