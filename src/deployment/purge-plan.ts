import { ENVIRONMENT_TAG } from './ownership.ts';
import type { StoredArtifact } from './ports.ts';
import type { Stack } from './stack.ts';
import { isBusy, isInReview } from './states.ts';

/** What `--purge-artifacts` does to the artifact bucket. */
export interface PurgePlan {
  readonly bucket: string;
  readonly remove: readonly string[];
  /** Kept, each with the stacks that run it. */
  readonly keep: readonly { readonly key: string; readonly stacks: readonly string[] }[];
  /** Nothing is removed while these change: what they run next, or go back to, is not known. */
  readonly waitingFor: readonly string[];
  /** Kept: uploaded within the last hour, perhaps by an `up` that has not told CloudFormation yet. */
  readonly young: readonly string[];
  /** Something in the bucket that this product did not put there: it stays, and so does the bucket. */
  readonly foreign: readonly string[];
  readonly removesBucket: boolean;
}

export interface PurgeFacts {
  readonly bucket: string;
  readonly objects: readonly StoredArtifact[];
  /** Of the account and region. */
  readonly stacks: readonly Stack[];
  /** Names of stacks that change sets of ours wait on. */
  readonly pending: readonly string[];
  /** The stack that goes, or went just now: it uses nothing. By its ARN: another may have its name meanwhile. */
  readonly leaving?: { readonly name: string; readonly arn: string } | undefined;
  /** The artifact that it runs, or ran: that goes with it however young it is. */
  readonly leavingKey?: string | undefined;
  readonly now: number;
}

/** Decides which artifacts nobody uses. */
export function planPurge({
  bucket,
  objects,
  stacks,
  pending,
  leaving,
  leavingKey,
  now,
}: PurgeFacts): PurgePlan {
  const others = stacks.filter((stack) => stack.arn !== leaving?.arn && concerns(stack, bucket, pending));
  // One that is made anew under its name may be about to use what it ran.
  const anew = stacks.some(({ name, arn }) => name === leaving?.name && arn !== leaving.arn);
  const waitingFor = others
    .filter(({ name, status }) => isBusy(status) || isBetween(status) || pending.includes(name))
    .map(({ name }) => name);
  const own = objects.filter(({ key }) => ARTIFACT.test(key));
  const keep = own.flatMap(({ key }) => {
    const users = others.filter(({ parameters }) => parameters.ArtifactKey === key).map(({ name }) => name);
    return users.length === 0 ? [] : [{ key, stacks: users }];
  });
  const unused = own.filter(({ key }) => !keep.some((kept) => kept.key === key));
  const isYoung = ({ key, uploadedAt }: StoredArtifact) =>
    (anew || key !== leavingKey) && now - uploadedAt < YOUNG;
  const young = unused.filter(isYoung).map(({ key }) => key);
  const foreign = objects.flatMap(({ key }) => (ARTIFACT.test(key) ? [] : [key]));
  const old = unused.filter((object) => !isYoung(object)).map(({ key }) => key);
  return {
    bucket,
    remove: waitingFor.length > 0 ? [] : old,
    keep,
    waitingFor,
    young,
    foreign,
    removesBucket: others.length === 0 && keep.length === 0 && young.length === 0 && foreign.length === 0,
  };
}

/** Milliseconds: from the upload to the operation that uses it an `up` takes seconds, and its user as long as the answer takes. */
const YOUNG = 60 * 60_000;

/** True for stacks that a change set of ours may wait on. */
export function mayHavePending({ status, parameters, tags }: Stack, bucket: string): boolean {
  return isInReview(status) || parameters.ArtifactBucket === bucket || tags[ENVIRONMENT_TAG] !== undefined;
}

/** As `artifact.ts` names them. */
const ARTIFACT = /^handler\/[0-9a-f]{64}\.zip$/;

function concerns({ name, parameters, tags }: Stack, bucket: string, pending: readonly string[]): boolean {
  return (
    parameters.ArtifactBucket === bucket || tags[ENVIRONMENT_TAG] !== undefined || pending.includes(name)
  );
}

/** Between two versions: which artifact it goes back to is written nowhere. */
function isBetween(status: Stack['status']): boolean {
  return status === 'UPDATE_FAILED' || status === 'UPDATE_ROLLBACK_FAILED';
}
