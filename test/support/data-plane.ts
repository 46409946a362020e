// The whole path of a request on this machine: HTTP API, function runtime with the artifact that `up` would upload, pooling
// proxy, a real server with TLS on both legs, and a fault proxy in each leg:
//
//   send → HTTP API → execution environments → front → pooling proxy → back → database
//
// - The function's user is as RDS's master user: no SUPER, so a read-only server is read-only for it.
// - Environments are frozen between requests, as Lambda freezes them, and ended by the function's time limit.
// - The caller ends it with `stop`, also when starting failed half-way: `startDataPlane` then has stopped what it started.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Connection } from 'mysql2/promise';
import { buildArtifact } from '../../src/artifact/artifact.ts';
import { type ConfigInput, configSchema } from '../../src/config/schema.ts';
import {
  type FunctionRuntime,
  type Invocation,
  startFunctionRuntime,
} from '../../src/local/function-runtime/function-runtime.ts';
import { startHttpApi } from '../../src/local/http-api/http-api.ts';
import { refuseToken } from '../../src/local/pooling-proxy/login/connect-token.ts';
import {
  SECRET_ARN,
  type SecretsManagerStandIn,
  startSecretsManager,
} from '../handler/secrets-manager-stand-in.ts';
import { CERTIFICATE, type ProxyUnderTest, startProxy } from '../local/pooling-proxy/harness.ts';
import { administratorOf } from './administrator.ts';
import { API, type CalledRequest, eventOf } from './called-event.ts';
import { startTestDatabase, type TestDatabase } from './database.ts';
import { type FaultProxy, startFaultProxy } from './fault-proxy.ts';
import { type GotAnswer, type HttpCaller, httpCaller } from './http-caller.ts';
import { type PacketRecorder, startPacketRecorder } from './packet-recorder.ts';

export interface DataPlane {
  readonly database: TestDatabase;
  readonly secrets: SecretsManagerStandIn;
  readonly pooling: ProxyUnderTest;
  /** Between the environments and the pooling proxy. */
  readonly front: FaultProxy;
  /** Behind `front`: what the environments send. Undefined unless it was asked for. */
  readonly recorder: PacketRecorder | undefined;
  /** Between the pooling proxy and the database. */
  readonly back: FaultProxy;
  readonly runtime: FunctionRuntime;
  readonly url: string;
  /** Sends a request to the HTTP API. */
  readonly send: HttpCaller['send'];
  /** Hands the function the event that the HTTP API would make of a request. Rejects when the call failed: no answer is like that. */
  call(request: CalledRequest): Promise<GotAnswer>;
  /** Invokes the function from inside the account. */
  invoke(event: unknown): Promise<Invocation>;
  /** The rows of a statement, on a connection of an administrator's, past every proxy. */
  sql(statement: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
  /** A connection of the function's user, past every proxy; the caller ends it. */
  connectAsFunction(): Promise<Connection>;
  /** Gives the function's user a new password in the database; the secret keeps the old one until `publish`. */
  changePassword(password: string): Promise<void>;
  publishPassword(): void;
  /** What the environments and the runtime logged so far, a line each. */
  readonly log: readonly string[];
  /** Every HTTP request whose call of the function failed: its environment died, threw, or was out of time. */
  readonly failures: readonly string[];
  /** Pids of the environments that there are. */
  pids(): readonly number[];
  stop(): Promise<void>;
}

export interface DataPlaneOptions {
  readonly config?: Partial<ConfigInput>;
  /** Execution environments at once. Default: 4. */
  readonly environments?: number;
  /** Of the pool, connections to the database at most. Default: 3. */
  readonly connections?: number;
  readonly borrowTimeoutSeconds?: number;
  readonly database?: TestDatabase;
  /** In seconds. Default: 15, as configurations have it. */
  readonly timeLimit?: number;
  /** True: every packet of the environments is recorded. */
  readonly record?: boolean;
}

export const FUNCTION = 'webhook';
const USER = 'hook';
const MAX_CONNECTIONS = 100;

export async function startDataPlane(options: DataPlaneOptions = {}): Promise<DataPlane> {
  const started: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (const end of started.splice(0).reverse()) await end();
  };
  try {
    return await start(options, started, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

async function start(
  options: DataPlaneOptions,
  started: (() => Promise<unknown>)[],
  stop: () => Promise<void>,
): Promise<DataPlane> {
  const { connections = 3, environments = 4, borrowTimeoutSeconds = 3, timeLimit = 15 } = options;
  const folder = await mkdtemp(path.join(tmpdir(), 'pwh-data-plane-'));
  started.push(() => rm(folder, { recursive: true, force: true }));
  const database = options.database ?? (await startTestDatabase());
  if (options.database === undefined) started.push(() => database.stop());
  const administrator = administratorOf(database);
  started.push(() => administrator.end());

  let password = 'first \'pass\\word%"';
  await makeUser(administrator.sql, password);
  const secrets = await startSecretsManager(secretWith(password));
  started.push(() => secrets.stop());

  const back = await startFaultProxy(database.port);
  started.push(() => back.stop());
  let frontPort = 0;
  const config = configSchema.parse({
    environment: 'test',
    stackName: 'proxywebhook-test',
    ...options.config,
    database: { ...options.config?.database, username: USER },
  });
  const pooling = await startProxy(database, {
    backend: {
      host: '127.0.0.1',
      port: back.port,
      tls: { ca: database.certificateAuthority, servername: 'localhost' },
    },
    users: async () => [{ username: USER, password }],
    auth: config.proxy.auth,
    // The function signs for where it connects to, which is in front of the pooling proxy.
    verifyToken: (token, target) => refuseToken(token, { ...target, port: frontPort }, Date.now()),
    maxConnections: MAX_CONNECTIONS,
    pool: {
      maxConnectionsPercent: connections,
      maxIdleConnectionsPercent: connections,
      connectionBorrowTimeoutSeconds: borrowTimeoutSeconds,
    },
  });
  started.push(() => pooling.stop());
  const recorder =
    options.record === true ? await startPacketRecorder(pooling.proxy.port, CERTIFICATE) : undefined;
  started.push(async () => recorder?.stop());
  const front = await startFaultProxy(recorder?.port ?? pooling.proxy.port);
  frontPort = front.port;
  started.push(() => front.stop());

  const log: string[] = [];
  const failures: string[] = [];
  const runtime = await startFunctionRuntime({ tell: ({ message }) => log.push(message) });
  started.push(() => runtime.stop());
  const authority = path.join(folder, 'authority.pem');
  await writeFile(authority, CERTIFICATE.authority);
  const artifact = await buildArtifact({ config, directory: folder, cacheDirectory: folder });
  await runtime.deploy({
    name: FUNCTION,
    zip: artifact.body,
    handler: 'index.handler',
    environment: { PROXY_ENDPOINT: `localhost:${front.port}`, SECRET_ARN },
    memoryMb: config.function.memoryMb,
    timeoutSeconds: timeLimit,
    concurrency: environments,
    region: 'us-east-1',
    account: '123456789012',
    logFormat: 'JSON',
    extraEnvironment: {
      NODE_EXTRA_CA_CERTS: authority,
      AWS_ENDPOINT_URL: secrets.endpoint,
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
      AWS_SESSION_TOKEN: 'session-token+/=',
    },
  });
  const invoke = (event: unknown) => runtime.invoke(FUNCTION, Buffer.from(JSON.stringify(event)));
  const api = await startHttpApi<Invocation>({
    api: { ...API, throttle: { ratePerSecond: 1e6, burst: 1e6 } },
    invoke,
    log: ({ result, path: where, integrationErrorMessage }) => {
      if (result?.failure !== undefined || integrationErrorMessage !== undefined)
        failures.push(
          `${where}: ${integrationErrorMessage ?? ''} ${Buffer.from(result?.payload ?? []).toString()}`,
        );
    },
  });
  started.push(() => api.stop());
  const caller = httpCaller(api.port, environments);
  started.push(async () => caller.close());

  return {
    database,
    secrets,
    pooling,
    front,
    recorder,
    back,
    runtime,
    url: api.url,
    send: caller.send,
    call: async (request) => {
      const begun = performance.now();
      const { payload, failure } = await invoke(eventOf(request));
      const text = Buffer.from(payload).toString('utf8');
      if (failure !== undefined) throw new Error(`${request.path}: ${failure}: ${text}`);
      const { statusCode, headers, body } = JSON.parse(text) as HttpAnswer;
      return { status: statusCode, headers, body, milliseconds: performance.now() - begun };
    },
    invoke,
    sql: administrator.sql,
    connectAsFunction: () => database.connect({ user: USER, password }),
    changePassword: async (next) => {
      await administrator.sql(`ALTER USER '${USER}'@'%' IDENTIFIED BY ${quote(next)}`);
      password = next;
    },
    publishPassword: () => secrets.set(secretWith(password)),
    log,
    failures,
    pids: () => runtime.environments(FUNCTION).map(({ pid }) => pid),
    stop,
  };
}

function secretWith(password: string): string {
  return JSON.stringify({ username: USER, password });
}

async function makeUser(sql: DataPlane['sql'], password: string): Promise<void> {
  const grants =
    'SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, ALTER, INDEX, REFERENCES, LOCK TABLES, PROCESS';
  await sql(`CREATE USER IF NOT EXISTS '${USER}'@'%'`);
  await sql(`ALTER USER '${USER}'@'%' IDENTIFIED BY ${quote(password)}`);
  await sql(`GRANT ${grants} ON *.* TO '${USER}'@'%'`);
}

function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
}

interface HttpAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}
