import type { Operation } from './operations.ts';

/** How AWS is reached. What is left out the SDK finds as the AWS CLI does: environment, profile, role of the machine. */
export interface AwsOptions {
  readonly region?: string | undefined;
  readonly profile?: string | undefined;
  /** Another address for every service: the local cloud. */
  readonly endpoint?: string | undefined;
  /** In place of what the SDK would find: the local cloud takes any, and is never shown those of the user. */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string } | undefined;
  /** Is told each call that was made, for `--verbose`. */
  readonly verbose?: ((call: AwsCall) => void) | undefined;
  /** The version in the user agent. */
  readonly version?: string | undefined;
  /** Milliseconds between two attempts at most; 5000 unless told. */
  readonly longestWait?: number | undefined;
  /** Tries of one call at most; 7 unless told. */
  readonly attempts?: number | undefined;
  /** Milliseconds without a byte after which a call counts as unanswered; 20 s unless told, and a minute for a function's work. */
  readonly silence?: number | undefined;
}

/** One call as it went, its attempts included. Holds no request or answer: they may hold secrets. */
export interface AwsCall {
  readonly operation: Operation;
  readonly action: string;
  readonly subject?: string;
  readonly milliseconds: number;
  /** The code of the error it ended with. */
  readonly failed?: string;
}
