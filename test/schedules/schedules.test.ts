// A slice of the random schedules: `npm run test:schedules` runs ten thousand.
import { describe, expect, it } from 'vitest';
import { runSchedule } from './schedule.ts';

describe('a random schedule', () => {
  it('is told as it was: its outcome, and every event once', async () => {
    const sum = { told: 0, events: 0 };
    for (let seed = 1; seed <= 100; seed += 1) {
      const { events, gaveUp, unwatched } = await runSchedule(seed);
      sum.told += 1 - gaveUp - unwatched;
      sum.events += events;
    }
    expect(sum.told).toBeGreaterThan(80);
    expect(sum.events).toBeGreaterThan(500);
  }, 120_000);

  it.each([
    [130, 'a deletion of a stack whose failed creation could not be read yet'],
    [202, 'the same, where its end was taken for that of the deletion'],
    [688, 'a deletion after one that failed, whose events came late and without a token'],
    [4489, 'an update that is taken back, read before the end of one before it that was taken back too'],
    [4696, 'an update one of whose resources could be read before its start'],
    [8478, 'the same, where the update failed'],
    [11877, 'a deletion none of whose events could be read, nor any before it'],
    [16513, 'a deletion while a late answer showed the stack that had the name before'],
    [17649, 'a deletion that was watched by the description of the update before it'],
    [
      33771,
      'a deletion that was watched by the description of the creation, with a failed deletion between them',
    ],
    [1807, 'a deletion right after a creation that was rolled back'],
  ])(
    'of seed %i: %s',
    async (seed) => {
      const { events, gaveUp } = await runSchedule(seed);
      expect(events > 0 || gaveUp === 1).toBe(true);
    },
    60_000,
  );
});
