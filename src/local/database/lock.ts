import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { uptime } from 'node:os';
import path from 'node:path';
import { ProxyWebhookError } from '../../errors.ts';
import { isRunning } from './processes.ts';

const LONGEST_WAIT = 1_800_000;
const PAUSE = 40;

/**
 * Does `work` while no other process does its own under the same file. A lock whose process has died is taken over.
 * `waiting` is told once, of the process that holds it. Throws `refused` when another process keeps it for more than half an hour
 * (a download may take its time), and what `signal` was aborted with.
 */
export async function withLock<Result>(
  file: string,
  work: () => Promise<Result>,
  signal?: AbortSignal,
  waiting?: (holder: number) => void,
): Promise<Result> {
  await mkdir(path.dirname(file), { recursive: true });
  let told = false;
  const until = performance.now() + LONGEST_WAIT;
  while (!(await take(file))) {
    signal?.throwIfAborted();
    const holder = await holderOf(file);
    if (holder !== undefined && !(await isHeld(file, holder))) await clear(file, holder);
    else if (performance.now() > until) throw stuck(file, holder);
    else {
      if (!told && holder !== undefined) waiting?.(holder);
      told ||= holder !== undefined;
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  }
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
}

/** Written whole and then linked: nobody sees a lock without its holder. */
async function take(file: string): Promise<boolean> {
  const mine = `${file}.${randomUUID()}`;
  await writeFile(mine, String(process.pid));
  try {
    await link(mine, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(mine, { force: true });
  }
}

async function holderOf(file: string): Promise<number | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : Number(text);
}

/** A lock from before this machine started is nobody's, whoever has the number now. */
async function isHeld(file: string, holder: number): Promise<boolean> {
  if (!Number.isInteger(holder) || holder <= 0 || !isRunning(holder)) return false;
  const made = await stat(file).catch(() => undefined);
  return made === undefined || made.mtimeMs > Date.now() - uptime() * 1000;
}

/** Takes a dead process's lock away. If another was quicker and it is now a live one's, that one gets it back. */
async function clear(file: string, dead: number): Promise<void> {
  const aside = `${file}.${randomUUID()}`;
  const moved = await rename(file, aside).then(
    () => true,
    () => false,
  );
  if (!moved) return;
  if ((await holderOf(aside)) !== dead) await link(aside, file).catch(() => {});
  await rm(aside, { force: true });
}

function stuck(file: string, holder: number | undefined): ProxyWebhookError {
  const who = holder === undefined ? 'another process' : `process ${holder}`;
  return new ProxyWebhookError('refused', `${who} has been preparing the same database for half an hour.`, {
    remedies: [`Wait for it or end it; if it is none of proxywebhook's, delete ${file}.`],
  });
}
