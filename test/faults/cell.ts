/** One cell of the matrix: a command disturbed at one call, judged, run again, judged by what is there then. */
import type { DeploymentEvent } from '../../src/deployment/events.ts';
import type { FaultRule } from '../../src/local/aws-api/faults.ts';
import type { LocalCloud } from '../../src/local/main.ts';
import type { Bench } from './bench.ts';
import { type CommandName, commandNamed } from './commands.ts';
import { type EndState, endState } from './end-state.ts';
import { isAsBefore, judgeFirst, judgeSecond, NEVER_STRUCK, type Said, type Verdict } from './judge.ts';
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
  /** What the same command says when it is run once more. */
  readonly again: string;
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
  const run = async () =>
    command.run(await place.ports(), { memory, settings: command.alone?.settings, cacheDirectory });
  const outcome = await run();
  const counts = new Map<string, number>();
  const calls = place.cloud.calls().map(({ service, action }) => {
    const nth = counts.get(action) ?? 0;
    counts.set(action, nth + 1);
    return { service, action, nth };
  });
  const end = await endState(place, deployedMemory);
  const again = await run();
  bench.leave(command, memory);
  return { calls, outcome, end, again };
}

export async function runCell(
  cell: Cell,
  expected: Undisturbed,
  bench: Bench,
  cacheDirectory: string,
): Promise<Verdict> {
  const verdict = await runOnce(cell, expected, bench, cacheDirectory);
  // Durations differ from run to run, and so does how often it is looked: the last look has another number then.
  const { call } = cell;
  if (verdict !== NEVER_STRUCK || call.action !== 'DescribeStackEvents' || call.nth <= 3) return verdict;
  return runOnce({ ...cell, call: { ...call, nth: call.nth - 1 } }, expected, bench, cacheDirectory);
}

async function runOnce(
  cell: Cell,
  expected: Undisturbed,
  bench: Bench,
  cacheDirectory: string,
): Promise<Verdict> {
  if (cell.kind.kills) return runKilled(cell, expected, bench, cacheDirectory);
  // A busy machine is silent by itself: then another call was given up before the fault could strike.
  const silences = isSilent(cell.kind) ? SILENCES : SILENCES.slice(0, 1);
  let verdict: Verdict = NEVER_STRUCK;
  for (const silence of silences) {
    verdict = await runDisturbed(cell, expected, bench, cacheDirectory, silence);
    if (verdict !== NEVER_STRUCK) break;
  }
  return verdict;
}

/** What the second run may say: where the first got the stack to its end there is nothing left to do. */
function outcomesAfter(
  before: EndState,
  between: EndState,
  { outcome, end, again }: Pick<Undisturbed, 'outcome' | 'end' | 'again'>,
): readonly string[] {
  if (!isAsBefore(before, between) && isAsBefore(between, end)) return [again];
  // A first creation that went on without its command lacks what follows it, the protection of the stack.
  const isMade = before.stack === undefined && between.stack !== undefined;
  return [outcome, again, ...(isMade ? ['updated'] : [])];
}

/** A signal that is aborted once this call is carried out, and before it is answered; and what was called after that. */
function interruptionAt(call: Call, cloud: LocalCloud) {
  const controller = new AbortController();
  let count = Number.POSITIVE_INFINITY;
  const watching = setInterval(() => {
    if (!isCarriedOut(call, cloud)) return;
    clearInterval(watching);
    count = cloud.calls().length;
    controller.abort();
  }, 2);
  watching.unref();
  return {
    signal: controller.signal,
    afterwards: () =>
      cloud
        .calls()
        .slice(count)
        .map(({ action }) => action),
  };
}

function isCarriedOut({ service, action, nth }: Call, cloud: LocalCloud): boolean {
  const such = cloud.calls().filter((call) => call.service === service && call.action === action);
  return such[nth]?.status !== undefined;
}

function isSilent({ fault }: Kind): boolean {
  return fault.kind === 'timeout' || fault.kind === 'timeout-after';
}

async function runDisturbed(
  { command: name, call, kind, sticky }: Cell,
  { outcome, end, again }: Undisturbed,
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
  const interruption = kind.interrupts ? interruptionAt(call, cloud) : undefined;
  const run = async (disturbed: boolean) => {
    const silent = isSilent(kind);
    const ports = await place.ports(
      disturbed ? { ...(silent ? { silence } : {}), ...(sticky ? { attempts: silent ? 1 : 2 } : {}) } : {},
    );
    const tell = (event: DeploymentEvent) => {
      if (disturbed && event.type === 'warned') warnings.push(event.message);
    };
    const options = { memory, settings: command.alone?.settings, cacheDirectory, tell };
    return command
      .run(ports, disturbed && interruption ? { ...options, signal: interruption.signal } : options)
      .then(
        (said): Said => ({ said }),
        (error: unknown): Said => ({ error }),
      );
  };
  let verdict: Verdict;
  try {
    const first = await run(true);
    const afterwards = interruption?.afterwards() ?? [];
    const struck = kind.interrupts
      ? isCarriedOut(call, cloud)
      : cloud.calls().some(({ fault }) => fault !== undefined);
    cloud.clearFaults();
    verdict = struck ? undefined : NEVER_STRUCK;
    verdict ??= await judgeFirst(first, {
      place,
      memory: deployedMemory,
      before,
      outcome,
      end,
      command: name,
      kind,
      afterwards,
      call,
      warnings,
    });
    const between = await endState(place, deployedMemory);
    const second = await run(false);
    const may = outcomesAfter(before, between, { outcome, end, again });
    verdict ??= await judgeSecond(second, place, deployedMemory, end, may);
  } catch (error) {
    verdict = `the matrix itself failed: ${error instanceof Error ? error.stack : String(error)}`;
  }
  cloud.clearFaults();
  bench.leave(verdict === undefined ? command : 'spoiled', memory);
  return verdict;
}
