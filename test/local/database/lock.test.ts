import { existsSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withLock } from '../../../src/local/database/lock.ts';
import { endEverything, temporaryFolder } from './ensuring.ts';

// Above the largest number a process can have (proc(5), pid_max).
const NOBODY = 2 ** 22 + 1;

let folder: string;
let file: string;
beforeEach(() => {
  folder = temporaryFolder();
  file = path.join(folder, 'lock');
});
afterEach(endEverything);

describe('a lock', () => {
  it('lets one work at a time and is gone afterwards', async () => {
    let working = 0;
    const most: number[] = [];
    const work = async () => {
      most.push(++working);
      await new Promise((resolve) => setTimeout(resolve, 5));
      working -= 1;
    };
    await Promise.all([1, 2, 3, 4, 5].map(() => withLock(file, work)));
    expect(most).toEqual([1, 1, 1, 1, 1]);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is gone after a failure, too', async () => {
    await expect(withLock(file, () => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
    expect(existsSync(file)).toBe(false);
  });

  it.each([
    ['a process that died', String(NOBODY)],
    ['nobody knows whom', 'what?'],
  ])('of %s is taken over, by one', async (_, holder) => {
    writeFileSync(file, holder);
    let working = 0;
    const work = async () => {
      expect(++working).toBe(1);
      await new Promise((resolve) => setTimeout(resolve, 2));
      working -= 1;
    };
    await Promise.all([1, 2, 3, 4].map(() => withLock(file, work)));
    expect(readdirSync(folder)).toEqual([]);
  });

  it('from before the machine started is nobody’s, whoever has the number now', async () => {
    writeFileSync(file, String(process.pid));
    utimesSync(file, new Date(0), new Date(0));
    expect(await withLock(file, async () => 'done')).toBe('done');
  });

  it('of a living process is waited for, which is told once, until one gives up', async () => {
    writeFileSync(file, String(process.ppid));
    const holders: number[] = [];
    const controller = new AbortController();
    const waiting = (holder: number) => {
      holders.push(holder);
      setTimeout(() => controller.abort(new Error('enough')), 150);
    };
    await expect(withLock(file, async () => {}, controller.signal, waiting)).rejects.toThrow('enough');
    expect(holders).toEqual([process.ppid]);
    expect(existsSync(file)).toBe(true);
  });
});
