import { describe, expect, it } from 'vitest';
import { manualClock } from '../../../src/local/clock.ts';
import { BorrowTimeout, createPool, type PoolSettings } from '../../../src/local/pooling-proxy/pool.ts';

interface Thing {
  readonly kind: string;
  readonly number: number;
}

const SETTINGS: PoolSettings = { limit: 2, idleLimit: 2, borrowTimeout: 1000, trimAfter: 10_000 };

function poolOf(settings: Partial<PoolSettings> = {}) {
  const clock = manualClock(0);
  const log: string[] = [];
  let number = 0;
  let failing = false;
  let most = 0;
  const pool = createPool<Thing, string>(
    {
      clock,
      async open(kind) {
        most = Math.max(most, pool.counts.connections);
        if (failing) throw new Error('down');
        number += 1;
        log.push(`open ${kind}${number}`);
        return { kind, number };
      },
      async close(thing) {
        log.push(`close ${thing.kind}${thing.number}`);
      },
      fitness: (thing, kind) => (thing.kind === kind ? 1 : 0),
    },
    { ...SETTINGS, ...settings },
  );
  return {
    pool,
    clock,
    log,
    most: () => most,
    fail: (now: boolean) => {
      failing = now;
    },
    borrow: (kind = 'a') => pool.borrow(kind).connection,
  };
}

describe('a pool', () => {
  it('opens no more connections than its limit, whoever asks', async () => {
    const { pool, borrow, most } = poolOf();
    const all = Array.from({ length: 20 }, () => borrow().then((thing) => pool.giveBack(thing)));
    await Promise.all(all);
    expect(most()).toBe(2);
    expect(pool.counts).toEqual({ connections: 2, borrowed: 0, idle: 2, waiting: 0 });
  });

  it('lends to whoever waits longest', async () => {
    const { pool, borrow } = poolOf({ limit: 1 });
    const order: number[] = [];
    const first = await borrow();
    const rest = [1, 2, 3].map((number) =>
      borrow().then((thing) => {
        order.push(number);
        pool.giveBack(thing);
      }),
    );
    pool.giveBack(first);
    await Promise.all(rest);
    expect(order).toEqual([1, 2, 3]);
  });

  it('turns away who has waited for as long as the borrow timeout, and only them', async () => {
    const { pool, clock, borrow } = poolOf({ limit: 1 });
    const held = await borrow();
    const late = borrow();
    const refused = expect(late).rejects.toBeInstanceOf(BorrowTimeout);
    await clock.advance(999);
    expect(pool.counts.waiting).toBe(1);
    const patient = borrow();
    await clock.advance(1);
    await refused;
    pool.giveBack(held);
    expect(await patient).toBe(held);
  });

  it('gives who cancelled nothing', async () => {
    const { pool, borrow } = poolOf({ limit: 1 });
    const held = await borrow();
    const cancelled = pool.borrow('a');
    const refused = expect(cancelled.connection).rejects.toBeInstanceOf(BorrowTimeout);
    cancelled.cancel();
    await refused;
    pool.giveBack(held);
    expect(pool.counts).toMatchObject({ idle: 1, waiting: 0 });
  });

  it('closes what suits nobody to make room, one for one', async () => {
    const { pool, borrow, log, most } = poolOf({ limit: 1 });
    pool.giveBack(await borrow('a'));
    expect((await borrow('b')).kind).toBe('b');
    expect(log).toEqual(['open a1', 'close a1', 'open b2']);
    expect(most()).toBe(1);
  });

  it('keeps who waits waiting while the database is down, and serves them when it is back', async () => {
    const { pool, clock, borrow, fail } = poolOf();
    fail(true);
    const waiting = borrow();
    await clock.advance(500);
    expect(pool.counts).toMatchObject({ waiting: 1, connections: 0 });
    fail(false);
    await clock.advance(200);
    expect((await waiting).kind).toBe('a');
  });

  it('trims idle connections to the idle limit once they were idle long enough', async () => {
    const { pool, clock, borrow, log } = poolOf({ limit: 3, idleLimit: 1 });
    const things = await Promise.all([borrow(), borrow(), borrow()]);
    for (const thing of things) pool.giveBack(thing);
    await clock.advance(9_999);
    expect(pool.counts.idle).toBe(3);
    await clock.advance(1);
    expect(pool.counts.idle).toBe(1);
    expect(log.filter((line) => line.startsWith('close'))).toEqual(['close a1', 'close a2']);
  });

  it('closes what is above a lowered limit when it is given back', async () => {
    const { pool, borrow } = poolOf({ limit: 2 });
    const [one, other] = await Promise.all([borrow(), borrow()]);
    pool.configure({ ...SETTINGS, limit: 1 });
    pool.giveBack(one);
    expect(pool.counts.connections).toBe(2);
    await Promise.resolve();
    pool.giveBack(other);
    expect(pool.counts.idle).toBe(1);
  });

  it('opens another for a connection that was lost', async () => {
    const { pool, borrow } = poolOf({ limit: 1 });
    const first = await borrow();
    const next = borrow();
    pool.lost(first);
    expect((await next).number).toBe(2);
  });
});
