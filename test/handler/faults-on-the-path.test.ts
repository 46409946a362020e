import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DataPlane, startDataPlane } from '../support/data-plane.ts';
import { deliver, newDelivery, ROUTE, verify } from '../support/deliveries.ts';
import type { Fault, FaultProxy } from '../support/fault-proxy.ts';

const config = { routes: [ROUTE] };
let plane: DataPlane;
beforeAll(async () => {
  plane = await startDataPlane({ config, environments: 1, timeLimit: 3 });
});
afterAll(() => plane?.stop());

/** One delivery to a warm environment is stored once and whole, and the environment is the same afterwards. */
async function survives(
  prepare: () => Promise<void> | void,
): Promise<{ readonly statuses: readonly number[] }> {
  await deliver(plane, newDelivery());
  const pids = plane.pids();
  await prepare();
  const delivered = await deliver(plane, newDelivery());
  expect(await verify(plane, [delivered])).toEqual([]);
  await plane.front.set({ kind: 'none' });
  await plane.back.set({ kind: 'none' });
  const after = await deliver(plane, newDelivery());
  expect(after.statuses).toEqual(after.calls === 1 ? [200] : [200, 200]);
  expect(plane.pids()).toEqual(pids);
  expect(plane.failures).toEqual([]);
  return delivered;
}

type Struck = Extract<Fault, { readonly turn: number }>['kind'];

describe('a fault that strikes one statement is met within the same call', () => {
  for (const [leg, kind] of [
    ['front', 'reset-before'],
    ['front', 'reset-after'],
    ['front', 'torn-turn'],
    ['front', 'torn-answer'],
    ['front', 'silence'],
    ['back', 'reset-before'],
    ['back', 'reset-after'],
    ['back', 'torn-turn'],
    ['back', 'torn-answer'],
  ] satisfies readonly (readonly ['front' | 'back', Struck])[]) {
    it(`${kind} on the ${leg} leg`, async () => {
      const faulty: FaultProxy = plane[leg];
      const before = faulty.strikes();
      const { statuses } = await survives(() => faulty.set({ kind, turn: 1, times: 1 }));
      expect(faulty.strikes()).toBe(before + 1);
      // A silent server is waited for until the time is nearly up; everything else is stored at the first call.
      expect(new Set(statuses)).toEqual(new Set(kind === 'silence' ? [503, 200] : [200]));
    });
  }
});

describe('a connection that is cut while TLS begins is replaced within the call', () => {
  for (const kind of ['reset-before', 'reset-after', 'torn-answer'] as const) {
    it(kind, async () => {
      const before = plane.front.strikes();
      const { statuses } = await survives(async () => {
        // The first turn of a new connection asks for TLS and greets.
        await plane.front.set({ kind, turn: 1, times: 1 });
        plane.front.reset();
      });
      expect([plane.front.strikes(), ...new Set(statuses)]).toEqual([before + 1, 200]);
    });
  }
});

describe('a connection that was closed while the environment was frozen is replaced within the call', () => {
  for (const [how, breaks] of [
    ['in order', () => plane.front.end()],
    ['by a reset', () => plane.front.reset()],
    ['by a failover of the database', () => plane.pooling.proxy.failover()],
  ] as const) {
    it(how, async () => {
      const { statuses } = await survives(breaks);
      expect(new Set(statuses)).toEqual(new Set([200]));
    });
  }
});

// A call that is not answered within the function's time limit is rejected by the runtime, so that `deliver` rejects.
describe('what lasts is told with 503 and Retry-After within the time limit, and over once it ends', () => {
  for (const [what, begin, end] of [
    ['nothing listens', () => down({ kind: 'refuse' }), up],
    ['connections are reset as they are made', () => down({ kind: 'reset-at-accept' }), up],
    ['nothing comes through', () => down({ kind: 'black-hole' }), up],
    ['a login is torn every time', () => down({ kind: 'torn-answer', turn: 2 }), up],
    ['the database is stopped', () => plane.database.pause(), () => plane.database.restart()],
    ['the database is killed', () => plane.database.kill9(), () => plane.database.restart()],
    ['the database is read-only', () => readOnly(true), () => readOnly(false)],
    [
      'the user may have no more connections',
      async () => {
        await plane.sql("ALTER USER 'hook'@'%' WITH MAX_USER_CONNECTIONS 1");
        plane.pooling.proxy.failover();
        await occupy();
      },
      async () => {
        await plane.sql("ALTER USER 'hook'@'%' WITH MAX_USER_CONNECTIONS 0");
        await leave();
      },
    ],
    [
      'the password is wrong until the new one is published',
      async () => {
        await plane.changePassword('second "pass\'word%');
        plane.front.reset();
      },
      async () => plane.publishPassword(),
    ],
  ] as const) {
    it(what, async () => {
      await deliver(plane, newDelivery());
      const pids = plane.pids();
      await begin();
      const delivery = newDelivery();
      const refused = await deliver(plane, delivery, { tries: 1 });
      expect(refused).toMatchObject({ statuses: [503] });
      await end();
      const stored = await deliver(plane, delivery);
      expect(await verify(plane, [stored])).toEqual([]);
      expect([plane.pids(), plane.failures]).toEqual([pids, []]);
    });
  }
});

describe('latency', () => {
  it('is paid once: a warm call takes one round trip and no new connection', async () => {
    await deliver(plane, newDelivery());
    const [accepted, turns] = [plane.front.accepted(), plane.front.turns()];
    await plane.front.set({ kind: 'latency', milliseconds: 100 });
    const { status } = await plane.call({ path: '/late' });
    await plane.front.set({ kind: 'none' });
    expect([status, plane.front.accepted(), plane.front.turns()]).toEqual([200, accepted, turns + 1]);
  });
});

async function down(fault: Fault): Promise<void> {
  await plane.front.set(fault);
  plane.front.reset();
}

async function up(): Promise<void> {
  await plane.front.set({ kind: 'none' });
  plane.front.reset();
}

async function readOnly(on: boolean): Promise<void> {
  await plane.sql(`SET GLOBAL read_only = ${on ? 'ON' : 'OFF'}`);
}

let occupant: Awaited<ReturnType<DataPlane['connectAsFunction']>> | undefined;
/** Takes the one connection that the user may have. */
async function occupy(): Promise<void> {
  occupant = await plane.connectAsFunction();
}
async function leave(): Promise<void> {
  await occupant?.end();
}
