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
    server.pid === undefined
      ? undefined
      : whenWeDie('kill -KILL "$1"; if [ -n "$2" ]; then rm -rf -- "$2"; fi', [
          String(server.pid),
          folder ?? '',
        ]);
  const release = () => {
    process.removeListener('exit', kill);
    watcher?.release();
  };
  // Its number may be another process's one day.
  server.once('exit', release);
  return { release };
}

/** Lets a shell run a script, with these as `$1` and so on, once this process has ended in whatever way. Not on Windows. */
export function whenWeDie(
  script: string,
  parameters: readonly string[],
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Guard {
  if (process.platform === 'win32') return { release: () => {} };
  const watcher = spawn('/bin/sh', ['-c', `read -r _; ${script}`, 'sh', ...parameters], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
    env: environment,
  });
  watcher.on('error', () => {}); // No shell: the orderly exit is still covered.
  watcher.stdin?.on('error', () => {});
  watcher.unref();
  (watcher.stdin as unknown as { unref?(): void } | null)?.unref?.();
  return { release: () => watcher.kill('SIGKILL') };
}
