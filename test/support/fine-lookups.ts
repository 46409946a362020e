/**
 * An account in which preflight has nothing to find, for tests of the engine; a test replaces what it needs otherwise.
 */
import type { Lookups } from '../../src/preflight/ports.ts';

export function fineLookups(changes: Partial<Lookups> = {}): Lookups {
  return {
    engineVersions: async () => ['8.0.46-rds.20260624', '8.4.9', '8.4.10'],
    instanceOptions: async (query) => {
      const instanceClass = 'instanceClass' in query ? query.instanceClass : 'db.t4g.micro';
      return ['8.0.46-rds.20260624', '8.4.9', '8.4.10'].map((engineVersion) => ({
        engineVersion,
        instanceClass,
        storageType: 'gp3',
        zones: ['us-east-1a', 'us-east-1b', 'us-east-1c'],
        multiAz: true,
        storage: { least: 20, most: 65_536 },
      }));
    },
    databaseQuotas: async () => [{ name: 'DBInstances', used: 0, max: 40 }],
    proxies: async () => [],
    snapshot: async () => ({
      status: 'available',
      engine: 'mysql',
      engineVersion: '8.4.9',
      allocatedStorageGb: 20,
      username: 'webhook',
    }),
    secret: async () => ({ deleted: false }),
    vpcCount: async () => 1,
    vpc: async (id) => ({
      id,
      cidrs: ['10.0.0.0/16'],
      tenancy: 'default',
      dnsSupport: true,
      dnsHostnames: true,
    }),
    subnets: async (ids) =>
      ids.map((id, index) => ({
        id,
        vpcId: 'vpc-0a1b2c3d',
        cidr: `10.0.${index}.0/24`,
        zone: `us-east-1${'abc'[index % 3]}`,
        zoneId: `use1-az${(index % 3) + 1}`,
        freeAddresses: 251,
      })),
    secretsManagerEndpoints: async () => [],
    admitted: async () => [],
    concurrency: async () => ({ limit: 1000, unreserved: 1000 }),
    ...changes,
  };
}
