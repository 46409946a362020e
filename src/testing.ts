/** `proxywebhook/testing`: the whole path on this machine, for the tests of a project that deploys it. */
import path from 'node:path';
import { awsPorts, localAccount } from './aws/index.ts';
import { type LocalConfig, loadLocalConfig, localConfig } from './config/load-local.ts';
import type { ConfigInput } from './config/schema.ts';
import { dev } from './dev.ts';
import { madeUpSecrets, type SecretValues } from './dev-secrets.ts';
import { cancellation, ProxyWebhookError, throwIfCancelled } from './errors.ts';
import type { DevCloud, DevCloudEvent, ServedRequest } from './local/dev-cloud.ts';
import type { ProxyStats } from './local/pooling-proxy/options.ts';
import { startDevCloud } from './local/start-dev-cloud.ts';
import { finish } from './run.ts';

export { type ErrorCode, isProxyWebhookError, ProxyWebhookError } from './errors.ts';
export type { ProxyStats, ServedRequest };

/** What `startDev` is given. */
export interface StartDevOptions {
  /** A configuration's keys, or the name of its file. What is left out has its default; nothing is looked for. */
  readonly config?: Partial<ConfigInput> | string;
  /** The project's folder: what paths in the configuration are relative to. The working directory when not given. */
  readonly directory?: string;
  /** As `dev --db`: `auto` when not given, or the URL of a database of your own. */
  readonly database?: string;
  /** True: the data stay in the project's `.proxywebhook/`, which one process at a time may use. */
  readonly keepData?: boolean;
  /** Of the HTTP API; any that is free when not given. */
  readonly port?: number;
  /** Execution environments at most. */
  readonly concurrency?: number;
  /** Connections to the database at most. */
  readonly pool?: number;
  /** Values of the secrets that routes name; those left out are made up. */
  readonly secrets?: SecretValues;
  /** Ends it while it starts. */
  readonly signal?: AbortSignal;
}

/** A session that was bound to one connection to the database. */
export type Pinned = Omit<Extract<DevCloudEvent, { readonly type: 'pinned' }>, 'type'>;

/** Everything that runs. */
export interface Dev {
  /** Of the webhook, without a slash at its end. */
  readonly url: string;
  /** Of the AWS APIs, which take any credentials. */
  readonly endpoint: string;
  /** The database itself, past the proxy. */
  readonly database: {
    readonly kind: 'mysql' | 'mariadb';
    readonly version: string;
    readonly host: string;
    readonly port: number;
    readonly user: string;
    readonly password: string;
    /** The schema that requests are stored in. */
    readonly database: string;
    /** PEM of who signed the server's certificate, where it has one. */
    readonly certificateAuthority?: string;
  };
  readonly proxy: {
    /** Undefined once it has ended. */
    stats(): ProxyStats | undefined;
    /** Every session that was pinned so far, with the reason. */
    pinned(): readonly Pinned[];
  };
  /** What was answered so far, in the order it came. */
  requests(): readonly ServedRequest[];
  /** Values of the secrets that routes name, to sign with. */
  readonly secrets: SecretValues;
  /** Lines of the function's log so far. */
  logs(): readonly string[];
  /** Sends a request again, the last one when no number is given, and resolves to the answer's status. */
  replay(number?: number): Promise<number | undefined>;
  /** The next request starts an execution environment. */
  coldStart(): Promise<void>;
  /** Ends everything; nothing of it is left, but the data with `keepData`. Of no effect the second time. */
  stop(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Starts database, pooling proxy, function and HTTP API, deploys to them by `up`, and resolves once they have proved to
 * work. Throws a ProxyWebhookError as the commands do: `bundle-failed`, `invalid-config`, `preflight-failed` (no database),
 * `unhealthy`, `cancelled` once the signal is aborted.
 */
export async function startDev(options: StartDevOptions = {}): Promise<Dev> {
  const { signal = new AbortController().signal } = options;
  try {
    return await start(options, signal);
  } catch (error) {
    throw signal.aborted ? cancellation(signal) : error;
  }
}

async function start(options: StartDevOptions, signal: AbortSignal): Promise<Dev> {
  refuseUnknown(options);
  const loaded = await configOf(options);
  const seen = recorder();
  const cloud = await startDevCloud({
    directory: path.join(loaded.directory, '.proxywebhook'),
    environment: process.env,
    ephemeral: options.keepData !== true,
    ...(options.database === undefined ? {} : { database: options.database }),
    port: options.port ?? 0,
    ...(options.concurrency === undefined ? {} : { concurrency: options.concurrency }),
    ...(options.pool === undefined ? {} : { poolConnections: options.pool }),
    tell: seen.tell,
    signal,
  });
  const given = options.secrets ?? {};
  const secrets = { ...madeUpSecrets(loaded.config.routes, given), ...given };
  try {
    for (const [name, value] of Object.entries(secrets)) cloud.keepSecret(name, value);
    await deploy(cloud, loaded, signal);
    throwIfCancelled(signal);
    return { ...running(cloud, loaded, seen), secrets };
  } catch (error) {
    await cloud.stop();
    throw error;
  }
}

const OPTIONS: Readonly<Record<keyof StartDevOptions, true>> = {
  config: true,
  directory: true,
  database: true,
  keepData: true,
  port: true,
  concurrency: true,
  pool: true,
  secrets: true,
  signal: true,
};

function refuseUnknown(options: StartDevOptions): void {
  const unknown = Object.keys(options).filter((name) => !Object.hasOwn(OPTIONS, name));
  if (unknown.length === 0) return;
  throw new ProxyWebhookError('usage', `startDev has no option ${unknown.join(', ')}.`, {
    remedies: [`Its options: ${Object.keys(OPTIONS).join(', ')}.`],
  });
}

async function configOf({ config = {}, directory = '.' }: StartDevOptions): Promise<LocalConfig> {
  return typeof config === 'string'
    ? loadLocalConfig({ file: config, directory: path.resolve(directory) })
    : localConfig(config, directory);
}

async function deploy(
  { endpoint, region }: DevCloud,
  loaded: LocalConfig,
  signal: AbortSignal,
): Promise<void> {
  const ports = await awsPorts(localAccount({ endpoint, region }));
  const here = { ...loaded, config: { ...loaded.config, region } };
  await finish(dev(here, { ports, reload: async () => here, patient: false, once: true, signal }));
}

function running(
  cloud: DevCloud,
  { config }: LocalConfig,
  seen: ReturnType<typeof recorder>,
): Omit<Dev, 'secrets'> {
  const { kind, version, host, port } = cloud.database;
  const { username, password, certificateAuthority } = cloud.databaseLogin();
  const first = seen.requests.length;
  return {
    url: cloud.url() ?? '',
    endpoint: cloud.endpoint,
    database: {
      kind,
      version,
      host,
      port,
      user: username,
      password,
      database: config.database.name,
      ...(certificateAuthority === undefined ? {} : { certificateAuthority }),
    },
    proxy: { stats: () => cloud.proxyStats(), pinned: () => [...seen.pinned] },
    // Without the checks that ended the deployment.
    requests: () => seen.requests.slice(first),
    logs: () => [...seen.logs],
    replay: (number) => cloud.replay(number),
    coldStart: () => cloud.coldStart(),
    stop: () => cloud.stop(),
    [Symbol.asyncDispose]: () => cloud.stop(),
  };
}

function recorder() {
  const requests: ServedRequest[] = [];
  const pinned: Pinned[] = [];
  const logs: string[] = [];
  const tell = (event: DevCloudEvent) => {
    if (event.type === 'request') requests.push(event.request);
    else if (event.type === 'pinned') {
      const { reason, bytes, message } = event;
      pinned.push({ reason, bytes, message });
    } else if (event.type === 'function-log') logs.push(event.message);
  };
  return { requests, pinned, logs, tell };
}
