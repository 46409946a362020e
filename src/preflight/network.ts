import { type AwsPlace, awsCommand } from '../config/aws-command.ts';
import { type Finding, finding, listed } from './finding.ts';
import type { ExistingSubnet, ExistingVpc } from './ports.ts';
import { zoneHasProxy } from './zones.ts';

/** An existing VPC as it is configured and as it is. */
export interface NetworkFacts {
  readonly vpcId: string;
  readonly subnetIds: readonly string[];
  readonly vpc: ExistingVpc | undefined;
  readonly subnets: readonly ExistingSubnet[];
  /** Of the database: how many addresses a proxy wants depends on it. */
  readonly instanceClass: string;
  /** The function finds Secrets Manager by a private name of this VPC. */
  readonly byPrivateName: boolean;
  readonly place: AwsPlace;
}

/** Whether the stack can live in an existing VPC. */
export function networkFindings(facts: NetworkFacts): readonly Finding[] {
  const { vpc, vpcId, place } = facts;
  if (vpc === undefined) {
    return [
      finding(
        'vpc-missing',
        `There is no VPC ${vpcId} in this account and region (network.vpcId).`,
        [
          `See what there is: ${awsCommand('ec2 describe-vpcs --query "Vpcs[].VpcId"', place)}`,
          'Is it the right --region?',
        ],
        { vpcId },
      ),
    ];
  }
  return [...vpcFindings(vpc, facts), ...subnetFindings(facts), ...zoneFindings(facts)];
}

function vpcFindings(vpc: ExistingVpc, { byPrivateName, place }: NetworkFacts): readonly Finding[] {
  const { id, tenancy, dnsSupport, dnsHostnames } = vpc;
  const data = { vpcId: id };
  const turnOn = (attribute: string) =>
    `Turn it on: ${awsCommand(`ec2 modify-vpc-attribute --vpc-id ${id} --${attribute}`, place)}`;
  const findings: Finding[] = [];
  // RDS User Guide, "Quotas and limitations for RDS Proxy".
  if (tenancy === 'dedicated') {
    findings.push(
      finding(
        'vpc-with-dedicated-tenancy',
        `The VPC ${id} has dedicated tenancy, in which RDS Proxy cannot be.`,
        ['Use a VPC with default tenancy, or let the stack make its own: leave network.vpcId out.'],
        data,
      ),
    );
  }
  if (!dnsSupport) {
    findings.push(
      finding(
        'vpc-without-dns',
        `DNS resolution is off in the VPC ${id}: the function would not find the proxy.`,
        [turnOn('enable-dns-support')],
        data,
      ),
    );
  }
  // PrivateLink Guide, "Access an AWS service using an interface VPC endpoint": private DNS needs both attributes.
  if (!dnsHostnames) {
    findings.push(
      finding(
        'vpc-without-dns-hostnames',
        byPrivateName
          ? `DNS host names are off in the VPC ${id}: an endpoint for Secrets Manager has no private name there, so the function would not find it.`
          : `DNS host names are off in the VPC ${id}: endpoints have no private names there.`,
        [turnOn('enable-dns-hostnames')],
        data,
      ),
    );
  }
  return findings;
}

function subnetFindings({
  vpcId,
  subnetIds,
  subnets,
  instanceClass,
  place,
}: NetworkFacts): readonly Finding[] {
  const missing = subnetIds.filter((wanted) => !subnets.some(({ id }) => id === wanted));
  const elsewhere = subnets.filter((subnet) => subnet.vpcId !== vpcId);
  const describe = `ec2 describe-subnets --filters Name=vpc-id,Values=${vpcId} --query "Subnets[].[SubnetId,AvailabilityZoneId,AvailableIpAddressCount]" --output text`;
  const inVpc = `See what there is: ${awsCommand(describe, place)}`;
  return [
    ...missing.map((id) =>
      finding('subnet-missing', `There is no subnet ${id} (network.subnetIds).`, [inVpc], { subnetId: id }),
    ),
    ...elsewhere.map(({ id, vpcId: other }) =>
      finding('subnet-of-other-vpc', `The subnet ${id} is in ${other}, not in ${vpcId}.`, [inVpc], {
        subnetId: id,
        vpcId: other,
      }),
    ),
    ...subnets.flatMap((subnet) => addressFindings(subnet, addressesWanted(instanceClass))),
  ];
}

/** One each for the database, the proxy and the endpoint, and one for the function. */
const LEAST_ADDRESSES = 4;

function addressFindings({ id, cidr, freeAddresses }: ExistingSubnet, wanted: number): readonly Finding[] {
  if (freeAddresses >= wanted) return [];
  const data = { subnetId: id, cidr, freeAddresses, wanted };
  return [
    freeAddresses < LEAST_ADDRESSES
      ? finding(
          'subnet-without-addresses',
          `The subnet ${id} (${cidr}) has ${freeAddresses} free addresses: database, proxy, endpoint and function need ${LEAST_ADDRESSES} at least, and the proxy ${wanted} to grow.`,
          [
            `Use a larger subnet, ${prefixFor(wanted)} or more (network.subnetIds), or free addresses in this one.`,
          ],
          data,
        )
      : finding(
          'subnet-with-few-addresses',
          `The subnet ${id} (${cidr}) has ${freeAddresses} free addresses; AWS recommends ${wanted} for a proxy of this class, or it cannot grow under load.`,
          [`Use a larger subnet: ${prefixFor(wanted)} is enough for this class (network.subnetIds).`],
          data,
        ),
  ];
}

/** By the size of the database. Source: RDS User Guide, "Planning for IP address capacity" of RDS Proxy. */
function addressesWanted(instanceClass: string): number {
  return ADDRESSES[instanceClass.split('.')[2] ?? ''] ?? 10;
}

/** AWS keeps five addresses of each. Source: VPC User Guide, "Subnet CIDR blocks". */
const KEPT_BY_AWS = 5;

/** The smallest block, of a /26 and larger, that has what a proxy wants besides the other three. */
function prefixFor(wanted: number): string {
  const addresses = wanted + LEAST_ADDRESSES - 1 + KEPT_BY_AWS;
  return `/${Math.min(26, 32 - Math.ceil(Math.log2(addresses)))}`;
}

const ADDRESSES: Readonly<Record<string, number>> = {
  '2xlarge': 15,
  '4xlarge': 25,
  '8xlarge': 45,
  '12xlarge': 60,
  '16xlarge': 75,
  '24xlarge': 110,
};

function zoneFindings({ vpcId, subnets }: NetworkFacts): readonly Finding[] {
  const here = subnets.filter((subnet) => subnet.vpcId === vpcId);
  const without = here.filter(({ zoneId }) => !zoneHasProxy(zoneId));
  const zones = [...new Set(here.filter(({ zoneId }) => zoneHasProxy(zoneId)).map(({ zone }) => zone))];
  const findings: Finding[] = without.map(({ id, zone, zoneId }) =>
    finding(
      'subnet-in-zone-without-proxy',
      `The subnet ${id} is in ${zone} (${zoneId}), which RDS Proxy is not in: the proxy leaves it out.`,
      ['Name a subnet in another zone: network.subnetIds.'],
      { subnetId: id, zone, zoneId },
    ),
  );
  // Subnets that are not known are told of already: the zones may come with them.
  if (zones.length < 2 && here.length > 1) {
    const only = zones.length === 0 ? 'in no zone' : `in ${listed(zones)} only`;
    findings.push(
      finding(
        'subnets-in-too-few-zones',
        `The subnets are ${only} of those that RDS Proxy is in; database and proxy need two zones.`,
        ['Name subnets in two zones: network.subnetIds.'],
        { zones },
      ),
    );
  }
  return findings;
}
