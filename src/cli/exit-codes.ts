import type { ErrorCode } from '../errors.ts';

/** The exit code of every error: a code without a number does not compile. */
export const EXIT_CODES: Readonly<Record<ErrorCode, number>> = {
  internal: 1,
  usage: 2,
  'invalid-config': 2,
  'preflight-failed': 2,
  'stack-not-found': 2,
  'request-not-found': 2,
  'function-not-found': 2,
  rejected: 2,
  'bundle-failed': 3,
  'deployment-failed': 4,
  'deletion-incomplete': 4,
  'stack-busy': 5,
  'access-denied': 6,
  'no-credentials': 6,
  'wrong-account': 6,
  unhealthy: 7,
  'timed-out': 7,
  refused: 9,
  declined: 9,
  unreachable: 10,
  cancelled: 130,
};

/** An interruption by another signal than Ctrl-C's: 128 and the signal's number, as shells tell it. */
export const EXIT_CODES_OF_SIGNALS: Readonly<Record<string, number>> = { SIGHUP: 129, SIGTERM: 143 };

/** `diff --exit-code` found differences: no error, but something for a script to branch on. */
export const DIFFERENCES_FOUND = 8;

/** What each exit code means, in one line, as `--help` and the documentation tell it. */
export const EXIT_CODE_MEANINGS: readonly (readonly [number, string])[] = [
  [0, 'done'],
  [1, 'a bug of ours'],
  [2, 'usage, configuration, preflight, refused by AWS, no such stack or request'],
  [3, 'the handler could not be bundled'],
  [4, 'the deployment failed, or down left something it should not have'],
  [5, 'the stack is busy with another operation'],
  [6, 'access: credentials, permission, wrong account'],
  [7, 'targets or function unhealthy, send answered otherwise, --wait timed out'],
  [8, 'differences found (diff --exit-code)'],
  [9, 'refused or declined, nothing changed'],
  [10, 'AWS cannot be reached'],
  [129, 'interrupted: the terminal was closed (SIGHUP)'],
  [130, 'interrupted'],
  [143, 'interrupted: ended by SIGTERM'],
];
