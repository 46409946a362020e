/** What befalls a call in the matrix, and what a command may say of it when it gives up. */
import type { ErrorCode } from '../../src/errors.ts';
import type { Fault } from '../../src/local/aws-api/faults.ts';

export type KindName =
  | 'throttle'
  | '500'
  | '503'
  | 'reset before'
  | 'reset after'
  | 'half an answer'
  | 'timeout'
  | 'timeout after'
  | 'garbled'
  | 'access denied'
  | 'expired token'
  | 'Ctrl-C'
  | 'kill -9';

export interface Kind {
  readonly name: KindName;
  readonly fault: Fault;
  /** The errors that tell this fault truly. */
  readonly told: readonly ErrorCode[];
  /** The command is a process of the CLI, killed once the call is carried out: it reads no answer and says nothing. */
  readonly kills?: true;
  /** The command is interrupted while the call's answer is on its way. */
  readonly interrupts?: true;
  /** The answer says that the call was not carried out. */
  readonly certain?: true;
}

/** Real milliseconds without an answer until the client gives up, at the first try and at the next; the server holds on for longer. */
export const SILENCES = [200, 2_000] as const;
const FOREVER = 60_000;

export const KINDS: readonly Kind[] = [
  // Not certain: of several tries the SDK tells the last alone, and one before it may have been taken and its answer lost.
  { name: 'throttle', fault: { kind: 'throttle' }, told: ['unreachable'] },
  { name: '500', fault: { kind: 'html-500' }, told: ['unreachable'] },
  {
    name: '503',
    fault: { kind: 'error', status: 503, code: 'ServiceUnavailable', message: 'Service Unavailable' },
    told: ['unreachable'],
  },
  { name: 'reset before', fault: { kind: 'reset-before' }, told: ['unreachable'] },
  { name: 'reset after', fault: { kind: 'reset-after' }, told: ['unreachable'] },
  { name: 'half an answer', fault: { kind: 'cut-midway' }, told: ['unreachable'] },
  { name: 'timeout', fault: { kind: 'timeout', milliseconds: FOREVER }, told: ['unreachable'] },
  { name: 'timeout after', fault: { kind: 'timeout-after', milliseconds: FOREVER }, told: ['unreachable'] },
  { name: 'garbled', fault: { kind: 'garbled' }, told: ['unreachable'] },
  { name: 'access denied', fault: { kind: 'access-denied' }, told: ['access-denied'], certain: true },
  { name: 'expired token', fault: { kind: 'expired-token' }, told: ['no-credentials'], certain: true },
  { name: 'Ctrl-C', fault: { kind: 'latency', milliseconds: 40 }, told: ['cancelled'], interrupts: true },
  { name: 'kill -9', fault: { kind: 'timeout-after', milliseconds: FOREVER }, told: [], kills: true },
];
