import type { Functions } from '../deployment/ports.ts';
import { askFunction, type JobAnswer } from './ask-function.ts';
import type { DeployedFunction } from './deployed-function.ts';
import { numberIn, unreadable } from './received.ts';

/** Bytes of a body asked for at once: Lambda answers 6 MB at most, and base64 makes 4 of 3. */
export const CHUNK = 3_000_000;

/** What is left of a body after the answer to `show` that holds its beginning; undefined when the request has none. */
export async function readBody(
  of: DeployedFunction,
  id: number,
  first: JobAnswer,
  functions: Pick<Functions, 'invoke'>,
  signal?: AbortSignal,
): Promise<Uint8Array | undefined> {
  if (first.body === undefined || first.body === null) return undefined;
  const { total, bytes } = chunkOf(first.body, 0);
  const chunks = [bytes];
  for (let offset = bytes.byteLength; offset < total; ) {
    const job = { proxywebhook: 'show', id, offset, length: CHUNK } as const;
    const next = chunkOf((await askFunction(of, job, functions, signal)).body, offset);
    if (next.bytes.byteLength === 0) throw unreadable(`the body ends at ${offset} of ${total} bytes`);
    chunks.push(next.bytes);
    offset += next.bytes.byteLength;
  }
  const whole = Buffer.concat(chunks);
  if (whole.byteLength !== total) throw unreadable(`the body has ${whole.byteLength} of ${total} bytes`);
  return whole;
}

function chunkOf(value: unknown, offset: number): { readonly bytes: Uint8Array; readonly total: number } {
  const chunk = (typeof value === 'object' && value !== null ? value : {}) as Readonly<
    Record<string, unknown>
  >;
  const total = numberIn(chunk.total);
  if (typeof chunk.base64 !== 'string' || total === undefined || (numberIn(chunk.offset) ?? 0) !== offset) {
    throw unreadable('a body without its bytes');
  }
  return { bytes: Buffer.from(chunk.base64, 'base64'), total };
}
