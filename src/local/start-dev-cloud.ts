import { randomInt } from 'node:crypto';
import { scaledClock } from './clock.ts';
import { apis } from './data-plane/apis.ts';
import { type KeptDatabase, keepDatabase } from './data-plane/database-keeper.ts';
import { type Databases, databases } from './data-plane/databases.ts';
import { type Functions, functions, logGroupOf } from './data-plane/functions.ts';
import { logGroupWriter } from './data-plane/log-groups.ts';
import { followedBy, type Part } from './data-plane/part.ts';
import { proxies } from './data-plane/proxies.ts';
import { proxyLog } from './data-plane/proxy-log.ts';
import { schedules } from './data-plane/schedules.ts';
import { servedRequests } from './data-plane/served-requests.ts';
import { makeServerCertificate } from './database/certificate.ts';
import type { DevCloud, DevCloudEvent, DevCloudOptions } from './dev-cloud.ts';
import {
  type FunctionRuntime,
  type LogLine,
  startFunctionRuntime,
} from './function-runtime/function-runtime.ts';
import { type LocalCloud, startLocalCloud } from './main.ts';
import type { OnResource } from './stack-engine/engine.ts';

/**
 * Starts an account on this machine whose functions, APIs, proxies and databases really run: whatever a stack makes in it
 * appears beside it. Throws what `ensureDatabase` throws, and what `signal` was aborted with; then nothing is left.
 */
export async function startDevCloud(options: DevCloudOptions): Promise<DevCloud> {
  const { signal } = options;
  signal?.throwIfAborted();
  const certificate = await makeServerCertificate(['localhost'], new Date());
  const requests = servedRequests(options.tell);
  const tell = (event: DevCloudEvent) => {
    if (event.type === 'pinned') requests.pinned(event.reason);
    options.tell(event);
  };

  let follow: OnResource = () => undefined;
  let hear: (line: LogLine) => void = () => {};
  let databasesOf: Databases | undefined;
  let functionsOf: Functions | undefined;
  const [kept, runtime, cloud] = await allOrNone([
    keepDatabase({ ensure: ensureOptions(options), tell, whenBack: async () => databasesOf?.renew() }),
    startFunctionRuntime({ certificateAuthority: certificate.authority, tell: (line) => hear(line) }),
    startLocalCloud({
      random: () => randomInt(2 ** 32) / 2 ** 32,
      schedule: { kind: 'instant' },
      ...options.cloud,
      engine: {
        ...(options.cloud?.schedule === undefined ? { durations: () => MOMENT } : {}),
        ...options.cloud?.engine,
        onResource: (...notice) => follow(...notice),
      },
      invoke: (name, payload) => runtimeOf().invoke(name, payload),
      functionChanged: async (name) => functionsOf?.deploy(name),
      databaseChanged: async (id) => databasesOf?.changed(id),
    }),
  ]);
  function runtimeOf(): FunctionRuntime {
    return runtime;
  }

  const { world, endpoint } = cloud;
  const write = logGroupWriter(world);
  hear = (line) => {
    write(logGroupOf(world, line), line);
    tell({ type: 'function-log', at: new Date(line.at), message: line.message });
  };
  const clock = scaledClock(1, Date.now());
  const accounts = databases({ world, kept });
  const code = functions({
    world,
    runtime,
    endpoint,
    concurrency: options.concurrency,
    inspect: options.inspect,
  });
  const { poolConnections, host = '127.0.0.1', port = 0 } = options;
  const log = proxyLog(world, write);
  const pools = proxies({ world, kept, databases: accounts, certificate, poolConnections, tell, log });
  const doors = apis({ world, runtime, requests, write, host, port, tell });
  const rules = schedules({ clock, invoke: runtime.invoke });
  databasesOf = accounts;
  functionsOf = code;
  const inOrder: readonly Part[] = [rules, doors, code, pools, accounts];
  const tellParts = followedBy(inOrder);
  const underWay = new Set<unknown>();
  follow = (...notice) => {
    const told = Promise.resolve(tellParts(...notice)).finally(() => underWay.delete(told));
    underWay.add(told);
    return told;
  };

  let stopping: Promise<void> | undefined;
  const stop = async () => {
    follow = () => undefined;
    await doors.stop();
    await cloud.stop();
    for (const part of inOrder) await part.stop();
    // What a stack was just making is made by now.
    await Promise.allSettled([...underWay]);
    for (const part of inOrder) await part.stop();
    clock.stop();
    await kept.stop();
  };

  return {
    endpoint,
    account: world.account,
    region: world.region,
    databaseLogin() {
      const { credentials, certificateAuthority } = kept.current();
      return { ...credentials, ...(certificateAuthority === undefined ? {} : { certificateAuthority }) };
    },
    get database() {
      const { kind, version, found, host: at, port: databasePort, dataDirectory, program } = kept.current();
      return {
        kind,
        version,
        found,
        host: at,
        port: databasePort,
        ...(dataDirectory === undefined ? {} : { dataDirectory }),
        ...(program === undefined ? {} : { program }),
      };
    },
    url: doors.url,
    proxyStats: pools.stats,
    environments: () => code.names().flatMap((name) => runtime.environments(name)),
    async replay(number) {
      const url = doors.url();
      return url === undefined ? undefined : requests.replay(url, number);
    },
    keepSecret: (name, value) => cloud.addSecret({ name, value }),
    async coldStart() {
      await Promise.all(code.names().map((name) => runtime.killEnvironments(name)));
    },
    stop() {
      stopping ??= stop();
      return stopping;
    },
  };
}

/** What a resource takes when nobody wants to wait for it, in milliseconds of the account's clock, which then stays near ours. */
const MOMENT = 20;

function ensureOptions(options: DevCloudOptions) {
  const { directory, environment, database, ephemeral, reset, offline, confirm, signal, tell } = options;
  return {
    directory,
    environment,
    ...(database === undefined ? {} : { database }),
    ...(ephemeral === undefined ? {} : { ephemeral }),
    ...(reset === undefined ? {} : { reset }),
    ...(offline === undefined ? {} : { offline }),
    ...(confirm === undefined ? {} : { confirm }),
    ...(signal === undefined ? {} : { signal }),
    tell: (event: Extract<DevCloudEvent, { readonly type: 'database' }>['event']) =>
      tell({ type: 'database', event }),
  };
}

/** What was started, when all of it was; otherwise what was is stopped again. */
async function allOrNone(
  starting: readonly [Promise<KeptDatabase>, Promise<FunctionRuntime>, Promise<LocalCloud>],
): Promise<readonly [KeptDatabase, FunctionRuntime, LocalCloud]> {
  try {
    return await Promise.all(starting);
  } catch (error) {
    for (const each of await Promise.allSettled<{ stop(): Promise<void> }>(starting)) {
      if (each.status === 'fulfilled') await each.value.stop();
    }
    throw error;
  }
}
