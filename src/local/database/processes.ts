import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';

const LONGEST_STOP = 10_000;

/** True for a process that runs, also somebody else's; not for one that has ended and was not waited for. */
export function isRunning(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  if (process.platform !== 'linux') return true;
  try {
    // proc_pid_stat(5): the state follows the name in parentheses.
    return !/^[ZX]/.test(readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, ''));
  } catch {
    return true; // It may be hidden.
  }
}

/** The command line of a process; empty when it cannot be told, as on Windows. */
export async function commandLine(pid: number): Promise<string> {
  if (process.platform === 'linux')
    return (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).replaceAll('\0', ' ');
  if (process.platform === 'win32') return '';
  return new Promise((resolve) => {
    execFile('ps', ['-ww', '-o', 'command=', '-p', String(pid)], (_, stdout) => resolve(stdout));
  });
}

/** Ends a process that is not our child: in order, or by force when that takes more than ten seconds. */
export async function endProcess(pid: number, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  const until = performance.now() + LONGEST_STOP;
  let forced = signal === 'SIGKILL';
  send(pid, signal);
  while (isRunning(pid)) {
    if (!forced && performance.now() > until) {
      forced = true;
      send(pid, 'SIGKILL');
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended already.
  }
}
