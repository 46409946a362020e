import type { Run } from '../run.ts';
import type { DeploymentEvent, StepName } from './events.ts';
import type { Clock } from './ports.ts';

export interface StepTold<R> {
  /** Said at the start. */
  readonly begin?: string;
  /** Said at the end of one that succeeded. */
  readonly end?: (result: R) => string | undefined;
}

/** Does one part of a command's work between its `step-started` and `step-finished`, which comes also when it throws. */
export async function* step<R>(
  name: StepName,
  clock: Pick<Clock, 'now'>,
  work: () => Promise<R> | Run<DeploymentEvent, R>,
  { begin, end }: StepTold<R> = {},
): Run<DeploymentEvent, R> {
  const startedAt = clock.now();
  const finished = (more: { readonly detail?: string; readonly failed?: true }): DeploymentEvent => ({
    type: 'step-finished',
    step: name,
    milliseconds: Math.max(0, clock.now() - startedAt),
    ...more,
  });
  yield { type: 'step-started', step: name, ...(begin === undefined ? {} : { detail: begin }) };
  let result: R;
  try {
    const working = work();
    result = Symbol.asyncIterator in working ? yield* working : await working;
  } catch (error) {
    yield finished({ failed: true });
    throw error;
  }
  const detail = end?.(result);
  yield finished(detail === undefined ? {} : { detail });
  return result;
}
