import { spawn } from 'node:child_process';

export interface DeathWatch {
  /** The processes to end, each the leader of a group of its own. */
  watch(pids: readonly number[]): void;
  release(): void;
}

/**
 * Sees to it that execution environments do not outlive this process, even one that is killed (frozen ones could not end
 * themselves): a shell is told of each over a pipe that only this process holds, and when the pipe closes it kills them
 * and deletes `folder`. On Windows, where there is no such shell, only an orderly exit is covered.
 */
export function watchOurDeath(folder: string): DeathWatch {
  let watched: readonly number[] = [];
  const end = () => {
    for (const pid of watched) killGroup(pid);
  };
  process.once('exit', end);
  const shell =
    process.platform === 'win32'
      ? undefined
      : spawn('/bin/sh', ['-c', SCRIPT, 'sh', folder], {
          stdio: ['pipe', 'ignore', 'ignore'],
          detached: true,
        });
  shell?.on('error', () => {}); // No shell: the orderly exit is still covered.
  shell?.stdin?.on('error', () => {});
  shell?.unref();
  (shell?.stdin as unknown as { unref?(): void } | null)?.unref?.();
  return {
    watch(pids) {
      watched = [...pids];
      shell?.stdin?.write(`${pids.join(' ')}\n`);
    },
    release() {
      process.removeListener('exit', end);
      shell?.kill('SIGKILL');
    },
  };
}

/** Ends a process and what it started; of no effect when it has ended. */
export function killGroup(pid: number): void {
  signalGroup(pid, 'SIGKILL');
}

/** Signals a process and what it started; false when there is nobody to signal. */
export function signalGroup(pid: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, signal);
    return true;
  } catch {
    return false;
  }
}

const SCRIPT =
  'while read -r line; do pids=$line; done; for pid in $pids; do kill -KILL "-$pid"; done; rm -rf -- "$1"';
