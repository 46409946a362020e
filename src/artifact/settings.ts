import type { Config } from '../config/schema.ts';

/**
 * What the handler reads as `settings.json` beside its code: the part of the configuration it works by, never a
 * secret. Times are milliseconds. `handler/settings.ts` declares the same shape for the handler, which stands alone.
 */
export interface HandlerSettings {
  readonly auth: 'secret' | 'iam';
  readonly username: string;
  readonly database: string;
  readonly budget: {
    /** From the request's arrival to its answer. */
    readonly answer: number;
    readonly connect: number;
    readonly query: number;
    /** An idle connection older than this is replaced before the proxy closes it. */
    readonly idle: number;
  };
  readonly capture: {
    readonly maxBodyBytes: number;
    readonly maxStoredBytes: number;
    readonly retentionDays: number;
    readonly redactHeaders: readonly string[];
  };
  /** As configured: secrets by name, never by value. */
  readonly routes: Config['routes'];
  readonly view: Config['view'];
}

/** The settings' text: same configuration, same bytes. */
export function renderSettings(config: Config): string {
  return `${JSON.stringify(settingsOf(config))}\n`;
}

/** Picks the handler's settings out of a configuration. */
export function settingsOf(config: Config): HandlerSettings {
  const { capture, database, proxy, routes, view } = config;
  return {
    auth: proxy.auth,
    username: database.username,
    database: database.name,
    budget: { answer: 8000, connect: 1500, query: 4000, idle: proxy.idleClientTimeoutSeconds * 800 },
    capture: {
      maxBodyBytes: capture.maxBodyKb * 1024,
      maxStoredBytes: Math.floor(capture.maxStoredGb * 1024 ** 3),
      retentionDays: capture.retentionDays,
      redactHeaders: capture.redactHeaders,
    },
    routes,
    view,
  };
}
