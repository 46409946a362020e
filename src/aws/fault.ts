import type { Operation } from './operations.ts';

/** What was being done, to say it in the error. */
export interface CallContext {
  readonly operation: Operation;
  /** What it was done to: a stack, a bucket, a proxy. */
  readonly subject?: string | undefined;
  readonly region?: string | undefined;
  readonly profile?: string | undefined;
  readonly endpoint?: string | undefined;
}

/** What went wrong at a call, whichever way the SDK, Node or the service said it. */
export interface Fault {
  readonly error: unknown;
  /** AWS's code, or Node's (ECONNREFUSED). */
  readonly code: string;
  readonly message: string;
  readonly status?: number;
  readonly requestId?: string;
  /** Whether the service answered with an error it describes itself. */
  readonly answered: boolean;
  /** The answer's Date is minutes off this machine's. */
  readonly clockIsOff: boolean;
}

/** Milliseconds: AWS takes signatures that are five minutes old. */
const CLOCK_TOLERANCE = 4 * 60_000;

/** Node's and the SDK's codes for a connection that was not made, or broke. */
export const NETWORK =
  /^(ECONNREFUSED|ECONNRESET|ECONNABORTED|EPIPE|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|TimeoutError|RequestTimeout|CERT_HAS_EXPIRED|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER_CERT_LOCALLY|ERR_TLS_CERT_ALTNAME_INVALID|EPROTO|ERR_INVALID_URL)$/;

/** Reads the SDK's errors, those of credentials, and those of Node's sockets. */
export function faultOf(error: unknown): Fault {
  const outer = error instanceof Error ? error : new Error(String(error));
  const { $metadata, $response, code, Code } = outer as Error & {
    readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string };
    readonly $response?: {
      readonly statusCode?: number;
      readonly headers?: Readonly<Record<string, string>>;
    };
    readonly code?: unknown;
    readonly Code?: unknown;
  };
  const network = [code, nested(outer)?.code].find((it) => typeof it === 'string' && NETWORK.test(it));
  const status = $metadata?.httpStatusCode ?? $response?.statusCode;
  const garbled = /Deserialization error: to see the raw response/.test(outer.message);
  const named = outer.name === 'Error' && typeof Code === 'string' ? Code : outer.name;
  const unknown = /^(Error|SyntaxError|TypeError|Unknown|UnknownError)$/.test(named);
  return {
    error,
    code: typeof network === 'string' ? network : named,
    message: outer.message,
    ...(status === undefined ? {} : { status }),
    ...($metadata?.requestId === undefined ? {} : { requestId: $metadata.requestId }),
    answered: status !== undefined && !garbled && !unknown,
    clockIsOff: Math.abs(Date.parse($response?.headers?.date ?? '') - Date.now()) > CLOCK_TOLERANCE,
  };
}

function nested(error: Error): { readonly code?: unknown } | undefined {
  const inner = error.cause ?? (error instanceof AggregateError ? error.errors[0] : undefined);
  return typeof inner === 'object' && inner !== null ? inner : undefined;
}

/** What an error's `data` says of a call. */
export function answerData(fault: Fault, { operation, subject }: CallContext): Record<string, unknown> {
  return {
    operation,
    ...(subject === undefined ? {} : { subject }),
    ...(fault.answered ? { awsCode: fault.code } : {}),
    ...(fault.status === undefined ? {} : { status: fault.status }),
    ...(fault.requestId === undefined ? {} : { requestId: fault.requestId }),
  };
}
