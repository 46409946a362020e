import { ProxyWebhookError } from '../../errors.ts';
import { readMoment } from '../../logs/moment.ts';

/** How long something took or takes: `0.4 s`, `32 s`, `3 min 12 s`, `1 h 4 min`. */
export function duration(milliseconds: number): string {
  const seconds = Math.max(0, milliseconds) / 1000;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600)
    return whole % 60 === 0 ? `${whole / 60} min` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
  const minutes = Math.round(whole / 60);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** How long something has been going on, in whole seconds: a counter that does not jitter. */
export function elapsed(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  return seconds < 10 ? `${seconds} s` : duration(seconds * 1000);
}

/** An estimate, as rough as it is: `about 7 min left`. */
export function timeLeft(seconds: number): string {
  if (seconds < 5) return 'almost done';
  if (seconds < 55) return `about ${Math.ceil(seconds / 10) * 10} s left`;
  return `about ${Math.round(seconds / 60) || 1} min left`;
}

/** A moment as people read it, in UTC: `2026-11-24 02:23 UTC`. */
export function moment(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}

/** The same to the second, without naming UTC: for a column that does. */
export function momentToSecond(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)}`;
}

/** The time of day, in UTC: `02:23:07`. */
export function timeOfDay(at: Date): string {
  return at.toISOString().slice(11, 19);
}

/** Reads `90`, `90s`, `15m`, `1h` or `2d` as milliseconds. Throws `usage`. */
export function parseDuration(text: string, option: string): number {
  const milliseconds = read(text);
  if (milliseconds > 0) return milliseconds;
  throw new ProxyWebhookError('usage', `${option} takes a time such as 90s, 15m, 1h or 2d, not "${text}".`);
}

/** Milliseconds, or NaN. */
function read(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*(s|m|min|h|d)?$/.exec(text.trim());
  return Number(match?.[1]) * (UNITS[match?.[2] ?? 's'] ?? Number.NaN);
}

/** Reads how long ago (`90s`, `2h`, `3d`) as milliseconds; undefined for everything else. */
export function parseAgo(text: string): number | undefined {
  const milliseconds = /\D$/.test(text) ? read(text) : Number.NaN;
  return Number.isFinite(milliseconds) ? milliseconds : undefined;
}

/** A clock may be as far off before anything says so. */
const CLOCK_TOLERANCE = 5 * 60_000;

/** Reads a moment (ISO 8601, UTC unless it names a zone) or how long ago it was, as ISO 8601. Throws `usage`, also for the future. */
export function parseSince(text: string, option: string, now: number): string {
  const ago = parseAgo(text);
  const at = ago === undefined ? readMoment(text) : now - ago;
  if (at > now + CLOCK_TOLERANCE) {
    throw new ProxyWebhookError(
      'usage',
      `${option} ${text} is in the future: by this machine's clock it is ${moment(new Date(now).toISOString())}, and a moment without a zone is UTC.`,
    );
  }
  const iso = isoOf(at);
  if (iso !== undefined) return iso;
  throw new ProxyWebhookError(
    'usage',
    `${option} takes a moment such as 2026-11-25T18:00:00Z, or how long ago such as 90s, 2h or 3d, not "${text}".`,
  );
}

/** Undefined for what no date reaches, such as 999999999 days ago. */
function isoOf(at: number): string | undefined {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

const UNITS: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};
