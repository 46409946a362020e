// What the library's functions end with when their signal is aborted: the real adapters before a local cloud.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Ports } from '../src/deployment/ports.ts';
import * as library from '../src/index.ts';
import { type LocalCloud, startLocalCloud } from '../src/local/main.ts';
import { fakeCredentials } from './aws/recorded-aws.ts';
import { failure, loadedConfig } from './support/engine.ts';

const loaded = loadedConfig({});
const sample = { kind: 'preset', name: 'github' } as const;
const DEPLOYED = { proxyName: 'p', functionName: 'f', webhookUrl: 'http://127.0.0.1:9' };
const yes = async () => true;
const { finish } = library;

type Options = { readonly ports: Ports; readonly signal: AbortSignal };
const CALLS: Readonly<Record<string, (options: Options) => Promise<unknown>>> = {
  cancel: (options) => finish(library.cancel(loaded, { ...options, confirm: yes })),
  diff: (options) => finish(library.diff(loaded, options)),
  down: (options) => finish(library.down(loaded, { ...options, confirm: yes })),
  exportRequests: (options) => finish(library.exportRequests(loaded, options)),
  history: (options) => library.history(loaded.config, options),
  listRequests: (options) => library.listRequests(loaded, options),
  logs: (options) => finish(library.logs(loaded, options)),
  open: (options) => library.open(loaded, options),
  plan: (options) => finish(library.plan(loaded, options)),
  recover: (options) => finish(library.recover(loaded, { ...options, confirm: yes })),
  send: (options) => finish(library.send(loaded, { ...options, sample })),
  showRequest: (options) => library.showRequest(loaded, 1, options),
  status: (options) => library.status(loaded, options),
  tailRequests: (options) => finish(library.tailRequests(loaded, options)),
  up: (options) => finish(library.up(loaded, { ...options, approve: yes })),
  verify: (options) => finish(library.verify(DEPLOYED, options)),
  watchStatus: (options) => finish(library.watchStatus(loaded, options)),
};
/** These take no signal. */
const OTHERS = [
  'awsPorts',
  'finish',
  'isProxyWebhookError',
  'loadConfig',
  'monthlyCost',
  'ProxyWebhookError',
  'regulatingChain',
  'synth',
];

let cloud: LocalCloud;
beforeAll(async () => {
  fakeCredentials();
  cloud = await startLocalCloud({ schedule: { kind: 'manual' }, seed: 7 });
});
afterAll(() => cloud.stop());
const ports = () =>
  library.awsPorts({ endpoint: cloud.endpoint, region: 'us-east-1', longestWait: 1, attempts: 1 });

it('every function that the library exports is looked at here, or takes no signal', () => {
  const functions = Object.entries(library).flatMap(([name, value]) =>
    typeof value === 'function' ? [name] : [],
  );
  expect(functions.toSorted()).toEqual([...Object.keys(CALLS), ...OTHERS].toSorted());
});

describe.each(Object.entries(CALLS))('%s', (_name, call) => {
  it.each([
    ['no reason', undefined],
    ['a reason of the caller', new Error('The user has left.')],
  ])(
    'ends with `cancelled` when its signal was aborted with %s, which is its cause, and calls nobody',
    async (_, reason) => {
      const signal = AbortSignal.abort(reason);
      cloud.clearCalls();
      const error = await failure(call({ ports: await ports(), signal }));
      expect(cloud.calls()).toEqual([]);
      expect(library.isProxyWebhookError(error)).toBe(true);
      expect(error.code).toBe('cancelled');
      expect(causesOf(error)).toContain(signal.reason);
    },
  );
});

it("is the caller's own error where its signal has one of ours as the reason", async () => {
  const reason = new library.ProxyWebhookError('timed-out', 'My time is up.');
  const options = { ports: await ports(), signal: AbortSignal.abort(reason) };
  await expect(library.status(loaded, options)).rejects.toBe(reason);
});

it('waiting ends with `cancelled` too, when the signal is aborted meanwhile', async () => {
  const { clock } = await ports();
  const controller = new AbortController();
  const slept = failure(clock.sleep(60_000, controller.signal));
  controller.abort();
  expect((await slept).code).toBe('cancelled');
});

function causesOf(error: unknown): readonly unknown[] {
  return error instanceof Error && error.cause !== undefined ? [error.cause, ...causesOf(error.cause)] : [];
}
