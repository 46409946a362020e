import type { Config } from './config/schema.ts';
import type { Clock } from './deployment/ports.ts';
import { isPassing, messageOf } from './errors.ts';
import { askFunction, type JobAnswer, type RequestFilter } from './requests/ask-function.ts';
import { type DeployedFunction, findFunction } from './requests/deployed-function.ts';
import { numberIn, type RequestSummary, summariesIn } from './requests/received.ts';
import { PAGE, type ReadingOptions } from './requests.ts';
import type { Run } from './run.ts';

/** What `tailRequests` is given. */
export interface TailOptions extends ReadingOptions {
  readonly ports: ReadingOptions['ports'] & { readonly clock: Clock };
  readonly filter?: RequestFilter;
  /** As many of the newest are told first; 10 unless told. */
  readonly last?: number;
  readonly intervalMilliseconds?: number;
}

/** What `tailRequests` tells. */
export type TailEvent =
  | { readonly type: 'request'; readonly request: RequestSummary }
  /** A look that failed, and is tried again. */
  | { readonly type: 'look-failed'; readonly message: string; readonly nextInMilliseconds: number };

/** How many requests were told. */
export interface TailResult {
  readonly environment: string;
  readonly told: number;
}

/**
 * An id is given when a request comes and seen when it is committed, which is another order: every look reads as many ids again,
 * and those that were told are dropped.
 */
const OVERLAP = 500;
const LONGEST_PAUSE = 30_000;

/**
 * Yields what is received, oldest first, each request once, until the signal is aborted. A look that fails after the first is
 * tried again, ever more slowly.
 */
export async function* tailRequests(
  { config }: { readonly config: Config },
  options: TailOptions,
): Run<TailEvent, TailResult> {
  const { ports, signal, last = 10, intervalMilliseconds = 2_000 } = options;
  const deployed = await findFunction(config, ports, signal);
  const seen = new Set<number>();
  let told = 0;
  let newest = await newestId(deployed, options);
  const before = await since(Math.max(0, newest - OVERLAP), deployed, options);
  // What has come since is told below, or by the first look.
  for (const { id } of before) if (id <= newest) seen.add(id);
  for (const request of last === 0 ? [] : await newestOf(last, deployed, options)) {
    seen.add(request.id);
    told += 1;
    yield { type: 'request', request };
  }
  newest = Math.max(newest, ...seen);
  for (let pause = intervalMilliseconds; ; ) {
    try {
      await ports.clock.sleep(pause, signal);
      const fresh = (await since(Math.max(0, newest - OVERLAP), deployed, options)).filter(
        ({ id }) => !seen.has(id),
      );
      pause = intervalMilliseconds;
      for (const request of fresh) {
        seen.add(request.id);
        told += 1;
        yield { type: 'request', request };
      }
      newest = Math.max(newest, ...fresh.map(({ id }) => id));
      for (const id of seen) if (id < newest - OVERLAP) seen.delete(id);
    } catch (error) {
      if (signal?.aborted === true) return { environment: deployed.environment, told };
      if (!isPassing(error)) throw error;
      pause = Math.min(pause * 2, LONGEST_PAUSE);
      yield { type: 'look-failed', message: messageOf(error), nextInMilliseconds: pause };
    }
  }
}

/** Of all requests, whatever the filter: what comes later has a greater id, or one that the overlap reaches. */
async function newestId(deployed: DeployedFunction, { ports, signal }: TailOptions): Promise<number> {
  const answer = await askFunction(deployed, { proxywebhook: 'list', limit: 1 }, ports.functions, signal);
  return summariesIn(answer)[0]?.id ?? 0;
}

async function newestOf(
  limit: number,
  deployed: DeployedFunction,
  { ports, signal, filter = {} }: TailOptions,
): Promise<readonly RequestSummary[]> {
  const job = { proxywebhook: 'list', ...filter, limit: Math.min(limit, PAGE) } as const;
  return summariesIn(await askFunction(deployed, job, ports.functions, signal)).toReversed();
}

/** All with a greater id, oldest first. */
async function since(
  id: number,
  deployed: DeployedFunction,
  { ports, signal, filter = {} }: TailOptions,
): Promise<readonly RequestSummary[]> {
  const found: RequestSummary[] = [];
  for (let after: number | undefined = id; after !== undefined; ) {
    const job = { proxywebhook: 'list', ...filter, after, limit: PAGE } as const;
    const answer: JobAnswer = await askFunction(deployed, job, ports.functions, signal);
    found.push(...summariesIn(answer));
    const next = numberIn(answer.next);
    after = next !== undefined && next > after ? next : undefined;
  }
  return found;
}
