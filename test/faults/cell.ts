/** One cell of the matrix: a command disturbed at one call, judged, run again, judged by what is there then. */
import type { DeploymentEvent } from '../../src/deployment/events.ts';
import type { FaultRule } from '../../src/local/aws-api/faults.ts';
import type { Bench } from './bench.ts';
import { type CommandName, commandNamed } from './commands.ts';
import { type EndState, endState } from './end-state.ts';
import { judgeFirst, judgeSecond, type Said, type Verdict } from './judge.ts';
import { runKilled } from './killed.ts';
import { type Kind, SILENCES } from './kinds.ts';

/** A call of an undisturbed run: the so-manieth of its action, from 0. */
export interface Call {
  readonly service: string;
  readonly action: string;
  readonly nth: number;
}

export interface Cell {
  readonly command: CommandName;
  readonly call: Call;
  readonly kind: Kind;
  /** The fault stays for the whole first run, from this call on. */
  readonly sticky: boolean;
}

/** What an undisturbed run does. */
export interface Undisturbed {
  readonly calls: readonly Call[];
  readonly outcome: string;
  readonly end: EndState;
}

/** Runs a command with nothing in its way, and tells what it called and left. */
export async function undisturbed(
  name: CommandName,
  bench: Bench,
  cacheDirectory: string,
): Promise<Undisturbed> {
  const command = commandNamed(name);
  const { place, memory, deployedMemory } = await bench.prepare(command);
  place.cloud.clearCalls();
  const outcome = await command.run(await place.ports(), {
    memory,
    settings: command.alone?.settings,
    cacheDirectory,
  });
  const counts = new Map<string, number>();
  const calls = place.cloud.calls().map(({ service, action }) => {
    const nth = counts.get(action) ?? 0;
    counts.set(action, nth + 1);
    return { service, action, nth };
  });
  const end = await endState(place, deployedMemory);
  bench.leave(command, memory);
  return { calls, outcome, end };
}

export async function runCell(
  cell: Cell,
  expected: Undisturbed,
  bench: Bench,
  cacheDirectory: string,
): Promise<Verdict> {
  if (cell.kind.kills) return runKilled(cell, expected, bench, cacheDirectory);
  for (const silence of SILENCES) {
    const verdict = await runDisturbed(cell, expected, bench, cacheDirectory, silence);
    // A busy machine is silent by itself: then another call was given up before the fault could strike.
    if (verdict !== NEVER_STRUCK || !isSilent(cell.kind)) return verdict;
  }
  return NEVER_STRUCK;
}

const NEVER_STRUCK = 'the fault never struck';

function isSilent({ fault }: Kind): boolean {
  return fault.kind === 'timeout' || fault.kind === 'timeout-after';
}

async function runDisturbed(
  { command: name, call, kind, sticky }: Cell,
  { outcome, end }: Undisturbed,
  bench: Bench,
  cacheDirectory: string,
  silence: number,
): Promise<Verdict> {
  const command = commandNamed(name);
  const { place, memory, deployedMemory } = await bench.prepare(command);
  const { cloud } = place;
  const before = await endState(place, deployedMemory);
  cloud.clearCalls();
  cloud.addFaults({
    ...kind.fault,
    service: call.service,
    action: call.action,
    skip: call.nth,
    ...(sticky ? {} : { times: 1 }),
  } as FaultRule);
  const warnings: string[] = [];
  const run = async (disturbed: boolean) => {
    const silent = isSilent(kind);
    const ports = await place.ports(
      disturbed ? { ...(silent ? { silence } : {}), ...(sticky ? { attempts: silent ? 1 : 2 } : {}) } : {},
    );
    const tell = (event: DeploymentEvent) => {
      if (disturbed && event.type === 'warned') warnings.push(event.message);
    };
    return command.run(ports, { memory, settings: command.alone?.settings, cacheDirectory, tell }).then(
      (said): Said => ({ said }),
      (error: unknown): Said => ({ error }),
    );
  };
  let verdict: Verdict;
  try {
    const first = await run(true);
    const struck = cloud.calls().some(({ fault }) => fault !== undefined);
    cloud.clearFaults();
    verdict = struck ? undefined : NEVER_STRUCK;
    verdict ??= await judgeFirst(first, {
      place,
      memory: deployedMemory,
      before,
      outcome,
      end,
      kind,
      warnings,
    });
    const second = await run(false);
    verdict ??= await judgeSecond(second, place, deployedMemory, end);
  } catch (error) {
    verdict = `the matrix itself failed: ${error instanceof Error ? error.stack : String(error)}`;
  }
  cloud.clearFaults();
  bench.leave(verdict === undefined ? command : 'spoiled', memory);
  return verdict;
}
