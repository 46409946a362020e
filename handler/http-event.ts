/**
 * An HTTP API event, payload format 2.0, as far as it is read
 * (API Gateway Developer Guide, "Working with AWS Lambda proxy integrations for HTTP APIs").
 */
export interface HttpEvent {
  readonly rawPath?: string;
  readonly rawQueryString?: string;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly cookies?: readonly string[];
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
  readonly requestContext: {
    readonly requestId?: string;
    readonly stage?: string;
    readonly timeEpoch?: number;
    readonly http: { readonly method?: string; readonly path?: string; readonly sourceIp?: string };
  };
}

/** True for a request from outside. Only API Gateway writes `requestContext`, so a body cannot pose as anything else. */
export function isHttpEvent(event: unknown): event is HttpEvent {
  return isRecord(event) && isRecord(event.requestContext) && isRecord(event.requestContext.http);
}

/** An invocation from inside the account: `{ "proxywebhook": "check", … }`. */
export interface JobEvent {
  readonly proxywebhook: string;
  readonly [detail: string]: unknown;
}

/** True for a job. What carries a `requestContext`, of whatever kind, came through a gateway and is none. */
export function isJobEvent(event: unknown): event is JobEvent {
  return isRecord(event) && !('requestContext' in event) && typeof event.proxywebhook === 'string';
}

/** True for an object that is no list. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
