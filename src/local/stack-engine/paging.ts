import { validationError } from './errors.ts';

/** A page of a list, and the token of the next. Throws for a token that is none of ours. */
export function pageOf<Item>(
  items: readonly Item[],
  size: number,
  token: unknown,
): { readonly page: readonly Item[]; readonly next: { readonly NextToken?: string } } {
  const from = token === undefined ? 0 : Number(token);
  if (!Number.isInteger(from) || from < 0 || from > items.length) {
    throw validationError(`Invalid NextToken ${String(token)}`);
  }
  const to = from + size;
  return { page: items.slice(from, to), next: to < items.length ? { NextToken: String(to) } : {} };
}
