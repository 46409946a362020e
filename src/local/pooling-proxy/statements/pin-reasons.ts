/** The longest statement, in bytes, that does not pin (RDS User Guide, "Avoiding pinning an RDS Proxy"). */
export const LONGEST_UNPINNED = 16_384;

/**
 * Why a client session is bound to one database connection until it ends. Each is a condition of the RDS User Guide,
 * "Avoiding pinning an RDS Proxy", "Conditions that cause pinning for RDS for MySQL".
 */
export type PinReason = keyof typeof PIN_REASONS;

/** What the proxy's log says. The text of `session-setting` was seen in logs of RDS Proxy; the others are ours. */
export const PIN_REASONS = {
  'long-statement': `The connection ran a SQL query which exceeded the ${LONGEST_UNPINNED} byte limit.`,
  'prepared-statement': 'A protocol-level prepared statement was detected.',
  'sql-prepared-statement': 'A SQL-level prepared statement was detected.',
  'table-lock': 'SQL locked tables.',
  'user-lock': 'SQL took a user-level lock with GET_LOCK.',
  'user-variable': 'SQL set a user variable.',
  'session-setting':
    "SQL changed session settings that the proxy doesn't track. Consider moving session configuration to the proxy's initialization query.",
  'next-transaction': 'SQL set a characteristic of the next transaction only.',
  'temporary-table': 'SQL created a temporary table.',
  'executable-comment': 'SQL contained an executable comment.',
  'row-count': 'SQL called ROW_COUNT or FOUND_ROWS.',
} as const;

/** The line of RDS Proxy's log, as its users report it. */
export function pinMessage(databaseConnection: number, reason: PinReason): string {
  return (
    `The client session was pinned to the database connection [dbConnection=${databaseConnection}] for the remainder of ` +
    `the session. The proxy can't reuse this connection until the session ends. Reason: ${PIN_REASONS[reason]}`
  );
}
