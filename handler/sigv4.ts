import { createHash, createHmac } from 'node:crypto';
import { type Environment, required } from './settings.ts';

/** What requests are signed with: in Lambda, the role's, from the environment. */
export interface Signer {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly region: string;
}

export interface UnsignedRequest {
  readonly method: string;
  readonly url: URL;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export function signerFrom(environment: Environment): Signer {
  const sessionToken = environment.AWS_SESSION_TOKEN;
  return {
    accessKeyId: required(environment, 'AWS_ACCESS_KEY_ID'),
    secretAccessKey: required(environment, 'AWS_SECRET_ACCESS_KEY'),
    region: required(environment, 'AWS_REGION'),
    ...(sessionToken ? { sessionToken } : {}),
  };
}

/** The headers that sign a request to a service (IAM User Guide, "Create a signed AWS API request"). */
export function signedHeaders(
  request: UnsignedRequest,
  service: string,
  signer: Signer,
  now: Date,
): Readonly<Record<string, string>> {
  const time = amzTime(now);
  const scope = scopeOf(time, service, signer);
  const headers: Record<string, string> = {
    ...request.headers,
    host: request.url.host,
    'x-amz-date': time,
    ...(signer.sessionToken === undefined ? {} : { 'x-amz-security-token': signer.sessionToken }),
  };
  const names = Object.keys(headers).sort();
  const canonical = [
    request.method,
    request.url.pathname,
    queryOf(request.url.searchParams),
    ...names.map((name) => `${name}:${(headers[name] ?? '').trim().replaceAll(/\s+/g, ' ')}`),
    '',
    names.join(';'),
    sha256(request.body),
  ].join('\n');
  const signature = sign(canonical, time, scope, service, signer);
  return {
    ...headers,
    authorization: `${ALGORITHM} Credential=${signer.accessKeyId}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`,
  };
}

/**
 * A token that logs a database user in at a proxy for 15 minutes, made without a call: the query of a presigned URL
 * (RDS User Guide, "Connecting to a database using IAM authentication").
 */
export function databaseToken(
  target: { readonly host: string; readonly port: number; readonly user: string },
  signer: Signer,
  now: Date,
): string {
  const time = amzTime(now);
  const scope = scopeOf(time, 'rds-db', signer);
  const host = `${target.host}:${target.port}`;
  const query = queryOf([
    ['Action', 'connect'],
    ['DBUser', target.user],
    ['X-Amz-Algorithm', ALGORITHM],
    ['X-Amz-Credential', `${signer.accessKeyId}/${scope}`],
    ['X-Amz-Date', time],
    ['X-Amz-Expires', '900'],
    ...(signer.sessionToken === undefined ? [] : [['X-Amz-Security-Token', signer.sessionToken] as const]),
    ['X-Amz-SignedHeaders', 'host'],
  ]);
  const canonical = ['GET', '/', query, `host:${host}`, '', 'host', sha256('')].join('\n');
  return `${host}/?${query}&X-Amz-Signature=${sign(canonical, time, scope, 'rds-db', signer)}`;
}

const ALGORITHM = 'AWS4-HMAC-SHA256';

function sign(canonical: string, time: string, scope: string, service: string, signer: Signer): string {
  const steps = [time.slice(0, 8), signer.region, service, 'aws4_request'];
  const key = steps.reduce<string | Buffer>(hmac, `AWS4${signer.secretAccessKey}`);
  return hmac(key, [ALGORITHM, time, scope, sha256(canonical)].join('\n')).toString('hex');
}

function scopeOf(time: string, service: string, { region }: Signer): string {
  return `${time.slice(0, 8)}/${region}/${service}/aws4_request`;
}

/** Basic format of ISO 8601, in seconds: 20260131T235959Z. */
function amzTime(now: Date): string {
  return `${now.toISOString().replaceAll(/[-:]|\.\d+/g, '')}`;
}

function queryOf(parameters: Iterable<readonly [string, string]>): string {
  return [...parameters]
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join('&');
}

/** RFC 3986: everything but letters, digits and `-_.~`. */
function encode(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
