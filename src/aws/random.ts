import { randomBytes, randomInt } from 'node:crypto';
import type { Random } from '../deployment/ports.ts';

/** Randomness fit for keys. */
export const random: Random = {
  hex: (digits) =>
    randomBytes(Math.ceil(digits / 2))
      .toString('hex')
      .slice(0, digits),
  fraction: () => randomInt(2 ** 32) / 2 ** 32,
};
