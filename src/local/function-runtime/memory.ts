import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';

/** What a process holds of real memory, in MB: now, and at most so far. */
export interface ResidentMemory {
  readonly now: number;
  readonly most: number;
}

/** How often looking is cheap enough, in milliseconds. */
export const LOOK_AT_MEMORY_EVERY = process.platform === 'linux' ? 50 : 1000;

/** Undefined when the process has ended, and on Windows, where only V8's own limit holds. */
export async function residentMemory(pid: number): Promise<ResidentMemory | undefined> {
  if (process.platform === 'win32') return undefined;
  if (process.platform !== 'linux') return reportedByPs(pid);
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const now = kilobytes(status, 'VmRSS');
  return now === undefined ? undefined : { now, most: kilobytes(status, 'VmHWM') ?? now };
}

function kilobytes(status: string, name: string): number | undefined {
  const found = new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1];
  return found === undefined ? undefined : Number(found) / 1024;
}

function reportedByPs(pid: number): Promise<ResidentMemory | undefined> {
  return new Promise((resolve) => {
    execFile('ps', ['-o', 'rss=', '-p', String(pid)], (_, output) => {
      const now = Number(output.trim()) / 1024;
      resolve(now > 0 ? { now, most: now } : undefined);
    });
  });
}
