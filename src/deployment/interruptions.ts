import type { ResourceChange } from './stack.ts';

/** Says how a change interrupts service, and for how long; undefined where it does not. */
export function interruption({
  action,
  resourceType,
  changedProperties,
}: ResourceChange): string | undefined {
  if (action !== 'Modify') return undefined;
  const known = INTERRUPTIONS[resourceType] ?? {};
  const said = changedProperties.flatMap((property) => known[property] ?? []);
  return said.length === 0 ? undefined : [...new Set(said)].join(' ');
}

/** Source of the database's: RDS User Guide, "Settings for DB instances" (the column "Downtime notes"). */
const INTERRUPTIONS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'AWS::RDS::DBInstance': {
    DBInstanceClass:
      'The database is down for some minutes while the class changes (with Multi-AZ: for a failover, one to two minutes); requests are answered 503.',
    EngineVersion:
      'The database is down while it is upgraded: minutes for a minor version, longer for a major one; requests are answered 503.',
    MultiAZ: 'No outage, but writes may be slower while the standby is copied.',
    AllocatedStorage:
      'No outage, but the storage may be slower for hours, and cannot be changed again for six.',
    StorageType: 'The database may be down for a few minutes; the storage may be slower for hours.',
    BackupRetentionPeriod:
      'The database restarts if backups are turned on or off; another number of days is no outage.',
    DBParameterGroupName: 'Takes effect when the database is next restarted.',
  },
  'AWS::RDS::DBProxy': {
    Auth: 'Requests are refused (503) until the proxy and the function agree on how to log in, some minutes at most.',
    RoleArn: 'Logins may fail for a minute until the role is known everywhere.',
  },
};
