import { endingOf, type Invocation, tailOf } from './invocation.ts';
import type { RuntimeRequest } from './runtime-api.ts';
import type { Slot } from './slot.ts';

/** How a call went: undefined when its environment was gone before it had the request. */
export interface CallResult {
  readonly invocation: Invocation | undefined;
  /** The one that served: another than was given when the code had to be loaded again. */
  readonly slot: Slot;
}

/**
 * Serves one request in an environment, and tells of it as Lambda does: code that could not be loaded, or not in time, is
 * loaded once more as part of the request.
 * Source: Lambda Developer Guide, "Understanding the Lambda execution environment lifecycle", Init phase.
 */
export async function runCall(
  first: Slot,
  reopen: (slot: Slot) => Promise<Slot>,
  request: Pick<RuntimeRequest, 'requestId' | 'payload' | 'functionArn' | 'traceId'>,
): Promise<CallResult> {
  const { requestId } = request;
  const { timeoutSeconds, memoryMb, inspect } = first.generation.deployment;
  const limit = inspect === undefined ? timeoutSeconds * 1000 : undefined;
  const coldStart = first.requests === 1;
  const lines: string[] = [];
  const start = () => slot.report({ type: 'start', requestId });
  let slot = first;
  let startedAt = performance.now();
  let initDuration: number | undefined;

  slot.lines = lines;
  let { outcome, milliseconds } = await slot.loaded;
  if (outcome.kind === 'ready') {
    if (coldStart) initDuration = milliseconds;
    outcome = await slot.environment.serve((deadline) => {
      startedAt = performance.now();
      start();
      return { ...request, deadline };
    }, limit);
    if (outcome.kind === 'exit' && !outcome.asked) return { invocation: undefined, slot };
  } else {
    await slot.environment.kill();
    startedAt = performance.now();
    start();
    slot = await reopen(slot);
    slot.requests += 1;
    slot.state = 'busy';
    ({ outcome } = await slot.loaded);
    if (outcome.kind === 'ready') {
      const rest = limit === undefined ? undefined : Math.max(1, limit - (performance.now() - startedAt));
      outcome = await slot.environment.serve((deadline) => ({ ...request, deadline }), rest);
    }
  }

  const duration = performance.now() - startedAt;
  const ending = endingOf(outcome, { requestId, timeoutSeconds, at: Date.now() });
  if (ending.line !== undefined) slot.say(Date.now(), ending.line);
  slot.report({ type: 'end', requestId });
  slot.report({
    type: 'report',
    requestId,
    duration,
    initDuration,
    memoryMb,
    maxMemoryMb: Math.min(memoryMb, slot.environment.maxMemory()),
    status: ending.status,
    errorType: ending.errorType,
  });
  slot.lines = undefined;
  const invocation: Invocation = {
    payload: ending.payload,
    ...(ending.failed ? { failure: 'Unhandled' as const } : {}),
    log: tailOf(lines),
    coldStart,
    ...(initDuration === undefined ? {} : { initMilliseconds: initDuration }),
    durationMilliseconds: duration,
    requestId,
  };
  return { invocation, slot };
}
