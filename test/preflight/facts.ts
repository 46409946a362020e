// Facts in which preflight has nothing to find, and each decision with one of them changed.
import { databaseFindings } from '../../src/preflight/database.ts';
import { type NetworkFacts, networkFindings } from '../../src/preflight/network.ts';
import type { ExistingSubnet, ExistingVpc, InstanceOption, Snapshot } from '../../src/preflight/ports.ts';
import { concurrencyFindings, quotaFindings } from '../../src/preflight/quotas.ts';
import { snapshotFindings } from '../../src/preflight/snapshot.ts';
import { loadedConfig } from '../support/engine.ts';

export const REGION = 'us-east-1';
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
export const OPEN = { protocol: 'tcp', fromPort: 443, toPort: 443, cidrs: ['10.0.0.0/16'] };

export const fromDatabase = (wanted: Partial<typeof database>, option: Partial<InstanceOption> = {}) =>
  databaseFindings(
    { ...database, ...wanted },
    { versions: VERSIONS, options: [{ ...OPTION, ...option }], zones: ['a', 'b'] },
    REGION,
  );
export const fromSnapshot = (snapshot: Partial<Snapshot>) =>
  snapshotFindings(database, 'before', { ...SNAPSHOT, ...snapshot });
export const fromNetwork = (facts: Partial<NetworkFacts>) =>
  networkFindings({
    vpcId: 'vpc-1',
    subnetIds: ['subnet-1', 'subnet-2'],
    vpc: VPC,
    subnets: SUBNETS,
    instanceClass: 'db.t4g.micro',
    byPrivateName: false,
    ...facts,
  });
export const quota = (name: string) => quotaFindings(database, [{ name, used: 39, max: 39 }]);
export const lambda = (reservedConcurrency: number | undefined, limit: number, environments = 500) =>
  concurrencyFindings(
    { reservedConcurrency },
    { limit, unreserved: limit },
    { environments, reservedNow: 0 },
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
