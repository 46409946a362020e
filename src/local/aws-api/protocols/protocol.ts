import type { AwsApiError } from '../../cloud.ts';

/** An HTTP request as it came: header names in lower case, the body whole. */
export interface WireRequest {
  readonly method: string;
  /** Percent-encoded, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/** A wire protocol as one service speaks it. */
export interface Protocol {
  /** The action a request asks for, also one that is not served; undefined when the request names none. */
  action(request: WireRequest): string | undefined;
  /** The input in the SDK's member names. Throws AwsApiError. */
  decode(action: string, request: WireRequest): Record<string, unknown>;
  encode(action: string, output: Readonly<Record<string, unknown>>, requestId: string): WireAnswer;
  encodeError(error: AwsApiError, requestId: string): WireAnswer;
}
