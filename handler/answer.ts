/** A response in payload format 2.0. */
export interface Answer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** An answer for machines: JSON that no cache keeps and no browser takes for anything else. */
export function json(
  statusCode: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return {
    statusCode,
    headers: { 'content-type': 'application/json', ...GUARDED, ...headers },
    body: JSON.stringify(value),
  };
}

export function plain(statusCode: number, body: string): Answer {
  return { statusCode, headers: { 'content-type': 'text/plain; charset=utf-8', ...GUARDED }, body };
}

/** An answer that is nothing but its status and headers. */
export function empty(statusCode: number, headers: Readonly<Record<string, string>> = {}): Answer {
  return { statusCode, headers: { ...GUARDED, ...headers }, body: '' };
}

/** A page whose only style is the one with this hash, and which may load and run nothing. */
export function html(body: string, styleHash: string): Answer {
  const policy = [
    "default-src 'none'",
    `style-src 'sha256-${styleHash}'`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ];
  return {
    statusCode: 200,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policy.join('; '),
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      vary: 'accept',
      ...GUARDED,
    },
    body,
  };
}

/** Not stored, for whatever reason: senders try again, after as many seconds. */
export function tryAgain(
  message = 'The request was not stored. Please send it again.',
  seconds = 10,
): Answer {
  return json(503, { message }, { 'retry-after': String(seconds) });
}

const GUARDED = {
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-robots-tag': 'noindex',
} as const;
