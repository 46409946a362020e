import type { HttpAnswer } from './answer.ts';

/** A request as it came, and its answer. */
export interface Exchange {
  /** What `arrived` gave it. */
  readonly number: number;
  readonly method: string;
  /** Path and query, not decoded. */
  readonly target: string;
  readonly query: string;
  /** Names and values in turn. */
  readonly rawHeaders: readonly string[];
  /** Undefined: refused before it was read. */
  readonly body?: Uint8Array | undefined;
  readonly answer: HttpAnswer;
}
