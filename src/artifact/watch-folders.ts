import { type FSWatcher, watch } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';

/** Milliseconds of quiet after a change: an editor writes a file in several steps, and often several files. */
const QUIET = 15;
/** Milliseconds after which a burst that does not end is told all the same. */
const LONGEST_BURST = 150;
/** Milliseconds between two looks at a folder that is not there. */
const ABSENCE = 300;

/**
 * Looks at folders, not at what is below them, and tells which of their files were written, made or removed; the folder
 * itself when it was made anew, with whatever is in it.
 */
export interface FolderWatch {
  /** Looks at these folders as well from now on; one that is not there is waited for. */
  add(folders: readonly string[]): void;
  /** Absolute paths that changed since the last call, once there are some and a burst has ended. Rejects with the signal's reason. */
  changes(signal?: AbortSignal): Promise<readonly string[]>;
  close(): void;
}

/**
 * Starts to look. Installed packages are not looked at: who changes them starts again. (Not chokidar: it drops a change that
 * comes within 50 ms of one of the same file, and with it the last thing that was saved.)
 */
export function watchFolders(): FolderWatch {
  const watched = new Map<string, { stop(): void }>();
  let changed = new Set<string>();
  let seen = 0;
  let wake = () => {};
  const tell = (file: string) => {
    if (isInstalled(file)) return;
    changed.add(file);
    seen += 1;
    wake();
  };

  return {
    add(folders) {
      for (const folder of folders) {
        if (!watched.has(folder) && !isInstalled(folder)) watched.set(folder, watchFolder(folder, tell));
      }
    },
    async changes(signal) {
      signal?.throwIfAborted();
      if (changed.size === 0) await untilWoken(signal);
      const until = performance.now() + LONGEST_BURST;
      for (let known = -1; known !== seen && performance.now() < until; ) {
        known = seen;
        await pause(QUIET);
      }
      signal?.throwIfAborted();
      const told = [...changed].sort();
      changed = new Set();
      return told;
    },
    close() {
      for (const { stop } of watched.values()) stop();
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

/** Tells of the files of one folder, also after it was removed and made anew, as a checkout does. */
function watchFolder(folder: string, tell: (file: string) => void): { stop(): void } {
  let watcher: FSWatcher | undefined;
  let waiting: NodeJS.Timeout | undefined;
  let stopped = false;

  const begin = (): boolean => {
    try {
      watcher = watch(folder);
    } catch {
      return false;
    }
    watcher.on('change', (kind, name) => {
      tell(name === null ? folder : path.join(folder, String(name)));
      // Linux names the folder itself when it is removed; its successor may have its number.
      if (kind === 'rename' && name === path.basename(folder)) untilItIsBack();
      else if (kind === 'rename') void stillThere();
    });
    watcher.on('error', untilItIsBack);
    return true;
  };
  // A folder that was removed has no more to tell: another one of its name is another folder.
  const stillThere = async () => {
    const found = await stat(folder).catch(() => undefined);
    if (!stopped && (found === undefined || found.ino !== (await known))) untilItIsBack();
  };
  const untilItIsBack = () => {
    watcher?.close();
    clearInterval(waiting);
    waiting = setInterval(() => {
      if (!begin()) return;
      clearInterval(waiting);
      known = inode();
      tell(folder);
    }, ABSENCE);
    waiting.unref();
  };
  const inode = () =>
    stat(folder).then(
      ({ ino }) => ino,
      () => undefined,
    );
  let known = inode();
  if (!begin()) untilItIsBack();
  return {
    stop() {
      stopped = true;
      clearInterval(waiting);
      watcher?.close();
    },
  };
}

function isInstalled(file: string): boolean {
  return file.split(path.sep).some((part) => LEFT_OUT.has(part));
}

const LEFT_OUT: ReadonlySet<string> = new Set(['node_modules', '.git', '.proxywebhook']);

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
