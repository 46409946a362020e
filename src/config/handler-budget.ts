/**
 * The handler's own time limits, in seconds: it connects, stores and answers within `total`, or answers 503. GitHub
 * gives a receiver 10 seconds and never resends (GitHub Docs, "Best practices for using webhooks"), so a later answer
 * is worth nothing. The configuration's rules and the regulating chain rest on these; the handler uses the same.
 */
export const handlerBudget = {
  /** TCP, TLS and login to the proxy. */
  connect: 1.5,
  /** One statement, the wait for a pooled connection included. */
  query: 4,
  /** From the event to the answer. */
  total: 8,
} as const;

/** API Gateway ends an integration after this many seconds. Source: "Quotas for configuring and running an HTTP API". */
export const API_TIMEOUT_SECONDS = 30;

/** Lambda may spend this long on an init before the handler runs. Source: "Understanding the Lambda execution environment lifecycle". */
export const INIT_SECONDS = 10;
