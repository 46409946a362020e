import type { Connection } from 'mysql2/promise';
import type { TestDatabase } from './database.ts';

/** One connection, made anew when a restart has ended it. */
export function administratorOf(database: TestDatabase) {
  let current: Connection | undefined;
  const connection = async () => {
    if (current === undefined) {
      const made = await database.connect();
      made.on('error', () => {
        if (current === made) current = undefined;
      });
      current = made;
    }
    return current;
  };
  return {
    sql: async (statement: string) => {
      const [rows] = await (await connection()).query(statement);
      return rows as Readonly<Record<string, unknown>>[];
    },
    end: async () => current?.destroy(),
  };
}
