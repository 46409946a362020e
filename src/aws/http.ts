import type { Http } from '../deployment/ports.ts';
import { ProxyWebhookError } from '../errors.ts';

/** Calls a URL of the public internet with Node's own client; a redirect is an answer, not followed. */
export const http: Http = {
  async get(url, timeoutMilliseconds) {
    try {
      const answer = await fetch(url, {
        redirect: 'manual',
        signal: AbortSignal.timeout(timeoutMilliseconds),
      });
      return { status: answer.status, body: await answer.text() };
    } catch (error) {
      throw new ProxyWebhookError(
        'unreachable',
        `${url} does not answer (${reasonOf(error, timeoutMilliseconds)}).`,
        {
          cause: error,
          data: { url, retryable: true },
        },
      );
    }
  },
};

function reasonOf(error: unknown, timeoutMilliseconds: number): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `nothing within ${timeoutMilliseconds / 1000} s`;
  const { cause } = error;
  return cause instanceof Error && 'code' in cause ? String(cause.code) : error.message;
}
