import { DEFAULT_VERSIONS, VERSIONS } from '../../mysql-versions.ts';
import type { Withdrawn, World } from '../../world.ts';
import { rdsPage } from './rds-listing.ts';
import type { Call } from './served-calls.ts';

const BURSTABLE = ['micro', 'small', 'medium', 'large', 'xlarge', '2xlarge'];
const GRAVITON = ['large', 'xlarge', '2xlarge', '4xlarge', '8xlarge', '12xlarge', '16xlarge'];
const INTEL = [...GRAVITON, '24xlarge'];

/** Classes that RDS offers for MySQL. Source: RDS User Guide, "DB instance class types". */
const CLASSES = [
  ...classes('db.t4g', BURSTABLE),
  ...classes('db.t3', BURSTABLE),
  ...classes('db.m5', INTEL),
  ...classes('db.m6g', GRAVITON),
  ...classes('db.m6i', INTEL),
  ...classes('db.m7g', GRAVITON),
  ...classes('db.m8g', GRAVITON),
  ...classes('db.r5', INTEL),
  ...classes('db.r6g', GRAVITON),
  ...classes('db.r6i', INTEL),
  ...classes('db.r7g', GRAVITON),
];

/** What RDS offers: engine versions, and the classes each can be ordered in. */
export function offerCalls(world: World): Readonly<Record<string, Call>> {
  return {
    DescribeDBEngineVersions: (input) => {
      const matching = (isMysql(input) ? VERSIONS : [])
        .filter(({ version }) => !isWithdrawn(world, { engineVersion: version }))
        .filter(({ version }) => isVersion(version, input.EngineVersion))
        .filter(({ major, version }) => input.DefaultOnly !== true || isDefault(major, version, input));
      const { items, next } = rdsPage(matching, input);
      return { DBEngineVersions: items.map(describeVersion), Marker: next };
    },
    DescribeOrderableDBInstanceOptions: (input) => {
      const wanted = input.DBInstanceClass;
      const options = (isMysql(input) && input.Vpc !== false ? VERSIONS : [])
        .filter(({ version }) => isVersion(version, input.EngineVersion))
        .flatMap(({ version }) =>
          CLASSES.filter((name) => wanted === undefined || wanted === name)
            .filter((name) => !isWithdrawn(world, { engineVersion: version, instanceClass: name }))
            .map((name) => describeOption(world, version, name)),
        );
      const { items, next } = rdsPage(options, input);
      return { OrderableDBInstanceOptions: items, Marker: next };
    },
  };
}

function classes(family: string, sizes: readonly string[]): readonly string[] {
  return sizes.map((size) => `${family}.${size}`);
}

function isMysql({ Engine }: Readonly<Record<string, unknown>>): boolean {
  return Engine === undefined || Engine === 'mysql';
}

function isVersion(version: string, wanted: unknown): boolean {
  return wanted === undefined || version === wanted || version.startsWith(`${wanted}.`);
}

/** The default of the major version that was asked for; of the newest one otherwise. */
function isDefault(
  major: string,
  version: string,
  { EngineVersion }: Readonly<Record<string, unknown>>,
): boolean {
  const newest = VERSIONS.at(-1)?.major;
  return DEFAULT_VERSIONS[major] === version && (EngineVersion !== undefined || major === newest);
}

function describeVersion({ major, version }: (typeof VERSIONS)[number]) {
  return {
    Engine: 'mysql',
    MajorEngineVersion: major,
    EngineVersion: version,
    DBParameterGroupFamily: `mysql${major}`,
    DBEngineDescription: 'MySQL Community Edition',
    DBEngineVersionDescription: `MySQL ${version}`,
    SupportsLogExportsToCloudwatchLogs: true,
    SupportsReadReplica: true,
    SupportsParallelQuery: false,
    SupportsGlobalDatabases: false,
    SupportedCACertificateIdentifiers: ['rds-ca-rsa2048-g1', 'rds-ca-rsa4096-g1', 'rds-ca-ecc384-g1'],
    Status: 'available',
  };
}

/** Whether something is not offered: a rule that says more than what is asked for does not apply. */
function isWithdrawn({ withdrawn }: World, offer: Withdrawn): boolean {
  return withdrawn.some((rule) =>
    (['engineVersion', 'instanceClass', 'zone'] as const).every(
      (key) => rule[key] === undefined || rule[key] === offer[key],
    ),
  );
}

function describeOption(world: World, version: string, name: string) {
  const offered = (zone: string) =>
    !isWithdrawn(world, { engineVersion: version, instanceClass: name, zone });
  return {
    Engine: 'mysql',
    EngineVersion: version,
    DBInstanceClass: name,
    LicenseModel: 'general-public-license',
    AvailabilityZones: world.zones
      .filter(({ name: zone }) => offered(zone))
      .map((zone) => ({ Name: zone.name })),
    MultiAZCapable: true,
    ReadReplicaCapable: true,
    Vpc: true,
    SupportsStorageEncryption: true,
    StorageType: 'gp3',
    SupportsIops: true,
    SupportsIAMDatabaseAuthentication: true,
    SupportsPerformanceInsights: !/\.(micro|small)$/.test(name),
    MinStorageSize: 20,
    MaxStorageSize: 65_536,
    SupportsStorageAutoscaling: true,
  };
}
