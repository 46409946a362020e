import { throwIfCancelled } from '../errors.ts';
/**
 * Does `count` tasks, `most` at once, and yields what comes of them as it comes. The first that fails ends it; those under way are
 * waited for. No other is begun once the signal is aborted.
 */
export async function* inParallel<Result>(
  count: number,
  most: number,
  task: (index: number) => Promise<Result>,
  signal?: AbortSignal,
): AsyncGenerator<Result, void, undefined> {
  const running = new Map<number, Promise<{ readonly index: number; readonly result: Result }>>();
  let next = 0;
  try {
    while (next < count || running.size > 0) {
      throwIfCancelled(signal);
      while (next < count && running.size < most) {
        const index = next;
        next += 1;
        running.set(
          index,
          task(index).then((result) => ({ index, result })),
        );
      }
      const { index, result } = await Promise.race(running.values());
      running.delete(index);
      yield result;
    }
  } finally {
    await Promise.allSettled(running.values());
  }
}
