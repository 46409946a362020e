import { Cancelled } from '../errors.ts';
import type { Work } from '../resources/work.ts';
import { dependencies } from '../template/references.ts';
import { walk } from '../walk.ts';

export interface Deployment {
  readonly succeeded: boolean;
  /** Logical ids by what they failed to do. */
  readonly failed: { readonly create: readonly string[]; readonly update: readonly string[] };
}

/**
 * Does the work on every resource of the design, in dependency order. The first failure cancels the rest, unless what
 * was done is to be preserved: then every path goes on to its own end. Source: CloudFormation User Guide, "Choose how to
 * handle failures when provisioning resources".
 */
export async function deploy(
  work: Work,
  preserve: boolean,
  run: (work: Work, logicalId: string, ready: () => void) => Promise<boolean>,
): Promise<Deployment> {
  const { design, operation, stack } = work;
  const ids = Object.keys(design.template.resources);
  const outcome = await walk({
    ids,
    before: dependencies(design.template),
    signal: operation.abort.signal,
    run: async (logicalId, ready) => {
      const succeeded = await run(work, logicalId, ready);
      if (!succeeded && !preserve) operation.abort.abort(new Cancelled());
      return succeeded;
    },
  });
  const failed = ids.filter((id) => outcome.get(id) === false);
  const creating = (id: string) => stack.resources.get(id)?.status === 'CREATE_FAILED';
  return {
    succeeded: ids.every((id) => outcome.get(id) === true),
    failed: {
      create: failed.filter(creating),
      update: failed.filter((id) => !creating(id)),
    },
  };
}
