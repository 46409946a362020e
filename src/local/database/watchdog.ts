import { type ChildProcess, spawn } from 'node:child_process';

export interface Guard {
  /** The server has ended: nothing is left to guard. */
  release(): void;
}

/**
 * Sees to it that a server does not outlive this process, even one that is killed: a shell waits on a pipe that only this
 * process holds, and kills the server (and deletes `folder`, when given) as soon as the pipe closes.
 * On Windows, where there is no such shell, only an orderly exit is covered.
 */
export function guardAgainstOurDeath(server: ChildProcess, folder?: string): Guard {
  const kill = () => server.kill('SIGKILL');
  process.once('exit', kill);
  const watcher =
    server.pid === undefined || process.platform === 'win32' ? undefined : watch(server.pid, folder);
  const release = () => {
    process.removeListener('exit', kill);
    watcher?.kill('SIGKILL');
  };
  // Its number may be another process's one day.
  server.once('exit', release);
  return { release };
}

function watch(pid: number, folder: string | undefined): ChildProcess {
  const script = 'read -r _; kill -KILL "$1"; if [ -n "$2" ]; then rm -rf -- "$2"; fi';
  const watcher = spawn('/bin/sh', ['-c', script, 'sh', String(pid), folder ?? ''], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  watcher.on('error', () => {}); // No shell: the orderly exit is still covered.
  watcher.stdin?.on('error', () => {});
  watcher.unref();
  (watcher.stdin as unknown as { unref?(): void } | null)?.unref?.();
  return watcher;
}
