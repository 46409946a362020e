import { type AwsPlace, awsCommand } from '../config/aws-command.ts';
import { type Finding, finding, listed } from './finding.ts';
import type { AdmittingRule, ExistingEndpoint, ExistingSubnet } from './ports.ts';

export interface EndpointFacts {
  readonly vpcId: string;
  readonly endpoints: readonly ExistingEndpoint[];
  /** Of the groups of `reachable` endpoints. */
  readonly rules: readonly AdmittingRule[];
  readonly place: AwsPlace;
}

/** Those that Secrets Manager's own name leads to: an open group of another one lets nobody in. */
export function reachable(endpoints: readonly ExistingEndpoint[]): readonly ExistingEndpoint[] {
  return endpoints.filter(({ state, privateDns }) => isAvailable(state) && privateDns);
}

/**
 * Whether the function will reach Secrets Manager from an existing VPC by the endpoint that is there
 * (`secretsManagerAccess: "existing"`). There may be other ways, a NAT gateway say: so these are warnings.
 */
export function existingEndpointFindings({
  vpcId,
  endpoints,
  rules,
  place,
}: EndpointFacts): readonly Finding[] {
  const other =
    'Or let the stack make one that only the function uses: network.secretsManagerAccess "create".';
  if (endpoints.length === 0) {
    return [
      finding(
        'endpoint-missing',
        `network.secretsManagerAccess is "existing", but no endpoint for Secrets Manager was seen in ${vpcId}. Without another way, a NAT gateway or an endpoint shared from elsewhere, the function cannot read its secrets.`,
        [other],
        { vpcId },
      ),
    ];
  }
  const data = { vpcId, endpoints: endpoints.map(({ id }) => id) };
  const available = endpoints.filter(({ state }) => isAvailable(state));
  if (available.length === 0) {
    return [
      finding(
        'endpoint-not-available',
        `The endpoint for Secrets Manager in ${vpcId} is ${listed([...new Set(endpoints.map(({ state }) => state))])}, not available.`,
        ['Wait until it is available.', other],
        data,
      ),
    ];
  }
  const named = reachable(endpoints);
  if (named.length === 0) {
    const [first] = available;
    return [
      finding(
        'endpoint-without-private-dns',
        `The endpoint for Secrets Manager in ${vpcId} has no private DNS name: the function would go past it.`,
        [
          `Turn it on: ${awsCommand(`ec2 modify-vpc-endpoint --vpc-endpoint-id ${first?.id} --private-dns-enabled`, place)}`,
          other,
        ],
        data,
      ),
    ];
  }
  if (rules.some(admitsHttps)) return [];
  return [
    finding(
      'endpoint-admits-nobody',
      `The security groups of the endpoint for Secrets Manager in ${vpcId} let nobody in on port 443: they must admit the function's group, which the stack makes.`,
      [
        `Let the function's group in once it is there (its name begins with the stack's), or the subnets' addresses now: groups ${listed([...new Set(named.flatMap(({ groupIds }) => groupIds))])}.`,
        other,
      ],
      data,
    ),
  ];
}

/** An endpoint that the stack makes is in one subnet a zone. Source: EC2 API reference, error code DuplicateSubnetsInSameZone. */
export function newEndpointFindings(subnets: readonly ExistingSubnet[]): readonly Finding[] {
  const shared = subnets.filter((subnet) =>
    subnets.some(({ id, zoneId }) => id !== subnet.id && zoneId === subnet.zoneId),
  );
  if (shared.length === 0) return [];
  const told = shared.map(({ id, zone }) => `${id} (${zone})`);
  return [
    finding(
      'endpoint-subnets-share-zone',
      `The endpoint for Secrets Manager that the stack makes can be in one subnet of a zone only, but these share one: ${told.join(', ')}.`,
      [
        'Name one subnet of each zone in network.subnetIds.',
        'Or, where the VPC has an endpoint for Secrets Manager: network.secretsManagerAccess "existing".',
      ],
      { subnetIds: shared.map(({ id }) => id) },
    ),
  ];
}

function isAvailable(state: string): boolean {
  return state.toLowerCase() === 'available';
}

/**
 * Whether somebody is let in by HTTPS. A group counts: it may be the function's own, where the stack stands; which groups
 * a function of somebody else's is in is not known.
 */
function admitsHttps({ protocol, fromPort, toPort, cidrs, groupIds }: AdmittingRule): boolean {
  if (cidrs.length === 0 && groupIds.length === 0) return false;
  if (protocol === '-1') return true;
  return protocol === 'tcp' && (fromPort ?? 0) <= 443 && 443 <= (toPort ?? 65_535);
}
