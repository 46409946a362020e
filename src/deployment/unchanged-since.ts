import { overtaken } from './overtaken.ts';
import type { Ports } from './ports.ts';
import type { Stack } from './stack.ts';

/**
 * Throws `stack-busy` where somebody has changed a stack since it was looked at: what was agreed to was told of what it was then,
 * and no change set stands between. An answer that is older than what was looked at says nothing.
 */
export async function unchangedSince(
  { name, arn, status, updatedAt }: Stack,
  { ports, signal }: { readonly ports: Pick<Ports, 'stacks'>; readonly signal?: AbortSignal | undefined },
): Promise<void> {
  const now = await ports.stacks.describe(arn, signal);
  if (now === undefined) throw overtaken(name, 'it is gone');
  const later = (now.updatedAt?.getTime() ?? 0) - (updatedAt?.getTime() ?? 0);
  if (later < 0) return;
  if (later > 0 || now.status !== status) {
    throw overtaken(name, `it is ${now.status}, and was ${status} when it was looked at`);
  }
}
