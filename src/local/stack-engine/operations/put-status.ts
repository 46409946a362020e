import type { Engine } from '../engine.ts';
import { setStackStatus } from '../journal.ts';
import type { Properties } from '../json.ts';
import { findStack } from '../stack-lookup.ts';
import type { StackRecord, StackStatus } from '../stack-record.ts';
import { begin, end } from './operation.ts';

/** A status that nothing here leads to, an import's say, and how the operation that it is of ends. */
export interface PutStatus {
  readonly stack: string;
  readonly status: StackStatus;
  readonly reason?: string;
  /** Of an operation that runs. */
  readonly ends?: { readonly as: StackStatus; readonly after: number };
}

/**
 * Begins an operation that touches no resource, and gives the stack its status: what runs ends as it is told to, or never.
 * Throws TypeError for what is no such thing, RangeError where there is no such stack or something runs on it.
 */
export function putStatus(engine: Engine, given: Properties): void {
  const { stack: name, status, reason, ends } = read(given);
  const stack = findStack(engine, name);
  if (stack === undefined) throw new RangeError(`there is no stack ${name}`);
  if (stack.operation !== undefined) throw new RangeError(`something runs on ${name}`);
  // That an import's operation is told as an update's is assumed: AWS documents no type of its own.
  const operation = begin(engine, stack, 'UPDATE_STACK', undefined);
  const told = reason === undefined ? {} : { reason };
  if (!status.endsWith('_IN_PROGRESS')) {
    settle(engine, stack, status, told);
    end(stack, operation);
    return;
  }
  stack.updatedAt = engine.world.clock.now();
  setStackStatus(engine, stack, status, told);
  if (ends === undefined) return;
  engine.world.clock.after(ends.after, () => {
    settle(engine, stack, ends.as, told);
    end(stack, operation);
  });
}

/** What ended began: whoever follows counts no end without a beginning. */
function settle(engine: Engine, stack: StackRecord, status: StackStatus, told: { reason?: string }): void {
  const begun = BEGINNING.exec(status)?.[1];
  if (begun !== undefined && stack.status !== `${begun}_IN_PROGRESS`) {
    setStackStatus(engine, stack, `${begun}_IN_PROGRESS` as StackStatus);
  }
  setStackStatus(engine, stack, status, told);
}

const BEGINNING = /^(.+?)_(?:COMPLETE|FAILED)$/;

function read(given: Properties): PutStatus {
  const { stack, status, reason, ends } = given;
  if (typeof stack !== 'string') throw new TypeError('stack is the name of one');
  if (reason !== undefined && typeof reason !== 'string') throw new TypeError('reason is a text');
  if (ends !== undefined && !isEnd(ends)) {
    throw new TypeError('ends is { "as": a status, "after": milliseconds }');
  }
  return {
    stack,
    status: statusOf(status),
    ...(reason === undefined ? {} : { reason }),
    ...(ends === undefined ? {} : { ends: { as: statusOf(ends.as), after: ends.after } }),
  };
}

function statusOf(value: unknown): StackStatus {
  if (typeof value === 'string' && Object.hasOwn(CAN_BE_PUT, value)) return value as StackStatus;
  throw new TypeError(
    `${String(value)} is no status that can be put; there are ${Object.keys(CAN_BE_PUT).join(', ')}`,
  );
}

function isEnd(value: unknown): value is { readonly as: unknown; readonly after: number } {
  const { after } = Object(value) as { after?: unknown };
  return typeof after === 'number' && after >= 0;
}

/** Imports alone: to every other status an operation leads, which leaves behind what belongs to it. */
const CAN_BE_PUT: Readonly<Record<Extract<StackStatus, `IMPORT_${string}`>, true>> = {
  IMPORT_IN_PROGRESS: true,
  IMPORT_COMPLETE: true,
  IMPORT_ROLLBACK_IN_PROGRESS: true,
  IMPORT_ROLLBACK_FAILED: true,
  IMPORT_ROLLBACK_COMPLETE: true,
};
