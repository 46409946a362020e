/** Bits of `CLIENT_*` (MySQL 8.4 internals, "Capabilities Flags"). */
export const CAPABILITY = {
  longPassword: 0x1,
  foundRows: 0x2,
  longFlag: 0x4,
  connectWithDatabase: 0x8,
  noSchema: 0x10,
  ignoreSpace: 0x100,
  protocol41: 0x200,
  interactive: 0x400,
  ssl: 0x800,
  transactions: 0x2000,
  secureConnection: 0x8000,
  multiStatements: 0x1_0000,
  multiResults: 0x2_0000,
  preparedMultiResults: 0x4_0000,
  pluginAuth: 0x8_0000,
  connectAttributes: 0x10_0000,
  lengthEncodedAuth: 0x20_0000,
} as const;

/** Bits of a server's status in OK and EOF packets. */
export const STATUS = {
  inTransaction: 0x1,
  autocommit: 0x2,
  moreResults: 0x8,
  cursorExists: 0x40,
  noBackslashEscapes: 0x200,
} as const;

const ALWAYS =
  CAPABILITY.longPassword |
  CAPABILITY.longFlag |
  CAPABILITY.protocol41 |
  CAPABILITY.transactions |
  CAPABILITY.secureConnection |
  CAPABILITY.pluginAuth |
  CAPABILITY.lengthEncodedAuth;

/** What a client may choose and what changes how the database answers: the database's connection must be alike. */
const CHOSEN =
  CAPABILITY.foundRows |
  CAPABILITY.noSchema |
  CAPABILITY.ignoreSpace |
  CAPABILITY.interactive |
  CAPABILITY.multiStatements |
  CAPABILITY.multiResults |
  CAPABILITY.preparedMultiResults;

/**
 * What the proxy offers its clients. Without deprecated EOF, session tracking, query attributes, local files and
 * compression: bytes can then pass as they are between two connections that agreed on the same.
 */
export const OFFERED =
  ALWAYS | CHOSEN | CAPABILITY.connectWithDatabase | CAPABILITY.connectAttributes | CAPABILITY.ssl;

/** What a connection to the database must have agreed on, to answer a client with these capabilities. */
export function capabilitiesBehind(client: number): number {
  return ALWAYS | (client & CHOSEN);
}
