import type { Clock } from './ports.ts';

/**
 * Whether what was set is what is there: looks until it is, since an answer may be older than the change, or the change may not
 * be done. False after a minute of looking.
 */
export async function readBack<State>(
  look: () => Promise<State>,
  holds: (state: State) => boolean,
  {
    ports: { clock },
    signal,
  }: { readonly ports: { readonly clock: Clock }; readonly signal?: AbortSignal | undefined },
): Promise<boolean> {
  const until = clock.now() + PATIENCE;
  for (let wait = 500; ; wait = Math.min(wait * 1.5, 5_000)) {
    if (holds(await look())) return true;
    if (clock.now() >= until) return false;
    await clock.sleep(wait, signal);
  }
}

const PATIENCE = 60_000;
