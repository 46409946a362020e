import type { Ports } from './ports.ts';

type ListedChangeSet = Awaited<ReturnType<Ports['changeSets']['list']>>[number];

/** A change set of another machine may be waiting for its user's "yes" for so long. */
const DAY_MILLISECONDS = 24 * 60 * 60_000;
/** What the names of our change sets begin with. */
export const CHANGE_SET_PREFIX = 'proxywebhook-';
const NAME = /^proxywebhook-[0-9a-z]+-[0-9a-f]{4}-([0-9a-f]{6}-[0-9a-z]+-[0-9a-z]+)$/;

/** A name for a change set that no other has, and that tells later runs when its own is over. */
export function changeSetName({ clock, random, runs }: Pick<Ports, 'clock' | 'random' | 'runs'>): string {
  return `${CHANGE_SET_PREFIX}${Math.floor(clock.now()).toString(36)}-${random.hex(4)}-${runs.begin()}`;
}

/** Says that the run that made a change set of this name has ended: whatever is left of it is in nobody's use. */
export function endOfRun(name: string, { runs }: Pick<Ports, 'runs'>): void {
  const mark = NAME.exec(name)?.[1];
  if (mark !== undefined) runs.end(mark);
}

/** True for a change set of ours that nobody will execute: its run was killed, or could not delete it. */
export function isAbandoned(
  { name, createdAt }: ListedChangeSet,
  { clock, runs }: Pick<Ports, 'clock' | 'runs'>,
): boolean {
  const mark = NAME.exec(name)?.[1];
  if (mark === undefined) return false;
  const old = createdAt !== undefined && clock.now() - createdAt.getTime() > DAY_MILLISECONDS;
  return old || runs.isOver(mark);
}

/** Deletes what earlier runs left waiting on a stack. */
export async function discardAbandoned(
  stackName: string,
  ports: Pick<Ports, 'changeSets' | 'clock' | 'runs'>,
): Promise<void> {
  const listed = await ports.changeSets.list(stackName);
  for (const changeSet of listed) {
    if (isAbandoned(changeSet, ports)) await ports.changeSets.delete(changeSet.arn);
  }
}
