/** What is held against a command: what it says of a fault, and how the account stands afterwards. */
import { isDeepStrictEqual } from 'node:util';
import { isProxyWebhookError, type ProxyWebhookError } from '../../src/errors.ts';
import type { Call } from './cell.ts';
import type { CommandName } from './commands.ts';
import type { EndState } from './end-state.ts';
import { endState } from './end-state.ts';
import type { Kind } from './kinds.ts';
import type { Place } from './place.ts';

/** Undefined for a cell that passed; else what is wrong, in a sentence. */
export type Verdict = string | undefined;

/** The verdict where the call did not come that the fault was to befall. */
export const NEVER_STRUCK = 'the fault never struck';

/** What a command said: its outcome, or why it failed. */
export type Said = { readonly said: string } | { readonly error: unknown };

export interface FirstRun {
  readonly place: Place;
  readonly memory: number;
  readonly before: EndState;
  readonly outcome: string;
  readonly end: EndState;
  readonly command: CommandName;
  readonly kind: Kind;
  /** The calls that were made after the command was interrupted, oldest first. */
  readonly afterwards?: readonly string[];
  /** The call that it befell. */
  readonly call: Pick<Call, 'action'>;
  readonly warnings: readonly string[];
}

/** A run that says it succeeded did; one that failed says by what, and how the stack stands. */
export async function judgeFirst(
  first: Said,
  { place, memory, before, outcome, end, command, kind, afterwards = [], call, warnings }: FirstRun,
): Promise<Verdict> {
  const now = await endState(place, memory);
  if ('said' in first) {
    const wentOn = afterwards.filter((action) => !/^(Describe|Get|List|Head)/.test(action));
    if (wentOn.length > 0) return `was interrupted, and went on with ${wentOn.join(', ')}`;
    // What is asked all at once is under way already, or about to be.
    if (afterwards.length > AT_ONCE) return `was interrupted, and asked ${afterwards.length} times more`;
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
  const lie = lieAbout(error, { command, before, now });
  // An answer that was lost leaves open whether it began; one that was given, or that nothing depends on, does not.
  if (lie !== undefined || error.data.goesOn !== 'unknown') return lie;
  return BEGINS.has(call.action) && !kind.certain
    ? undefined
    : `said that it cannot be told whether it began, and it can: ${error.message}`;
}

/** So many calls may be begun at once, and as many be left to do. */
const AT_ONCE = 10;

/** The calls that ask CloudFormation to begin. */
const BEGINS: ReadonlySet<string> = new Set([
  'ExecuteChangeSet',
  'DeleteStack',
  'CancelUpdateStack',
  'ContinueUpdateRollback',
  'RollbackStack',
]);

/** What an error says of the account, held against it. */
function lieAbout(
  error: ProxyWebhookError,
  { command, before, now }: Pick<FirstRun, 'command' | 'before'> & { readonly now: EndState },
): Verdict {
  const status = statusOf(now);
  const running = status?.endsWith('_IN_PROGRESS') === true && status !== 'REVIEW_IN_PROGRESS';
  const untouched = isAsBefore(before, now);
  const saysNothing = /[Nn]othing (was|is) changed|is as it was/.test(
    [error.message, ...error.remedies].join(' '),
  );
  if (saysNothing && !untouched) return `said that nothing was changed, but: ${error.message}`;
  if (error.data.goesOn === 'unknown') return undefined;
  const goesOn = error.data.goesOn === true || /goes on with/.test(error.message);
  // What somebody else began, and it did not touch, is not its to tell of.
  if (running && !goesOn && status !== statusOf(before))
    return `did not say that CloudFormation goes on (${status}): ${error.message}`;
  // What it could not read yet may have ended meanwhile; code is given to a function without CloudFormation.
  if (goesOn && !running && (untouched || command === 'up --fast'))
    return `said that CloudFormation goes on, but it never began: ${error.message}`;
  return undefined;
}

/** Whether what a command is there to change stands as before. */
export function isAsBefore(before: EndState, now: EndState): boolean {
  return (['stack', 'functions', 'databases'] as const).every((part) =>
    isDeepStrictEqual(before[part], now[part]),
  );
}

/** The same command run again must succeed, say what came of it, and leave what an undisturbed run leaves. */
export async function judgeSecond(
  second: Said,
  place: Place,
  memory: number,
  end: EndState,
  outcomes?: readonly string[],
): Promise<Verdict> {
  if ('error' in second) return `run again, it failed: ${describe(second.error)}`;
  if (outcomes?.includes(second.said) === false) {
    return `run again, it said "${second.said}", where it is ${outcomes.map((each) => `"${each}"`).join(' or ')}`;
  }
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
