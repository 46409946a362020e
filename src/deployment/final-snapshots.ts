import type { ProxyTargets } from '../proxy/ports.ts';
import { finalSnapshotOf, leavesSnapshot } from './down-plan.ts';
import type { Ended, FollowOptions } from './follow.ts';
import { ENVIRONMENT_TAG } from './ownership.ts';
import { readTemplate } from './template.ts';

/** A snapshot in words, by its own name: it is all that is left of the data. `absent` where RDS has none. */
export async function snapshotInWords(
  databaseId: string,
  { newestSnapshot }: Pick<ProxyTargets, 'newestSnapshot'>,
): Promise<string | 'absent'> {
  const what = finalSnapshotOf(databaseId);
  try {
    const name = await newestSnapshot(databaseId);
    return name === undefined
      ? 'absent'
      : `${what}: ${name} (to go on with it: database.restoreFromSnapshot)`;
  } catch {
    // Where RDS may not be asked, by its database.
    return what;
  }
}

/**
 * Snapshots of an environment whose stack is gone, in words: nothing says any more which databases it had, but the tags of a
 * database go with its snapshots (RDS User Guide, "Copying tags to DB snapshots": CopyTagsToSnapshot).
 */
export async function snapshotsOfEnvironment(
  environment: string,
  { snapshots }: Pick<ProxyTargets, 'snapshots'>,
): Promise<readonly string[]> {
  try {
    const own = (await snapshots()).filter(({ tags }) => tags[ENVIRONMENT_TAG] === environment);
    const told = own
      .slice(0, TOLD)
      .map(
        ({ name, databaseId }) =>
          `a snapshot of the database ${databaseId}: ${name} (to go on with it: database.restoreFromSnapshot)`,
      );
    return own.length > TOLD ? [...told, `${own.length - TOLD} older ones; ${LISTED}`] : told;
  } catch {
    return [`perhaps a final snapshot, which could not be looked for; ${LISTED}`];
  }
}

/** Of the newest ones; those before are of earlier lives. */
const TOLD = 3;
const LISTED = 'all are listed by `aws rds describe-db-snapshots --snapshot-type manual`';

/** Of a deletion that ended, wherever: the final snapshots of databases that are gone, also by an earlier deletion. */
export async function snapshotsLeft(
  { events }: Pick<Ended, 'events'>,
  { stackArn, document }: { readonly stackArn: string; readonly document: unknown },
  { ports: { stacks, proxyTargets } }: Pick<FollowOptions, 'ports'>,
): Promise<readonly string[]> {
  const template = readTemplate(document).resources;
  // By its ARN a stack tells what it deleted, also when it is gone itself.
  const rows = await stacks.resources(stackArn).catch(() => []);
  const databaseIds = [...rows, ...events].flatMap(({ status, physicalId, ...resource }) =>
    status === 'DELETE_COMPLETE' && physicalId && leavesSnapshot(resource, template) ? [physicalId] : [],
  );
  const told = await Promise.all([...new Set(databaseIds)].map((id) => snapshotInWords(id, proxyTargets)));
  return told.filter((words) => words !== 'absent');
}
