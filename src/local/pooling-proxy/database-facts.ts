import type { BackEnd } from './back-end.ts';

/** What the proxy needs to know of the database, once. */
export interface DatabaseFacts {
  readonly version: string;
  readonly maxConnections: number;
  /** The character set and collation of a number, as SET takes them; the server's default for an unknown one. */
  namesOf(collation: number): string;
}

export async function readFacts(backEnd: BackEnd): Promise<DatabaseFacts> {
  const [[maxConnections] = []] = await backEnd.rows('SELECT @@GLOBAL.max_connections');
  const rows = await backEnd.rows(
    'SELECT ID, CHARACTER_SET_NAME, COLLATION_NAME FROM information_schema.COLLATIONS WHERE ID IS NOT NULL',
  );
  const names = new Map(
    rows.map(([id, set, collation]) => [Number(id), `NAMES ${set} COLLATE ${collation}`]),
  );
  return {
    version: backEnd.serverVersion,
    maxConnections: Number(maxConnections),
    namesOf: (collation) => names.get(collation) ?? 'NAMES DEFAULT',
  };
}
