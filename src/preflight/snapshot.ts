import type { Config } from '../config/schema.ts';
import { type Finding, finding } from './finding.ts';
import { compareVersions, majorOf } from './nearest-offers.ts';
import type { Snapshot } from './ports.ts';

/** Whether a database can be made of a snapshot as it is configured. */
export function snapshotFindings(
  { engineVersion, allocatedStorageGb, username }: Config['database'],
  name: string,
  snapshot: Snapshot | undefined,
): readonly Finding[] {
  if (snapshot === undefined) {
    return [
      finding(
        'snapshot-missing',
        `There is no snapshot ${name} in this account and region (database.restoreFromSnapshot).`,
        [
          'See what there is: aws rds describe-db-snapshots --query "DBSnapshots[].DBSnapshotIdentifier"',
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
        ['Wait until it is available, and run the command again.'],
        data,
      ),
    );
  }
  // A minor version is restored to the same or a newer one. RDS User Guide, "Restoring to a DB instance".
  const minor = engineVersion.split('.').length > 2;
  const older = minor
    ? compareVersions(engineVersion, snapshot.engineVersion) < 0
    : compareVersions(majorOf(engineVersion), majorOf(snapshot.engineVersion)) < 0;
  if (older) {
    findings.push(
      finding(
        'snapshot-newer',
        `The snapshot ${name} is of MySQL ${snapshot.engineVersion}, newer than database.engineVersion "${engineVersion}".`,
        [`Set database.engineVersion to "${majorOf(snapshot.engineVersion)}".`],
        { ...data, engineVersion: snapshot.engineVersion },
      ),
    );
  }
  if (snapshot.allocatedStorageGb > allocatedStorageGb) {
    findings.push(
      finding(
        'snapshot-larger',
        `The snapshot ${name} is of a database with ${snapshot.allocatedStorageGb} GiB, more than database.allocatedStorageGb ${allocatedStorageGb}.`,
        [`Set database.allocatedStorageGb to ${snapshot.allocatedStorageGb} or more.`],
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
        [`Set database.username to "${snapshot.username}".`],
        { ...data, username: snapshot.username },
      ),
    );
  }
  return findings;
}
