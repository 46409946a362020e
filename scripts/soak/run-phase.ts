import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DataPlane } from '../../test/support/data-plane.ts';
import { type Delivered, deliver, newDelivery, verify } from '../../test/support/deliveries.ts';
import { loadOf, type Phase } from './phase.ts';

export interface PhaseReport {
  readonly name: string;
  readonly deliveries: number;
  /** Calls of the function, repeated ones included. */
  readonly requests: number;
  readonly acknowledged: number;
  readonly refused: number;
  /** Answers that said that the delivery had been stored before. */
  readonly duplicates: number;
  /** How often a fault proxy struck. */
  readonly strikes: number;
  /** Connections that the environments made. */
  readonly connections: number;
  readonly slowestMilliseconds: number;
  readonly seconds: number;
  /** The largest resident memory of an environment, in MB. */
  readonly memoryMb: number;
  /** Invariants that do not hold, a sentence each. */
  readonly violations: readonly string[];
}

/** Puts the load on, with the fault beside it, and checks every invariant afterwards. */
export async function runPhase(plane: DataPlane, phase: Phase, environments: number): Promise<PhaseReport> {
  const started = performance.now();
  const violations: string[] = [];
  const lastId = await newestId(plane);
  const before = { strikes: strikesOf(plane), connections: plane.front.accepted(), pids: plane.pids() };
  const failures = plane.failures.length;
  const delivered: Delivered[] = [];
  const state = { answered: 0, running: 0, done: false, paused: false };
  let most = 0;
  let left = phase.deliveries;

  const worker = async () => {
    while (left > 0) {
      left -= 1;
      while (state.paused) await sleep(1);
      state.running += 1;
      try {
        delivered.push(await deliver(plane, newDelivery(), { tries: 200 }));
      } catch (error) {
        violations.push(error instanceof Error ? error.message.slice(0, 300) : String(error));
      }
      state.running -= 1;
      state.answered += 1;
      most = Math.max(most, plane.pooling.proxy.stats().databaseConnections);
    }
  };
  const disturbance = phase.disturb(plane, loadOf(state));
  // A disturbance that fails must not leave the load waiting for its end.
  disturbance.catch((error: unknown) => violations.push(`the fault itself failed: ${String(error)}`));
  await Promise.all(Array.from({ length: environments }, worker));
  state.done = true;
  await disturbance.catch(() => {});
  await plane.front.set({ kind: 'none' });
  await plane.back.set({ kind: 'none' });

  violations.push(...(await verify(plane, delivered, lastId)).slice(0, 10));
  violations.push(...plane.failures.slice(failures, failures + 10));
  violations.push(...(await unusable(plane, environments)));
  const now = plane.pids();
  const gone = before.pids.filter((pid) => !now.includes(pid));
  if (gone.length > 0) violations.push(`${gone.length} execution environments were lost`);
  const { maxDatabaseConnections } = plane.pooling.proxy.stats();
  if (most > maxDatabaseConnections)
    violations.push(`${most} connections to the database, ${maxDatabaseConnections} allowed`);
  return {
    name: phase.name,
    deliveries: phase.deliveries,
    requests: sum(delivered.map(({ calls }) => calls)),
    acknowledged: delivered.filter(({ storedId }) => storedId !== undefined).length,
    refused: sum(delivered.map(({ statuses }) => statuses.filter((status) => status === 503).length)),
    duplicates: sum(delivered.map(({ duplicates }) => duplicates)),
    strikes: strikesOf(plane) - before.strikes,
    connections: plane.front.accepted() - before.connections,
    slowestMilliseconds: Math.round(delivered.reduce((slow, one) => Math.max(slow, one.milliseconds), 0)),
    seconds: Math.round((performance.now() - started) / 1000),
    memoryMb: Math.max(...now.map(residentMb)),
    violations: [
      ...violations,
      ...(delivered.length === phase.deliveries ? [] : [`${delivered.length} of ${phase.deliveries} ended`]),
      ...strange(delivered),
    ],
  };
}

/** Each environment serves again, at the first call. A server that was restarted may need a moment before. */
async function unusable(plane: DataPlane, environments: number): Promise<readonly string[]> {
  await deliver(plane, newDelivery(), { tries: 200 });
  const serveThree = async () => {
    const wrong: string[] = [];
    for (let i = 0; i < 3; i += 1) {
      try {
        const { statuses } = await deliver(plane, newDelivery());
        if (statuses.includes(503)) wrong.push('an environment answered 503 after the fault had ended');
      } catch (error) {
        wrong.push(String(error));
      }
    }
    return wrong;
  };
  return (await Promise.all(Array.from({ length: environments }, serveThree))).flat();
}

function strange(delivered: readonly Delivered[]): readonly string[] {
  const statuses = new Set(delivered.flatMap((one) => one.statuses));
  return [...statuses]
    .filter((status) => status !== 200 && status !== 503)
    .map((status) => `status ${status}`);
}

async function newestId(plane: DataPlane): Promise<number> {
  const there = await plane.sql(
    "SELECT 1 FROM information_schema.tables WHERE table_schema = 'webhooks' AND table_name = 'request'",
  );
  if (there.length === 0) return 0;
  const [row] = await plane.sql('SELECT MAX(id) AS id FROM webhooks.request');
  return Number(row?.id ?? 0);
}

function strikesOf({ front, back }: DataPlane): number {
  return front.strikes() + back.strikes();
}

/** 0 where there is no /proc. */
function residentMb(pid: number): number {
  try {
    const pages = Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]);
    return Math.round((pages * 4096) / 1e6);
  } catch {
    return 0;
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
