/** The run that is judged: one operation, begun and followed, or somebody else's watched, by what the product has for it. */
import { attach } from '../../src/deployment/attach.ts';
import type { DeploymentEvent } from '../../src/deployment/events.ts';
import { changeSetName } from '../../src/deployment/leftovers.ts';
import { isOvertaken } from '../../src/deployment/overtaken.ts';
import type { Stack, StackStatus } from '../../src/deployment/stack.ts';
import { isBusy } from '../../src/deployment/states.ts';
import { deleteToEnd, executeToEnd, type OperationContext } from '../../src/deployment/to-the-end.ts';
import { withChangeSet } from '../../src/deployment/with-change-set.ts';
import type { Run } from '../../src/run.ts';
import type { directPorts } from './direct-ports.ts';
import { NAME, type Operation, template } from './stack-life.ts';

export type Directed = ReturnType<typeof directPorts>;

/** There is nothing to watch, as far as descriptions tell: whoever looks then does not attach. */
export class NothingToWatch extends Error {}

const CONTEXT = { stackName: NAME, environment: 'dev', account: '123456789012', region: 'us-east-1' };

export async function* own(
  operation: Operation,
  arn: string | undefined,
  ports: Directed,
  size: number,
  turn: number,
): Run<DeploymentEvent, StackStatus> {
  const context: OperationContext = { ...CONTEXT, ledger: { touched: false } };
  const options = { ports };
  const stack = arn === undefined ? undefined : await described(ports, arn);
  if (operation === 'delete') {
    if (arn === undefined) throw new Error('there is no stack to delete');
    yield* deletedFromLate(arn, ports, context);
    return 'DELETE_COMPLETE';
  }
  const templateBody = template(size, turn);
  const request = {
    stackName: NAME,
    changeSetName: changeSetName(ports),
    type: operation === 'create' ? 'CREATE' : 'UPDATE',
    templateBody,
    parameters: {},
    tags: { turn: String(turn) },
    token: `token-${ports.random.hex(16)}`,
  } as const;
  return yield* withChangeSet(request, operation === 'create', options, async function* (prepared, keep) {
    if (prepared.kind === 'none') throw new Error('a change set without changes');
    const made = yield* executeToEnd(
      {
        kind: operation,
        changeSet: prepared.changeSet,
        stack: operation === 'create' ? undefined : stack,
        document: JSON.parse(templateBody),
        resume: 'up',
      },
      context,
      keep,
      options,
    );
    return made.status;
  });
}

/** A late answer is not what is there any more: whoever is told so looks anew, as the command says. */
async function* deletedFromLate(
  arn: string,
  ports: Directed,
  context: OperationContext,
): Run<DeploymentEvent, void> {
  for (;;) {
    const stack = await described(ports, arn);
    try {
      yield* deleteToEnd({ stack, document: undefined, logicalIds: [], resume: 'down' }, context, { ports });
      return;
    } catch (error) {
      if (!isOvertaken(error)) throw error;
    }
  }
}

/** `shown` is told of what the description showed that made it watch. */
export async function* watched(
  arn: string,
  ports: Directed,
  shown: () => void,
): Run<DeploymentEvent, StackStatus> {
  const stack = await described(ports, arn);
  shown();
  if (!isBusy(stack.status)) throw new NothingToWatch();
  return (yield* attach(stack, 'up', { ports })).status;
}

/** An old answer may not know the stack yet: a user would look again. */
async function described(ports: Directed, arn: string): Promise<Stack> {
  for (let tries = 0; tries < 50; tries += 1) {
    const stack = await ports.stacks.describe(arn).catch(() => undefined);
    if (stack !== undefined) return stack;
    await ports.clock.sleep(5_000);
  }
  throw new NothingToWatch();
}
