import { messageOf } from '../errors.ts';
import type { Run } from '../run.ts';
import {
  type ChangeSetOptions,
  discardChangeSet,
  type OpenChangeSet,
  type Prepared,
  prepareChangeSet,
} from './change-set.ts';
import type { DeploymentEvent } from './events.ts';
import { discardAbandoned, endOfRun } from './leftovers.ts';
import type { ChangeSetRequest } from './ports.ts';
import { step } from './steps.ts';

/** What is done with a change set while it waits. Calling `keep` says that it is being executed: it is not deleted then. */
export type ChangeSetUse<R> = (prepared: Prepared, keep: () => void) => Run<DeploymentEvent, R>;

/**
 * Makes a change set, hands it over, and deletes it whatever happens – a "no", an error, an abort, a caller that stops
 * listening – together with the stack in review that it made, unless it was kept.
 */
export async function* withChangeSet<R>(
  request: ChangeSetRequest,
  ownsStack: boolean,
  options: ChangeSetOptions,
  use: ChangeSetUse<R>,
): Run<DeploymentEvent, R> {
  const { ports } = options;
  let arn: string | undefined;
  let left = true;
  const open = (): OpenChangeSet => ({
    name: request.changeSetName,
    stackName: request.stackName,
    arn,
    ownsStack,
    ...(request.roleArn === undefined ? {} : { roleArn: request.roleArn }),
  });
  async function* cleanUp(): Run<DeploymentEvent, void> {
    if (!left) return;
    left = false;
    try {
      const came = yield* step('cleanup', ports.clock, () => discardChangeSet(open(), ports));
      if (came === 'going') {
        yield {
          type: 'warned',
          message: `The empty stack ${request.stackName}, made for a change set only, is asked to be deleted and is still there.`,
          remedies: [
            'The next command finds it and goes on all the same; it holds nothing and costs nothing.',
          ],
        };
      }
      // What earlier runs left is not this one's to complain of: the next one tries again.
      await discardAbandoned(request.stackName, ports).catch(() => {});
    } catch (error) {
      yield {
        type: 'warned',
        message: `The change set ${request.changeSetName} of ${request.stackName} could not be deleted: ${messageOf(error)}`,
        remedies: [`Delete it in the CloudFormation console; it changes nothing and costs nothing.`],
      };
    }
  }

  try {
    const prepared = yield* step(
      'change-set',
      ports.clock,
      () =>
        prepareChangeSet(request, options, (arns) => {
          arn = arns.arn;
        }),
      {
        end: (result) =>
          result.kind === 'none' ? 'no changes' : changeCount(result.changeSet.changes.length),
      },
    );
    const result = yield* use(prepared, () => {
      left = false;
    });
    yield* cleanUp();
    return result;
  } catch (error) {
    yield* cleanUp();
    throw error;
  } finally {
    // Reached with something left only when the caller stopped listening: nobody is there to be told.
    if (left) await discardChangeSet(open(), ports).catch(() => {});
    endOfRun(request.changeSetName, ports);
  }
}

function changeCount(changes: number): string {
  return changes === 1 ? '1 change' : `${changes} changes`;
}
