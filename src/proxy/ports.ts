/** Source: RDS API reference, TargetHealth (aws-facts B1). */
export type TargetState = 'REGISTERING' | 'AVAILABLE' | 'UNAVAILABLE' | 'UNUSED';
export type TargetReason =
  | 'UNREACHABLE'
  | 'CONNECTION_FAILED'
  | 'AUTH_FAILURE'
  | 'PENDING_PROXY_CAPACITY'
  | 'INVALID_REPLICATION_STATE'
  | 'PROMOTED';

/** A target of the proxy as RDS reports it. */
export interface Target {
  readonly id: string;
  readonly endpoint?: string;
  readonly port?: number;
  readonly role?: string;
  readonly state: TargetState | (string & {});
  readonly reason?: TargetReason | (string & {});
  readonly description?: string;
}

/** A proxy as RDS describes it. */
export interface Proxy {
  readonly name: string;
  readonly status: string;
  readonly endpoint?: string;
  readonly requireTls: boolean;
  readonly debugLogging: boolean;
  readonly idleClientTimeoutSeconds: number;
  /** `secret` or `iam`: what its first auth entry asks of clients. */
  readonly auth: 'secret' | 'iam';
}

/** The settings of a target group's connection pool. */
export interface Pool {
  readonly maxConnectionsPercent: number;
  readonly maxIdleConnectionsPercent: number;
  readonly connectionBorrowTimeoutSeconds: number;
}

/** A database as RDS describes it. */
export interface DatabaseState {
  readonly id: string;
  readonly status: string;
  readonly engine: string;
  readonly engineVersion: string;
  readonly instanceClass: string;
  readonly endpoint?: string;
  readonly allocatedStorageGb: number;
  readonly multiAz: boolean;
  readonly zone?: string;
  readonly deletionProtection: boolean;
  /** A new password is not in force yet. */
  readonly passwordPending?: boolean;
}

/** A snapshot that outlives its database. */
export interface DatabaseSnapshot {
  readonly name: string;
  readonly databaseId: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** What is read of RDS. Each is undefined or empty when it is not there. */
export interface ProxyTargets {
  proxy(name: string): Promise<Proxy | undefined>;
  pool(proxyName: string): Promise<Pool | undefined>;
  targets(proxyName: string): Promise<readonly Target[]>;
  database(id: string): Promise<DatabaseState | undefined>;
  /** The newest snapshot that was not an automated backup of a database, which may be gone; undefined when there is none. */
  newestSnapshot(databaseId: string): Promise<string | undefined>;
  /** All of the account and region that were not automated backups, newest first. */
  snapshots(): Promise<readonly DatabaseSnapshot[]>;
  /** Turns a database's deletion protection on or off, at once. */
  setDeletionProtection(databaseId: string, enabled: boolean): Promise<void>;
  /** Gives the master user a password, at once; in force when `database` says so. */
  setMasterPassword(databaseId: string, password: string): Promise<void>;
  /** Sets the pool of a proxy's default target group, at once. */
  setPool(proxyName: string, pool: Pool): Promise<void>;
}
