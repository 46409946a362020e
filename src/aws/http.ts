import type { Http } from '../deployment/ports.ts';
import { cancellation, ProxyWebhookError } from '../errors.ts';

/** Calls a URL of the public internet with Node's own client; a redirect is an answer, not followed. */
export const http: Http = {
  async get(url, timeoutMilliseconds) {
    const { status, body } = await call(url, {}, timeoutMilliseconds);
    return { status, body };
  },
  send: (url, { method, headers, body }, { timeoutMilliseconds, signal }) =>
    call(url, { method, headers, ...(body === undefined ? {} : { body }) }, timeoutMilliseconds, signal),
};

async function call(
  url: string,
  request: RequestInit,
  timeoutMilliseconds: number,
  signal?: AbortSignal,
): ReturnType<Http['send']> {
  const timeout = AbortSignal.timeout(timeoutMilliseconds);
  try {
    const answer = await fetch(url, {
      ...request,
      redirect: 'manual',
      signal: signal === undefined ? timeout : AbortSignal.any([timeout, signal]),
    });
    return {
      status: answer.status,
      headers: Object.fromEntries(answer.headers),
      body: await answer.text(),
    };
  } catch (error) {
    if (signal?.aborted) throw cancellation(signal);
    throw new ProxyWebhookError(
      'unreachable',
      `${url} does not answer (${reasonOf(error, timeoutMilliseconds)}).`,
      { cause: error, data: { url, retryable: true } },
    );
  }
}

function reasonOf(error: unknown, timeoutMilliseconds: number): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `nothing within ${timeoutMilliseconds / 1000} s`;
  const { cause } = error;
  return cause instanceof Error && 'code' in cause ? String(cause.code) : error.message;
}
