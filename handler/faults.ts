/**
 * What to do about an error of the driver before trying again: `reconnect`, `new-credentials`, `make-schema`, `again` on
 * the same connection, or `none`, when trying again cannot help.
 */
export type Cure = 'reconnect' | 'new-credentials' | 'make-schema' | 'again' | 'none';

/** Decides by the server's error number, else by what happened to the connection. */
export function cureFor(error: unknown): Cure {
  if (error instanceof FinalFault) return 'none';
  const { errno, code } = partsOf(error);
  const cure = typeof errno === 'number' ? BY_NUMBER[errno] : undefined;
  if (cure !== undefined) return cure;
  if (typeof errno === 'number' && errno > 0) return 'none';
  return code === 'HANDSHAKE_SSL_ERROR' || code === 'HANDSHAKE_NO_SSL_SUPPORT' ? 'none' : 'reconnect';
}

/** True for a value that is there already: an earlier try of ours was stored and its answer lost. */
export function isDuplicate(error: unknown): boolean {
  return partsOf(error).errno === 1062;
}

/** A fault that trying again cannot help, told in words that hold no secret. */
export class FinalFault extends Error {}

/**
 * An error in words for a log or an answer. Never a server's message about a statement: that quotes the statement, and
 * with it what was sent to us.
 */
export function describeFault(error: unknown): string {
  const { errno, code } = partsOf(error);
  if (typeof errno === 'number' && errno > 0) {
    return `the database answered with error ${errno}${code === undefined ? '' : ` (${code})`}${HINTS[errno] ?? ''}`;
  }
  if (code === 'HANDSHAKE_SSL_ERROR') return `TLS to the proxy failed: ${messageOf(error)}`;
  return code === undefined ? messageOf(error) : `${code}: ${messageOf(error)}`;
}

// MySQL 8.4 Error Message Reference; 9501 is RDS Proxy's own (RDS User Guide, "Troubleshooting for RDS Proxy").
const BY_NUMBER: Readonly<Record<number, Cure>> = {
  1040: 'reconnect', // too many connections
  1045: 'new-credentials', // access denied
  1049: 'make-schema', // no such database
  1053: 'reconnect', // server shutdown in progress
  1146: 'make-schema', // no such table
  1105: 'reconnect', // RDS Proxy lost the database connection it had borrowed
  1158: 'reconnect', // network, this and the next three
  1159: 'reconnect',
  1160: 'reconnect',
  1161: 'reconnect',
  1203: 'reconnect', // too many connections of this user
  1205: 'again', // lock wait timeout
  1213: 'again', // deadlock
  1290: 'reconnect', // read-only: a failover happened
  1317: 'reconnect', // interrupted
  1836: 'reconnect', // read-only
  1927: 'reconnect', // killed (MariaDB)
  9501: 'reconnect', // no connection from the pool in time
};

const HINTS: Readonly<Record<number, string>> = {
  1040: ': too many connections',
  1044: ': the user may not use this database',
  1045: ': user name, password or token were not accepted',
  1142: ': the user may not do this to the table',
  9501: ': the pool had no connection to lend in time',
};

function partsOf(error: unknown): { readonly errno: unknown; readonly code: string | undefined } {
  if (typeof error !== 'object' || error === null) return { errno: undefined, code: undefined };
  const { errno, code } = error as { errno?: unknown; code?: unknown };
  return { errno, code: typeof code === 'string' ? code : undefined };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
