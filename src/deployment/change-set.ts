import { isPassing, isProxyWebhookError, messageOf, ProxyWebhookError, throwIfCancelled } from '../errors.ts';
import { validationCauses } from './failure.ts';
import { isAbandoned } from './leftovers.ts';
import { overtaken } from './overtaken.ts';
import type { ChangeSetRequest, Ports } from './ports.ts';
import type { ChangeSet, Stack } from './stack.ts';
import { isInReview } from './states.ts';

export interface ChangeSetOptions {
  readonly ports: Pick<Ports, 'changeSets' | 'stacks' | 'clock' | 'random' | 'runs'>;
  readonly signal?: AbortSignal;
}

/** A change set that waits, and what must go with it when it is not executed. */
export interface OpenChangeSet {
  readonly name: string;
  readonly stackName: string;
  /** Undefined when CloudFormation's answer did not arrive. */
  readonly arn: string | undefined;
  /** Whether the stack it waits on exists for nothing else: it goes when the change set goes. */
  readonly ownsStack: boolean;
  readonly roleArn?: string;
}

export type Prepared =
  | { readonly kind: 'changes'; readonly changeSet: ChangeSet }
  /** The template, parameters and tags are those deployed. */
  | { readonly kind: 'none' };

/** Whether a stack exists for nothing but a change set that this command makes: there is none, or an empty left-over. */
export async function ownsStack(
  stack: Stack | undefined,
  ports: Pick<Ports, 'changeSets' | 'clock' | 'runs'>,
): Promise<boolean> {
  if (stack === undefined || stack.status === 'DELETE_COMPLETE') return true;
  if (!isInReview(stack.status)) return false;
  return (await ports.changeSets.list(stack.name)).every((each) => isAbandoned(each, ports));
}

/**
 * Asks CloudFormation what it would do and waits for the answer, read to the last page. Throws `deployment-failed` with
 * what early validation said; leaves cleaning up to `discardChangeSet`, whatever happens. `opened` is told the ARNs.
 */
export async function prepareChangeSet(
  request: ChangeSetRequest,
  { ports: { changeSets, clock }, signal }: ChangeSetOptions,
  opened: (arns: { readonly arn: string; readonly stackArn: string }) => void,
): Promise<Prepared> {
  throwIfCancelled(signal);
  const created = await changeSets.create(request).catch((error: unknown) => {
    throw cameFirst(error) ? overtaken(request.stackName, messageOf(error), error) : error;
  });
  opened(created);
  let faults = 0;
  let missed = 0;
  // Counted in looks, not by a clock that goes on while the machine sleeps.
  for (let wait = 250, looks = 0; looks < PATIENCE_LOOKS; wait = Math.min(wait * 1.5, 2_000), looks += 1) {
    const faultsBefore = faults;
    const changeSet = await changeSets.describe(created.arn).catch((error: unknown) => {
      faults += 1;
      if (!isPassing(error) || faults > TOLERATED_FAULTS) throw error;
      return undefined;
    });
    throwIfCancelled(signal);
    missed = changeSet === undefined && faults === faultsBefore ? missed + 1 : 0;
    if (missed > LATE_READS) throw overtaken(request.stackName, 'the change set was deleted');
    if (changeSet?.status === 'CREATE_COMPLETE') return { kind: 'changes', changeSet };
    if (changeSet?.status === 'FAILED') {
      if (saysNoChanges(changeSet.statusReason)) return { kind: 'none' };
      throw await failed(request, changeSet, changeSets);
    }
    await clock.sleep(wait, signal);
  }
  throw new ProxyWebhookError(
    'deployment-failed',
    `CloudFormation did not say within 10 minutes what it would change in ${request.stackName}. Nothing was changed.`,
    { remedies: ['Run the command again.'], data: { stackName: request.stackName } },
  );
}

/**
 * Deletes a change set that is not executed, and the stack in review that was made for it; waits until that is gone, so
 * that the next command finds nothing. Of no effect where nothing is left. Never aborted: it is what an abort does. Returns
 * whether all is gone; a stack that is not the one in review any more is not this one's to delete.
 */
export async function discardChangeSet(
  open: OpenChangeSet,
  ports: ChangeSetOptions['ports'],
): Promise<'gone' | 'going'> {
  const { changeSets, stacks, clock, random } = ports;
  const stack = open.ownsStack ? await stacks.describe(open.stackName) : undefined;
  if (stack === undefined || !isInReview(stack.status)) {
    const arn = open.arn ?? (await findByName(open, changeSets));
    if (arn !== undefined) await changeSets.delete(arn);
    return 'gone';
  }
  const others = (await changeSets.list(open.stackName)).filter(
    (each) => each.name !== open.name && !isAbandoned(each, ports),
  );
  const arn = open.arn ?? (await findByName(open, changeSets));
  if (arn !== undefined) await changeSets.delete(arn);
  if (others.length > 0) return 'gone';
  // The deletion goes by name, and somebody may have made the stack meanwhile, or another of that name.
  const now = await stacks.describe(open.stackName);
  if (now?.arn !== stack.arn || !isInReview(now.status)) return 'gone';
  await stacks.delete(open.stackName, {
    token: `${open.name}-discard-${random.hex(4)}`,
    ...(open.roleArn === undefined ? {} : { roleArn: open.roleArn }),
  });
  for (let wait = 200, tries = 0; tries < 30; wait = Math.min(wait * 1.5, 2_000), tries += 1) {
    const left = await stacks.describe(stack.arn);
    if (left === undefined || left.status === 'DELETE_COMPLETE') return 'gone';
    await clock.sleep(wait);
  }
  return 'going';
}

/** Recognises an update that changes nothing. The second text comes with transforms. */
export function saysNoChanges(reason: string | undefined): boolean {
  return /^(The submitted information didn't contain changes\.|No updates are to be performed\.)/.test(
    reason ?? '',
  );
}

/** Ten minutes of looks every two seconds. */
const PATIENCE_LOOKS = 305;
/** Reads that may not find yet what was just made: descriptions are eventually consistent. */
const LATE_READS = 6;
/** Reads that may fail: what could not be read says nothing about the change set. */
const TOLERATED_FAULTS = 5;

/** A stack that was looked at a moment ago is busy now, is there though it was not, or the other way round. */
function cameFirst(error: unknown): boolean {
  if (!isProxyWebhookError(error)) return false;
  if (error.code === 'stack-busy' || error.code === 'stack-not-found') return true;
  // CreateChangeSet with type CREATE for a stack that somebody else's change set has made meanwhile.
  return error.code === 'rejected' && /already exists and cannot be created again/.test(error.message);
}

async function findByName(
  { name, stackName }: OpenChangeSet,
  changeSets: Ports['changeSets'],
): Promise<string | undefined> {
  return (await changeSets.list(stackName)).find((known) => known.name === name)?.arn;
}

/** What early validation refused is told nowhere but in DescribeEvents. */
async function failed(
  { stackName }: ChangeSetRequest,
  { arn, statusReason = 'CloudFormation gave no reason.' }: ChangeSet,
  changeSets: Ports['changeSets'],
): Promise<ProxyWebhookError> {
  const causes = validationCauses(await changeSets.failures(arn), arn);
  const lines = causes.map(
    ({ logicalId, code, reason }) => `\n  ${logicalId}${code === undefined ? '' : ` (${code})`}: ${reason}`,
  );
  return new ProxyWebhookError(
    'deployment-failed',
    `CloudFormation refused the change set for ${stackName}: ${statusReason}${lines.join('')}`,
    {
      remedies: [...new Set(causes.flatMap(({ remedies }) => remedies)), 'Nothing was changed.'],
      data: { stackName, statusReason, causes },
    },
  );
}
