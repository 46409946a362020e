import type { Stacks } from './ports.ts';
import type { StackEvent } from './stack.ts';

/** Reads what is new of a stack's events: one page, and further ones only until an event that is known. */
export interface EventPages {
  /** Newest first; nothing between them and what was known is missing. */
  read(signal?: AbortSignal): Promise<readonly StackEvent[]>;
  /** Whether events were read that are held back, since older ones may be missing. */
  holds(): boolean;
}

/**
 * So many milliseconds after it happened an event may still be missing where newer ones are read. Assumed: AWS gives no
 * bound (CloudFormation User Guide, "View stack events"), seconds are what is seen.
 */
const LATEST = 40_000;

/**
 * Each page may come from another replica, and what one has the next may not have yet: where two pages meet, events may be
 * missing, and all that is above them would be taken for the newest known. So what is above such a seam is held back until
 * the seam is older than events are late: by CloudFormation's own time, or by how long ago it was first read.
 */
export function eventPages(
  stacks: Pick<Stacks, 'events'>,
  stackArn: string,
  seen: ReadonlySet<string>,
  now: () => number,
): EventPages {
  const known = new Set(seen);
  const firstRead = new Map<string, number>();
  let newest = 0;
  let holds = false;
  const isSound = (seam: StackEvent) =>
    newest - seam.at.getTime() > LATEST || now() - (firstRead.get(seam.id) ?? now()) > LATEST;
  return {
    holds: () => holds,
    async read(signal) {
      const pages: (readonly StackEvent[])[] = [];
      let page: string | undefined;
      do {
        const { events, next } = await stacks.events(stackArn, page, signal);
        pages.push(events);
        newest = Math.max(newest, ...events.map(({ at }) => at.getTime()));
        page = events.some(({ id }) => known.has(id)) ? undefined : next;
      } while (page !== undefined);
      const seams = pages.slice(0, -1).map((events) => events.at(-1));
      const first = seams.findLastIndex((seam) => seam !== undefined && !isSound(seam)) + 1;
      holds = first > 0;
      // Any of them may be at a seam the next time.
      for (const { id } of pages.slice(0, first).flat()) {
        if (!firstRead.has(id)) firstRead.set(id, now());
      }
      const fresh = pages
        .slice(first)
        .flat()
        .filter(({ id }) => !known.has(id));
      for (const { id } of fresh) {
        known.add(id);
        firstRead.delete(id);
      }
      return fresh;
    },
  };
}
