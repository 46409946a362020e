import { describe, expect, it, onTestFinished } from 'vitest';
import { createClock, instantClock, manualClock, scaledClock } from '../../src/local/clock.ts';

describe('a clock that stands still', () => {
  it('moves only when it is advanced, and by as much', async () => {
    const clock = manualClock(1000);
    expect(clock.now()).toBe(1000);
    await clock.advance(250);
    expect(clock.now()).toBe(1250);
  });

  it('runs what falls due in order of time, and of setting where the time is the same', async () => {
    const clock = manualClock(0);
    const ran: string[] = [];
    const at = (milliseconds: number, name: string) =>
      clock.after(milliseconds, () => ran.push(`${name}@${clock.now()}`));
    at(20, 'c');
    at(10, 'a');
    at(10, 'b');
    at(40, 'late');
    await clock.advance(30);
    expect(ran).toEqual(['a@10', 'b@10', 'c@20']);
  });

  it('runs timers that timers set, when they fall due too', async () => {
    const clock = manualClock(0);
    const ran: number[] = [];
    const again = () => {
      ran.push(clock.now());
      clock.after(10, again);
    };
    clock.after(10, again);
    await clock.advance(35);
    expect(ran).toEqual([10, 20, 30]);
  });

  it('lets promises settle between two timers', async () => {
    const clock = manualClock(0);
    const ran: string[] = [];
    clock.after(1, () => {
      void Promise.resolve()
        .then(() => {})
        .then(() => ran.push('promise'));
    });
    clock.after(2, () => ran.push('timer'));
    await clock.advance(2);
    expect(ran).toEqual(['promise', 'timer']);
  });

  it('forgets a timer that was cancelled, and all when it is stopped', async () => {
    const clock = manualClock(0);
    const ran: string[] = [];
    clock.after(1, () => ran.push('cancelled')).cancel();
    clock.after(2, () => ran.push('stopped'));
    clock.stop();
    await clock.advance(10);
    expect(ran).toEqual([]);
  });

  it('runs until nothing is left, or says that something is', async () => {
    const clock = manualClock(0);
    clock.after(5, () => clock.after(5, () => {}));
    clock.after(100, () => {});
    expect(await clock.runAll(50)).toBe(false);
    expect(await clock.runAll()).toBe(true);
    expect(clock.now()).toBe(100);
  });
});

describe('a clock of which everything is due at once', () => {
  it('runs hours of timers in order without anybody waiting', async () => {
    const clock = stopped(instantClock(0));
    const began = performance.now();
    const ran: number[] = [];
    await new Promise<void>((resolve) => {
      clock.after(7_200_000, resolve);
      clock.after(3_600_000, () => ran.push(clock.now()));
    });
    expect(ran[0]).toBeGreaterThanOrEqual(3_600_000);
    expect(clock.now()).toBeGreaterThanOrEqual(7_200_000);
    expect(performance.now() - began).toBeLessThan(1000);
  });

  it('lets others have their turn between two timers', async () => {
    const clock = stopped(instantClock(0));
    const seen: string[] = [];
    await new Promise<void>((resolve) => {
      clock.after(1000, () => {
        seen.push('first');
        setImmediate(() => seen.push('other'));
      });
      clock.after(2000, () => {
        seen.push('second');
        setImmediate(resolve);
      });
    });
    expect(seen).toEqual(['first', 'other', 'second']);
  });

  it('never goes back', async () => {
    const clock = stopped(instantClock(0));
    const times: number[] = [];
    await new Promise<void>((resolve) => {
      for (let index = 0; index < 50; index += 1) clock.after(index * 10, () => times.push(clock.now()));
      clock.after(500, resolve);
    });
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });
});

describe('a clock that runs faster', () => {
  it('lets a minute pass in milliseconds, timers in order', async () => {
    const clock = stopped(scaledClock(6000, 0));
    const ran: string[] = [];
    await new Promise<void>((resolve) => {
      clock.after(60_000, resolve);
      clock.after(20_000, () => ran.push('b'));
      clock.after(10_000, () => ran.push('a'));
    });
    expect(ran).toEqual(['a', 'b']);
    expect(clock.now()).toBeGreaterThanOrEqual(60_000);
  });

  it('runs nothing any more when it is stopped', async () => {
    const clock = scaledClock(1000, 0);
    let ran = false;
    clock.after(5000, () => {
      ran = true;
    });
    clock.stop();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(ran).toBe(false);
  });

  it.each([0, -1, Number.NaN])('refuses a speed of %s', (speed) => {
    expect(() => scaledClock(speed, 0)).toThrow(RangeError);
  });
});

it('makes the clock of a schedule, beginning with the machine time', () => {
  const before = Date.now();
  for (const schedule of [{ kind: 'manual' }, { kind: 'instant' }, { kind: 'scaled', speed: 2 }] as const) {
    const clock = stopped(createClock(schedule));
    expect(clock.now()).toBeGreaterThanOrEqual(before);
    expect(clock.advance === undefined).toBe(schedule.kind !== 'manual');
  }
});

function stopped<Clock extends { stop(): void }>(clock: Clock): Clock {
  onTestFinished(() => clock.stop());
  return clock;
}
