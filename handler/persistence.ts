import type { Credentials } from './credentials.ts';
import type { Database } from './database.ts';
import { cureFor } from './faults.ts';
import { makeSchema } from './schema.ts';

const SHORTEST_PAUSE = 25;
const LONGEST_PAUSE = 200;
/** What was made may be taken away again while many make it; a password that is wrong twice is wrong. */
const MOST_CURES = { 'make-schema': 4, 'new-credentials': 1 } as const;

export interface Circumstances {
  readonly database: Database;
  readonly credentials: Credentials;
  /** Of the database on the server. */
  readonly name: string;
  /** In milliseconds of `performance.now()`. */
  readonly deadline: number;
}

/**
 * Tries until it succeeds, cannot succeed, or the time is up; each error is met with its cure. Rejects with the last error.
 * What is tried must be safe to repeat: an answer that was lost says nothing of what the server did.
 */
export async function persistently<T>(work: () => Promise<T>, circumstances: Circumstances): Promise<T> {
  const { database, credentials, name, deadline } = circumstances;
  const cured = { 'make-schema': 0, 'new-credentials': 0 };
  let missing = false;
  let pause = 0;
  for (;;) {
    try {
      if (missing) await makeSchema(database, name, deadline);
      missing = false;
      return await work();
    } catch (error) {
      const cure = cureFor(error);
      if (cure !== 'again' && cure !== 'make-schema') database.discard();
      if (cure === 'new-credentials') credentials.forget();
      if (cure === 'none') throw error;
      if (cure === 'make-schema' || cure === 'new-credentials') {
        if (cured[cure] === MOST_CURES[cure]) throw error;
        cured[cure] += 1;
      }
      if (cure === 'make-schema') missing = true;
      if (performance.now() + pause >= deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, pause));
      pause = Math.min(LONGEST_PAUSE, Math.max(SHORTEST_PAUSE, pause * 2));
    }
  }
}
