import path from 'node:path';
import type { FSWatcher } from 'chokidar';

/** Milliseconds of quiet after a change: an editor writes a file in several steps, and often several files. */
const QUIET = 15;
/** Milliseconds after which a burst that does not end is told all the same. */
const LONGEST_BURST = 150;

/** Looks at folders, not at what is below them, and tells which of their files were written, made or removed. */
export interface FolderWatch {
  /** Looks at these folders as well from now on; one that is not there is waited for in the one above it. */
  add(folders: readonly string[]): Promise<void>;
  /** Absolute paths that changed since the last call, once there are some and a burst has ended. Rejects with the signal's reason. */
  changes(signal?: AbortSignal): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** Starts to look. Installed packages are not looked at: who changes them starts again. */
export async function watchFolders(): Promise<FolderWatch> {
  const { watch } = await import('chokidar');
  const folders = new Set<string>();
  const watchers: FSWatcher[] = [];
  let changed = new Set<string>();
  let wake = () => {};

  const add = async (more: readonly string[]) => {
    const fresh = more.filter((folder) => !folders.has(folder) && !isInstalled(folder));
    if (fresh.length === 0) return;
    for (const folder of fresh) folders.add(folder);
    // `atomic` would hold a change back for 100 ms; here a burst is waited for anyway.
    const watcher = watch(fresh, { depth: 0, ignoreInitial: true, atomic: false, ignored: isInstalled });
    watchers.push(watcher);
    watcher.on('all', (_, file) => {
      changed.add(path.resolve(file));
      wake();
    });
    // What can be watched no more is a folder that went, or a limit of the system: the others go on.
    watcher.on('error', () => {});
    await new Promise<void>((resolve) => watcher.once('ready', () => resolve()));
  };

  return {
    add,
    async changes(signal) {
      signal?.throwIfAborted();
      if (changed.size === 0) await untilWoken(signal);
      const until = performance.now() + LONGEST_BURST;
      for (let seen = -1; seen !== changed.size && performance.now() < until; ) {
        seen = changed.size;
        await pause(QUIET);
      }
      signal?.throwIfAborted();
      const told = [...changed].sort();
      changed = new Set();
      return told;
    },
    async close() {
      await Promise.all(watchers.map((watcher) => watcher.close()));
    },
  };

  async function untilWoken(signal: AbortSignal | undefined): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const give = () => reject(signal?.reason);
      signal?.addEventListener('abort', give, { once: true });
      wake = () => {
        signal?.removeEventListener('abort', give);
        resolve();
      };
    });
  }
}

function isInstalled(file: string): boolean {
  return file.split(path.sep).some((part) => LEFT_OUT.has(part));
}

const LEFT_OUT: ReadonlySet<string> = new Set(['node_modules', '.git', '.proxywebhook']);

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
