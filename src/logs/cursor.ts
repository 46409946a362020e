import type { LogEvent } from './ports.ts';

/** How late a line may come and is still found by the next look; and, at longer intervals, by a deep one. Milliseconds. */
export const OVERLAP = 60_000;
export const DEEP_OVERLAP = 10 * 60_000;
export const DEEP_EVERY = 30_000;

/** How far one log was read. */
export interface Cursor {
  /** Where the next look begins. `now` is CloudWatch's time. */
  from(now: number): number;
  /** True for an event that was not told yet; it counts as told from then on. */
  take(event: LogEvent, now: number): boolean;
}

/**
 * Lines come late and in another order than their times, so every look reads again what is near the newest line, and what was
 * told is dropped by its id. The newest line is the measure, but one from the future is not. Where lines are rare, what lies ten minutes before the look before was read to its end:
 * a filter that finds nothing must not search a whole day anew at every look.
 */
export function cursor(start: number): Cursor {
  const told = new Map<string, number>();
  let newest = start;
  let mark = start;
  let lastLook = Number.NEGATIVE_INFINITY;
  let lastDeep = Number.NEGATIVE_INFINITY;
  const forget = () => {
    for (const [id, at] of told) if (at < mark - DEEP_OVERLAP) told.delete(id);
  };
  return {
    from(now) {
      mark = Math.max(mark, Math.min(newest, now), Math.min(lastLook, now) - DEEP_OVERLAP);
      lastLook = now;
      const deep = now - lastDeep >= DEEP_EVERY || now < lastDeep;
      if (deep) {
        lastDeep = now;
        forget();
      }
      return Math.max(start, mark - (deep ? DEEP_OVERLAP : OVERLAP));
    },
    take({ id, at }, now) {
      if (told.has(id)) return false;
      told.set(id, at);
      newest = Math.max(newest, at);
      // A look at a long time holds many: those that no later look reads again need not be remembered.
      if (told.size % 20_000 === 0) {
        const reached = Math.min(at, now) - DEEP_OVERLAP;
        for (const [old, when] of told) if (when < reached) told.delete(old);
      }
      return true;
    },
  };
}
