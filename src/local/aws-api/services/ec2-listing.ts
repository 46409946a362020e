import { AwsApiError } from '../../cloud.ts';
import { page } from './paging.ts';

/** What each filter of a listing compares, by filter name. */
export type Filters<Item> = Readonly<Record<string, (item: Item) => readonly (string | undefined)[]>>;

/** The items that pass all filters, each by any of its values; `*` and `?` stand for any text and any character. */
export function applyFilters<Item>(
  items: readonly Item[],
  input: Readonly<Record<string, unknown>>,
  filters: Filters<Item>,
): readonly Item[] {
  const wanted = (input.Filters ?? []) as readonly { Name?: string; Values?: readonly string[] }[];
  return wanted.reduce<readonly Item[]>((left, { Name = '', Values = [] }) => {
    const valuesOf = Object.hasOwn(filters, Name) ? filters[Name] : undefined;
    if (valuesOf === undefined) {
      throw new AwsApiError('InvalidParameterValue', `The filter '${Name}' is invalid`);
    }
    const patterns = Values.map(wildcard);
    return left.filter((item) =>
      valuesOf(item).some((value) => value !== undefined && patterns.some((pattern) => pattern.test(value))),
    );
  }, items);
}

/** The items with the ids a call asked for; all when it asked for none. */
export function byIds<Item>(
  items: readonly Item[],
  ids: unknown,
  idOf: (item: Item) => string,
  missing: (id: string) => AwsApiError,
): readonly Item[] {
  if (!Array.isArray(ids) || ids.length === 0) return items;
  return ids.map((id: string) => {
    const found = items.find((item) => idOf(item) === id);
    if (found === undefined) throw missing(id);
    return found;
  });
}

/** A page of an EC2 listing: `MaxResults` at most, everything when it is not said. */
export function ec2Page<Item>(
  items: readonly Item[],
  { MaxResults, NextToken }: Readonly<Record<string, unknown>>,
) {
  const complain = () => new AwsApiError('InvalidNextToken', 'The token is not valid.');
  return page(items, MaxResults === undefined ? items.length : Number(MaxResults), NextToken, complain);
}

function wildcard(pattern: string): RegExp {
  const escaped = pattern.replaceAll(/[.+^$()|[\]{}\\]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's');
}
