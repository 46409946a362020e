import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../../errors.ts';
import { type EnsureDatabaseOptions, ensureDatabase } from '../database/ensure-database.ts';
import type { RunningDatabase } from '../database/running-database.ts';
import type { DevCloudEvent } from '../dev-cloud.ts';

export interface KeeperOptions {
  readonly ensure: EnsureDatabaseOptions;
  readonly tell: (event: DevCloudEvent) => void;
  /** Called when the server runs again, before that is told. */
  readonly whenBack: () => Promise<void>;
}

/** The one database server of a local cloud, which is brought back when it ends. */
export interface KeptDatabase {
  /** As it runs now, or ran last. */
  current(): RunningDatabase;
  /** Resolves when it is not being brought back. */
  ready(): Promise<void>;
  /** Nothing answers there: where no process tells of its end, this is how its end is noticed. */
  unreachable(): void;
  stop(): Promise<void>;
}

const SHORTEST_PAUSE = 100;
const LONGEST_PAUSE = 5000;

/** Throws what `ensureDatabase` throws. */
export async function keepDatabase({ ensure, tell, whenBack }: KeeperOptions): Promise<KeptDatabase> {
  const stopping = new AbortController();
  let database = await ensureDatabase(ensure);
  let returning: Promise<void> | undefined;
  follow(database);

  function follow(started: RunningDatabase): void {
    void started.ended.then(() => {
      if (started === database) bringBack();
    });
  }

  function bringBack(): void {
    if (stopping.signal.aborted) return;
    returning ??= untilItRuns().finally(() => {
      returning = undefined;
    });
  }

  async function untilItRuns(): Promise<void> {
    const since = performance.now();
    tell({ type: 'database-ended' });
    let told = '';
    for (let pause = SHORTEST_PAUSE; !stopping.signal.aborted; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
      try {
        const { restart = () => ensureDatabase({ ...ensure, reset: false }) } = database;
        database = await restart();
        follow(database);
        await whenBack();
        tell({ type: 'database-back', milliseconds: Math.round(performance.now() - since) });
        return;
      } catch (error) {
        const message = messageOf(error);
        if (message !== told) tell({ type: 'database-not-back', message });
        told = message;
        await sleep(pause, undefined, { signal: stopping.signal }).catch(() => {});
      }
    }
  }

  return {
    current: () => database,
    ready: async () => returning,
    unreachable() {
      // A database of the user's own is the user's to start; one with a process of ours tells its end itself.
      if (database.found !== 'url' && database.restart === undefined) bringBack();
    },
    async stop() {
      stopping.abort();
      await returning;
      await database.stop();
    },
  };
}
