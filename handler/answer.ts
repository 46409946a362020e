/** A response in payload format 2.0. */
export interface Answer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies?: readonly string[];
  readonly body: string;
  readonly isBase64Encoded?: boolean;
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
export function html(body: string, styleHash: string, statusCode = 200): Answer {
  const policy = [
    "default-src 'none'",
    `style-src 'sha256-${styleHash}'`,
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ];
  return {
    statusCode,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policy.join('; '),
      'cross-origin-opener-policy': 'same-origin',
      vary: 'accept, cookie',
      ...GUARDED,
    },
    body,
  };
}

/** Bytes to keep in a file, never to be shown; `range` when they are the part that was asked for. */
export function bytes(
  body: Buffer,
  { name, range }: { readonly name: string; readonly range?: string },
): Answer {
  return {
    statusCode: range === undefined ? 200 : 206,
    headers: {
      'content-type': 'application/octet-stream',
      'content-disposition': `attachment; filename="${name}"`,
      'content-security-policy': "default-src 'none'; sandbox",
      'accept-ranges': 'bytes',
      vary: 'cookie',
      ...(range === undefined ? {} : { 'content-range': range }),
      ...GUARDED,
    },
    body: body.toString('base64'),
    isBase64Encoded: true,
  };
}

/** Sends a browser to one of our own paths, with a cookie. */
export function redirect(path: `/_/${string}`, cookie: string): Answer {
  return { statusCode: 303, headers: { location: path, ...GUARDED }, cookies: [cookie], body: '' };
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
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-robots-tag': 'noindex',
} as const;
