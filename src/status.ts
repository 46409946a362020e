import { type RegulatingChain, regulatingChain } from './config/regulating-chain.ts';
import type { Config } from './config/schema.ts';
import { checkOwner } from './deployment/ownership.ts';
import type { Ports } from './deployment/ports.ts';
import type { Stack } from './deployment/stack.ts';
import { commandLine, type StatusAdvice, stackNotFound, statusAdvice } from './deployment/status-advice.ts';
import { type ErrorCode, isProxyWebhookError } from './errors.ts';
import { lastOperation, type OperationSummary } from './history.ts';
import { identify } from './preflight/identity.ts';
import type { DatabaseState, Pool, Proxy as ProxyState } from './proxy/ports.ts';
import {
  type AssessedTarget,
  assessTargets,
  type HealthVerdict,
  NORMAL_PENDING_MILLISECONDS,
  type TargetHealth,
} from './proxy/target-health.ts';

/** All there is to know of an environment at a moment: plain data, times as ISO 8601. */
export interface StatusReport {
  readonly environment: string;
  readonly account: string;
  readonly region: string;
  readonly at: string;
  readonly stack: {
    readonly name: string;
    readonly arn: string;
    readonly status: string;
    readonly reason?: string;
    readonly createdAt: string;
    readonly updatedAt?: string;
    readonly terminationProtection: boolean;
  };
  readonly lastOperation?: OperationSummary;
  readonly webhookUrl?: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly database?: DatabaseState;
  readonly proxy?: ProxyState;
  readonly pool?: Pool;
  readonly targets: readonly AssessedTarget[];
  /** `busy`: an operation is running; `failed`: the stack needs a hand; else what the targets say. */
  readonly verdict: HealthVerdict | 'busy' | 'failed';
  /** What the stack's status means, what to do next, and the command for it. */
  readonly advice: { readonly meaning: string; readonly next: readonly string[]; readonly command?: string };
  readonly regulatingChain: RegulatingChain;
  /** Parts that could not be read, and what is odd about the rest. */
  readonly warnings: readonly string[];
}

/** What `status` is given. */
export interface StatusOptions {
  readonly ports: Pick<Ports, 'stacks' | 'account' | 'proxyTargets' | 'clock'>;
  readonly signal?: AbortSignal;
}

/**
 * Looks at an environment: the stack and its last operation, database, proxy, pool and targets. Throws `stack-not-found`,
 * `wrong-account`, and `refused` for a stack that is another environment's.
 */
export async function status(
  { config }: { readonly config: Config },
  { ports, signal }: StatusOptions,
): Promise<StatusReport> {
  const { environment, stackName } = config;
  const [{ account, region }, stack] = await Promise.all([
    identify(config, ports.account),
    ports.stacks.describe(stackName, signal),
  ]);
  checkOwner(stack, environment);
  const advice = statusAdvice(stack?.status);
  if (stack === undefined || advice.phase === 'absent') {
    throw stackNotFound({ stackName, account, region, environment });
  }

  const [operation, deployed] = await Promise.all([
    lastOperation(ports.stacks, stack.arn, signal),
    readDeployed(stack, advice, ports),
  ]);
  const { database, proxy, pool } = deployed;
  const health = assessTargets(deployed.targets, {
    waitedLong: isOverdue(advice, ports.clock.now(), operation?.endedAt ?? stack.createdAt.toISOString()),
    ...(database === undefined ? {} : { database }),
  });
  const verdict = verdictOf(advice, health);
  const webhookUrl = stack.outputs.WebhookUrl;
  return {
    environment,
    account,
    region,
    at: new Date(ports.clock.now()).toISOString(),
    stack: {
      name: stack.name,
      arn: stack.arn,
      status: stack.status,
      ...(stack.statusReason === undefined ? {} : { reason: stack.statusReason }),
      createdAt: stack.createdAt.toISOString(),
      ...(stack.updatedAt === undefined ? {} : { updatedAt: stack.updatedAt.toISOString() }),
      terminationProtection: stack.terminationProtection,
    },
    ...(operation === undefined ? {} : { lastOperation: operation }),
    ...(webhookUrl === undefined ? {} : { webhookUrl }),
    outputs: stack.outputs,
    ...(database === undefined ? {} : { database }),
    ...(proxy === undefined ? {} : { proxy }),
    ...(pool === undefined ? {} : { pool }),
    targets: health.targets,
    verdict,
    advice: adviceFor(advice, verdict, health, environment),
    regulatingChain: regulatingChain(asDeployed(config, deployed)),
    warnings: deployed.warnings,
  };
}

/** What a report means to a script, as the code of the error it amounts to; undefined when all is well. */
export function statusErrorCode({ verdict }: Pick<StatusReport, 'verdict'>): ErrorCode | undefined {
  switch (verdict) {
    case 'healthy':
      return undefined;
    case 'busy':
      return 'stack-busy';
    case 'failed':
      return 'deployment-failed';
    case 'pending':
    case 'unhealthy':
    case 'empty':
      return 'unhealthy';
  }
}

/** While an operation runs CloudFormation itself waits for the targets; after it they should have come. */
function isOverdue({ phase }: StatusAdvice, now: number, since: string): boolean {
  return phase !== 'running' && now - Date.parse(since) > NORMAL_PENDING_MILLISECONDS;
}

function verdictOf({ phase }: StatusAdvice, { verdict }: TargetHealth): StatusReport['verdict'] {
  if (phase === 'running') return 'busy';
  return phase === 'failed' ? 'failed' : verdict;
}

function adviceFor(
  { meaning, next, command }: StatusAdvice,
  verdict: StatusReport['verdict'],
  health: TargetHealth,
  environment: string,
): StatusReport['advice'] {
  const sick =
    verdict === 'unhealthy' || verdict === 'pending' || (verdict === 'empty' && next === undefined);
  const suggested = command ?? (verdict === 'pending' ? 'status --wait' : undefined);
  return {
    meaning,
    next: [...(next === undefined ? [] : [next]), ...(sick ? health.remedies : [])],
    ...(suggested === undefined ? {} : { command: commandLine(suggested, environment) }),
  };
}

interface Deployed {
  readonly database: DatabaseState | undefined;
  readonly proxy: ProxyState | undefined;
  readonly pool: Pool | undefined;
  readonly targets: Parameters<typeof assessTargets>[0];
  readonly warnings: readonly string[];
}

/** A stack without outputs yet, or half made, is asked for its resources; a part that is not there is left out. */
async function readDeployed(
  stack: Stack,
  { phase }: StatusAdvice,
  { stacks, proxyTargets }: StatusOptions['ports'],
): Promise<Deployed> {
  let proxyName = stack.outputs.ProxyName;
  let databaseId = stack.outputs.DatabaseId;
  if ((proxyName === undefined || databaseId === undefined) && phase !== 'review') {
    const made = (await stacks.resources(stack.arn)).filter(({ status }) => status !== 'DELETE_COMPLETE');
    const idOf = (type: string) =>
      made.find(({ resourceType, physicalId }) => resourceType === type && physicalId)?.physicalId;
    proxyName ??= idOf('AWS::RDS::DBProxy');
    databaseId ??= idOf('AWS::RDS::DBInstance');
  }
  const unread: string[] = [];
  const look = <Part>(
    id: string | undefined,
    what: string,
    read: (id: string) => Promise<Part | undefined>,
  ) =>
    id === undefined
      ? undefined
      : read(id).catch((error: unknown) => {
          unread.push(unreadable(what, error));
          return undefined;
        });
  const [database, proxy, pool, targets] = await Promise.all([
    look(databaseId, 'database', proxyTargets.database),
    look(proxyName, 'proxy', proxyTargets.proxy),
    look(proxyName, 'pool', proxyTargets.pool),
    // Without its targets there is no verdict: what stands in the way of reading them is the answer.
    proxyName === undefined ? [] : proxyTargets.targets(proxyName),
  ]);
  const missing =
    phase === 'settled' && unread.length === 0
      ? [
          ...(database === undefined ? [`The database${named(databaseId)} is not there.`] : []),
          ...(proxy === undefined ? [`The proxy${named(proxyName)} is not there.`] : []),
          ...(proxy !== undefined && proxy.status !== 'available' ? [`The proxy is ${proxy.status}.`] : []),
        ]
      : [];
  return { database, proxy, pool, targets, warnings: [...unread, ...missing] };
}

/** A part that may not be read leaves the others readable; anything else is a failure of the whole. */
function unreadable(what: string, error: unknown): string {
  if (isProxyWebhookError(error) && (error.code === 'access-denied' || error.code === 'rejected')) {
    return `The ${what} could not be read. ${error.message}`;
  }
  throw error;
}

/** The chain is that of what is deployed, as far as RDS tells it: the config may have moved on. */
function asDeployed(config: Config, { database, pool }: Deployed): Config {
  return {
    ...config,
    database: {
      ...config.database,
      ...(database === undefined ? {} : { instanceClass: database.instanceClass }),
    },
    proxy: { ...config.proxy, ...pool },
  };
}

function named(id: string | undefined): string {
  return id === undefined ? '' : ` ${id}`;
}
