import type { Config } from '../config/schema.ts';
import { type Finding, finding } from './finding.ts';
import { isOlder, majorOf } from './nearest-offers.ts';
import type { StandingDatabase } from './ports.ts';
import { setStorage, setVersion } from './settings.ts';

export interface StandingFacts {
  readonly wanted: Config['database'];
  /** What was deployed last. */
  readonly deployed: StandingDatabase;
  /** As RDS tells of it; undefined where it has none. */
  readonly live: StandingDatabase | undefined;
}

/**
 * What a database that stands cannot become: RDS neither shrinks storage nor goes back to an older version. What the
 * configuration leaves as it was deployed is not asked of RDS, though the database may have outgrown it.
 * Sources: RDS API reference, ModifyDBInstance, AllocatedStorage; RDS User Guide, "Upgrading the RDS for MySQL DB engine".
 */
export function standingFindings({ wanted, deployed, live }: StandingFacts): readonly Finding[] {
  const now = live ?? deployed;
  const { engineVersion, allocatedStorageGb } = wanted;
  const findings: Finding[] = [];
  if (engineVersion !== deployed.engineVersion && isOlder(engineVersion, now.engineVersion)) {
    findings.push(
      finding(
        'engine-older',
        `The database runs MySQL ${now.engineVersion}, and RDS does not take one back to ${engineVersion} (database.engineVersion).`,
        [
          setVersion(wanted, majorOf(now.engineVersion)),
          'Or, to go back, restore a snapshot that was taken before the upgrade in another environment: database.restoreFromSnapshot.',
        ],
        { engineVersion, running: now.engineVersion },
      ),
    );
  }
  if (allocatedStorageGb !== deployed.allocatedStorageGb && allocatedStorageGb < now.allocatedStorageGb) {
    findings.push(
      finding(
        'storage-smaller',
        `The database has ${now.allocatedStorageGb} GiB, and RDS does not shrink storage: not to ${allocatedStorageGb} (database.allocatedStorageGb).`,
        [
          setStorage(wanted, now.allocatedStorageGb),
          ...(now.allocatedStorageGb > deployed.allocatedStorageGb
            ? [
                `Or leave it at ${deployed.allocatedStorageGb}, as it was deployed: what autoscaling has added stays.`,
              ]
            : []),
        ],
        { allocatedStorageGb, allocated: now.allocatedStorageGb },
      ),
    );
  }
  return findings;
}
