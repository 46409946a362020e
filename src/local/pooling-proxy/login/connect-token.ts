/** Whom and where a token must be for. */
export interface TokenTarget {
  readonly username: string;
  readonly host: string;
  readonly port: number;
}

const LONGEST_LIFE = 900;
const CLOCK_SKEW = 300;

/**
 * Why a token does not log in, or undefined when it does: it must be the presigned URL of `rds-db:connect` for this user,
 * host and port, not older than 15 minutes (RDS User Guide, "IAM database authentication"). Its signature is not checked:
 * this machine has no keys to check it with. `now` is in milliseconds since the epoch.
 */
export function refuseToken(token: string, target: TokenTarget, now: number): string | undefined {
  const url = URL.canParse(`https://${token}`) ? new URL(`https://${token}`) : undefined;
  if (url === undefined || !token.includes('/?')) return 'it is not a presigned URL';
  const place = token.slice(0, token.indexOf('/?'));
  if (place !== `${target.host}:${target.port}`)
    return `it is for ${place}, not for ${target.host}:${target.port}`;
  const query = url.searchParams;
  if (query.get('Action') !== 'connect') return 'its action is not connect';
  if (query.get('DBUser') !== target.username)
    return `it is for the user ${query.get('DBUser')}, not for ${target.username}`;
  return refuseSignature(query) ?? refuseTime(query, now);
}

function refuseSignature(query: URLSearchParams): string | undefined {
  if (query.get('X-Amz-Algorithm') !== 'AWS4-HMAC-SHA256') return 'it is not signed with AWS4-HMAC-SHA256';
  if (!/^[^/]+\/\d{8}\/[a-z0-9-]+\/rds-db\/aws4_request$/.test(query.get('X-Amz-Credential') ?? ''))
    return 'its credential scope is not of rds-db';
  if (query.get('X-Amz-SignedHeaders') !== 'host') return 'it does not sign the host';
  if (!/^[0-9a-f]{64}$/.test(query.get('X-Amz-Signature') ?? '')) return 'it carries no signature';
  return undefined;
}

function refuseTime(query: URLSearchParams, now: number): string | undefined {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(query.get('X-Amz-Date') ?? '');
  if (parts === null) return 'it has no date';
  const [year = 0, month = 1, ...rest] = parts.slice(1).map(Number);
  const signedAt = Date.UTC(year, month - 1, ...rest);
  const life = Math.min(Number(query.get('X-Amz-Expires') ?? Number.NaN), LONGEST_LIFE);
  if (!(life > 0)) return 'it does not say when it expires';
  if (now > signedAt + life * 1000) return `it expired ${Math.round((now - signedAt) / 1000 - life)} s ago`;
  if (signedAt > now + CLOCK_SKEW * 1000) return 'it was signed in the future';
  return undefined;
}
