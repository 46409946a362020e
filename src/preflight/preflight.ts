import type { Account, Artifacts, Identity } from '../deployment/ports.ts';
import { isProxyWebhookError, ProxyWebhookError } from '../errors.ts';
import { chooseZones, offersProxy, type Zone } from './zones.ts';

export interface PreflightRequest {
  readonly identity: Identity;
  readonly bucketName: string;
  /** A stack that has none yet needs two. */
  readonly needsZones: boolean;
  /** Only a new stack may meet an account that never used RDS. */
  readonly isNew: boolean;
}

/** What was found out for the plan. */
export interface PreflightFacts {
  readonly bucket: 'absent' | 'ours';
  readonly zones?: readonly [Zone, Zone];
  readonly createServiceLinkedRole: boolean;
}

/**
 * Looks for everything that would fail later, and tells all of it at once: `preflight-failed` for several problems or one
 * of its own; one error of another kind (access, a bucket of somebody else) is thrown as it is.
 */
export async function preflight(
  request: PreflightRequest,
  ports: { readonly account: Account; readonly artifacts: Pick<Artifacts, 'bucket'> },
): Promise<PreflightFacts> {
  const { identity, bucketName } = request;
  const [region, bucket, zones, hasRole] = await Promise.all([
    settle(async () => checkRegion(identity.region)),
    settle(() => ports.artifacts.bucket(bucketName, identity.account)),
    settle(async () =>
      request.needsZones ? twoZones(await ports.account.zones(), identity.region) : undefined,
    ),
    settle(async () => !request.isNew || (await ports.account.hasRdsServiceLinkedRole())),
  ]);
  const problems = [region, bucket, zones, hasRole].flatMap((found) =>
    'problem' in found ? [found.problem] : [],
  );
  if (problems.length > 0 || 'problem' in bucket || 'problem' in zones || 'problem' in hasRole) {
    throw together(problems);
  }
  return {
    bucket: bucket.value,
    ...(zones.value === undefined ? {} : { zones: zones.value }),
    createServiceLinkedRole: !hasRole.value,
  };
}

type Settled<T> = { readonly value: T } | { readonly problem: ProxyWebhookError };

async function settle<T>(look: () => Promise<T>): Promise<Settled<T>> {
  try {
    return { value: await look() };
  } catch (error) {
    if (!isProxyWebhookError(error)) throw error;
    return { problem: error };
  }
}

/** Access and connection come before the rest: without them nothing else that was seen can be trusted. */
function together(problems: readonly ProxyWebhookError[]): ProxyWebhookError {
  const [first] = problems;
  if (first !== undefined && (problems.length === 1 || ALONE.has(first.code))) return first;
  const alone = problems.find(({ code }) => ALONE.has(code));
  if (alone !== undefined) return alone;
  return new ProxyWebhookError(
    'preflight-failed',
    `${problems.length} things stand in the way:\n${problems.map(({ message }) => `  ${message}`).join('\n')}`,
    {
      remedies: [...new Set(problems.flatMap(({ remedies }) => remedies))],
      data: {
        problems: problems.map(({ code, message, remedies, data }) => ({ code, message, remedies, data })),
      },
    },
  );
}

const ALONE: ReadonlySet<string> = new Set(['no-credentials', 'unreachable', 'cancelled']);

function checkRegion(region: string): void {
  if (offersProxy(region)) return;
  throw new ProxyWebhookError('preflight-failed', `RDS Proxy for MySQL is not offered in ${region}.`, {
    remedies: ['Choose another region: --region, or the key "region" in the config.'],
    data: { region },
  });
}

function twoZones(zones: readonly Zone[], region: string): readonly [Zone, Zone] {
  const chosen = chooseZones(zones);
  if (chosen !== undefined) return chosen;
  const had = zones.map(({ name, id }) => `${name} (${id})`).join(', ');
  throw new ProxyWebhookError(
    'preflight-failed',
    `RDS Proxy needs two zones; this account has fewer in ${region} that it is offered in: ${had === '' ? 'none' : had}.`,
    { remedies: ['Choose another region, or an existing VPC (`network.vpcId`).'], data: { region, zones } },
  );
}
