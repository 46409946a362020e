// A slice of the random schedules: `npm run test:schedules` runs ten thousand.
import { describe, expect, it } from 'vitest';
import { live } from './schedule.ts';

describe('a random life of a stack', () => {
  it('is told as it was: its outcomes, and every event once', async () => {
    let operations = 0;
    for (let seed = 1; seed <= 25; seed += 1) operations += (await live(seed)).operations;
    expect(operations).toBeGreaterThan(80);
  }, 120_000);

  it.each([
    [57, 'a deletion that was over when it was first watched, and described as running still'],
    [59, 'a deletion watched while only the events of the one that failed before it could be read'],
    [60, 'an update watched while the end of the one before it was still to come'],
    [249, 'a beginning in the same millisecond as the end before it'],
    [307, 'the same of a stack that was slow to be made'],
  ])(
    'of seed %i: %s',
    async (seed) => {
      expect((await live(seed)).operations).toBeGreaterThan(0);
    },
    60_000,
  );
});
