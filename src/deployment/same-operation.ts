import type { Stack } from './stack.ts';

/** Which operation a description tells of. */
export type Described = Pick<Stack, 'updatedAt' | 'operationIds'>;

/**
 * Whether a later answer tells of the operation that was looked at: `older` is one of how the stack was before it, which
 * descriptions may show for a while, `unknown` where nothing that tells them apart is told. A rollback moves no time, and has an
 * id of its own after that of what it takes back.
 */
export function comparedWith(looked: Described, now: Described): 'same' | 'another' | 'older' | 'unknown' {
  const [id] = looked.operationIds ?? [];
  const place = id === undefined ? undefined : now.operationIds?.indexOf(id);
  if (place === -1) return 'older';
  const before = looked.updatedAt?.getTime() ?? 0;
  const time = now.updatedAt?.getTime() ?? 0;
  if (time !== before) return time > before ? 'another' : 'older';
  return place === undefined && time === 0 ? 'unknown' : 'same';
}
