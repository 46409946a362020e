import type { WorldClock } from '../world.ts';

export interface PoolSettings {
  /** Connections at most, whatever they are doing. */
  readonly limit: number;
  /** Idle connections at most, once they have been idle for `trimAfter`. */
  readonly idleLimit: number;
  /** Milliseconds. */
  readonly borrowTimeout: number;
  /** Milliseconds. */
  readonly trimAfter: number;
}

export interface PoolPorts<C, W> {
  readonly clock: WorldClock;
  open(wish: W): Promise<C>;
  /** Resolves when the database has forgotten it. */
  close(connection: C): Promise<void>;
  /** How well a connection suits: 0 not at all, above that the more the better. */
  fitness(connection: C, wish: W): number;
}

export interface Pool<C, W> {
  /** Rejects with BorrowTimeout. Who cancels never gets one, or gets it too late: then it must be given back. */
  borrow(wish: W): { readonly connection: Promise<C>; cancel(): void };
  giveBack(connection: C): void;
  /** Closes a borrowed connection; another may be opened when it is gone. */
  discard(connection: C): Promise<void>;
  /** A connection ended by itself. */
  lost(connection: C): void;
  /** Opens a connection; false when one is being opened or closed anyway. Rejects when that fails. */
  warm(wish: W): Promise<boolean>;
  configure(settings: PoolSettings): void;
  readonly counts: PoolCounts;
  stop(): void;
}

export interface PoolCounts {
  /** Opening and closing ones included. */
  readonly connections: number;
  readonly borrowed: number;
  readonly idle: number;
  readonly waiting: number;
}

/** Nobody gave a connection back in time. */
export class BorrowTimeout extends Error {
  constructor() {
    super('Timed-out waiting to acquire database connection');
    this.name = 'BorrowTimeout';
  }
}

const OPEN_AGAIN_AFTER = 200;

interface Waiter<C, W> {
  readonly wish: W;
  readonly resolve: (connection: C) => void;
  readonly reject: (error: Error) => void;
  readonly timer: { cancel(): void };
}

/** Connections that are lent to whoever waits longest. It knows neither sockets nor SQL, and no time but its clock's. */
export function createPool<C, W>(ports: PoolPorts<C, W>, initial: PoolSettings): Pool<C, W> {
  const { clock } = ports;
  let settings = initial;
  let waiters: Waiter<C, W>[] = [];
  let idle: { readonly connection: C; readonly since: number }[] = [];
  const borrowed = new Set<C>();
  let opening = 0;
  let closing = 0;
  let pause: { cancel(): void } | undefined;
  let trimming: { cancel(): void } | undefined;
  let stopped = false;

  const total = (): number => opening + closing + idle.length + borrowed.size;

  /** Lends what is idle; opens, or closes what suits nobody, for as many as still wait. */
  function dispatch(): void {
    for (const waiter of waiters) {
      const connection = bestFor(waiter.wish);
      if (connection !== undefined) lend(connection, waiter);
    }
    for (const { wish } of waiters.slice(opening + closing)) {
      if (stopped || pause !== undefined) return;
      const [unsuitable] = idle;
      if (total() < settings.limit) void open(wish).catch(() => {});
      else if (unsuitable !== undefined) void retire(unsuitable.connection);
      else return;
    }
  }

  function bestFor(wish: W): C | undefined {
    let best: C | undefined;
    let fitness = 0;
    // The one that was used last first: what is not needed is left alone, and can be trimmed.
    for (const { connection } of idle.toReversed()) {
      const suits = ports.fitness(connection, wish);
      if (suits > fitness) [best, fitness] = [connection, suits];
    }
    return best;
  }

  function lend(connection: C, waiter: Waiter<C, W>): void {
    idle = idle.filter((one) => one.connection !== connection);
    borrowed.add(connection);
    settle(waiter);
    waiter.resolve(connection);
  }

  function settle(waiter: Waiter<C, W>): void {
    waiter.timer.cancel();
    waiters = waiters.filter((one) => one !== waiter);
  }

  async function open(wish: W): Promise<void> {
    opening += 1;
    try {
      const connection = await ports.open(wish);
      opening -= 1;
      if (stopped) return await ports.close(connection);
      setAside(connection);
    } catch (error) {
      opening -= 1;
      pause ??= clock.after(OPEN_AGAIN_AFTER, () => {
        pause = undefined;
        dispatch();
      });
      throw error;
    }
  }

  function setAside(connection: C): void {
    idle.push({ connection, since: clock.now() });
    dispatch();
    if (total() > settings.limit && idle[0] !== undefined) void retire(idle[0].connection);
    trim();
  }

  async function retire(connection: C): Promise<void> {
    idle = idle.filter((one) => one.connection !== connection);
    borrowed.delete(connection);
    closing += 1;
    await ports.close(connection);
    closing -= 1;
    if (!stopped) dispatch();
  }

  function trim(): void {
    const [oldest] = idle;
    if (trimming !== undefined || oldest === undefined || idle.length <= settings.idleLimit) return;
    trimming = clock.after(oldest.since + settings.trimAfter - clock.now(), () => {
      trimming = undefined;
      const due = idle.filter(({ since }) => since + settings.trimAfter <= clock.now());
      for (const { connection } of due.slice(0, Math.max(0, idle.length - settings.idleLimit)))
        void retire(connection);
      trim();
    });
  }

  return {
    borrow(wish) {
      let cancel = (): void => {};
      const connection = new Promise<C>((resolve, reject) => {
        const timer = clock.after(settings.borrowTimeout, () => {
          settle(waiter);
          reject(new BorrowTimeout());
        });
        const waiter: Waiter<C, W> = { wish, resolve, reject, timer };
        cancel = () => {
          if (!waiters.includes(waiter)) return;
          settle(waiter);
          reject(new BorrowTimeout());
        };
        waiters.push(waiter);
      });
      dispatch();
      return { connection, cancel };
    },
    giveBack(connection) {
      if (borrowed.delete(connection)) setAside(connection);
    },
    discard: retire,
    lost(connection) {
      const known = borrowed.delete(connection) || idle.some((one) => one.connection === connection);
      idle = idle.filter((one) => one.connection !== connection);
      if (known && !stopped) dispatch();
    },
    async warm(wish) {
      if (total() > 0) return false;
      await open(wish);
      return true;
    },
    configure(changed) {
      settings = changed;
      for (const { connection } of idle.slice(0, Math.max(0, total() - settings.limit)))
        void retire(connection);
      dispatch();
      trim();
    },
    get counts() {
      return { connections: total(), borrowed: borrowed.size, idle: idle.length, waiting: waiters.length };
    },
    stop() {
      stopped = true;
      pause?.cancel();
      trimming?.cancel();
      for (const waiter of waiters) {
        waiter.timer.cancel();
        waiter.reject(new BorrowTimeout());
      }
      waiters = [];
    },
  };
}
