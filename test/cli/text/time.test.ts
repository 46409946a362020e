import { describe, expect, it } from 'vitest';
import {
  duration,
  elapsed,
  moment,
  parseDuration,
  parseSince,
  timeLeft,
} from '../../../src/cli/text/time.ts';

describe('durations', () => {
  const reads = (milliseconds: number, expected: string) => expect(duration(milliseconds)).toBe(expected);
  it('tells tenths below ten seconds', () => reads(400, '0.4 s'));
  it('tells seconds', () => reads(32_400, '32 s'));
  it('tells minutes and seconds', () => reads(192_000, '3 min 12 s'));
  it('leaves zero seconds out', () => reads(180_000, '3 min'));
  it('tells hours', () => reads(3_840_000, '1 h 4 min'));
  it('knows no negative time', () => reads(-5, '0.0 s'));
  it('counts whole seconds while something goes on', () => expect(elapsed(3_999)).toBe('3 s'));
});

describe('estimates', () => {
  const left = (seconds: number, expected: string) => expect(timeLeft(seconds)).toBe(expected);
  it('are rough', () => left(412, 'about 7 min left'));
  it('are in tens of seconds near the end', () => left(34, 'about 40 s left'));
  it('say when it is nearly over', () => left(0, 'almost done'));
  it('never say 60 s', () => left(56, 'about 1 min left'));
});

describe('times that are given', () => {
  const means = (text: string, milliseconds: number) =>
    expect(parseDuration(text, '--timeout')).toBe(milliseconds);
  it('are seconds without a unit', () => means('90', 90_000));
  it('are seconds', () => means('90s', 90_000));
  it('are minutes', () => means('15m', 900_000));
  it('are hours', () => means('1.5h', 5_400_000));
  it('are days', () => means('3d', 259_200_000));
  it.each(['', '0', 'soon', '-5s', '5y'])('are not %j', (text) => {
    expect(() => parseDuration(text, '--timeout')).toThrow(
      `--timeout takes a time such as 90s, 15m, 1h or 2d, not "${text}".`,
    );
  });
});

it.each(['5x', '90', 'soon', '2026-99-99'])('%j is no moment, and the message says what is', (text) => {
  expect(() => parseSince(text, '--since', 0)).toThrow(
    `--since takes a moment such as 2026-11-25T18:00:00Z, or how long ago such as 90s, 2h or 3d, not "${text}".`,
  );
});

it.each([
  ['2026-11-25T18:00:00', '2026-11-25T18:00:00.000Z'],
  ['2026-11-25 18:00 UTC', '2026-11-25T18:00:00.000Z'],
  ['2026-11-25T18:00+02:00', '2026-11-25T16:00:00.000Z'],
  ['2026-11-25', '2026-11-25T00:00:00.000Z'],
  ['2h', '2026-11-26T10:00:00.000Z'],
])('%j is UTC unless it names another zone, wherever this machine is', (text, expected) => {
  const zone = process.env.TZ;
  process.env.TZ = 'America/New_York';
  try {
    expect(parseSince(text, '--since', Date.parse('2026-11-26T12:00:00Z'))).toBe(expected);
  } finally {
    if (zone === undefined) delete process.env.TZ;
    else process.env.TZ = zone;
  }
});

it('a moment in the future is refused, with what time it is; one within what clocks may be off is not', () => {
  const at = (text: string) => () => parseSince(text, '--since', Date.parse('2026-11-25T18:00:00Z'));
  expect(at('2026-11-25T19:00:00')).toThrow(
    "--since 2026-11-25T19:00:00 is in the future: by this machine's clock it is 2026-11-25 18:00 UTC",
  );
  expect(at('2026-11-25T18:02:00')()).toBe('2026-11-25T18:02:00.000Z');
});

it('a moment is told in UTC', () => expect(moment('2026-11-24T02:23:07.123Z')).toBe('2026-11-24 02:23 UTC'));
