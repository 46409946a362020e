import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rm, stat } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { get } from './proxied-request.ts';

export interface DownloadRequest {
  readonly url: string;
  /** Hexadecimal. */
  readonly sha256: string;
  /** Where it goes; what an interrupted run has left there is gone on with. */
  readonly file: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly certificateAuthority?: string;
  readonly signal?: AbortSignal;
  /** Bytes so far, of how many when the server says so. */
  readonly progress?: (bytes: number, total: number | undefined) => void;
}

const ATTEMPTS = 3;
const REDIRECTS = 5;

/**
 * Downloads a file and resolves when all of it is there and its sum is right. A connection that breaks off is tried again from where
 * it broke; what came is kept for the next run. A file with another sum is deleted and rejected.
 */
export async function download(request: DownloadRequest): Promise<void> {
  const { file, signal } = request;
  await mkdir(path.dirname(file), { recursive: true });
  let failure: unknown;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    signal?.throwIfAborted();
    const resumed = (await sizeOf(file)) > 0;
    try {
      await fetchRest(request);
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof FinalError) throw error;
      failure = error;
      continue;
    }
    const sum = await sha256(file);
    if (sum === request.sha256) return;
    await rm(file, { force: true });
    failure = new FinalError(`what came from ${request.url} is not what it should be: its SHA-256 is ${sum}`);
    // The part that was there may be of another download; a whole one that is wrong stays wrong.
    if (!resumed) throw failure;
  }
  const kept = await sizeOf(file);
  throw kept === 0 ? failure : brokenOff(kept, failure);
}

class FinalError extends Error {}

async function fetchRest(request: DownloadRequest): Promise<void> {
  const { file, progress, signal } = request;
  const offset = await sizeOf(file);
  const response = await follow(request, offset > 0 ? { range: `bytes=${offset}-` } : {});
  if (response.statusCode === 416) {
    response.destroy();
    return; // Nothing is missing, or the part is longer than the whole: the sum tells.
  }
  if (response.statusCode !== 200 && response.statusCode !== 206) {
    response.destroy();
    throw new FinalError(
      `${request.url} answered ${response.statusCode} ${response.statusMessage ?? ''}`.trim(),
    );
  }
  const goesOn = response.statusCode === 206 && rangeStart(response) === offset;
  if (response.statusCode === 206 && !goesOn) {
    response.destroy();
    await rm(file, { force: true });
    throw new Error(`${request.url} answered with another range than was asked for`);
  }
  let bytes = goesOn ? offset : 0;
  const length = Number(response.headers['content-length']);
  const total = Number.isInteger(length) ? bytes + length : undefined;
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    progress?.(bytes, total);
  });
  await pipeline(response, createWriteStream(file, { flags: goesOn ? 'a' : 'w' }), signal ? { signal } : {});
}

async function follow(
  request: DownloadRequest,
  headers: Readonly<Record<string, string>>,
): Promise<IncomingMessage> {
  const { environment, certificateAuthority, signal } = request;
  let url = new URL(request.url);
  for (let hop = 0; hop <= REDIRECTS; hop++) {
    const response = await get(url, {
      headers: { 'user-agent': 'proxywebhook', 'accept-encoding': 'identity', ...headers },
      environment,
      ...(certificateAuthority === undefined ? {} : { certificateAuthority }),
      ...(signal === undefined ? {} : { signal }),
    });
    const { location } = response.headers;
    if (![301, 302, 303, 307, 308].includes(response.statusCode ?? 0) || location === undefined)
      return response;
    response.destroy();
    const next = new URL(location, url);
    if (url.protocol === 'https:' && next.protocol !== 'https:')
      throw new FinalError(`${url.href} leads to ${next.protocol}//${next.host}, which is not encrypted`);
    url = next;
  }
  throw new FinalError(`${request.url} leads from one address to the next without an end`);
}

function rangeStart(response: IncomingMessage): number {
  return Number(/^bytes (\d+)-/.exec(response.headers['content-range'] ?? '')?.[1]);
}

async function sha256(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

async function sizeOf(file: string): Promise<number> {
  return (await stat(file).catch(() => undefined))?.size ?? 0;
}

function brokenOff(kept: number, cause: unknown): Error {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new Error(`it broke off (${reason}); ${kept} bytes are kept, and the next run goes on from there`, {
    cause,
  });
}
