import type { Config } from '../config/schema.ts';
import { type Finding, finding } from './finding.ts';
import type { Quota } from './ports.ts';

/**
 * What a new stack needs of the quotas that RDS tells by DescribeAccountAttributes: AWS's own count and the account's own
 * limit, so no guess. Source: RDS API reference, AccountQuota.
 */
export function quotaFindings(
  { allocatedStorageGb }: Pick<Config['database'], 'allocatedStorageGb'>,
  quotas: readonly Quota[],
): readonly Finding[] {
  const needs = [
    { quota: 'DBInstances', of: 'databases', needed: 1, found: 'databases-at-quota', code: 'L-7B6409FD' },
    {
      quota: 'AllocatedStorage',
      of: 'GiB of database storage',
      needed: allocatedStorageGb,
      found: 'storage-over-quota',
      code: 'L-7ADDB58A',
    },
    {
      quota: 'DBSubnetGroups',
      of: 'DB subnet groups',
      needed: 1,
      found: 'subnet-groups-at-quota',
      code: 'L-48C6BF61',
    },
  ] as const;
  return needs.flatMap(({ quota, of, needed, found, code }) => {
    const known = quotas.find(({ name }) => name === quota);
    if (known === undefined || known.used + needed <= known.max) return [];
    const { used, max } = known;
    return [
      finding(
        found,
        `The account uses ${used} of its ${max} ${of} in this region; the stack needs ${needed} more.`,
        [
          `Ask for more: aws service-quotas request-service-quota-increase --service-code rds --quota-code ${code} --desired-value ${used + needed}`,
          'Or use another region, or delete what is not needed.',
        ],
        { quota, used, max, needed },
      ),
    ];
  });
}

/** 5 unless raised, which no call here tells. Source: VPC User Guide, "Amazon VPC quotas". */
const VPCS = 5;

export function vpcFindings(count: number, region: string): readonly Finding[] {
  if (count < VPCS) return [];
  return [
    finding(
      'vpcs-at-quota',
      `There are ${count} VPCs in ${region}, and ${VPCS} is all that AWS grants at first: if that was not raised, the stack's will be refused.`,
      [
        'Use one of them: network.vpcId and network.subnetIds.',
        'Or ask for more: quota L-F678F1CE of Amazon VPC.',
      ],
      { count, quota: VPCS },
    ),
  ];
}

/** 20 unless raised, which no call here tells. Source: RDS User Guide, "Quotas and limitations for RDS Proxy". */
const PROXIES = 20;

/** Whether the proxy's name is free: RDS demands one, and it is the account's only one of that name in the region. */
export function proxyFindings(name: string, names: readonly string[], region: string): readonly Finding[] {
  const findings: Finding[] = [];
  if (names.some((other) => other.toLowerCase() === name.toLowerCase())) {
    findings.push(
      finding(
        'proxy-name-taken',
        `There is a proxy ${name} in ${region} already, which this stack did not make.`,
        [
          'Choose another "stackName": the proxy is named after it.',
          `Or, if nobody uses it, delete it: aws rds delete-db-proxy --region ${region} --db-proxy-name ${name}`,
        ],
        { proxy: name },
      ),
    );
  }
  if (names.length >= PROXIES) {
    findings.push(
      finding(
        'proxies-at-quota',
        `There are ${names.length} proxies in ${region}, and ${PROXIES} is all that AWS grants at first: if that was not raised, the stack's will be refused.`,
        ['Ask for more: quota L-D94C7EA3 of Amazon RDS, or delete a proxy that nobody uses.'],
        { count: names.length, quota: PROXIES },
      ),
    );
  }
  return findings;
}

/** What must stay unreserved. Source: Lambda Developer Guide, "Configuring reserved concurrency"; an account with less keeps all. */
const UNRESERVED = 100;

export interface Load {
  /** Execution environments at most, by the throttle. */
  readonly environments: number;
  /** What the function has reserved already. */
  readonly reservedNow: number;
}

export function concurrencyFindings(
  { reservedConcurrency: wanted }: Pick<Config['function'], 'reservedConcurrency'>,
  { limit, unreserved }: { readonly limit: number; readonly unreserved: number },
  { environments, reservedNow }: Load,
): readonly Finding[] {
  const data = { limit, unreserved };
  if (wanted === undefined) {
    const available = Math.min(limit, unreserved + reservedNow);
    if (environments <= available) return [];
    return [
      finding(
        'concurrency-below-load',
        `Up to ${environments} execution environments may run at once, but the account has ${available} for all of its functions: what is more is answered 503.`,
        [
          'Ask for more: aws service-quotas request-service-quota-increase --service-code lambda --quota-code L-B99A9384 --desired-value 1000',
          'Or let less in: api.throttle.',
        ],
        data,
      ),
    ];
  }
  const free = unreserved + reservedNow - Math.min(UNRESERVED, limit);
  if (wanted <= free) return [];
  return [
    finding(
      'reserved-concurrency-too-much',
      `function.reservedConcurrency ${wanted} is more than the account can reserve: ${Math.max(0, free)} of ${limit}, since ${Math.min(UNRESERVED, limit)} stay with the functions that reserve nothing.`,
      [
        free > 0
          ? `Set function.reservedConcurrency to ${free} or less, or leave it out.`
          : 'Leave function.reservedConcurrency out.',
        'Or ask for more: aws service-quotas request-service-quota-increase --service-code lambda --quota-code L-B99A9384 --desired-value 1000',
      ],
      data,
    ),
  ];
}
