import type { Environment, Settings } from './settings.ts';
import type { Store } from './store.ts';

/** What the execution environment works with, opened at its first event and kept. */
export interface Opened {
  readonly settings: Settings;
  readonly environment: Environment;
  readonly store: Store;
}

/** What one HTTP event is answered with: what is open, and until when, in milliseconds of `performance.now()`. */
export interface Situation extends Opened {
  readonly deadline: number;
}
