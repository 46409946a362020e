/** A zone by the name it has in this account and by the id it has in all. */
export interface Zone {
  readonly name: string;
  readonly id: string;
}

/** Zones that RDS Proxy is not in. Source: RDS User Guide, "Quotas and limitations for RDS Proxy". Lambda shares the first. */
const WITHOUT_PROXY: ReadonlySet<string> = new Set(['use1-az3', 'usw1-az2']);

/** Regions without RDS Proxy for MySQL. Source: RDS User Guide, "Supported Regions and DB engines for Amazon RDS Proxy". */
const REGIONS_WITHOUT_PROXY: ReadonlySet<string> = new Set(['ap-southeast-6', 'ap-east-2']);

/** The two zones a new stack gets: chosen by id, since names mean other zones in other accounts. Undefined when there are not two. */
export function chooseZones(zones: readonly Zone[]): readonly [Zone, Zone] | undefined {
  const [first, second] = zones
    .filter(({ id }) => !WITHOUT_PROXY.has(id))
    .toSorted((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  return first === undefined || second === undefined ? undefined : [first, second];
}

/** Whether RDS Proxy for MySQL is offered in a region, as far as is known. */
export function offersProxy(region: string): boolean {
  return !REGIONS_WITHOUT_PROXY.has(region);
}
