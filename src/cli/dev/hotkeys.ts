import type { ProcessLike } from '../surroundings.ts';

/** What a key does, and what the help says of it. */
export interface Hotkey {
  readonly key: string;
  readonly does: string;
  readonly press: () => void | Promise<void>;
}

/**
 * Listens to single keys on a terminal until stopped; Ctrl-C is `interrupt`. Node.js gives the terminal its mode back
 * when the process ends, however it does.
 */
export function listenForKeys(
  stdin: ProcessLike['stdin'],
  keys: readonly Hotkey[],
  {
    interrupt,
    failed,
  }: {
    readonly interrupt: () => void;
    readonly failed: (error: unknown) => void;
  },
): { readonly stop: () => void } {
  const byKey = new Map(keys.map((hotkey) => [hotkey.key, hotkey]));
  const take = (bytes: Buffer | string) => {
    const text = String(bytes);
    // Arrows and function keys come as a sequence.
    if (text.startsWith(ESCAPE)) return;
    for (const key of text) {
      if (key === CTRL_C || key === CTRL_D) interrupt();
      else press(byKey.get(key.toLowerCase()), failed);
    }
  };
  stdin.setRawMode?.(true);
  stdin.on('data', take);
  stdin.resume();
  return {
    stop() {
      stdin.off('data', take);
      stdin.setRawMode?.(false);
      stdin.pause();
    },
  };
}

const ESCAPE = '\u001B';
const CTRL_C = '\u0003';
const CTRL_D = '\u0004';

function press(hotkey: Hotkey | undefined, failed: (error: unknown) => void): void {
  if (hotkey === undefined) return;
  Promise.resolve()
    .then(() => hotkey.press())
    .catch(failed);
}
