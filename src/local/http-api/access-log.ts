/** One request, by the names that an access log's format has for them. Durations are milliseconds. */
export interface AccessRecord<Result = unknown> {
  readonly requestId: string;
  /** Milliseconds since the epoch. */
  readonly requestTimeEpoch: number;
  readonly requestTime: string;
  readonly sourceIp: string;
  readonly userAgent: string;
  readonly httpMethod: string;
  /** Decoded; empty for one that could not be. */
  readonly path: string;
  readonly protocol: string;
  readonly stage: string;
  readonly routeKey: string;
  readonly status: number;
  /** Bytes of the body. */
  readonly responseLength: number;
  readonly responseLatency: number;
  /** Of the function, when it was called. */
  readonly integrationLatency?: number | undefined;
  /** What Lambda itself answered: 200, also for a function that failed. */
  readonly integrationStatus?: number | undefined;
  readonly integrationErrorMessage?: string | undefined;
  /** The API's own message when it answered itself. */
  readonly errorMessage?: string | undefined;
  /** What the function's call came to. */
  readonly result?: Result | undefined;
}

/**
 * A line of the access log in a stage's format; a variable without a value is `-`.
 * Source: API Gateway Developer Guide, "Customize HTTP API access logs".
 */
export function renderAccessLog(format: string, record: AccessRecord): string {
  return format.replaceAll(/\$context\.([A-Za-z]+(?:\.[A-Za-z]+)*)/g, (_, name: string) => {
    const value = variable(name, record);
    return value === undefined || value === '' ? '-' : withinQuotes(String(value));
  });
}

function variable(name: string, record: AccessRecord): unknown {
  switch (name) {
    case 'identity.sourceIp':
      return record.sourceIp;
    case 'identity.userAgent':
      return record.userAgent;
    case 'error.message':
      return record.errorMessage;
    case 'integration.latency':
      return record.integrationLatency;
    case 'integration.status':
      return record.integrationStatus;
    case 'integration.error':
      return record.integrationErrorMessage;
    case 'result':
      return undefined;
    default:
      return (record as unknown as Readonly<Record<string, unknown>>)[name];
  }
}

/** Values stand between the quotes of a JSON text. */
function withinQuotes(value: string): string {
  return JSON.stringify(value).slice(1, -1);
}
