import { ProxyWebhookError } from '../errors.ts';
import type { Run } from '../run.ts';
import { orAborted } from './abort.ts';
import type { DeploymentEvent } from './events.ts';
import { checkAllowed, type GuardContext, refusals, refusedError } from './guards.ts';
import type { Plan } from './plan.ts';
import { isIdle } from './planning.ts';
import type { Clock } from './ports.ts';
import { step } from './steps.ts';

export interface AgreeOptions {
  readonly ports: { readonly clock: Clock };
  readonly approve: (plan: Plan) => Promise<boolean>;
  readonly signal?: AbortSignal;
}

/**
 * Shows a plan, refuses what must not happen, and asks where there is something to do. Throws `usage` for an unknown
 * `--allow-replace`, `refused` by a guard, `declined` by a "no".
 */
export async function* agree(
  plan: Plan,
  {
    guards,
    logicalIds,
  }: {
    readonly guards: GuardContext;
    /** Of the template. */
    readonly logicalIds: readonly string[];
  },
  { ports, approve, signal }: AgreeOptions,
): Run<DeploymentEvent, void> {
  yield { type: 'planned', plan };
  checkAllowed(guards.allowReplace, [
    ...new Set([...logicalIds, ...plan.changes.map(({ logicalId }) => logicalId)]),
  ]);
  const refused = refusals(plan.changes, guards);
  if (refused.length > 0) throw refusedError(refused);
  if (isIdle(plan)) return;
  const { stackName } = plan;
  const told = { told: `nothing was changed in ${stackName}`, data: { stackName } };
  yield* confirmed(() => approve(plan), told, { ports, signal });
}

/** Asks; a "no" throws `declined`, which tells how things stand. */
export function confirmed(
  ask: () => Promise<boolean>,
  { told, data = {} }: { readonly told: string; readonly data?: Readonly<Record<string, unknown>> },
  { ports, signal }: { readonly ports: { readonly clock: Clock }; readonly signal?: AbortSignal | undefined },
): Run<DeploymentEvent, void> {
  return step('approve', ports.clock, async () => {
    if (!(await orAborted(ask(), signal)))
      throw new ProxyWebhookError('declined', `Declined: ${told}.`, { data });
  });
}
