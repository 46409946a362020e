import { cidrProblem } from './cidr.ts';
import { API_TIMEOUT_SECONDS, handlerBudget } from './handler-budget.ts';
import type { ConfigIssue } from './issues.ts';
import { isReservedDatabaseName, isReservedUsername } from './reserved-names.ts';
import { routeIssues } from './route-rules.ts';
import type { Config, ConfigInput } from './schema.ts';
import { tagIssues } from './tag-rules.ts';

/**
 * What holds between keys, and what a key's own schema cannot say. `input` is the file as it was written, for what
 * defaults hide. A rule that reads a path in `broken` is passed over: its issue would only echo the first.
 */
export function ruleIssues(
  config: Config,
  input: Partial<ConfigInput>,
  broken: readonly string[] = [],
): readonly ConfigIssue[] {
  return rules
    .filter(({ reads }) => !reads.some((key) => broken.some((path) => overlaps(key, path))))
    .flatMap(({ check }) => check(config, input));
}

/** At least 10 % above what is allocated. RDS User Guide, "Managing capacity automatically with storage autoscaling". */
export function leastMaxStorage(allocatedStorageGb: number): number {
  return Math.ceil((allocatedStorageGb * 110) / 100);
}

interface Rule {
  readonly reads: readonly string[];
  readonly check: (config: Config, input: Partial<ConfigInput>) => readonly ConfigIssue[];
}

/** The function must outlive the handler's budget, and the API the function with an init before it. */
const LONGEST_TIMEOUT = 20;

const rules: readonly Rule[] = [
  rule(['network.cidr', 'network.vpcId'], (_, { network = {} }) =>
    issueIf(network.cidr !== undefined && network.vpcId !== undefined, {
      path: 'network.cidr',
      found: `${network.cidr} beside network.vpcId`,
      allowed: 'cidr for a VPC that is made, or vpcId for one there is; not both',
    }),
  ),
  rule(['network.subnetIds', 'network.vpcId'], (_, { network = {} }) => [
    ...issueIf(network.vpcId !== undefined && network.subnetIds === undefined, {
      path: 'network.subnetIds',
      found: 'nothing beside network.vpcId',
      allowed: 'two subnets or more of that VPC, in different zones',
    }),
    ...issueIf(network.vpcId === undefined && network.subnetIds !== undefined, {
      path: 'network.subnetIds',
      found: 'subnets without network.vpcId',
      allowed: 'subnetIds only together with the vpcId they belong to',
    }),
  ]),
  rule(['network.subnetIds'], (_, { network = {} }) => {
    const ids = network.subnetIds ?? [];
    const twice = ids.find((id, index) => ids.indexOf(id) !== index);
    return issueIf(twice !== undefined, {
      path: 'network.subnetIds',
      found: `${twice} twice`,
      allowed: 'each subnet once; two at least, in different zones',
    });
  }),
  rule(['network.secretsManagerAccess', 'network.vpcId'], (_, { network = {} }) =>
    issueIf(network.secretsManagerAccess === 'existing' && network.vpcId === undefined, {
      path: 'network.secretsManagerAccess',
      found: '"existing" for a VPC that is made',
      allowed: '"create"; "existing" only with network.vpcId',
    }),
  ),
  rule(['network.cidr'], ({ network }) => {
    const problem = network.kind === 'own' ? cidrProblem(network.cidr) : undefined;
    return problem === undefined ? [] : [{ path: 'network.cidr', ...problem }];
  }),
  rule(['database.engineVersion', 'database.extendedSupport'], ({ database }) =>
    issueIf(database.engineVersion.startsWith('8.0') && !database.extendedSupport, {
      path: 'database.engineVersion',
      found: `"${database.engineVersion}", whose standard support ended on 31 July 2026`,
      allowed: '"8.4", or 8.0 together with database.extendedSupport true (about 146 dollars a month more)',
    }),
  ),
  rule(['database.allocatedStorageGb', 'database.maxAllocatedStorageGb'], ({ database }) => {
    const least = leastMaxStorage(database.allocatedStorageGb);
    return issueIf(database.maxAllocatedStorageGb < least, {
      path: 'database.maxAllocatedStorageGb',
      found: String(database.maxAllocatedStorageGb),
      allowed: `at least ${least}: 10 % above database.allocatedStorageGb, as RDS asks for`,
    });
  }),
  // Measured against what is allocated: autoscaling comes late (at most once in six hours) and may not come at all.
  rule(['capture.maxStoredGb', 'database.allocatedStorageGb'], ({ capture, database }) =>
    issueIf(capture.maxStoredGb >= database.allocatedStorageGb, {
      path: 'capture.maxStoredGb',
      found: String(capture.maxStoredGb),
      allowed: `less than database.allocatedStorageGb (${database.allocatedStorageGb}): a full disk would be an outage`,
    }),
  ),
  rule(['database.username'], ({ database }) =>
    issueIf(isReservedUsername(database.username), {
      path: 'database.username',
      found: `"${database.username}", which MySQL or RDS keeps for itself`,
      allowed: 'any other name, such as "webhook"',
    }),
  ),
  rule(['database.name'], ({ database }) =>
    issueIf(isReservedDatabaseName(database.name), {
      path: 'database.name',
      found: `"${database.name}", which MySQL or RDS keeps for itself`,
      allowed: 'any other name, such as "webhooks"',
    }),
  ),
  rule(['proxy.maxIdleConnectionsPercent', 'proxy.maxConnectionsPercent'], ({ proxy }) =>
    issueIf(proxy.maxIdleConnectionsPercent > proxy.maxConnectionsPercent, {
      path: 'proxy.maxIdleConnectionsPercent',
      found: String(proxy.maxIdleConnectionsPercent),
      allowed: `at most proxy.maxConnectionsPercent (${proxy.maxConnectionsPercent})`,
    }),
  ),
  rule(['proxy.connectionBorrowTimeoutSeconds'], ({ proxy }) =>
    issueIf(proxy.connectionBorrowTimeoutSeconds >= handlerBudget.query, {
      path: 'proxy.connectionBorrowTimeoutSeconds',
      found: String(proxy.connectionBorrowTimeoutSeconds),
      allowed: `less than ${handlerBudget.query}, the handler's query timeout, so that the proxy's own answer arrives`,
    }),
  ),
  rule(['function.timeoutSeconds'], ({ function: { timeoutSeconds } }) =>
    issueIf(timeoutSeconds <= handlerBudget.total || timeoutSeconds > LONGEST_TIMEOUT, {
      path: 'function.timeoutSeconds',
      found: String(timeoutSeconds),
      allowed:
        `from ${handlerBudget.total + 1} to ${LONGEST_TIMEOUT}: more than the ${handlerBudget.total} s in which the handler ` +
        `answers, and with 10 s of init not beyond the API's ${API_TIMEOUT_SECONDS} s`,
    }),
  ),
  rule(['tags'], ({ tags }) => tagIssues(tags)),
  rule(['routes'], ({ routes }) => routeIssues(routes)),
];

function rule(reads: Rule['reads'], check: Rule['check']): Rule {
  return { reads, check };
}

function issueIf(wrong: boolean, issue: ConfigIssue): readonly ConfigIssue[] {
  return wrong ? [issue] : [];
}

function overlaps(key: string, path: string): boolean {
  const below = (a: string, b: string) => a === b || a.startsWith(`${b}.`) || a.startsWith(`${b}[`);
  return path === '' || below(key, path) || below(path, key);
}
