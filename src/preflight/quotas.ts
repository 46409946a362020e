import { type AwsPlace, awsCommand } from '../config/aws-command.ts';
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
  place: AwsPlace,
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
          `Ask for more: ${askFor({ service: 'rds', code, value: used + needed }, place)}`,
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
export function proxyFindings(name: string, names: readonly string[], place: AwsPlace): readonly Finding[] {
  const { region } = place;
  const findings: Finding[] = [];
  if (names.some((other) => other.toLowerCase() === name.toLowerCase())) {
    findings.push(
      finding(
        'proxy-name-taken',
        `There is a proxy ${name} in ${region} already, which this stack did not make.`,
        [
          'Choose another "stackName": the proxy is named after it.',
          `Or, if nobody uses it, delete it: ${awsCommand(`rds delete-db-proxy --db-proxy-name ${name}`, place)}`,
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

/** The command that asks AWS to raise a quota. */
export function askFor(
  { service, code, value }: { readonly service: string; readonly code: string; readonly value: number },
  place: AwsPlace,
): string {
  return awsCommand(
    `service-quotas request-service-quota-increase --service-code ${service} --quota-code ${code} --desired-value ${value}`,
    place,
  );
}
