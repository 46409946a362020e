import { type Finding, finding, listed } from './finding.ts';

/** A zone by the name it has in this account and by the id it has in all. */
export interface Zone {
  readonly name: string;
  readonly id: string;
}

/** Zones that RDS Proxy is not in. Source: RDS User Guide, "Quotas and limitations for RDS Proxy". Lambda shares the first. */
const WITHOUT_PROXY: ReadonlySet<string> = new Set(['use1-az3', 'usw1-az2']);

/**
 * Regions without RDS Proxy for MySQL; no call of AWS tells. Source: RDS User Guide, "Supported Regions and DB engines for
 * Amazon RDS Proxy", autumn 2026.
 */
const REGIONS_WITHOUT_PROXY: ReadonlySet<string> = new Set(['ap-southeast-6', 'ap-east-2']);

/** Whether RDS Proxy is in a zone, as far as is known. */
export function zoneHasProxy(id: string): boolean {
  return !WITHOUT_PROXY.has(id);
}

/**
 * The two zones a new stack gets: chosen by id, since names mean other zones in other accounts; those where the database
 * can be had go before others. Undefined when there are not two.
 */
export function chooseZones(
  zones: readonly Zone[],
  withDatabase?: readonly string[],
): readonly [Zone, Zone] | undefined {
  const rank = ({ name }: Zone) => (withDatabase === undefined || withDatabase.includes(name) ? 0 : 1);
  const [first, second] = zones
    .filter(({ id }) => zoneHasProxy(id))
    .toSorted((a, b) => rank(a) - rank(b) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  if (first === undefined || second === undefined) return undefined;
  return first.id < second.id ? [first, second] : [second, first];
}

/** For a region that RDS Proxy is not offered in, as far as is known. */
export function regionFindings(region: string): readonly Finding[] {
  if (!REGIONS_WITHOUT_PROXY.has(region)) return [];
  return [
    finding(
      'region-without-proxy',
      `RDS Proxy for MySQL is not offered in ${region}.`,
      ['Choose another region: --region, or the key "region" in the config.'],
      { region },
    ),
  ];
}

/** For a region without two zones to choose. */
export function tooFewZones(zones: readonly Zone[], region: string): Finding {
  const had = zones.map(({ name, id }) => `${name} (${id})`).join(', ');
  return finding(
    'zones-too-few',
    `RDS Proxy needs two zones; this account has fewer in ${region} that it is offered in: ${had === '' ? 'none' : had}.`,
    ['Choose another region, or an existing VPC (`network.vpcId`).'],
    { region, zones },
  );
}

/** A report on the zones that a stack was made in: they are kept, since choosing again would replace the database. */
export function deployedZoneFindings(
  deployed: readonly string[],
  zones: readonly Zone[],
): readonly Finding[] {
  const open = zones.filter(({ id }) => zoneHasProxy(id)).map(({ name }) => name);
  const gone = deployed.filter((name) => !open.includes(name));
  if (gone.length === 0) return [];
  const better = chooseZones(zones);
  return [
    finding(
      'zone-without-proxy',
      `The stack has a subnet in ${listed(gone)}, which RDS Proxy is not in, or which is not open to this account now. It stays: choosing again would replace the database.`,
      [
        better === undefined
          ? 'Watch the health of the proxy: `status`.'
          : `To move, make a second environment (it would take ${listed(better.map(({ name }) => name))}) and restore a snapshot in it.`,
      ],
      { zones: gone },
    ),
  ];
}
