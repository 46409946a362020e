/** Tells whether more is stored than may be. */
export interface StorageLimit {
  /** Looks, when the last look is a minute old; else answers what it saw then. Never rejects. */
  isReached(deadline: number): Promise<boolean>;
}

const BETWEEN_LOOKS = 60_000;

/**
 * Keeps the database's disk from filling up. `stored` tells the bytes that the table takes; a look that fails is taken for
 * room, because a limit that cannot be measured must not be an outage.
 */
export function storageLimit(
  most: number,
  stored: (deadline: number) => Promise<number>,
  {
    now = () => performance.now(),
    failed = () => {},
  }: { readonly now?: () => number; readonly failed?: (error: unknown) => void } = {},
): StorageLimit {
  let nextLook = Number.NEGATIVE_INFINITY;
  let reached = false;
  return {
    isReached: async (deadline) => {
      if (now() < nextLook) return reached;
      nextLook = now() + BETWEEN_LOOKS;
      try {
        reached = (await stored(deadline)) >= most;
      } catch (error) {
        reached = false;
        failed(error);
      }
      return reached;
    },
  };
}
