import { createServer, type Socket } from 'node:net';
import { createSecureContext } from 'node:tls';
import { messageOf, ProxyWebhookError } from '../../errors.ts';
import { scaledClock } from '../clock.ts';
import { type BackEnd, openBackEnd } from './back-end.ts';
import { clientSession, type Session } from './client-session.ts';
import { type DatabaseFacts, readFacts } from './database-facts.ts';
import { NoCredentials } from './login/back-login.ts';
import { changeUser } from './login/change-user.ts';
import { admit, type LoginDesk } from './login/front-login.ts';
import { LoginRefused } from './login/identity.ts';
import type { PoolConfiguration, PoolingProxy, PoolingProxyOptions } from './options.ts';
import { createPool, type PoolSettings } from './pool.ts';
import type { SessionWish } from './session-ports.ts';
import { FRESH, stepsBetween, withSetting } from './session-state.ts';
import { monitorHealth } from './target-health.ts';
import { StreamEnded, writeTo } from './wire/byte-reader.ts';
import { capabilitiesBehind } from './wire/capabilities.ts';
import { errorPayload, frame } from './wire/packets.ts';

const DEFAULT_COLLATION = 45; // utf8mb4_general_ci
const LOGIN_TIMEOUT = 10_000;
const TRIM_AFTER = 10_000;

/**
 * Starts a proxy on 127.0.0.1 that pools connections to a MySQL-compatible server by the rules of RDS Proxy. It starts
 * whether or not the database can be reached: `targetHealth` tells. Throws `preflight-failed` when the port is taken.
 */
export async function startPoolingProxy(options: PoolingProxyOptions): Promise<PoolingProxy> {
  const clock = scaledClock(1, Date.now());
  const tell = options.tell ?? (() => {});
  const secureContext = createSecureContext({ ...options.certificate, minVersion: 'TLSv1.2' });
  const sockets = new Set<Socket>();
  const backEnds = new Set<BackEnd>();
  const sessions = new Set<Session>();
  const remembered = new Set<string>();
  let facts: DatabaseFacts | undefined;
  let pooled = options.pool;
  let connections = 0;
  let stopped = false;
  /** As the last client: a connection made beforehand then suits the next. */
  let likely = { capabilities: capabilitiesBehind(0), collation: DEFAULT_COLLATION };

  const pool = createPool<BackEnd, SessionWish>(
    { clock, open, close, fitness },
    settingsFor(pooled, options.maxConnections),
  );
  const monitor = monitorHealth(clock, probe, (health) => tell({ kind: 'target-health', health }));

  async function open(wish: SessionWish): Promise<BackEnd> {
    try {
      const user = (await options.users()).find(({ username }) => username === wish.username);
      if (user === undefined) throw new NoCredentials();
      const { capabilities, collation } = wish;
      const account = (await options.account?.(user)) ?? user;
      const login = { backend: options.backend, user: account, capabilities, collation };
      const backEnd = await openBackEnd(login, user.username);
      backEnds.add(backEnd);
      backEnd.whenEnded = () => {
        backEnds.delete(backEnd);
        pool.lost(backEnd);
        monitor.lookNow();
      };
      facts ??= await learn(backEnd);
      backEnd.state = withSetting(FRESH, 'names', facts.namesOf(collation));
      monitor.succeeded();
      return backEnd;
    } catch (error) {
      monitor.failed(error);
      throw error;
    }
  }

  async function learn(backEnd: BackEnd): Promise<DatabaseFacts> {
    try {
      const learned = await readFacts(backEnd);
      pool.configure(settingsFor(pooled, options.maxConnections ?? learned.maxConnections));
      return learned;
    } catch (error) {
      backEnd.destroy();
      throw error;
    }
  }

  async function close(backEnd: BackEnd): Promise<void> {
    await backEnd.end();
    backEnds.delete(backEnd);
  }

  async function probe(): Promise<boolean> {
    const { borrowed, idle } = pool.counts;
    if (borrowed + idle > 0) return true;
    const [user] = await options.users();
    if (user === undefined) throw new NoCredentials();
    return pool.warm({
      ...likely,
      client: 0,
      username: user.username,
      database: undefined,
      state: undefined,
    });
  }

  async function serve(socket: Socket): Promise<void> {
    connections += 1;
    const desk: LoginDesk = {
      options,
      secureContext,
      connection: connections,
      serverVersion: facts?.version ?? '8.4.0',
      port,
      remembered,
      now: Date.now,
    };
    const timer = clock.after(LOGIN_TIMEOUT, () => socket.destroy());
    try {
      const client = await admit(socket, desk);
      timer.cancel();
      const session = clientSession(desk.connection, client, {
        clock,
        idleTimeout: options.idleClientTimeoutSeconds * 1000,
        borrow: (wish) => {
          likely = wish;
          return pool.borrow(wish);
        },
        giveBack: pool.giveBack,
        discard: pool.discard,
        namesOf: (collation) => facts?.namesOf(collation) ?? 'NAMES utf8mb4',
        changeUser: (current, command) => changeUser(current, command, desk),
        tell,
      });
      sessions.add(session);
      await session.run().finally(() => sessions.delete(session));
      client.socket.destroySoon();
    } catch (error) {
      if (error instanceof LoginRefused) {
        tell({ kind: 'login-refused', username: error.username, reason: error.reason });
        await writeTo(error.socket, frame(error.sequence, errorPayload(error.answer)));
        error.socket.destroySoon();
        return;
      }
      socket.destroy();
      if (!(error instanceof StreamEnded) && !stopped)
        tell({ kind: 'client-failed', client: desk.connection, reason: messageOf(error) });
    } finally {
      timer.cancel();
    }
  }

  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    void serve(socket);
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  }).catch((error: unknown) => {
    monitor.stop();
    clock.stop();
    throw notStarted(options.port, error);
  });

  let stopping: Promise<void> | undefined;
  async function stop(): Promise<void> {
    stopped = true;
    monitor.stop();
    pool.stop();
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of sockets) socket.destroy();
    await closed;
    await Promise.all([...backEnds].map((backEnd) => backEnd.end()));
    clock.stop();
  }

  return {
    port,
    stats() {
      const { connections: databaseConnections, borrowed, idle, waiting } = pool.counts;
      const pinned = [...sessions].filter((session) => session.pinned).length;
      const { limit } = settingsFor(pooled, options.maxConnections ?? facts?.maxConnections);
      return {
        clients: sessions.size,
        maxDatabaseConnections: limit,
        databaseConnections,
        borrowed,
        idle,
        pinned,
        waiting,
      };
    },
    targetHealth: () => monitor.health,
    configure(pool_) {
      pooled = pool_;
      pool.configure(settingsFor(pooled, options.maxConnections ?? facts?.maxConnections));
    },
    checkHealth: monitor.lookNow,
    killClientConnections() {
      for (const socket of sockets) {
        // Node.js 20 does not end while a socket is reset that was closing already.
        if (socket.writableEnded) socket.destroy();
        else socket.resetAndDestroy();
      }
    },
    failover() {
      for (const backEnd of backEnds) backEnd.destroy();
    },
    stop: () => {
      stopping ??= stop();
      return stopping;
    },
  };
}

/** Until the database has said how many connections it takes, one is enough to ask. */
function settingsFor(pool: PoolConfiguration, maxConnections: number | undefined): PoolSettings {
  const share = (percent: number): number => Math.floor(((maxConnections ?? 0) * percent) / 100);
  return {
    limit: Math.max(1, share(pool.maxConnectionsPercent)),
    idleLimit: share(pool.maxIdleConnectionsPercent),
    borrowTimeout: pool.connectionBorrowTimeoutSeconds * 1000,
    trimAfter: TRIM_AFTER,
  };
}

function fitness(backEnd: BackEnd, wish: SessionWish): number {
  if (!backEnd.alive || backEnd.username !== wish.username || backEnd.capabilities !== wish.capabilities)
    return 0;
  if (wish.state === undefined)
    return backEnd.state.database === undefined || wish.database !== undefined ? 1 : 0;
  const steps = stepsBetween(backEnd.state, wish.state);
  if (steps === undefined) return 0;
  if (steps.length > 0) return 1;
  return backEnd.lastClient === wish.client ? 3 : 2;
}

function notStarted(port: number | undefined, cause: unknown): ProxyWebhookError {
  return new ProxyWebhookError(
    'preflight-failed',
    `The pooling proxy could not listen on 127.0.0.1:${port ?? 0}.`,
    {
      remedies: ['End what listens there, or choose another port.'],
      cause,
    },
  );
}
