import { expect, test } from 'vitest';
import type { Clock, FunctionState, Functions } from '../../src/deployment/ports.ts';
import { repair } from '../../src/deployment/repair.ts';

test('a function whose last change Lambda gave up is repaired all the same', async () => {
  let state: FunctionState = {
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
    update: 'failed',
    updateReason: 'The subnet is full.',
  };
  const functions: Functions = {
    invoke: () => Promise.reject(new Error('not to be called')),
    updateCode: () => Promise.reject(new Error('not to be called')),
    configuration: () => Promise.resolve(state),
    configure: (_, { memoryMb = 0 }) => {
      state = { ...state, memoryMb, update: 'done' };
      return Promise.resolve();
    },
  };
  const clock: Clock = { now: () => 0, sleep: () => Promise.resolve() };
  const change = { logicalId: 'Handler', resourceType: 'AWS::Lambda::Function', differences: [] };
  const mend = { kind: 'function', functionName: 'f', settings: { memoryMb: 256 }, change } as const;

  for await (const _ of repair([mend], { ports: { functions, proxyTargets: {} as never, clock } }));

  expect(state).toMatchObject({ memoryMb: 256, update: 'done' });
});
