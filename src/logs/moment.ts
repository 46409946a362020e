/**
 * Reads a day or a moment in ISO 8601, or as this program shows one (`2026-11-25 18:00 UTC`), as milliseconds; NaN for everything
 * else. Without a zone it is UTC, as whatever is shown: Date.parse alone takes the zone of the machine, and "1" for a year.
 */
export function readMoment(text: string): number {
  const read = MOMENT.exec(text.trim());
  if (read === null) return Number.NaN;
  const [, day = '', time, zone = 'Z'] = read;
  return Date.parse(
    time === undefined ? day : `${day}T${time}${zone.trim().toUpperCase().replace('UTC', 'Z')}`,
  );
}

const MOMENT = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(Z| ?UTC|[+-]\d\d:\d\d)?)?$/i;
