import type { TokenTarget } from './login/connect-token.ts';
import type { PasswordPlugin } from './login/scramble.ts';
import type { PinReason } from './statements/pin-reasons.ts';

/** What is read whenever it is needed may be given by getters: it holds from then on, for new connections. */
export interface PoolingProxyOptions {
  /** Default: one that is free. */
  readonly port?: number;
  readonly backend: {
    readonly host: string;
    readonly port: number;
    /** Connect with TLS, trust this authority (PEM) and check this name. Default: without TLS. */
    readonly tls?: { readonly ca: string; readonly servername: string };
  };
  /** What the proxy's secrets hold now. Asked at each login. */
  readonly users: () => Promise<readonly DatabaseUser[]>;
  /** As whom the database is logged in at for one of the users. Default: as that user. */
  readonly account?: (user: DatabaseUser) => Promise<DatabaseUser>;
  /** How clients log in: with the user's password, or with a token of IAM. */
  readonly auth: 'secret' | 'iam';
  /** As which plugin passwords are proved. Default: caching_sha2_password, as RDS Proxy's for MySQL. */
  readonly clientPasswordAuth?: PasswordPlugin;
  /** Why a token is refused, undefined when it is not. Default: the rules of `refuseToken`. */
  readonly verifyToken?: (token: string, target: TokenTarget) => string | undefined;
  readonly pool: PoolConfiguration;
  /** The database's `max_connections`. Default: what the database says. */
  readonly maxConnections?: number;
  readonly idleClientTimeoutSeconds: number;
  /** PEM, for the names that clients check. */
  readonly certificate: { readonly key: string; readonly cert: string };
  /** Default: true. */
  readonly requireTls?: boolean;
  readonly tell?: (event: ProxyEvent) => void;
}

export interface DatabaseUser {
  readonly username: string;
  readonly password: string;
}

/** As ConnectionPoolConfigurationInfo of a target group; percents are of the database's `max_connections`. */
export interface PoolConfiguration {
  readonly maxConnectionsPercent: number;
  readonly maxIdleConnectionsPercent: number;
  readonly connectionBorrowTimeoutSeconds: number;
}

export interface PoolingProxy {
  readonly port: number;
  stats(): ProxyStats;
  targetHealth(): TargetHealth;
  /** Takes effect at once; connections above a lower limit are closed when they are given back. */
  configure(pool: PoolConfiguration): void;
  /** Looks at the database now, and not at the next regular look. */
  checkHealth(): void;
  /** Breaks every client's connection, as a network would. */
  killClientConnections(): void;
  /** Breaks every connection to the database, as a failover does. */
  failover(): void;
  /** Closes everything and resolves when nothing is left. Of no effect the second time. */
  stop(): Promise<void>;
}

export interface ProxyStats {
  readonly clients: number;
  /** Most connections to the database that there may be. */
  readonly maxDatabaseConnections: number;
  readonly databaseConnections: number;
  readonly borrowed: number;
  readonly idle: number;
  readonly pinned: number;
  /** Clients that wait for a connection. */
  readonly waiting: number;
}

/** State, reason and description of the one target, in the words of DescribeDBProxyTargets. */
export interface TargetHealth {
  readonly state: 'REGISTERING' | 'AVAILABLE' | 'UNAVAILABLE';
  readonly reason?: 'UNREACHABLE' | 'CONNECTION_FAILED' | 'AUTH_FAILURE';
  readonly description?: string;
}

export type ProxyEvent =
  | {
      readonly kind: 'pinned';
      readonly client: number;
      readonly databaseConnection: number;
      readonly reason: PinReason;
      /** Of the statement; of one over 16 MB, 16 MB. */
      readonly bytes: number;
      /** The line of RDS Proxy's log. */
      readonly message: string;
    }
  | { readonly kind: 'borrow-timeout'; readonly client: number; readonly milliseconds: number }
  /** A conversation that broke off by a fault: of TLS, as when a client does not trust the certificate, or of ours. */
  | { readonly kind: 'client-failed'; readonly client: number; readonly reason: string }
  | { readonly kind: 'login-refused'; readonly username: string; readonly reason: string }
  | { readonly kind: 'target-health'; readonly health: TargetHealth };
