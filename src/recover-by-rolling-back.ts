import { begunAllTheSame } from './deployment/begun.ts';
import { baselineNow } from './deployment/event-feed.ts';
import type { DeploymentEvent } from './deployment/events.ts';
import { follow } from './deployment/follow.ts';
import { rollbackFailed } from './deployment/outcome.ts';
import type { Ports } from './deployment/ports.ts';
import type { RecoverPlan } from './deployment/recover-plan.ts';
import type { Stack } from './deployment/stack.ts';
import { step } from './deployment/steps.ts';
import type { OperationContext } from './deployment/to-the-end.ts';
import { throwIfCancelled } from './errors.ts';
import type { Run } from './run.ts';

/** Lets a rollback go on, or begins it, and follows it to its end; the status it ended with. Throws `deployment-failed`. */
export async function* rollBack(
  stack: Stack,
  { action, skip, stuck }: RecoverPlan,
  context: OperationContext,
  resume: string,
  options: { readonly ports: Ports; readonly signal?: AbortSignal },
): Run<DeploymentEvent, string> {
  const { stacks, clock, random } = options.ports;
  return yield* step(
    'roll-back',
    clock,
    async function* () {
      const token = `proxywebhook-recover-${random.hex(16)}`;
      const baseline = await baselineNow(stacks, stack.arn, token, options.signal);
      throwIfCancelled(options.signal);
      const request = { token, ...(context.roleArn === undefined ? {} : { roleArn: context.roleArn }) };
      try {
        if (action === 'continue-rollback') await stacks.continueRollback(stack.name, { ...request, skip });
        else await stacks.rollBack(stack.name, request);
      } catch (error) {
        // An answer that was lost may have been a yes, and its repetition a no.
        const { name: stackName, arn: stackArn } = stack;
        await begunAllTheSame(error, { what: 'rollback', stackName, stackArn, token, resume }, stacks);
      }
      context.ledger.touched = true;
      const ended = yield* follow(
        {
          stackArn: stack.arn,
          kind: 'rollback',
          before: { status: stack.status },
          baseline,
          progress: { direction: 'forward', plannedLogicalIds: stuck.map(({ logicalId }) => logicalId) },
          told: { doing: 'rollback', stackName: stack.name, resume },
        },
        options,
      );
      if (ended.status !== 'UPDATE_ROLLBACK_COMPLETE') throw rollbackFailed(ended, context);
      return ended.status;
    },
    { begin: stack.name, end: (status) => status },
  );
}
