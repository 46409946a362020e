/** What `logs` needs of CloudWatch Logs. Every call throws a ProxyWebhookError; throttling is retried inside, as far as tries last. */
export interface Logs {
  /** One page of a group's events, in the order of their time; undefined when there is no such group. */
  page(group: string, query: LogQuery, signal?: AbortSignal): Promise<LogPage | undefined>;
  /** CloudWatch's time in milliseconds, as far as AWS's answers have told how wrong this machine's clock is. */
  now(): Promise<number>;
}

/** Which lines of a log are asked for. */
export interface LogQuery {
  /** Milliseconds since the epoch; events of this very millisecond are among them. */
  readonly from: number;
  /** CloudWatch's own filter pattern. */
  readonly pattern?: string;
  /** The token that the page before gave; all else must be as it was then. */
  readonly page?: string;
}

/** A page of a log. */
export interface LogPage {
  /** May be empty although there is a next page. */
  readonly events: readonly LogEvent[];
  readonly next?: string;
}

/** One line of a log. */
export interface LogEvent {
  /** Unique in its group, and the same each time it is read. */
  readonly id: string;
  /** Milliseconds since the epoch, as its writer says. */
  readonly at: number;
  readonly stream: string;
  readonly message: string;
}
