import type { Config } from './config/schema.ts';
import type { Ports } from './deployment/ports.ts';
import { ProxyWebhookError } from './errors.ts';

/** Throws `preflight-failed` for a snapshot that the database cannot be made from. One that may not be looked at is left to RDS. */
export async function checkSnapshot(
  { restoreFromSnapshot, username }: Config['database'],
  { proxyTargets }: Pick<Ports, 'proxyTargets'>,
): Promise<void> {
  if (restoreFromSnapshot === undefined) return;
  const snapshot = await proxyTargets.snapshot?.(restoreFromSnapshot);
  if (proxyTargets.snapshot === undefined) return;
  if (snapshot === undefined) {
    throw refused(`There is no snapshot ${restoreFromSnapshot} in this account and region.`, [
      "List those there are: `aws rds describe-db-snapshots --query 'DBSnapshots[].DBSnapshotIdentifier'`.",
    ]);
  }
  if (snapshot.status !== 'available') {
    throw refused(`The snapshot ${restoreFromSnapshot} is ${snapshot.status}: it cannot be restored yet.`, [
      'Run the command again once it is available.',
    ]);
  }
  if (snapshot.username !== undefined && snapshot.username !== username) {
    throw refused(
      `The snapshot ${restoreFromSnapshot} has the user ${snapshot.username}, the configuration ${username}: the proxy could not log in.`,
      [`Set "database": { "username": "${snapshot.username}" }: a snapshot keeps its user.`],
    );
  }
}

function refused(message: string, remedies: readonly string[]): ProxyWebhookError {
  return new ProxyWebhookError('preflight-failed', message, { remedies });
}
