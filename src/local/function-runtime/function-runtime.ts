import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { messageOf } from '../../errors.ts';
import { AwsApiError } from '../cloud.ts';
import { BOOTSTRAP } from './bootstrap.ts';
import { type EnvironmentSummary, type FunctionPool, openPool } from './function-pool.ts';
import type { Invocation } from './invocation.ts';
import type { LogFormat, LogLine } from './log-lines.ts';
import { watchOurDeath } from './our-death.ts';
import { unpack } from './unpack.ts';
import { refuseReserved } from './variables.ts';

export type { EnvironmentSummary } from './function-pool.ts';
export type { Invocation } from './invocation.ts';
export type { LogLine } from './log-lines.ts';

/** A function's code and configuration, as Lambda has them. */
export interface Deployment {
  readonly name: string;
  /** The artifact, byte for byte. */
  readonly zip: Uint8Array;
  /** `index.handler` */
  readonly handler: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  readonly reservedConcurrency?: number;
  /** Requests at a time when nothing is reserved. 10 when not given. */
  readonly concurrency?: number;
  readonly region: string;
  readonly account: string;
  /** What this machine needs besides: NODE_EXTRA_CA_CERTS, AWS_ENDPOINT_URL …; wins over everything else. */
  readonly extraEnvironment?: Readonly<Record<string, string>>;
  /** The port of the first environment's debugger; the next ones count up (0: any). Nothing is then frozen or timed out. */
  readonly inspect?: number;
  /** `/aws/lambda/NAME` when not given. */
  readonly logGroup?: string;
  /** `Text` when not given. */
  readonly logFormat?: LogFormat;
  /** True: one environment is started at once, not with the first request. */
  readonly prewarm?: boolean;
}

export interface FunctionRuntimeOptions {
  /** Told of every line of every function's log. */
  readonly tell?: (line: LogLine) => void;
  /** PEM of an authority that functions trust besides those that Node brings. */
  readonly certificateAuthority?: string;
  /** False: environments run on between requests, as they do on Windows. */
  readonly freeze?: boolean;
  /** What loading the code may take before it is counted as part of the request. 10,000 when not given. */
  readonly initMilliseconds?: number;
  /** The file that environments run in place of our bootstrap: another client of the Runtime API. */
  readonly client?: string;
}

export interface FunctionRuntime {
  /**
   * Makes a function, or gives it new code and configuration: requests under way end on the old environments, new ones go
   * to new ones. Throws AwsApiError for what Lambda would refuse.
   */
  deploy(deployment: Deployment): Promise<void>;
  /**
   * Calls a function. Throws AwsApiError: `ResourceNotFoundException`, `TooManyRequestsException` when its concurrency is
   * used up, `RequestEntityTooLargeException`, `InvalidRequestContentException`.
   */
  invoke(name: string, payload: Uint8Array): Promise<Invocation>;
  /** Takes idle environments away at once and busy ones after their request (`busy`: those at once, too): cold starts. */
  killEnvironments(name: string, options?: { readonly busy?: boolean }): Promise<void>;
  environments(name: string): readonly EnvironmentSummary[];
  /** Forgets a function and ends its environments. Of no effect when there is none. */
  remove(name: string): Promise<void>;
  /** Ends everything and leaves nothing behind. Of no effect the second time. */
  stop(): Promise<void>;
}

/** Lambda Developer Guide, "Lambda quotas": a synchronous request. */
const LARGEST_REQUEST = 6_291_456;

/** Runs functions as Lambda does: each execution environment is a process of its own behind a Runtime API of its own. */
export async function startFunctionRuntime(options: FunctionRuntimeOptions = {}): Promise<FunctionRuntime> {
  const { tell = () => {}, freeze = process.platform !== 'win32', initMilliseconds = 10_000 } = options;
  const folder = await realpath(await mkdtemp(path.join(tmpdir(), 'pwh-functions-')));
  const bootstrap = options.client ?? path.join(folder, 'bootstrap.mjs');
  if (options.client === undefined) await writeFile(bootstrap, BOOTSTRAP);
  const trusted = await trustIn(options.certificateAuthority, folder);
  const deathWatch = watchOurDeath(folder);
  const pools = new Map<string, FunctionPool>();
  let codes = 0;
  let stopped: Promise<void> | undefined;

  const watch = () => {
    const running = [...pools.values()].flatMap((pool) => pool.summaries());
    deathWatch.watch(running.map(({ pid }) => pid));
  };
  const find = (name: string): FunctionPool => {
    const pool = pools.get(name);
    if (pool !== undefined) return pool;
    throw new AwsApiError('ResourceNotFoundException', `Function not found: ${name}`, 404);
  };
  const stop = async () => {
    await Promise.all([...pools.values()].map((pool) => pool.end()));
    pools.clear();
    deathWatch.release();
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  };

  return {
    async deploy(given) {
      if (stopped !== undefined) throw new Error('The function runtime has been stopped.');
      refuseReserved(given.environment);
      const deployment = { ...given, extraEnvironment: { ...trusted, ...given.extraEnvironment } };
      codes += 1;
      const code = path.join(folder, `code-${codes}`);
      await mkdir(code);
      await unpack(deployment.zip, code);
      const pool =
        pools.get(deployment.name) ?? openPool({ tell, freeze, initMilliseconds, bootstrap, changed: watch });
      pools.set(deployment.name, pool);
      pool.deploy(deployment, code);
    },
    async invoke(name, payload) {
      const pool = find(name);
      refuseUnfit(payload);
      return pool.invoke(payload);
    },
    killEnvironments: (name, { busy = false } = {}) => find(name).retire(busy),
    environments: (name) => find(name).summaries(),
    async remove(name) {
      const pool = pools.get(name);
      pools.delete(name);
      await pool?.end();
    },
    stop() {
      stopped ??= stop();
      return stopped;
    },
  };
}

/** Variables by which Node trusts an authority besides its own. */
async function trustIn(
  authority: string | undefined,
  folder: string,
): Promise<Readonly<Record<string, string>>> {
  if (authority === undefined) return {};
  const file = path.join(folder, 'authority.pem');
  await writeFile(file, authority);
  return { NODE_EXTRA_CA_CERTS: file };
}

function refuseUnfit(payload: Uint8Array): void {
  if (payload.byteLength > LARGEST_REQUEST) {
    throw new AwsApiError(
      'RequestEntityTooLargeException',
      `${payload.byteLength} byte payload is too large for the RequestResponse invocation type (limit ${LARGEST_REQUEST} bytes)`,
      413,
    );
  }
  try {
    JSON.parse(Buffer.from(payload).toString('utf8'));
  } catch (error) {
    const reason = messageOf(error);
    throw new AwsApiError(
      'InvalidRequestContentException',
      `Could not parse request body into json: ${reason}`,
    );
  }
}
