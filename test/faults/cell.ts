/** One cell of the matrix: a command disturbed at one call, judged, run again, judged by what is there then. */
import { isDeepStrictEqual } from 'node:util';
import type { DeploymentEvent } from '../../src/deployment/events.ts';
import { isProxyWebhookError, type ProxyWebhookError } from '../../src/errors.ts';
import type { FaultRule } from '../../src/local/aws-api/faults.ts';
import type { Bench } from './bench.ts';
import { type CommandName, commandNamed } from './commands.ts';
import { type EndState, endState } from './end-state.ts';
import { type Kind, SILENCE } from './kinds.ts';
import type { Place } from './place.ts';

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

/** Undefined for a cell that passed; else what is wrong, in a sentence. */
export type Verdict = string | undefined;

/** Runs a command with nothing in its way, and tells what it called and left. */
export async function undisturbed(
  name: CommandName,
  bench: Bench,
  cacheDirectory: string,
): Promise<Undisturbed> {
  const command = commandNamed(name);
  const { place, memory, deployedMemory } = await bench.prepare(command);
  place.cloud.clearCalls();
  const outcome = await command.run(await place.ports(), { memory, cacheDirectory });
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
  { command: name, call, kind, sticky }: Cell,
  { outcome, end }: Undisturbed,
  bench: Bench,
  cacheDirectory: string,
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
    const silent: { silence?: number } = /^timeout/.test(kind.name) ? { silence: SILENCE } : {};
    const ports = await place.ports(
      disturbed ? { ...silent, ...(sticky ? { attempts: silent.silence === undefined ? 2 : 1 } : {}) } : {},
    );
    const tell = (event: DeploymentEvent) => {
      if (disturbed && event.type === 'warned') warnings.push(event.message);
    };
    return command.run(ports, { memory, cacheDirectory, tell }).then(
      (said): Said => ({ said }),
      (error: unknown): Said => ({ error }),
    );
  };
  let verdict: Verdict;
  try {
    const first = await run(true);
    const struck = cloud.calls().some(({ fault }) => fault !== undefined);
    cloud.clearFaults();
    verdict = struck ? undefined : 'the fault never struck';
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

type Said = { readonly said: string } | { readonly error: unknown };

interface FirstRun {
  readonly place: Place;
  readonly memory: number;
  readonly before: EndState;
  readonly outcome: string;
  readonly end: EndState;
  readonly kind: Kind;
  readonly warnings: readonly string[];
}

/** A run that says it succeeded did; one that failed says by what, and how the stack stands. */
async function judgeFirst(
  first: Said,
  { place, memory, before, outcome, end, kind, warnings }: FirstRun,
): Promise<Verdict> {
  const now = await endState(place, memory);
  if ('said' in first) {
    if (first.said !== outcome) return `said "${first.said}", where it is "${outcome}" undisturbed`;
    // A change set that could not be deleted changes nothing; but it must be told.
    const told = warnings.some((warning) => /change set .* could not be deleted/.test(warning));
    return differences(
      'said that it succeeded, but',
      told ? { ...now, changeSets: end.changeSets } : now,
      end,
    );
  }
  const { error } = first;
  if (!isProxyWebhookError(error)) return `threw what is no error of ours: ${describe(error)}`;
  if (!kind.told.includes(error.code)) return `failed with ${error.code} instead: ${error.message}`;
  return lieAbout(error, before, now);
}

/** What an error says of the stack, held against the stack. */
function lieAbout(error: ProxyWebhookError, before: EndState, now: EndState): Verdict {
  const status = statusOf(now);
  const running = status?.endsWith('_IN_PROGRESS') === true && status !== 'REVIEW_IN_PROGRESS';
  // Whoever cannot know whether it began says that.
  if (error.data.goesOn === 'unknown') return undefined;
  const goesOn = error.data.goesOn === true || /goes on with/.test(error.message);
  if (running && !goesOn) return `did not say that CloudFormation goes on (${status}): ${error.message}`;
  const untouched = isDeepStrictEqual(before.stack, now.stack);
  if (goesOn && untouched && !running && status === undefined && before.stack === undefined)
    return `said that CloudFormation goes on, but it never began: ${error.message}`;
  const saysNothing = /[Nn]othing (was|is) changed|is as it was/.test(
    [error.message, ...error.remedies].join(' '),
  );
  if (saysNothing && !untouched) return `said that nothing was changed, but: ${error.message}`;
  return undefined;
}

async function judgeSecond(second: Said, place: Place, memory: number, end: EndState): Promise<Verdict> {
  if ('error' in second) return `run again, it failed: ${describe(second.error)}`;
  return differences('run again, it did not converge:', await endState(place, memory), end);
}

function differences(what: string, actual: EndState, expected: EndState): Verdict {
  const different = Object.keys(expected).filter(
    (key) => !isDeepStrictEqual(actual[key as keyof EndState], expected[key as keyof EndState]),
  );
  if (different.length === 0) return undefined;
  const told = different.map((key) => {
    const [is, should] = [actual, expected].map((state) => JSON.stringify(state[key as keyof EndState]));
    return `${key} is ${is}, not ${should}`;
  });
  return `${what} ${told.join('; ')}`;
}

function statusOf({ stack }: EndState): string | undefined {
  return (stack as { readonly status?: string } | undefined)?.status;
}

function describe(error: unknown): string {
  if (isProxyWebhookError(error)) return `${error.code}: ${error.message}`;
  return error instanceof Error ? String(error.stack) : String(error);
}
