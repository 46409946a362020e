/**
 * The deployed function's answers to `login`, `list`, `show` and `export` in memory, over a stack that is there. Its contract:
 *
 * - `requests` may be changed while a run goes on; ids need not come in order.
 * - A page holds as many as asked for; `next` is there when there are more. A list of a filter looks at `window` ids a call.
 * - `show` gives `chunk` bytes of a body at most; `export` leaves bodies above it unfinished, as the real one does.
 * - `answers` are given in place of the next ones: a payload, a failure, or an error that is thrown.
 * - `jobs` are the payloads that were sent. The public URL is never called: there is no port for it.
 */
import type { Functions } from '../../src/deployment/ports.ts';
import { pretendAccount } from './pretend-account.ts';

export interface FakeRequest {
  readonly id: number;
  readonly method?: string;
  readonly path?: string;
  readonly deliveryId?: string;
  readonly body?: string | Uint8Array;
  readonly [more: string]: unknown;
}

export type FakeAnswer = { readonly payload: unknown; readonly failure?: string } | Error;

export const FUNCTION = 'proxywebhook-dev-FunctionFunction-AbC';
export const URL_OF_API = 'https://abc123.execute-api.us-east-1.amazonaws.com';

export type FakeFunction = ReturnType<typeof fakeFunction>;

export function fakeFunction({
  requests: start = [],
  stack = {},
  chunk = 3_000_000,
  window = 1_000_000,
}: {
  readonly requests?: readonly FakeRequest[];
  readonly stack?: Parameters<typeof pretendAccount>[0]['stack'];
  readonly chunk?: number;
  readonly window?: number;
} = {}) {
  const requests = [...start];
  const answers: FakeAnswer[] = [];
  const jobs: Readonly<Record<string, unknown>>[] = [];
  const functions: Pick<Functions, 'invoke'> = {
    async invoke(name, payload, signal) {
      signal?.throwIfAborted();
      if (name !== FUNCTION) throw new Error(`There is no function ${name}.`);
      const job = payload as Readonly<Record<string, unknown>>;
      jobs.push(job);
      const answer = answers.shift();
      if (answer instanceof Error) throw answer;
      return answer ?? { payload: answerTo(job) };
    },
  };
  const answerTo = (job: Readonly<Record<string, unknown>>) => {
    switch (job.proxywebhook) {
      case 'login':
        return { ok: true, path: '/_/login?until=1&proof=abc', expiresInSeconds: 300 };
      case 'list':
        return { ok: true, ...listed(job) };
      case 'show': {
        const found = requests.find(({ id }) => id === job.id);
        if (found === undefined) {
          return { ok: false, error: `There is no request ${job.id}.`, notFound: true };
        }
        return { ok: true, ...whole(found, Number(job.offset ?? 0), Number(job.length ?? chunk)) };
      }
      case 'export': {
        const { requests: found, next } = listed({ ...job, after: job.after ?? 0 }, true);
        return { ok: true, requests: found, ...(next === undefined ? {} : { next }) };
      }
      default:
        return {
          ok: false,
          error: 'This function takes HTTP API events and { "proxywebhook": "check" | "maintain" }.',
        };
    }
  };
  const listed = (job: Readonly<Record<string, unknown>>, bodies = false) => {
    const { before = Number.POSITIVE_INFINITY, after, limit = 50 } = job as Record<string, number>;
    const ids = requests.toSorted((a, b) => (after === undefined ? b.id - a.id : a.id - b.id));
    const range = ids.filter(({ id }) => (after === undefined ? id < before : id > after));
    const looked = range.slice(0, window);
    const found = looked.filter(
      (each) =>
        (job.path === undefined || pathOf(each).startsWith(String(job.path))) &&
        (job.method === undefined || (each.method ?? 'POST') === job.method) &&
        (job.deliveryId === undefined || each.deliveryId === job.deliveryId),
    );
    const page = found.slice(0, limit);
    const more = found.length > page.length ? page.at(-1)?.id : undefined;
    const next = more ?? (range.length > looked.length ? looked.at(-1)?.id : undefined);
    return {
      requests: page.map((each) => (bodies ? exported(each) : summary(each))),
      ...(next === undefined ? {} : { next }),
      ...(more === undefined && next !== undefined ? { searchedTo: next } : {}),
    };
  };
  const exported = (each: FakeRequest) => {
    const { request, body } = whole(each, 0, chunk);
    return body === undefined ? request : { ...request, body };
  };
  const whole = (each: FakeRequest, offset: number, length: number) => {
    const bytes = each.body === undefined ? undefined : Buffer.from(each.body);
    const part = bytes?.subarray(offset, offset + Math.min(length, chunk));
    return {
      request: {
        ...summary(each),
        headers: { 'content-type': 'application/json', host: 'abc123' },
        requestId: `call-${each.id}`,
      },
      ...(part === undefined
        ? {}
        : {
            body: { base64: part.toString('base64'), offset, bytes: part.byteLength, total: bytes?.length },
          }),
    };
  };
  return {
    ports: {
      ...pretendAccount({
        stack: {
          outputs: { WebhookUrl: URL_OF_API, FunctionName: FUNCTION, ProxyName: 'p', DatabaseId: 'd' },
          ...stack,
        },
      }),
      functions,
    },
    requests,
    answers,
    jobs,
  };
}

function summary(request: FakeRequest) {
  const { body, ...given } = request;
  return {
    receivedAt: new Date(Date.parse('2026-11-25T18:00:00Z') + request.id * 1_000).toISOString(),
    attempts: 1,
    method: 'POST',
    signature: 'none',
    ...given,
    path: pathOf(request),
    bytes: body === undefined ? 0 : Buffer.from(body).byteLength,
  };
}

function pathOf({ path = '/github' }: FakeRequest): string {
  return path;
}
