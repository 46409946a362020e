import type { Config } from './config/schema.ts';
import type { Functions } from './deployment/ports.ts';
import { throwIfCancelled } from './errors.ts';
import { askFunction, type JobAnswer } from './requests/ask-function.ts';
import { type DeployedFunction, findFunction } from './requests/deployed-function.ts';
import { CHUNK, readBody } from './requests/read-body.ts';
import { itemsIn, numberIn, type ReceivedRequest, requestOf } from './requests/received.ts';
import { PAGE, type ReadingOptions } from './requests.ts';
import type { Run } from './run.ts';

/** What `exportRequests` is given. */
export interface ExportOptions extends ReadingOptions {
  /** Only requests with a greater id: the `last` of an export that is gone on with. */
  readonly after?: number;
  /** As many at most; all unless told. */
  readonly limit?: number;
}

/** How much was exported. */
export interface ExportResult {
  readonly environment: string;
  readonly requests: number;
  /** Of all bodies. */
  readonly bytes: number;
  /** The id of the last one; `after` goes on with it. */
  readonly last: number;
}

/**
 * Yields every stored request with its body, oldest first. What is received meanwhile comes along. One that is being committed as
 * this ends may have a smaller id than `last`: who goes on with `after: last` misses it, who goes back by 500 ids does not. Ends
 * early, by throwing `cancelled`, when the signal is aborted.
 */
export async function* exportRequests(
  { config }: { readonly config: Config },
  { ports, signal, after = 0, limit = Number.POSITIVE_INFINITY }: ExportOptions,
): Run<ReceivedRequest, ExportResult> {
  const deployed = await findFunction(config, ports, signal);
  let last = after;
  let requests = 0;
  let bytes = 0;
  while (requests < limit) {
    const job = { proxywebhook: 'export', after: last, limit: Math.min(PAGE, limit - requests) } as const;
    const answer = await askFunction(deployed, job, ports.functions, signal);
    const items = itemsIn(answer);
    for (const item of items) {
      const request = await withBody(item, deployed, ports.functions, signal);
      requests += 1;
      bytes += request.body?.byteLength ?? 0;
      last = request.id;
      yield request;
      throwIfCancelled(signal);
    }
    const next = numberIn(answer.next);
    if (next === undefined || next <= job.after) break;
    last = Math.max(last, next);
  }
  return { environment: deployed.environment, requests, bytes, last };
}

/** Of a large body an answer holds the beginning, or nothing: the rest is asked for by itself. */
async function withBody(
  item: unknown,
  deployed: DeployedFunction,
  functions: Pick<Functions, 'invoke'>,
  signal: AbortSignal | undefined,
): Promise<ReceivedRequest> {
  const request = requestOf(item);
  const { id } = request;
  const inline = item as JobAnswer;
  const begun =
    inline.body !== undefined || request.bytes === 0
      ? inline
      : await askFunction(
          deployed,
          { proxywebhook: 'show', id, offset: 0, length: CHUNK },
          functions,
          signal,
        );
  const body = await readBody(deployed, id, begun, functions, signal);
  return { ...request, ...(body === undefined ? {} : { body }) };
}
