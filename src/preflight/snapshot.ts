import { type AwsPlace, awsCommand } from '../config/aws-command.ts';
import { isReservedUsername } from '../config/reserved-names.ts';
import { type Config, ENGINE_VERSION } from '../config/schema.ts';
import { type Finding, finding } from './finding.ts';
import { isOlder, majorOf } from './nearest-offers.ts';
import type { Snapshot } from './ports.ts';
import { setStorage, setVersion } from './settings.ts';

/** Statuses that end by themselves. RDS API reference, DBSnapshot, names no others that do; `failed` does not. */
const BECOMING: readonly string[] = ['creating', 'copying', 'modifying', 'upgrading'];

/** Whether a database can be made of a snapshot as it is configured. */
export function snapshotFindings(
  wanted: Config['database'],
  name: string,
  snapshot: Snapshot | undefined,
  place: AwsPlace,
): readonly Finding[] {
  const { engineVersion, allocatedStorageGb, username } = wanted;
  if (snapshot === undefined) {
    return [
      finding(
        'snapshot-missing',
        `There is no snapshot ${name} in this account and region (database.restoreFromSnapshot).`,
        [
          `See what there is: ${awsCommand('rds describe-db-snapshots --query "DBSnapshots[].DBSnapshotIdentifier"', place)}`,
          "Name another account's snapshot by its ARN; copy one of another region here first.",
        ],
        { snapshot: name },
      ),
    ];
  }
  const data = { snapshot: name };
  if (snapshot.engine !== 'mysql') {
    return [
      finding(
        'snapshot-of-other-engine',
        `The snapshot ${name} is of ${snapshot.engine}, not of MySQL.`,
        ['Name a snapshot of an RDS for MySQL database in database.restoreFromSnapshot.'],
        data,
      ),
    ];
  }
  const findings: Finding[] = [];
  if (snapshot.status !== 'available') {
    findings.push(
      finding(
        'snapshot-not-available',
        `The snapshot ${name} is ${snapshot.status}, not available.`,
        [
          BECOMING.includes(snapshot.status)
            ? 'Wait until it is available, and run the command again.'
            : 'It will not become so: name another snapshot in database.restoreFromSnapshot.',
        ],
        data,
      ),
    );
  }
  // A minor version is restored to the same or a newer one. RDS User Guide, "Restoring to a DB instance".
  const major = majorOf(snapshot.engineVersion);
  if (isOlder(engineVersion, snapshot.engineVersion)) {
    findings.push(
      finding(
        'snapshot-newer',
        `The snapshot ${name} is of MySQL ${snapshot.engineVersion}, newer than database.engineVersion "${engineVersion}".`,
        [
          ENGINE_VERSION.test(major)
            ? setVersion(wanted, major)
            : `MySQL ${major} is none that database.engineVersion can be: name another snapshot in database.restoreFromSnapshot.`,
        ],
        { ...data, engineVersion: snapshot.engineVersion },
      ),
    );
  }
  if (snapshot.allocatedStorageGb > allocatedStorageGb) {
    findings.push(
      finding(
        'snapshot-larger',
        `The snapshot ${name} is of a database with ${snapshot.allocatedStorageGb} GiB, more than database.allocatedStorageGb ${allocatedStorageGb}.`,
        [setStorage(wanted, snapshot.allocatedStorageGb)],
        { ...data, allocatedStorageGb: snapshot.allocatedStorageGb },
      ),
    );
  }
  // RDS API reference, RestoreDBInstanceFromDBSnapshot: there is no parameter for the master user, it is the snapshot's.
  if (snapshot.username !== undefined && snapshot.username !== username) {
    findings.push(
      finding(
        'snapshot-of-other-user',
        `The master user of the snapshot ${name} is ${snapshot.username}, and stays so; database.username is ${username}.`,
        [
          isReservedUsername(snapshot.username)
            ? 'Name a snapshot with another master user in database.restoreFromSnapshot: that one is reserved here.'
            : `Set database.username to "${snapshot.username}".`,
        ],
        { ...data, username: snapshot.username },
      ),
    );
  }
  return findings;
}
