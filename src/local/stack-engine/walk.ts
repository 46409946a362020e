/** Work in dependency order, in parallel wherever there is no order. */
export interface Walk {
  readonly ids: readonly string[];
  /** What must be done before; ids that are not walked count as done. */
  readonly before: ReadonlyMap<string, readonly string[]>;
  /** Whether it succeeded. `ready` lets those that wait for it begin before it ends. */
  readonly run: (id: string, ready: () => void) => Promise<boolean>;
  /** Nothing more is begun once it is aborted. */
  readonly signal?: AbortSignal;
}

/** Resolves, when all that was begun has ended, to how each went; what was not begun is missing. */
export async function walk({ ids, before, run, signal }: Walk): Promise<ReadonlyMap<string, boolean>> {
  const walked = new Set(ids);
  const outcome = new Map<string, boolean>();
  const readiness = new Map<string, Promise<boolean>>();
  const ends: Promise<void>[] = [];
  const begin = (id: string): Promise<boolean> => {
    const known = readiness.get(id);
    if (known !== undefined) return known;
    const { promise, resolve } = withResolvers<boolean>();
    readiness.set(id, promise);
    ends.push(
      (async () => {
        const needed = (before.get(id) ?? []).filter((other) => walked.has(other) && other !== id);
        const ready = await Promise.all(needed.map(begin));
        if (signal?.aborted === true || ready.includes(false)) {
          resolve(false);
          return;
        }
        const succeeded = await run(id, () => resolve(true));
        outcome.set(id, succeeded);
        resolve(succeeded);
      })(),
    );
    return promise;
  };
  for (const id of ids) void begin(id);
  await Promise.all(ends);
  return outcome;
}

function withResolvers<Value>() {
  let resolve: (value: Value) => void = () => {};
  const promise = new Promise<Value>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
