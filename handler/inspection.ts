import type { Answer } from './answer.ts';
import type { HttpEvent } from './http-event.ts';

/** The column `signature` holds an outcome's place in this list. */
export const SIGNATURES = ['none', 'valid', 'invalid', 'stale', 'unknown-key'] as const;

/**
 * What became of a signature. `none`: the route asks for none. `stale`: rightly signed, but at
 * another time. `unknown-key`: signed in a form that the route has no key for. `invalid`: anything else, no signature included.
 */
export type SignatureOutcome = (typeof SIGNATURES)[number];

/** What the rules of a request's route make of it, before it is stored. */
export interface Inspection {
  /** The path of the route; undefined when no route is for this path. */
  readonly route: string | undefined;
  readonly signature: SignatureOutcome;
  /** The sender's own id of the delivery. */
  readonly deliveryId: string | undefined;
  /** The sender's name for what happened, such as `push`. */
  readonly event: string | undefined;
  /** Why a signature could not be judged, for the log: it holds no secret. The answer is then 503. */
  readonly problem?: string;
  /** Lower-case names of headers that hold the route's secret itself: their values are never stored. */
  readonly secretHeaders?: readonly string[];
  /** Said in place of the usual answer: a refusal, or the reply to a challenge. */
  readonly answer?: { readonly answer: Answer; readonly store: boolean };
}

/**
 * Looks at a request by its route's rules, also at OPTIONS, whose answer is never stored. `body` is byte for byte;
 * `deadline` in milliseconds of `performance.now()`. Never rejects.
 */
export type Inspect = (event: HttpEvent, body: Buffer | undefined, deadline: number) => Promise<Inspection>;
