import { handlerBudget } from './handler-budget.ts';
import { type InstanceClass, instanceClass } from './instance-classes.ts';
import type { Config } from './schema.ts';

/**
 * What regulates the load on its way to the database, each link's most: requests per second let in → execution
 * environments → connections to the proxy → connections to the database. A link that lets more through than the
 * next can bear is a warning.
 */
export interface RegulatingChain {
  readonly requestsPerSecond: number;
  readonly environments: number;
  readonly proxyConnections: number;
  readonly databaseConnections: number;
  readonly warnings: readonly string[];
}

/** Seconds a healthy database needs for one request's transaction; deliberately generous. */
const HEALTHY_QUERY_SECONDS = 0.05;

/** Execution environments of all functions of an account in a Region, at first. Source: "Lambda quotas". */
const ACCOUNT_CONCURRENCY = 1000;

/** Computed from the configuration alone; the class's connections are an estimate on the low side (see `maxConnections`). */
export function regulatingChain(config: Config): RegulatingChain {
  const { ratePerSecond, burst } = config.api.throttle;
  const { reservedConcurrency } = config.function;
  const { maxConnectionsPercent, connectionBorrowTimeoutSeconds } = config.proxy;
  const { instanceClass: className } = config.database;

  // A token bucket lets in burst + rate × t during t; no request lives longer than the handler's budget.
  const wanted = Math.ceil(burst + ratePerSecond * handlerBudget.total);
  const environments = Math.min(wanted, reservedConcurrency ?? Number.POSITIVE_INFINITY);
  const shape = instanceClass(className);
  const databaseConnections =
    shape === undefined ? 0 : Math.max(1, Math.floor((maxConnections(shape) * maxConnectionsPercent) / 100));
  const busy = Math.ceil(ratePerSecond * HEALTHY_QUERY_SECONDS);
  const served = Math.floor((databaseConnections * connectionBorrowTimeoutSeconds) / HEALTHY_QUERY_SECONDS);

  const warnings = [
    reservedConcurrency !== undefined &&
      reservedConcurrency < busy &&
      `function.reservedConcurrency ${reservedConcurrency} is less than the ${busy} execution environments that ` +
        `${ratePerSecond} requests per second keep busy: the rest is answered 503. Raise it, or lower api.throttle.ratePerSecond.`,
    reservedConcurrency === undefined &&
      environments > ACCOUNT_CONCURRENCY &&
      `With a slow database ${environments} execution environments may run, more than the ${ACCOUNT_CONCURRENCY} an account ` +
        'has by default: its other functions would be throttled. Set function.reservedConcurrency, or lower api.throttle.',
    shape === undefined &&
      `${className} is not in this version's table of instance classes: its connections are not known, so the load on the database is not checked.`,
    shape !== undefined &&
      busy > databaseConnections &&
      `${ratePerSecond} requests per second keep ${busy} database connections busy, the pool has ${databaseConnections} at most ` +
        `(${className}, ${maxConnectionsPercent} %). Choose a larger database.instanceClass, or lower api.throttle.ratePerSecond.`,
    shape !== undefined &&
      environments > served &&
      `${environments} execution environments may wait for ${databaseConnections} database connections; after ` +
        `${connectionBorrowTimeoutSeconds} s the last are answered 503. Lower api.throttle or function.reservedConcurrency, ` +
        'or choose a larger database.instanceClass.',
    shape !== undefined &&
      maxConnectionsPercent < leastPercent(shape) &&
      `proxy.maxConnectionsPercent ${maxConnectionsPercent} is little for ${className}: AWS recommends ${leastPercent(shape)} or more.`,
  ].filter((warning) => warning !== false);

  return {
    requestsPerSecond: ratePerSecond,
    environments,
    proxyConnections: environments,
    databaseConnections,
    warnings,
  };
}

/**
 * MySQL's max_connections on RDS: {DBInstanceClassMemory/12582880}. That memory is what the operating system and RDS
 * leave of the class's: 256 MiB and 3 % less meets the documented value for db.t3.micro (about 60) and stays below
 * what is observed on larger ones. Source: RDS User Guide, "Quotas and constraints for Amazon RDS".
 */
export function maxConnections({ memoryGib }: InstanceClass): number {
  const bytes = memoryGib * 1024 ** 3;
  return Math.floor((bytes * 0.97 - 256 * 1024 ** 2) / 12_582_880);
}

// RDS User Guide, "Configuring connection settings" of RDS Proxy: MaxConnectionsPercent by class.
function leastPercent({ memoryGib }: InstanceClass): number {
  if (memoryGib <= 2) return 100;
  if (memoryGib <= 4) return 55;
  return memoryGib <= 8 ? 35 : 1;
}
