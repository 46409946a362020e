import { type AwsPlace, awsCommand } from '../config/aws-command.ts';
import type { Config } from '../config/schema.ts';
import { type Finding, finding, listed } from './finding.ts';
import { majorOf, nearestClasses, nearestVersions } from './nearest-offers.ts';
import type { InstanceOption } from './ports.ts';
import { setStorage, setVersion } from './settings.ts';

/** What RDS says that it offers. */
export interface DatabaseOffers {
  /** Full versions, in no order. */
  readonly versions: readonly string[];
  /** Of the wanted class, over all versions. */
  readonly options: readonly InstanceOption[];
  /** Classes that there are of the wanted version; looked up when the wanted one is not offered. */
  readonly otherClasses?: readonly string[];
  /** Names of the zones of the stack's subnets, where they are known. */
  readonly zones?: readonly string[];
  /** The subnets are the configuration's to name: those of an existing VPC. */
  readonly namesSubnets?: boolean;
}

type Wanted = Config['database'];

/** The storage that the template asks for. */
const STORAGE = 'gp3';

/** What of a configuration's database RDS does not offer, and what is nearest to it. */
export function databaseFindings(
  wanted: Wanted,
  offers: DatabaseOffers,
  place: AwsPlace,
): readonly Finding[] {
  const versions = matchingVersions(wanted.engineVersion, offers.versions);
  const findings: Finding[] = [];
  if (versions.length === 0) findings.push(versionNotOffered(wanted, offers.versions, place));
  if (offers.options.length === 0) {
    findings.push(classNotOffered(wanted, offers.otherClasses ?? [], place));
    return findings;
  }
  // Without a version there is nothing to say of the class but that it is offered.
  if (versions.length === 0) return findings;
  const ofVersion = offers.options.filter(({ engineVersion }) => versions.includes(engineVersion));
  if (ofVersion.length === 0) return [classNotForVersion(wanted, offers.options, place)];
  return [
    ...storageFindings(wanted, ofVersion),
    ...zoneFindings(
      wanted,
      ofVersion.filter(({ storageType }) => storageType === STORAGE),
      offers,
    ),
  ];
}

/** Zones where a database can be had as it is wanted; undefined when nothing says so. */
export function zonesWithDatabase(
  { engineVersion }: Wanted,
  { versions, options }: Pick<DatabaseOffers, 'options' | 'versions'>,
): readonly string[] | undefined {
  const matching = matchingVersions(engineVersion, versions);
  const zones = options
    .filter((option) => matching.includes(option.engineVersion) && option.storageType === STORAGE)
    .flatMap((option) => option.zones);
  return zones.length === 0 ? undefined : [...new Set(zones)];
}

/** A major version stands for all of its minors. Source: RDS User Guide, "Specifying the MySQL version". */
export function matchingVersions(wanted: string, versions: readonly string[]): readonly string[] {
  return versions.filter((version) => version === wanted || version.startsWith(`${wanted}.`));
}

function versionNotOffered(wanted: Wanted, versions: readonly string[], { region }: AwsPlace): Finding {
  const { engineVersion } = wanted;
  const near = nearestVersions(engineVersion, versions);
  const recommended = engineVersion !== '8.4' && versions.some((version) => majorOf(version) === '8.4');
  return finding(
    'engine-version-not-offered',
    `RDS does not offer MySQL ${engineVersion} in ${region}${near.length === 0 ? '' : `; nearest are ${listed(near)}`}.`,
    [
      ...near.slice(0, 1).map((version) => setVersion(wanted, version)),
      ...(recommended ? ['Or set it to "8.4", for the one that RDS recommends.'] : []),
      ...(near.length === 0 ? ['Choose another region: --region, or the key "region" in the config.'] : []),
    ],
    { engineVersion, nearest: near },
  );
}

function classNotOffered(
  { instanceClass, engineVersion }: Wanted,
  others: readonly string[],
  place: AwsPlace,
): Finding {
  const near = nearestClasses(instanceClass, others);
  return finding(
    'instance-class-not-offered',
    `RDS does not offer ${instanceClass} for MySQL ${engineVersion} in ${place.region}${near.length === 0 ? '' : `; nearest are ${listed(near)}`}.`,
    [
      near[0] === undefined
        ? `Set database.instanceClass to one of: ${awsCommand('rds describe-orderable-db-instance-options --engine mysql --query "OrderableDBInstanceOptions[].DBInstanceClass"', place)}`
        : `Set database.instanceClass to "${near[0]}".`,
    ],
    { instanceClass, nearest: near },
  );
}

function classNotForVersion(
  wanted: Wanted,
  options: readonly InstanceOption[],
  { region }: AwsPlace,
): Finding {
  const { instanceClass, engineVersion } = wanted;
  const offered = [...new Set(options.map((option) => option.engineVersion))];
  const near = nearestVersions(engineVersion, offered);
  const having =
    near.length > 0
      ? `it does for ${listed(near)}`
      : `it does for ${listed([...new Set(offered.map(majorOf))])} only, which database.engineVersion cannot be`;
  return finding(
    'instance-class-not-for-version',
    `RDS offers ${instanceClass} in ${region}, but not for MySQL ${engineVersion}; ${having}.`,
    [
      ...near.slice(0, 1).map((version) => setVersion(wanted, version)),
      `${near.length === 0 ? 'Choose' : 'Or choose'} another database.instanceClass: a newer generation.`,
    ],
    { instanceClass, engineVersion, versions: near },
  );
}

function storageFindings(wanted: Wanted, options: readonly InstanceOption[]): readonly Finding[] {
  const { instanceClass, allocatedStorageGb, multiAz } = wanted;
  const fitting = options.filter(({ storageType }) => storageType === STORAGE);
  if (fitting.length === 0) {
    const types = [...new Set(options.map(({ storageType }) => storageType))];
    return [
      finding(
        'storage-not-offered',
        `RDS offers ${instanceClass} with ${listed(types)} storage only, not with ${STORAGE}.`,
        ['Choose another database.instanceClass: a newer generation.'],
        { instanceClass, storageTypes: types },
      ),
    ];
  }
  const sizes = fitting.flatMap(({ storage }) => (storage === undefined ? [] : [storage]));
  const least = Math.min(...sizes.map((size) => size.least));
  const most = Math.max(...sizes.map((size) => size.most));
  const outside = sizes.length > 0 && (allocatedStorageGb < least || allocatedStorageGb > most);
  return [
    ...(outside
      ? [
          finding(
            'storage-not-offered',
            `RDS offers ${instanceClass} with ${least} to ${most} GiB, not with ${allocatedStorageGb}.`,
            [
              allocatedStorageGb < least
                ? setStorage(wanted, least)
                : `Set database.allocatedStorageGb to ${most} or less.`,
            ],
            { instanceClass, least, most },
          ),
        ]
      : []),
    ...(multiAz && !fitting.some((option) => option.multiAz)
      ? [
          finding(
            'multi-az-not-offered',
            `RDS does not offer ${instanceClass} with a standby in a second zone.`,
            ['Set database.multiAz to false, or choose another database.instanceClass.'],
            { instanceClass },
          ),
        ]
      : []),
  ];
}

/** One of the stack's zones is enough for a database without a standby: RDS takes that one. */
function zoneFindings(
  { instanceClass, multiAz }: Wanted,
  options: readonly InstanceOption[],
  { zones, namesSubnets = false }: Pick<DatabaseOffers, 'namesSubnets' | 'zones'>,
): readonly Finding[] {
  if (zones === undefined || options.length === 0) return [];
  const offered = [...new Set(options.flatMap((option) => option.zones))].toSorted();
  const shared = [...new Set(zones)].filter((zone) => offered.includes(zone));
  const data = { instanceClass, zones, offered };
  if (shared.length < (multiAz ? 2 : 1)) {
    const having =
      shared.length === 0 ? `in none of the zones ${listed(zones)}` : `in ${listed(shared)} only`;
    return [
      finding(
        'instance-class-not-in-zones',
        `RDS offers ${instanceClass} ${having}${multiAz ? ', and Multi-AZ needs two zones' : ''}; it does in ${listed(offered)}.`,
        [
          'Choose another database.instanceClass.',
          ...(multiAz && shared.length > 0 ? ['Or set database.multiAz to false.'] : []),
          ...(namesSubnets ? ['Or name subnets in those zones: network.subnetIds.'] : []),
        ],
        data,
      ),
    ];
  }
  if (shared.length > 1 || new Set(zones).size < 2) return [];
  return [
    finding(
      'instance-class-in-one-zone',
      `RDS offers ${instanceClass} in ${listed(shared)} only, of the zones ${listed(zones)}: the database will be there, and Multi-AZ is not to be had.`,
      ['If that is not enough, choose another database.instanceClass now: later it means an interruption.'],
      data,
    ),
  ];
}
