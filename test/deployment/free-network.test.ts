import { expect, it } from 'vitest';
import { type Freed, type FreeOptions, freeNetwork } from '../../src/deployment/free-network.ts';
import type { FunctionSettings, FunctionState } from '../../src/deployment/ports.ts';
import { finish } from '../../src/run.ts';

const DECLARED = { subnetIds: ['subnet-1', 'subnet-2'], groupIds: ['sg-7'] };

it('knows the way back of a function that a killed run took out of its VPC', async () => {
  const { ports, asked } = pretended({ subnetIds: [], groupIds: [] });
  const taken: Freed[] = [];
  const network = { functionName: 'f', groupIds: ['sg-7'], declared: DECLARED };
  await finish(freeNetwork(network, { ports }, (freed) => taken.push(freed)));
  expect([taken.length, asked]).toEqual([1, []]);
  await taken[0]?.attachAgain?.();
  expect(asked).toEqual([DECLARED]);
});

it('attaches what it took out itself to what that was attached to', async () => {
  const before = { subnetIds: ['subnet-9'], groupIds: ['sg-9'] };
  const { ports, asked } = pretended(before);
  const taken: Freed[] = [];
  const network = { functionName: 'f', groupIds: ['sg-7'], declared: DECLARED };
  await finish(freeNetwork(network, { ports }, (freed) => taken.push(freed)));
  await taken[0]?.attachAgain?.();
  expect(asked).toEqual([{ subnetIds: [], groupIds: [] }, before]);
});

/** A function that is changed at once, and no interface. */
function pretended(network: Pick<FunctionState, 'subnetIds' | 'groupIds'>) {
  const asked: FunctionSettings[] = [];
  let now = { update: 'done', ...network };
  const ports = {
    functions: {
      configuration: async () => now,
      async configure(_name: string, settings: typeof network) {
        asked.push(settings);
        now = { ...now, ...settings };
      },
    },
    interfaces: { ofGroup: async () => [], delete: async () => {} },
    clock: { now: () => 0, sleep: async () => {} },
  } as unknown as FreeOptions['ports'];
  return { ports, asked };
}
