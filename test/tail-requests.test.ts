import { describe, expect, it } from 'vitest';
import { ProxyWebhookError } from '../src/errors.ts';
import { finish } from '../src/run.ts';
import { type TailEvent, tailRequests } from '../src/tail-requests.ts';
import { type FakeFunction, fakeFunction } from './support/fake-function.ts';
import { config } from './support/pretend-account.ts';

/** Follows until it has looked as many times; `between` happens before each look. What was told, ids in order. */
async function tailed(
  fake: FakeFunction,
  between: readonly (() => void)[],
  options: { readonly last?: number; readonly filter?: { readonly path?: string } } = {},
) {
  const controller = new AbortController();
  const { clock } = fake.ports;
  let looks = 0;
  const ports = {
    ...fake.ports,
    clock: {
      now: clock.now,
      async sleep(milliseconds: number, signal?: AbortSignal) {
        const next = between[looks];
        looks += 1;
        if (next === undefined) controller.abort(new Error('enough'));
        else next();
        await clock.sleep(milliseconds, signal);
      },
    },
  };
  const events: TailEvent[] = [];
  const run = tailRequests({ config }, { ports, signal: controller.signal, ...options });
  const { told } = await finish(run, (event) => events.push(event));
  const ids = events.flatMap((event) => (event.type === 'request' ? [event.request.id] : []));
  return { ids, told, events };
}

const until = (last: number) => Array.from({ length: last }, (_, index) => ({ id: index + 1 }));

describe('following requests', () => {
  it('tells the newest first, oldest of them first, then what comes', async () => {
    const fake = fakeFunction({ requests: until(20) });
    const { ids, told } = await tailed(fake, [() => fake.requests.push({ id: 21 }, { id: 22 }), () => {}], {
      last: 3,
    });
    expect({ ids, told }).toEqual({ ids: [18, 19, 20, 21, 22], told: 5 });
  });
  it('tells each once, also one that is committed after a later one', async () => {
    const fake = fakeFunction({ requests: until(1_000) });
    const { ids } = await tailed(
      fake,
      [() => fake.requests.push({ id: 1_003 }), () => fake.requests.push({ id: 1_001 }), () => {}],
      { last: 0 },
    );
    expect(ids).toEqual([1_003, 1_001]);
  });
  it('tells all of a burst larger than a page', async () => {
    const fake = fakeFunction({ requests: [{ id: 1 }] });
    const burst = () => {
      for (let id = 2; id <= 700; id += 1) fake.requests.push({ id });
    };
    const { ids } = await tailed(fake, [burst, () => {}], { last: 0 });
    expect(ids).toEqual(
      until(700)
        .slice(1)
        .map(({ id }) => id),
    );
  });
  it('begins on an empty table, and tells only what the filter asks for', async () => {
    const fake = fakeFunction();
    const { ids } = await tailed(
      fake,
      [() => fake.requests.push({ id: 1, path: '/a/b' }, { id: 2, path: '/other' })],
      { filter: { path: '/a' } },
    );
    expect(ids).toEqual([1]);
  });
  it('tells what comes between its first looks', async () => {
    const fake = fakeFunction();
    fake.requests.push({ id: 1, path: '/a' });
    const { functions } = fake.ports;
    let asked = 0;
    const ports = {
      ...fake.ports,
      functions: {
        ...functions,
        invoke: async (...given: Parameters<typeof functions.invoke>) => {
          asked += 1;
          // After the newest id was read, before what is near it.
          if (asked === 2) fake.requests.push({ id: 2, path: '/b' });
          return functions.invoke(...given);
        },
      },
    };
    const { ids } = await tailed({ ...fake, ports }, [() => {}], { last: 0 });
    expect(ids).toEqual([2]);
  });
  it('goes on after a look that failed, ever more slowly', async () => {
    const fake = fakeFunction();
    const fail = () =>
      fake.answers.push(
        new ProxyWebhookError('unreachable', 'gone for a while', { data: { retryable: true } }),
      );
    const { events } = await tailed(fake, [fail, fail, () => fake.requests.push({ id: 1 })]);
    expect(events).toMatchObject([
      { type: 'look-failed', message: 'gone for a while', nextInMilliseconds: 4_000 },
      { type: 'look-failed', nextInMilliseconds: 8_000 },
      { type: 'request', request: { id: 1 } },
    ]);
  });
  it('ends when it may not look any more', async () => {
    const fake = fakeFunction();
    const deny = () => fake.answers.push(new ProxyWebhookError('access-denied', 'no'));
    await expect(tailed(fake, [deny])).rejects.toMatchObject({ code: 'access-denied' });
  });
  it('reads nothing again but the overlap', async () => {
    const fake = fakeFunction({ requests: until(10_000) });
    await tailed(fake, [() => {}], { last: 0 });
    expect(
      fake.jobs.filter(({ after }) => typeof after === 'number').every(({ after }) => Number(after) >= 9_500),
    ).toBe(true);
  });
});
