/** Work in progress: yields what happens and returns what came of it. */
export type Run<Event, Result> = AsyncGenerator<Event, Result, undefined>;

/**
 * Drives a run to its end, telling each event, and resolves to its result. Rejects with the run's error, or with what `tell`
 * threw, when the run has put back what it was in the middle of.
 */
export async function finish<Event, Result>(
  run: Run<Event, Result>,
  tell: (event: Event) => void = () => {},
): Promise<Result> {
  try {
    for (;;) {
      const step = await run.next();
      if (step.done) return step.value;
      tell(step.value);
    }
  } finally {
    // Nothing where it has ended.
    await run.return(undefined as never);
  }
}
