import { type ErrorCode, isProxyWebhookError } from '../errors.ts';
import type { CommandName } from './command-loaders.ts';

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

/** The exit code of whatever was thrown: 1 for what is not an error of ours. */
export function exitCodeOf(error: unknown): number {
  if (!isProxyWebhookError(error)) return EXIT_CODES.internal;
  const { signal } = error.data;
  return error.code === 'cancelled' && typeof signal === 'string'
    ? (EXIT_CODES_OF_SIGNALS[signal] ?? EXIT_CODES.cancelled)
    : EXIT_CODES[error.code];
}

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

/** Asks AWS: may be refused, or not reach it. */
const ASKS = [6, 10] as const;

/** What each command can end with besides 0, 1, 2 and an interruption; a command without a row does not compile. */
const MORE: Readonly<Record<CommandName, readonly number[]>> = {
  dev: [3, 4, 7, 9],
  init: [9],
  synth: [],
  policy: [],
  diff: [3, 4, 5, 7, 8, 9, ...ASKS],
  up: [3, 4, 5, 7, 9, ...ASKS],
  status: [7, 9, ...ASKS],
  doctor: [3, 7, 9, ...ASKS],
  events: [9, ...ASKS],
  logs: [9, ...ASKS],
  cancel: [4, 5, 9, ...ASKS],
  recover: [4, 5, 9, ...ASKS],
  send: [7, 9, ...ASKS],
  open: [7, 9, ...ASKS],
  'requests list': [7, 9, ...ASKS],
  'requests show': [7, 9, ...ASKS],
  'requests tail': [7, 9, ...ASKS],
  'requests export': [7, 9, ...ASKS],
  down: [4, 5, 7, 9, ...ASKS],
  completion: [],
};

/** The exit codes of one command, each with its meaning; those of an interruption are one line. */
export function exitCodesOf(name: string): readonly (readonly [string, string])[] {
  const own = new Set([0, 1, 2, ...(Object.hasOwn(MORE, name) ? MORE[name as CommandName] : [])]);
  return [
    ...EXIT_CODE_MEANINGS.flatMap(([code, meaning]) =>
      own.has(code) ? [[String(code), meaning] as const] : [],
    ),
    ['130', 'interrupted (129: the terminal was closed, 143: SIGTERM)'],
  ];
}
