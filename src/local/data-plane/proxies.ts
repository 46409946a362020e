import type { ServerCertificate } from '../database/certificate.ts';
import type { DevCloudEvent } from '../dev-cloud.ts';
import { NoCredentials } from '../pooling-proxy/login/back-login.ts';
import type {
  DatabaseUser,
  PoolConfiguration,
  PoolingProxy,
  ProxyEvent,
  ProxyStats,
  TargetHealth,
} from '../pooling-proxy/options.ts';
import { startPoolingProxy } from '../pooling-proxy/proxy.ts';
import { objectOf, type Properties } from '../stack-engine/json.ts';
import type { ProxyTarget, World } from '../world.ts';
import type { KeptDatabase } from './database-keeper.ts';
import type { Databases } from './databases.ts';
import type { Part } from './part.ts';
import type { proxyLog } from './proxy-log.ts';

export interface ProxiesOptions {
  readonly world: World;
  readonly kept: KeptDatabase;
  readonly databases: Pick<Databases, 'account'>;
  /** For `localhost`. */
  readonly certificate: ServerCertificate;
  /** Connections to the database at most, whatever the target group says. */
  readonly poolConnections: number | undefined;
  readonly tell: (event: DevCloudEvent) => void;
  /** Writes into the proxy's own log. */
  readonly log: ReturnType<typeof proxyLog>;
}

/** AWS::RDS::DBProxy and its target group. */
export interface Proxies extends Part {
  /** Of the one made last. */
  stats(): ProxyStats | undefined;
}

/** How long a target group waits for the real database before the stack engine decides. Milliseconds. */
const LONGEST_WAIT = 20_000;

export function proxies(options: ProxiesOptions): Proxies {
  const { world, kept, certificate, poolConnections, tell } = options;
  const running = new Map<string, PoolingProxy>();
  const targetsOf = (name: string): readonly ProxyTarget[] =>
    world.proxies.get(name)?.targetGroup?.targets ?? [];

  async function start(name: string): Promise<PoolingProxy> {
    const properties = () => world.proxies.get(name)?.properties ?? {};
    return startPoolingProxy({
      get backend() {
        const { host, port, certificateAuthority: ca } = kept.current();
        const servername = host === '127.0.0.1' ? 'localhost' : host;
        return { host, port, ...(ca === undefined ? {} : { tls: { ca, servername } }) };
      },
      users: async () => usersOf(world, properties()),
      account: async (user) => {
        const [target] = targetsOf(name);
        if (target === undefined) throw new NoCredentials();
        return options.databases.account(target.databaseId, user);
      },
      get auth() {
        return authOf(properties()).some(({ IAMAuth }) => IAMAuth === 'REQUIRED') ? 'iam' : 'secret';
      },
      get clientPasswordAuth() {
        const native = authOf(properties()).some(
          ({ ClientPasswordAuthType }) => ClientPasswordAuthType === 'MYSQL_NATIVE_PASSWORD',
        );
        return native ? 'mysql_native_password' : 'caching_sha2_password';
      },
      get requireTls() {
        return String(properties().RequireTLS) === 'true';
      },
      get idleClientTimeoutSeconds() {
        return Number(properties().IdleClientTimeout ?? 1800);
      },
      pool: poolOf({}, poolConnections),
      ...(poolConnections === undefined ? {} : { maxConnections: poolConnections }),
      certificate: { key: certificate.key, cert: certificate.certificate },
      tell: (event) => {
        options.log(name, event);
        hear(name, event);
      },
    });
  }

  function hear(name: string, event: ProxyEvent): void {
    switch (event.kind) {
      case 'target-health':
        become(name, event.health);
        break;
      case 'pinned':
        tell({ type: 'pinned', reason: event.reason, bytes: event.bytes, message: event.message });
        break;
      case 'borrow-timeout':
        tell({ type: 'borrow-timeout', milliseconds: event.milliseconds });
        break;
      case 'login-refused':
        tell({ type: 'login-refused', username: event.username, reason: event.reason });
        break;
      case 'client-failed':
        tell({ type: 'proxy-client-failed', reason: event.reason });
        break;
    }
  }

  /** A proxy without targets has no health. */
  function become(name: string, health: TargetHealth): void {
    const targets = targetsOf(name);
    for (const target of targets) {
      delete target.reason;
      delete target.description;
      Object.assign(target, health, { followed: true });
    }
    if (targets.length === 0) return;
    tell({ type: 'target-health', health });
    if (health.reason === 'UNREACHABLE') kept.unreachable();
  }

  async function target(name: string): Promise<void> {
    const proxy = running.get(name);
    if (proxy === undefined) return;
    for (const each of targetsOf(name)) each.followed = true;
    proxy.configure(poolOf(world.proxies.get(name)?.targetGroup?.pool ?? {}, poolConnections));
    const until = performance.now() + LONGEST_WAIT;
    proxy.checkHealth();
    while (proxy.targetHealth().state !== 'AVAILABLE' && performance.now() < until && running.has(name)) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    const health = proxy.targetHealth();
    if (targetsOf(name).some(({ state }) => state !== health.state)) become(name, health);
  }

  async function remove(name: string): Promise<void> {
    const proxy = running.get(name);
    running.delete(name);
    await proxy?.stop();
  }

  return {
    types: ['AWS::RDS::DBProxy', 'AWS::RDS::DBProxyTargetGroup'],
    async follow(type, phase, { physicalId, properties }) {
      if (type === 'AWS::RDS::DBProxyTargetGroup') {
        if (phase !== 'delete') await target(String(properties.DBProxyName));
        return undefined;
      }
      if (phase === 'delete') {
        await remove(physicalId);
        return undefined;
      }
      if (phase === 'update') return undefined;
      const proxy = await start(physicalId);
      running.set(physicalId, proxy);
      const Endpoint = `localhost:${proxy.port}`;
      const known = world.proxies.get(physicalId);
      if (known !== undefined) known.endpoint = Endpoint;
      return { attributes: { Endpoint } };
    },
    stats: () => [...running.values()].at(-1)?.stats(),
    async stop() {
      await Promise.all([...running.keys()].map(remove));
    },
  };
}

function authOf({ Auth }: Properties): readonly Properties[] {
  return Array.isArray(Auth) ? Auth.map(objectOf) : [];
}

/** What the secrets of a proxy hold now. */
function usersOf({ secrets }: World, properties: Properties): readonly DatabaseUser[] {
  return authOf(properties).flatMap(({ SecretArn }) => {
    try {
      const { username, password } = JSON.parse(secrets.get(String(SecretArn))?.value ?? '{}');
      return typeof username === 'string' && typeof password === 'string' ? [{ username, password }] : [];
    } catch {
      return [];
    }
  });
}

/** Defaults: RDS API Reference, ConnectionPoolConfiguration, for MySQL. Of so many connections all may be used. */
function poolOf(pool: Properties, connections: number | undefined): PoolConfiguration {
  const most = Number(pool.MaxConnectionsPercent ?? 100);
  const idle = Number(pool.MaxIdleConnectionsPercent ?? Math.floor(most / 2));
  return {
    maxConnectionsPercent: connections === undefined ? most : 100,
    maxIdleConnectionsPercent:
      connections === undefined ? idle : Math.min(100, Math.ceil((idle * 100) / most)),
    connectionBorrowTimeoutSeconds: Number(pool.ConnectionBorrowTimeout ?? 120),
  };
}
