import type { DatabaseEvent, RunningDatabase } from './database/running-database.ts';
import type { EnvironmentSummary } from './function-runtime/function-runtime.ts';
import type { LocalCloudOptions } from './main.ts';
import type { ProxyStats, TargetHealth } from './pooling-proxy/options.ts';

/** What a local cloud with a data plane is started with. */
export interface DevCloudOptions {
  /** The project's `.proxywebhook/`: data of the database, and nothing else that must be kept. */
  readonly directory: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** As `ensureDatabase` takes them. */
  readonly database?: string;
  readonly ephemeral?: boolean;
  readonly reset?: boolean;
  readonly offline?: boolean;
  readonly confirm?: (question: string) => Promise<boolean>;
  /** Of the HTTP API; 0 or none: any that is free. */
  readonly port?: number;
  /** Of the HTTP API. `127.0.0.1` when not given. */
  readonly host?: string;
  /** Execution environments at most when the function reserves none. */
  readonly concurrency?: number;
  /** Connections to the database at most, in place of the configured percentage. */
  readonly poolConnections?: number;
  /** The port of the first execution environment's debugger. */
  readonly inspect?: number;
  /** The account: how its time goes (all at once when not given), its number and region, the port of its APIs, its CloudFormation. */
  readonly cloud?: Partial<Pick<LocalCloudOptions, 'schedule' | 'port' | 'account' | 'region' | 'engine'>>;
  readonly tell: (event: DevCloudEvent) => void;
  readonly signal?: AbortSignal;
}

/** A request that the HTTP API answered. */
export interface ServedRequest {
  /** Counts up from 1, in the order of arrival. */
  readonly number: number;
  readonly at: Date;
  readonly method: string;
  /** Decoded, with the query as it came. */
  readonly target: string;
  readonly status: number;
  readonly milliseconds: number;
  /** The id under which the function says it stored it (its answer's header `proxywebhook-id`). */
  readonly storedId?: number;
  readonly duplicate?: true;
  /** Loading the code, when an execution environment was started for it. Milliseconds. */
  readonly coldStart?: number;
  /** Why its session was pinned, when it was the only one under way. */
  readonly pinned?: string;
  /** Why there is no answer of the function: the API's or Lambda's own words. */
  readonly error?: string;
}

export type DevCloudEvent =
  | { readonly type: 'database'; readonly event: DatabaseEvent }
  /** The server has ended by itself; it is being brought back. */
  | { readonly type: 'database-ended' }
  | { readonly type: 'database-back'; readonly milliseconds: number }
  /** It did not start; it is tried again. */
  | { readonly type: 'database-not-back'; readonly message: string }
  /** The HTTP API listens on another port than was asked for. */
  | { readonly type: 'port-taken'; readonly wanted: number; readonly port: number }
  | { readonly type: 'request'; readonly request: ServedRequest }
  | { readonly type: 'pinned'; readonly reason: string; readonly bytes: number; readonly message: string }
  | { readonly type: 'borrow-timeout'; readonly milliseconds: number }
  | { readonly type: 'login-refused'; readonly username: string; readonly reason: string }
  /** A client's connection to the proxy broke off by a fault, of TLS say. */
  | { readonly type: 'proxy-client-failed'; readonly reason: string }
  | { readonly type: 'target-health'; readonly health: TargetHealth }
  /** Its stack was taken away, from another terminal say: nothing is served. */
  | { readonly type: 'api-gone' }
  /** Another stack was made in its place. */
  | { readonly type: 'api-back'; readonly url: string }
  /** A line of the function's log. */
  | { readonly type: 'function-log'; readonly at: Date; readonly message: string };

/** An account that may do everything, and what to trust the server by where it has a certificate. */
export type DatabaseLogin = RunningDatabase['credentials'] & Pick<RunningDatabase, 'certificateAuthority'>;

/** A local cloud whose functions, APIs, proxies and databases really run. */
export interface DevCloud {
  /** Of the AWS APIs: `http://127.0.0.1:PORT`. */
  readonly endpoint: string;
  readonly account: string;
  readonly region: string;
  readonly database: Pick<
    RunningDatabase,
    'kind' | 'version' | 'found' | 'host' | 'port' | 'dataDirectory' | 'program'
  >;
  /** How a test logs in at the database itself, past the proxy. Holds a secret. */
  databaseLogin(): DatabaseLogin;
  /** Of the HTTP API, once a stack made one. */
  url(): string | undefined;
  proxyStats(): ProxyStats | undefined;
  environments(): readonly EnvironmentSummary[];
  /** Sends a served request again, byte for byte; undefined when it is not kept any more. Resolves to the answer's status. */
  replay(number?: number): Promise<number | undefined>;
  /** Keeps a secret of the user's in Secrets Manager, by name or ARN, in place of one that was there. */
  keepSecret(name: string, value: string): void;
  /** Takes idle execution environments away: the next request is a cold start. */
  coldStart(): Promise<void>;
  /** Ends everything in order; data stay unless ephemeral. Of no effect the second time. */
  stop(): Promise<void>;
}
