// Facts in which preflight has nothing to find, and each decision with one of them changed.
import { concurrencyFindings } from '../../src/preflight/concurrency.ts';
import { databaseFindings } from '../../src/preflight/database.ts';
import { type NetworkFacts, networkFindings } from '../../src/preflight/network.ts';
import type {
  AdmittingRule,
  ExistingEndpoint,
  ExistingSubnet,
  ExistingVpc,
  InstanceOption,
  Snapshot,
  StandingDatabase,
} from '../../src/preflight/ports.ts';
import { quotaFindings } from '../../src/preflight/quotas.ts';
import { existingEndpointFindings } from '../../src/preflight/secrets-endpoint.ts';
import { snapshotFindings } from '../../src/preflight/snapshot.ts';
import { standingFindings } from '../../src/preflight/standing-database.ts';
import { loadedConfig } from '../support/engine.ts';

export const REGION = 'us-east-1';
export const PLACE = { region: REGION, profile: 'work' };
export const { database } = loadedConfig().config;
export const VERSIONS = ['8.0.46-rds.20260624', '8.4.9', '8.4.10', '8.4.11'];
export const OPTION: InstanceOption = {
  engineVersion: '8.4.10',
  instanceClass: 'db.t4g.micro',
  storageType: 'gp3',
  zones: ['a', 'b', 'c'],
  multiAz: true,
  storage: { least: 20, most: 6144 },
};
export const SNAPSHOT: Snapshot = {
  status: 'available',
  engine: 'mysql',
  engineVersion: '8.4.9',
  allocatedStorageGb: 20,
  username: 'webhook',
};
export const VPC: ExistingVpc = {
  id: 'vpc-1',
  cidrs: ['10.0.0.0/16'],
  tenancy: 'default',
  dnsSupport: true,
  dnsHostnames: true,
};
export const SUBNETS: readonly ExistingSubnet[] = [
  subnet('subnet-1', 'use1-az1'),
  subnet('subnet-2', 'use1-az2'),
];
export const ENDPOINT = { id: 'vpce-1', state: 'available', privateDns: true, groupIds: ['sg-1'] };
export const OPEN = { protocol: 'tcp', fromPort: 443, toPort: 443, cidrs: ['10.0.0.0/16'], groupIds: [] };

export const fromDatabase = (wanted: Partial<typeof database>, option: Partial<InstanceOption> = {}) =>
  databaseFindings(
    { ...database, ...wanted },
    { versions: VERSIONS, options: [{ ...OPTION, ...option }], zones: ['a', 'b'] },
    PLACE,
  );
export const fromSnapshot = (snapshot: Partial<Snapshot>) =>
  snapshotFindings(database, 'before', { ...SNAPSHOT, ...snapshot }, PLACE);
export const fromStanding = (
  wanted: Partial<typeof database>,
  live: StandingDatabase = { engineVersion: '8.4.10', allocatedStorageGb: 90 },
  deployed: StandingDatabase = { engineVersion: '8.4', allocatedStorageGb: 90 },
) =>
  standingFindings({
    wanted: { ...database, allocatedStorageGb: deployed.allocatedStorageGb, ...wanted },
    deployed,
    live,
  });
export const fromEndpoints = (
  endpoints: readonly ExistingEndpoint[],
  rules: readonly AdmittingRule[] = [OPEN],
) => existingEndpointFindings({ vpcId: 'vpc-1', endpoints, rules, place: PLACE });
export const fromNetwork = (facts: Partial<NetworkFacts>) =>
  networkFindings({
    vpcId: 'vpc-1',
    subnetIds: ['subnet-1', 'subnet-2'],
    vpc: VPC,
    subnets: SUBNETS,
    instanceClass: 'db.t4g.micro',
    byPrivateName: false,
    place: PLACE,
    ...facts,
  });
export const quota = (name: string) => quotaFindings(database, [{ name, used: 39, max: 39 }], PLACE);
/** Of an account whose functions reserve nothing, or as is said. */
export const lambda = (
  reservedConcurrency: number | undefined,
  account: number | { readonly limit: number; readonly unreserved: number },
  environments = 500,
) =>
  concurrencyFindings(
    { reservedConcurrency },
    typeof account === 'number' ? { limit: account, unreserved: account } : account,
    { environments, reservedNow: 0 },
    PLACE,
  );

export function zone(name: string, id: string) {
  return { name, id };
}

export function subnet(id: string, zoneId: string): ExistingSubnet {
  return { id, vpcId: 'vpc-1', cidr: '10.0.0.0/24', zone: `z-${zoneId}`, zoneId, freeAddresses: 251 };
}

export function free(freeAddresses: number, zoneId = 'use1-az1'): ExistingSubnet {
  const id = zoneId === 'use1-az1' ? 'subnet-1' : 'subnet-2';
  return { ...subnet(id, zoneId), freeAddresses };
}
