/** Which stored requests are asked for, and where in them to go on. Times are milliseconds since the epoch. */
export interface Criteria {
  /** What the path begins with. */
  readonly path?: string | undefined;
  readonly method?: string | undefined;
  readonly since?: number | undefined;
  readonly deliveryId?: string | undefined;
  readonly id?: number | undefined;
  /** Those with a lower id, newest first; also when neither is given. */
  readonly before?: number | undefined;
  /** Those with a higher id, oldest first. */
  readonly after?: number | undefined;
  readonly limit: number;
}

/** A list or filter that cannot be meant, told in words for whoever asked. */
export class Unacceptable extends Error {}

export const MOST_LISTED = 200;
const LONGEST_PATH = 512;
const LONGEST_DELIVERY_ID = 255;

/** Reads criteria out of a job or a query: absent, null and empty are the same. Throws `Unacceptable`. */
export function readCriteria(given: Readonly<Record<string, unknown>>, limit = MOST_LISTED): Criteria {
  const criteria = {
    path: textOf(given, 'path', LONGEST_PATH),
    method: methodOf(given),
    since: timeOf(given, 'since'),
    deliveryId: textOf(given, 'deliveryId', LONGEST_DELIVERY_ID),
    id: idOf(given, 'id'),
    before: idOf(given, 'before'),
    after: idOf(given, 'after'),
    limit: Math.max(1, Math.min(idOf(given, 'limit') ?? limit, MOST_LISTED)),
  };
  if (criteria.before !== undefined && criteria.after !== undefined)
    throw new Unacceptable('Give before or after, not both.');
  return criteria;
}

/** The whole number under a name: an id, an offset or a count. Throws `Unacceptable` for anything else. */
export function idOf(given: Readonly<Record<string, unknown>>, name: string): number | undefined {
  const value = given[name] ?? '';
  if (value === '') return undefined;
  if (typeof value === 'object' || !/^\d{1,15}$/.test(String(value)))
    throw new Unacceptable(`${name} must be a whole number.`);
  return Number(value);
}

function methodOf(given: Readonly<Record<string, unknown>>): string | undefined {
  const method = textOf(given, 'method', 16)?.toUpperCase();
  if (method !== undefined && !/^[A-Z]+$/.test(method)) throw new Unacceptable('method must be letters.');
  return method;
}

function textOf(given: Readonly<Record<string, unknown>>, name: string, longest: number): string | undefined {
  const value = given[name] ?? '';
  if (value === '') return undefined;
  if (typeof value !== 'string' || value.length > longest)
    throw new Unacceptable(`${name} must be text of at most ${longest} characters.`);
  return value;
}

/** A time without a zone is UTC, as every time here. */
function timeOf(given: Readonly<Record<string, unknown>>, name: string): number | undefined {
  const value = given[name] ?? '';
  if (value === '') return undefined;
  const match = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(Z|[+-]\d\d:?\d\d)?)?$/.exec(
    String(value),
  );
  const [, day, time = '00:00', zone = 'Z'] = match ?? [];
  const moment = Date.parse(`${day}T${time}${zone}`);
  if (!(moment >= 0)) throw new Unacceptable(`${name} must be a time such as 2026-01-31T12:00Z.`);
  return moment;
}
