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

/** The job that an invocation from inside asks for: `{ "proxywebhook": "check" }`. Undefined for anything else. */
export function jobOf(event: unknown): string | undefined {
  if (isHttpEvent(event) || !isRecord(event)) return undefined;
  const job = event.proxywebhook;
  return typeof job === 'string' ? job : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
