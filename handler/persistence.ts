import type { Credentials } from './credentials.ts';
import type { Database } from './database.ts';
import { cureFor } from './faults.ts';
import { makeSchema } from './schema.ts';

const SHORTEST_PAUSE = 25;
const LONGEST_PAUSE = 200;

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
  const cured = new Set<string>();
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
        if (cured.has(cure)) throw error;
        cured.add(cure);
      }
      if (cure === 'make-schema') missing = true;
      if (performance.now() + pause >= deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, pause));
      pause = Math.min(LONGEST_PAUSE, Math.max(SHORTEST_PAUSE, pause * 2));
    }
  }
}
