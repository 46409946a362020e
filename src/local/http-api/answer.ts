import { validateHeaderName, validateHeaderValue } from 'node:http';

/** An HTTP answer. Header names may repeat. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Uint8Array;
  /** Why the integration did not answer: the access log's `integrationErrorMessage`. */
  readonly integrationError?: string;
}

/** What a function's call came to, as far as it is read. */
export interface FunctionResult {
  readonly payload: Uint8Array;
  readonly failure?: string;
}

/**
 * The answer that a function's result means in payload format 2.0. Never throws: what means none is 500.
 * Source: API Gateway Developer Guide, "Lambda function response for format 2.0" (rules answer-*).
 */
export function readResult({ payload, failure }: FunctionResult): HttpAnswer {
  const text = Buffer.from(payload).toString('utf8');
  if (failure !== undefined) {
    return failed(
      `The Lambda function returned the following error: ${text}. Check your Lambda function code and try again.`,
    );
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return failed(shape('Response is not valid JSON'));
  }
  if (!isRecord(value) || value.statusCode === undefined) return inferred(value);
  const status = statusOf(value.statusCode);
  if (status === undefined)
    return failed(shape('Lambda body contains the wrong type for field "statusCode"'));
  const { headers = {}, cookies = [], body } = value;
  const pairs = headerPairs(headers);
  if (pairs === undefined) return failed(shape('Lambda body contains the wrong type for field "headers"'));
  if (cookies !== null && !isTexts(cookies))
    return failed(shape('Lambda body contains the wrong type for field "cookies"'));
  if (body !== undefined && body !== null && typeof body !== 'string') {
    return failed(shape('Lambda body contains the wrong type for field "body"'));
  }
  const all = [...(cookies ?? []).map((cookie): [string, string] => ['set-cookie', cookie]), ...pairs];
  if (!all.every(isSendable)) return failed(shape('Lambda body contains the wrong type for field "headers"'));
  return {
    status,
    headers: withType(all),
    body: Buffer.from(body ?? '', value.isBase64Encoded === true ? 'base64' : 'utf8'),
  };
}

/** An answer of the API itself. */
export function message(status: number, text: string, integrationError?: string): HttpAnswer {
  return {
    status,
    headers: [['content-type', 'application/json']],
    body: Buffer.from(JSON.stringify({ message: text })),
    ...(integrationError === undefined ? {} : { integrationError }),
  };
}

function failed(reason: string): HttpAnswer {
  return message(500, 'Internal Server Error', reason);
}

function shape(detail: string): string {
  return `The response from the Lambda function doesn't match the format that API Gateway expects. ${detail}`;
}

function inferred(value: unknown): HttpAnswer {
  return {
    status: 200,
    headers: [['content-type', 'application/json']],
    body: Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)),
  };
}

function statusOf(value: unknown): number | undefined {
  const digits = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  const valid = typeof digits === 'number' && Number.isInteger(digits) && digits >= 200 && digits <= 599;
  return valid ? digits : undefined;
}

function headerPairs(headers: unknown): [string, string][] | undefined {
  if (headers === null) return [];
  if (!isRecord(headers)) return undefined;
  const entries = Object.entries(headers).filter(([name]) => !DROPPED.has(name.toLowerCase()));
  if (entries.some(([, value]) => typeof value === 'object' && value !== null)) return undefined;
  return entries.map(([name, value]) => [name.toLowerCase(), asBytes(String(value))]);
}

/** UTF-8, in the form that Node writes header values from. */
function asBytes(value: string): string {
  return Buffer.from(value, 'utf8').toString('latin1');
}

function isSendable([name, value]: readonly [string, string]): boolean {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return true;
  } catch {
    return false;
  }
}

function withType(headers: readonly [string, string][]): HttpAnswer['headers'] {
  return headers.some(([name]) => name === 'content-type')
    ? headers
    : [...headers, ['content-type', 'text/plain; charset=utf-8']];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}

const DROPPED = new Set([
  'connection',
  'content-length',
  'date',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
]);
