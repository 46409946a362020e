import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { AwsApiError } from '../cloud.ts';
import { runCall } from './call.ts';
import type { Deployment } from './function-runtime.ts';
import type { Invocation } from './invocation.ts';
import type { LogLine } from './log-lines.ts';
import { type Generation, openSlot, type Slot } from './slot.ts';

export interface EnvironmentSummary {
  readonly pid: number;
  readonly logStream: string;
  readonly state: 'starting' | 'idle' | 'busy';
  readonly frozen: boolean;
  /** True when it runs code that has been replaced since. */
  readonly old: boolean;
  /** Requests it was given so far. */
  readonly requests: number;
}

export interface PoolOptions {
  readonly tell: (line: LogLine) => void;
  readonly freeze: boolean;
  readonly initMilliseconds: number;
  /** The file that environments run. */
  readonly bootstrap: string;
  /** Called when an environment came or went. */
  readonly changed: () => void;
}

/** The execution environments of one function. */
export interface FunctionPool {
  deploy(deployment: Deployment, code: string): void;
  /** Throws `TooManyRequestsException` when the function's concurrency is used up. */
  invoke(payload: Uint8Array): Promise<Invocation>;
  retire(busy: boolean): Promise<void>;
  summaries(): readonly EnvironmentSummary[];
  end(): Promise<void>;
}

export function openPool(options: PoolOptions): FunctionPool {
  const slots = new Set<Slot>();
  /** Being started, some of them for nobody yet. */
  const opening = new Set<Promise<Slot>>();
  let spare: Promise<Slot>[] = [];
  /** The one used last at the end. */
  let idle: Slot[] = [];
  let current: Generation | undefined;
  /** Requests under way by the code they run on. */
  const held = new Map<Generation, number>();
  let ended = false;

  function open(generation: Generation, again?: Slot): Promise<Slot> {
    if (ended) throw new AwsApiError('ServiceException', 'The function runtime has been stopped.', 500);
    const { inspect, timeoutSeconds } = generation.deployment;
    const loadWithin = again === undefined ? options.initMilliseconds : timeoutSeconds * 1000;
    const opened = openSlot({
      ...options,
      generation,
      freeze: options.freeze && inspect === undefined,
      initLimit: inspect === undefined ? loadWithin : undefined,
      inspectPort: inspect === undefined ? undefined : freePort(inspect),
      ...(again === undefined
        ? {}
        : { again: { lines: again.lines, logStream: again.environment.logStream } }),
    }).then((slot) => {
      slots.add(slot);
      options.changed();
      void slot.environment.ended.then(() => forget(slot));
      return slot;
    });
    opening.add(opened);
    void opened.catch(() => {}).finally(() => opening.delete(opened));
    return opened;
  }

  function freePort(from: number): number {
    const taken = new Set([...slots].map(({ inspectPort }) => inspectPort));
    let port = from;
    while (port !== 0 && taken.has(port)) port += 1;
    return port;
  }

  function forget(slot: Slot): void {
    slots.delete(slot);
    idle = idle.filter((each) => each !== slot);
    options.changed();
    tidy(slot.generation);
  }

  function tidy(generation: Generation): void {
    const used = (held.get(generation) ?? 0) > 0 || [...slots].some((slot) => slot.generation === generation);
    if (used || generation === current) return;
    held.delete(generation);
    void rm(generation.code, { recursive: true, force: true }).catch(() => {});
  }

  async function claim(generation: Generation): Promise<Slot> {
    const slot = idle.pop() ?? (await (spare.shift() ?? open(generation)));
    slot.state = 'busy';
    slot.requests += 1;
    return slot;
  }

  async function release(slot: Slot): Promise<void> {
    slot.lines = undefined;
    if (slot.environment.hasEnded()) return;
    if (slot.retired || slot.generation !== current || ended) return slot.environment.kill();
    slot.state = 'idle';
    idle.push(slot);
  }

  async function serve(generation: Generation, payload: Uint8Array): Promise<Invocation> {
    const { name, region, account } = generation.deployment;
    const request = {
      requestId: randomUUID(),
      payload,
      functionArn: `arn:aws:lambda:${region}:${account}:function:${name}`,
      traceId: undefined,
    };
    for (;;) {
      const claimed = await claim(current ?? generation);
      const { invocation, slot } = await runCall(
        claimed,
        (failed) => open(failed.generation, failed),
        request,
      );
      void release(slot);
      if (invocation !== undefined) return invocation;
    }
  }

  async function retire(busy: boolean): Promise<void> {
    const [old, waiting] = [[...slots], spare];
    spare = [];
    idle = [];
    for (const slot of old) slot.retired = true;
    const now = old
      .filter(({ state }) => busy || state !== 'busy')
      .map(({ environment }) => environment.kill());
    const warmed = waiting.map((opened) =>
      opened.then(({ environment }) => environment.kill()).catch(() => {}),
    );
    await Promise.all([...now, ...warmed]);
  }

  return {
    deploy(deployment, code) {
      const before = current;
      current = { deployment, code };
      void retire(false).then(() => before && tidy(before));
      if (deployment.prewarm === true) {
        const warm = open(current);
        warm.catch(() => {});
        spare.push(warm);
      }
    },
    async invoke(payload) {
      const generation = current;
      if (generation === undefined) throw new Error('The function has no code yet.');
      const { reservedConcurrency, concurrency = 10 } = generation.deployment;
      const inFlight = [...held.values()].reduce((sum, each) => sum + each, 0);
      if (inFlight >= (reservedConcurrency ?? concurrency)) throw throttled();
      held.set(generation, (held.get(generation) ?? 0) + 1);
      try {
        return await serve(generation, payload);
      } finally {
        held.set(generation, (held.get(generation) ?? 1) - 1);
        tidy(generation);
      }
    },
    retire,
    summaries: () =>
      [...slots].map(({ environment, state, generation, requests }) => ({
        pid: environment.pid,
        logStream: environment.logStream,
        state,
        frozen: environment.isFrozen(),
        old: generation !== current,
        requests,
      })),
    async end() {
      ended = true;
      await Promise.allSettled([...opening]);
      await Promise.all([...slots].map(({ environment }) => environment.kill()));
    },
  };
}

/** Lambda API Reference, "Invoke": the answer to a call above the function's concurrency. */
function throttled(): AwsApiError {
  return new AwsApiError('TooManyRequestsException', 'Rate Exceeded.', 429);
}
