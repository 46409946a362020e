import type { Ports } from './ports.ts';
import type { Stack, StackStatus } from './stack.ts';
import { isBusy } from './states.ts';

export interface Meant {
  readonly ports: Pick<Ports, 'stacks' | 'clock'>;
  /** Every operation is meant where none is named. */
  readonly operationId?: string;
  readonly signal?: AbortSignal;
}

/**
 * Looks until a stack's description knows the operation that is meant, for a while: one that does not may be older than that, or
 * tell of several that came after it. Tells how the stack is then, and whether what runs on it is another's; without proof it is.
 */
export async function meantOperation(
  stack: Stack | undefined,
  { ports: { stacks, clock }, operationId, signal }: Meant,
): Promise<{ readonly stack: Stack | undefined; readonly isAnother: boolean }> {
  let shown = stack;
  for (let looks = 0; shown !== undefined; looks += 1) {
    const ids: readonly string[] = shown.operationIds ?? [];
    if (operationId === undefined || ids.length === 0) return { stack: shown, isAnother: false };
    const isAnother = isBusy(shown.status) && !isMeant(shown.status, ids.indexOf(operationId));
    if (ids.includes(operationId) || looks === LOOKS) return { stack: shown, isAnother };
    await clock.sleep(PAUSE_MILLISECONDS, signal);
    shown = await stacks.describe(shown.arn, signal);
  }
  return { stack: undefined, isAnother: false };
}

/** Descriptions have been seen to be late by seconds, not by minutes. */
const LOOKS = 10;
const PAUSE_MILLISECONDS = 2_000;

/** By the place that it has among the last operations, the newest first; a rollback's own id stands before what it takes back. */
function isMeant(status: StackStatus, place: number): boolean {
  return place === 0 || (place === 1 && status.includes('ROLLBACK'));
}
