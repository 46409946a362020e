import { randomUUID } from 'node:crypto';
import type { Config } from '../../config/schema.ts';
import type { Secrets } from '../../deployment/ports.ts';
import { messageOf, ProxyWebhookError } from '../../errors.ts';
import { planSend } from '../../samples/send-plan.ts';
import { signerFor } from '../../samples/signer.ts';

/** A request that was stored to show that it works. */
export interface Proof {
  readonly url: string;
  readonly status: number;
  /** The row it has in the database. */
  readonly storedId: number;
  readonly milliseconds: number;
}

/** Milliseconds that the answer may take. */
const PATIENCE = 30_000;

const TARGET = '/proxywebhook/dev';

/**
 * Sends one real request, signed where the configuration has a route for every path, and reads under which id it was stored.
 * Throws `unhealthy` when it was not, and what signing throws.
 */
export async function proveStored(
  webhookUrl: string,
  { routes }: Pick<Config, 'routes'>,
  secrets: Secrets,
): Promise<Proof> {
  const url = `${webhookUrl.replace(/\/+$/, '')}${TARGET}`;
  const body = Buffer.from(JSON.stringify({ from: 'proxywebhook dev --once' }));
  const plain = { method: 'POST', url, headers: { 'content-type': 'application/json' }, body };
  const sample = { kind: 'bytes', name: 'dev', contentType: 'application/json', body } as const;
  const plan = planSend({ routes }, { sample, target: TARGET, tamper: false });
  const sign = await signerFor(plan, secrets, undefined);
  const { method, headers } = sign(plain, randomUUID(), Date.now());
  const startedAt = performance.now();
  const answer = await fetch(url, {
    method,
    headers,
    body,
    signal: AbortSignal.timeout(PATIENCE),
  }).catch((error: unknown) => {
    throw notProven(url, `it does not answer (${messageOf(error)})`, error);
  });
  const text = await answer.text();
  const milliseconds = Math.round(performance.now() - startedAt);
  const storedId = idIn(answer.headers, text);
  if (!answer.ok) throw notProven(url, `it answers ${answer.status}: ${text.slice(0, 200)}`);
  if (storedId === undefined) {
    throw notProven(url, `it answers ${answer.status}, but not under which id it was stored`);
  }
  return { url, status: answer.status, storedId, milliseconds };
}

/** The handler names the row in a header and in its answer; a handler of the user's own may answer otherwise. */
function idIn(headers: Headers, text: string): number | undefined {
  const header = Number(headers.get('proxywebhook-id') ?? Number.NaN);
  if (Number.isInteger(header)) return header;
  try {
    const { id } = JSON.parse(text) as { readonly id?: unknown };
    return Number.isInteger(id) ? Number(id) : undefined;
  } catch {
    return undefined;
  }
}

function notProven(url: string, what: string, cause?: unknown): ProxyWebhookError {
  return new ProxyWebhookError('unhealthy', `A request to ${url} was not stored: ${what}.`, {
    remedies: ['Run `npx proxywebhook dev` without --once: it shows what the function logs.'],
    ...(cause === undefined ? {} : { cause }),
    data: { url },
  });
}
