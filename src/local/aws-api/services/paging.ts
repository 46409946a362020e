/** One page of a listing and the token of the next one. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next?: string;
}

/** Cuts a listing. Throws what `complain` makes when the token is none of ours. */
export function page<Item>(
  items: readonly Item[],
  size: number,
  token: unknown,
  complain: () => Error,
): Page<Item> {
  const start = token === undefined ? 0 : startOf(String(token));
  if (start === undefined || start > items.length) throw complain();
  const end = start + size;
  return {
    items: items.slice(start, end),
    ...(end < items.length ? { next: Buffer.from(`from:${end}`).toString('base64url') } : {}),
  };
}

function startOf(token: string): number | undefined {
  const match = /^from:(\d+)$/.exec(Buffer.from(token, 'base64url').toString());
  return match === null ? undefined : Number(match[1]);
}
