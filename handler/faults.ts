/**
 * What to do about an error of the driver before trying again: `reconnect`, `new-credentials`, `make-schema`, `again` on
 * the same connection, or `none`, when trying again cannot help.
 */
export type Cure = 'reconnect' | 'new-credentials' | 'make-schema' | 'again' | 'none';

/** Decides by the server's error number, else by what happened to the connection. */
export function cureFor(error: unknown): Cure {
  if (error instanceof FinalFault) return 'none';
  if (error instanceof TransientFault) return 'again';
  const number = numberOf(error);
  if (number !== undefined) return BY_NUMBER[number] ?? 'none';
  const { code } = partsOf(error);
  if (code === 'HANDSHAKE_NO_SSL_SUPPORT') return 'none';
  return code === 'HANDSHAKE_SSL_ERROR' && !wasCut(error) ? 'none' : 'reconnect';
}

/** Whether a connection broke. The driver puts its own code in place of what an error had before TLS stands. */
function wasCut(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { syscall, cause } = error as { syscall?: unknown; cause?: unknown };
  return typeof syscall === 'string' || CUT.test(messageOf(error)) || wasCut(cause);
}

const CUT = /ECONNRESET|EPIPE|ETIMEDOUT|socket disconnected/;

/** The number of a server's error; undefined for any other. */
export function numberOf(error: unknown): number | undefined {
  const { errno } = partsOf(error);
  return typeof errno === 'number' && errno > 0 ? errno : undefined;
}

/** A fault that trying again cannot help, told in words that hold no secret. */
export class FinalFault extends Error {}

/** A fault that trying again at once, on the same connection, is likely to help. */
export class TransientFault extends Error {}

/**
 * An error in words for a log or an answer. Never a server's message about a statement: that quotes the statement, and
 * with it what was sent to us.
 */
export function describeFault(error: unknown): string {
  const { code } = partsOf(error);
  const number = numberOf(error);
  if (number !== undefined) {
    return `the database answered with error ${number}${code === undefined ? '' : ` (${code})`}${HINTS[number] ?? ''}`;
  }
  if (code === 'HANDSHAKE_SSL_ERROR') return `TLS to the proxy failed: ${messageOf(error)}`;
  return code === undefined ? messageOf(error) : `${code}: ${messageOf(error)}`;
}

// MySQL 8.4 Error Message Reference; 9501 is RDS Proxy's own (RDS User Guide, "Troubleshooting for RDS Proxy").
const BY_NUMBER: Readonly<Record<number, Cure>> = {
  1005: 'again', // a table could not be made: another connection is making it, this and the next two
  1006: 'again',
  1007: 'again',
  1020: 'again', // the record has changed since it was read
  1040: 'reconnect', // too many connections
  1045: 'new-credentials', // access denied
  1049: 'make-schema', // no such database
  1053: 'reconnect', // server shutdown in progress
  1054: 'make-schema', // no such column: the table is of an earlier version
  1146: 'make-schema', // no such table
  1105: 'reconnect', // RDS Proxy lost the database connection it had borrowed
  1152: 'reconnect', // aborted connection
  1158: 'reconnect', // network, this and the next three
  1159: 'reconnect',
  1160: 'reconnect',
  1161: 'reconnect',
  1203: 'reconnect', // too many connections of this user
  1205: 'again', // lock wait timeout
  1206: 'again', // too many locks
  1213: 'again', // deadlock
  1290: 'reconnect', // read-only: a failover happened
  1317: 'reconnect', // interrupted
  1412: 'again', // the table has changed meanwhile
  1684: 'again', // the table is being changed
  1226: 'reconnect', // the user's limit of connections
  1792: 'reconnect', // read-only
  1836: 'reconnect', // read-only
  1927: 'reconnect', // killed (MariaDB)
  3169: 'reconnect', // killed
  4031: 'reconnect', // closed for being idle
  9501: 'reconnect', // no connection from the pool in time
};

const HINTS: Readonly<Record<number, string>> = {
  1040: ': too many connections',
  1044: ': the user may not use this database',
  1045: ': user name, password or token were not accepted',
  1114: ': the table or the disk is full',
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
