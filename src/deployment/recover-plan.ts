import { ProxyWebhookError } from '../errors.ts';
import type { RootCause } from './events.ts';

/** What the user says about resources that stand in the way. */
export interface RecoverRequest {
  /** Logical IDs that a rollback calls restored without touching them. */
  readonly skip?: readonly string[];
  /** Logical IDs that a deletion leaves alone. */
  readonly retain?: readonly string[];
  /** A deletion leaves alone whatever cannot be deleted. */
  readonly force?: boolean;
}

/** What `recover` found and will do: plain data. */
export interface RecoverPlan {
  readonly action: 'continue-rollback' | 'roll-back' | 'delete';
  readonly stackName: string;
  readonly environment: string;
  readonly account: string;
  readonly region: string;
  readonly status: string;
  /** What the status means, in a sentence. */
  readonly meaning: string;
  /** What failed first, as far as its events are still known. */
  readonly causes: readonly RootCause[];
  /** What then kept the rollback or the deletion from ending. */
  readonly stuck: readonly RootCause[];
  /** Logical IDs that may be named to be left out: of `--skip` or `--retain`. */
  readonly canBeLeftOut: readonly string[];
  readonly skip: readonly string[];
  readonly retain: readonly string[];
  readonly force: boolean;
  /** What a deletion takes away, and what stays of it on purpose. */
  readonly removed: readonly { readonly logicalId: string; readonly resourceType: string }[];
  readonly kept: readonly { readonly what: string; readonly why: string; readonly snapshotOf?: string }[];
}

/** Throws `usage` for options that are not for what will be done, and for names that cannot be left out. */
export function checkNamed(
  plan: Pick<RecoverPlan, 'action' | 'status' | 'stackName' | 'canBeLeftOut' | 'force'>,
  { skip, retain }: { readonly skip: readonly string[]; readonly retain: readonly string[] },
): void {
  const deletes = plan.action === 'delete';
  if (skip.length > 0 && plan.action !== 'continue-rollback') {
    throw misused('--skip', `only a rollback that failed (UPDATE_ROLLBACK_FAILED) skips resources`, plan);
  }
  if ((retain.length > 0 || plan.force) && !deletes) {
    throw misused(
      retain.length > 0 ? '--retain' : '--force',
      'nothing is deleted, the stack is rolled back',
      plan,
    );
  }
  if (retain.length > 0 && plan.force) {
    throw misused('--retain with --force', '--force leaves alone whatever cannot be deleted', plan);
  }
  const flag = deletes ? '--retain' : '--skip';
  const unknown = [...skip, ...retain].filter((logicalId) => !plan.canBeLeftOut.includes(logicalId));
  if (unknown.length === 0) return;
  const can = plan.canBeLeftOut.toSorted().join(', ');
  throw new ProxyWebhookError(
    'usage',
    `${flag} names ${unknown.join(', ')}, which cannot be left out of ${plan.stackName}.`,
    {
      remedies: [can === '' ? 'No resource can be.' : `What can be: ${can}`],
      data: { unknown, known: plan.canBeLeftOut },
    },
  );
}

function misused(
  flag: string,
  why: string,
  { stackName, status }: Pick<RecoverPlan, 'stackName' | 'status'>,
): ProxyWebhookError {
  return new ProxyWebhookError('usage', `${flag} is not for ${stackName} (${status}): ${why}.`, {
    remedies: ['Run it without.'],
    data: { stackName, status },
  });
}
