import { AwsApiError } from '../../cloud.ts';
import { page } from './paging.ts';

/** A page of an RDS listing. Source: RDS API reference, `MaxRecords`: 20 to 100, 100 when not said. */
export function rdsPage<Item>(
  items: readonly Item[],
  { MaxRecords, Marker }: Readonly<Record<string, unknown>>,
) {
  const size = Number(MaxRecords ?? 100);
  if (size < 20 || size > 100) {
    throw new AwsApiError(
      'InvalidParameterValue',
      `Invalid value ${size} for MaxRecords. Must be between 20 and 100`,
    );
  }
  return page(items, size, Marker, () => new AwsApiError('InvalidParameterValue', 'Invalid marker'));
}

/** Refuses filters rather than ignoring them. */
export function refuseFilters({ Filters }: Readonly<Record<string, unknown>>): void {
  if (!Array.isArray(Filters) || Filters.length === 0) return;
  const names = Filters.map(({ Name }: { Name?: string }) => Name).join(', ');
  throw new AwsApiError(
    'InvalidParameterValue',
    `Unrecognized filter name: ${names}. The local cloud serves no filters here.`,
  );
}
