/**
 * What regulates the load on its way to the database, each link's most: requests per second let in → execution
 * environments → connections to the proxy → connections to the database. A link that lets more through than the
 * next can bear is a warning.
 */
export interface RegulatingChain {
  readonly requestsPerSecond: number;
  readonly environments: number;
  readonly proxyConnections: number;
  readonly databaseConnections: number;
  readonly warnings: readonly string[];
}
