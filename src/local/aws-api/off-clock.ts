import type { AwsApiError } from '../cloud.ts';
import type { WireAnswer, WireRequest } from './protocols/protocol.ts';
import type { ServiceName } from './served.ts';
import { signatureExpired } from './standing-errors.ts';

/** Milliseconds that a signature may be old, or early. Sources: IAM User Guide, "Troubleshoot Signature Version 4"; S3, "Error responses". */
const FIVE_MINUTES = 5 * 60_000;
const FIFTEEN_MINUTES = 15 * 60_000;

/** The error of a request that was signed too long before or after the time here, which is so far ahead of this machine's. */
export function refusedByClock(
  service: ServiceName,
  { headers, query }: WireRequest,
  ahead: number,
): AwsApiError | undefined {
  const signed = headers['x-amz-date'] ?? query.get('X-Amz-Date') ?? '';
  const signedAt = Date.parse(
    signed.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'),
  );
  const now = Date.now() + ahead;
  const tolerance = service === 's3' || service === 'ec2' ? FIFTEEN_MINUTES : FIVE_MINUTES;
  if (Math.abs(now - signedAt) <= tolerance) return undefined;
  const [here, edge] = [now, now - Math.sign(now - signedAt) * tolerance].map(basic);
  return signatureExpired(
    service,
    signedAt < now
      ? `Signature expired: ${signed} is now earlier than ${edge} (${here} - 5 min.)`
      : `Signature not yet current: ${signed} is still later than ${edge} (${here} + 5 min.)`,
  );
}

/** An answer with the time here. */
export function dated(answer: WireAnswer, ahead: number): WireAnswer {
  return { ...answer, headers: { ...answer.headers, date: new Date(Date.now() + ahead).toUTCString() } };
}

/** 20260131T235959Z */
function basic(at: number): string {
  return new Date(at).toISOString().replaceAll(/[-:]|\.\d+/g, '');
}
