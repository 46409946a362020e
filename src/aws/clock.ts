import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../deployment/ports.ts';
import { cancellation } from '../errors.ts';

/** The time of this machine. */
export const clock: Clock = {
  now: () => Date.now(),
  async sleep(milliseconds, signal) {
    try {
      await delay(milliseconds, undefined, signal === undefined ? {} : { signal });
    } catch (error) {
      throw signal?.aborted ? cancellation(signal) : error;
    }
  },
};
