// What was changed by hand is brought back, and counts as brought back once its service says so.
import { describe, expect, it } from 'vitest';
import type { DeploymentEvent } from '../../src/deployment/events.ts';
import type { Repair } from '../../src/deployment/live.ts';
import type { FunctionState } from '../../src/deployment/ports.ts';
import { type RepairOptions, repair } from '../../src/deployment/repair.ts';
import { finish } from '../../src/run.ts';
import { denied, failure } from '../support/engine.ts';
import { skippingClock } from '../support/skipping-clock.ts';

const POOL = { maxConnectionsPercent: 90, maxIdleConnectionsPercent: 45, connectionBorrowTimeoutSeconds: 5 };
const KEY = `handler/${'ab'.repeat(32)}.zip`;
const HASH = Buffer.from('ab'.repeat(32), 'hex').toString('base64');
const change = (logicalId: string, property: string) => ({
  logicalId,
  resourceType: 'any',
  differences: [{ property }],
});
const MEMORY: Repair = {
  kind: 'function',
  functionName: 'f',
  settings: { memoryMb: 256 },
  change: change('Function', 'MemorySize'),
};
const VARIABLES: Repair = {
  kind: 'function',
  functionName: 'f',
  settings: { environment: { A: '1', B: '2' }, subnetIds: ['s-1', 's-2'], groupIds: ['g'] },
  change: change('Function', 'Environment.A'),
};
const CODE: Repair = {
  kind: 'code',
  functionName: 'f',
  bucket: 'b',
  key: KEY,
  change: change('Function', 'Code'),
};
const PROTECTION: Repair = {
  kind: 'protection',
  databaseId: 'd',
  to: true,
  change: change('Database', 'DeletionProtection'),
};
const CONNECTIONS: Repair = {
  kind: 'pool',
  proxyName: 'p',
  pool: POOL,
  change: change('Pool', 'MaxConnectionsPercent'),
};

describe('a repair', () => {
  it('of a function whose last change Lambda gave up is made all the same', async () => {
    const services = pretended({ update: 'failed', updateReason: 'The subnet is full.' });
    await repaired([MEMORY], services);
    expect(services.state).toMatchObject({ memoryMb: 256, update: 'done' });
  });

  it.each([
    ['settings', MEMORY],
    ['variables and network, in any order', VARIABLES],
    ['code', CODE],
    ['protection', PROTECTION],
    ['pool', CONNECTIONS],
  ])('of %s is done once the service tells it so, also when its first answers are old', async (_, each) => {
    const services = pretended({}, { staleLooks: 3 });
    const events = await repaired([each], services);
    expect(services.looks).toBeGreaterThan(3);
    expect(events.at(-1)).toMatchObject({ type: 'step-finished', step: 'repair' });
    expect(events.at(-1)).not.toHaveProperty('failed');
  });

  it.each([
    ['settings', MEMORY, 'Function could not be brought back: It was set, but is another'],
    ['variables', VARIABLES, 'Function could not be brought back: It was set, but is another'],
    ['code', CODE, 'Function could not be brought back: It was set, but is another'],
    ['protection', PROTECTION, 'Database could not be brought back: It was set, but is another'],
    ['pool', CONNECTIONS, 'Pool could not be brought back: It was set, but is another'],
  ])('of %s that does not last is never called done', async (_, each, message) => {
    const error = await failure(repaired([each], pretended({}, { staleLooks: Number.POSITIVE_INFINITY })));
    expect(error.code).toBe('unhealthy');
    expect(error.message).toContain(message);
    expect(error.message).toContain('something else changes it');
    expect(error.data.notRepaired).toEqual([each.change.logicalId]);
  });

  it('that is refused keeps no other from being made, and is told by name at the end', async () => {
    const services = pretended();
    services.ports.proxyTargets.setDeletionProtection = async () => {
      throw denied('rds:ModifyDBInstance');
    };
    const error = await failure(repaired([PROTECTION, CONNECTIONS], services));
    expect([error.code, error.message]).toEqual([
      'access-denied',
      'Database could not be brought back: Not allowed: rds:ModifyDBInstance.',
    ]);
    expect(await services.ports.proxyTargets.pool('p')).toEqual(POOL);
  });

  it('ends when it is interrupted, and begins no other', async () => {
    const services = pretended({}, { staleLooks: Number.POSITIVE_INFINITY });
    const stop = new AbortController();
    const { clock } = services.ports;
    const options = {
      ...services,
      signal: stop.signal,
      ports: {
        ...services.ports,
        clock: {
          now: clock.now,
          sleep: (milliseconds: number, signal?: AbortSignal) => {
            stop.abort(new Error('interrupted'));
            return clock.sleep(milliseconds, signal);
          },
        },
      },
    };
    await expect(finish(repair([MEMORY, CONNECTIONS], options))).rejects.toThrow('interrupted');
    expect(await services.ports.proxyTargets.pool('p')).not.toEqual(POOL);
  });
});

async function repaired(repairs: readonly Repair[], { ports }: Pick<RepairOptions, 'ports'>) {
  const events: DeploymentEvent[] = [];
  await finish(repair(repairs, { ports }), (event) => events.push(event));
  return events;
}

/** Services that take what they are told and show it after so many looks. */
function pretended(start: Partial<FunctionState> = {}, { staleLooks = 0 } = {}) {
  let before: FunctionState = {
    codeSha256: '',
    subnetIds: [],
    groupIds: [],
    memoryMb: 512,
    timeoutSeconds: 20,
    handler: '',
    runtime: '',
    roleArn: '',
    description: '',
    environment: {},
    update: 'done',
    ...start,
  };
  let state = before;
  let protection = false;
  let pool = { ...POOL, maxConnectionsPercent: 1 };
  const poolBefore = pool;
  let isSet = false;
  let left = staleLooks;
  let looks = 0;
  const shown = <State>(old: State, now: State): State => {
    if (!isSet) return old;
    looks += 1;
    left -= 1;
    return left >= 0 ? old : now;
  };
  const set = (settings: Partial<FunctionState>) => {
    state = { ...state, ...settings, update: 'done' };
    before = { ...before, update: 'done' };
    isSet = true;
  };
  const ports = {
    clock: skippingClock(),
    functions: {
      configuration: async () => shown(before, state),
      configure: async (_name: string, settings: Partial<FunctionState>) => set(reversed(settings)),
      updateCode: async () => set({ codeSha256: HASH }),
    },
    proxyTargets: {
      database: async () => ({ deletionProtection: shown(false, protection) }),
      async setDeletionProtection(_id: string, to: boolean) {
        protection = to;
        isSet = true;
      },
      pool: async () => shown(poolBefore, pool),
      async setPool(_name: string, to: typeof pool) {
        pool = to;
        isSet = true;
      },
    },
  };
  return {
    ports: ports as unknown as RepairOptions['ports'],
    get state() {
      return state;
    },
    get looks() {
      return looks;
    },
  };
}

/** As a service may answer: the same, in another order. */
function reversed(settings: Partial<FunctionState>): Partial<FunctionState> {
  const { environment, subnetIds } = settings;
  return {
    ...settings,
    ...(environment === undefined
      ? {}
      : { environment: Object.fromEntries(Object.entries(environment).toReversed()) }),
    ...(subnetIds === undefined ? {} : { subnetIds: subnetIds.toReversed() }),
  };
}
