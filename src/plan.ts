import type { LoadedConfig } from './config/load.ts';
import type { DeploymentEvent } from './deployment/events.ts';
import type { Plan } from './deployment/plan.ts';
import { type DiffOptions, diff } from './diff.ts';
import type { Run } from './run.ts';

/**
 * Decides what `up` would do, and does nothing: the change set that this takes for a deployed stack is deleted again. A plan whose
 * `action` is `none` finds no difference. Throws what stands in `up`'s way.
 */
export async function* plan(loaded: LoadedConfig, options: DiffOptions): Run<DeploymentEvent, Plan> {
  const { plan: planned } = yield* diff(loaded, options);
  return planned;
}
