import type { ProxyWebhookError } from '../errors.ts';
import { overtaken } from './overtaken.ts';
import type { Ports } from './ports.ts';
import type { Stack } from './stack.ts';
import { isInReview } from './states.ts';

/**
 * Whether a stack that is to go is still there. What was agreed to goes by name: another stack of that name, or one that somebody
 * has changed since, must not go in its place. Throws `stack-busy` for these. An answer that is older than what was looked at
 * says nothing.
 */
export async function stillThere(
  { name, arn, status, createdAt, updatedAt }: Stack,
  { ports, signal }: { readonly ports: Pick<Ports, 'stacks'>; readonly signal?: AbortSignal | undefined },
): Promise<boolean> {
  const now = await ports.stacks.describe(name, signal);
  if (now === undefined) return false;
  // The one that had the name before, which a late answer may still show.
  if (now.arn !== arn && now.createdAt.getTime() < createdAt.getTime()) return true;
  if (now.arn !== arn)
    throw overtaken(name, 'the stack that was looked at is gone, and another has its name');
  const changed = (now.updatedAt?.getTime() ?? 0) > (updatedAt?.getTime() ?? 0);
  const made = isInReview(status) && !isInReview(now.status);
  if (!/^DELETE_/.test(now.status) && (changed || made || gotThere(status, now.status))) {
    throw isNow(name, now.status, status);
  }
  return true;
}

/** Throws where events tell that a creation got to its end since it was looked at: they may be newer than a description. */
export function stillAsLooked({ name, status }: Stack, told: string | undefined): void {
  if (told !== undefined && gotThere(status, told)) throw isNow(name, told, status);
}

/** A creation's end moves no time. What is not taken back or deleted then is not what was to go. */
function gotThere(before: string, now: string): boolean {
  return before === 'CREATE_IN_PROGRESS' && !/^(CREATE_IN_PROGRESS$|REVIEW_|ROLLBACK_|DELETE_)/.test(now);
}

function isNow(name: string, now: string, before: string): ProxyWebhookError {
  return overtaken(name, `it is ${now}, and was ${before} when it was looked at`, undefined, now);
}
