import type { SignatureOutcome } from './inspection.ts';
import type { Environment } from './settings.ts';

/**
 * What became of a call: `stored`; `duplicate`: its first copy was; `answered`: a challenge, not to be stored; `refused` for
 * its signature and `too-large`: sending it again is of no use; `full` and `failed`: to be sent again.
 */
export type Outcome = 'stored' | 'duplicate' | 'answered' | 'refused' | 'too-large' | 'full' | 'failed';

/** A call in the log: never its path, query, headers or body, which may hold what is private. */
export interface RequestLine {
  readonly outcome: Outcome;
  readonly requestId: string;
  readonly method: string;
  readonly status: number;
  /** Of the body. */
  readonly bytes: number;
  /** From the call's arrival to its answer, without the owner's code. */
  readonly milliseconds: number;
  /** The configured path. */
  readonly route?: string | undefined;
  readonly signature?: SignatureOutcome;
  /** Why a signature could not be judged. */
  readonly problem?: string | undefined;
  readonly id?: number;
  /** How often the sender sent it so far. */
  readonly attempts?: number;
  /** How often it was tried to store it now. */
  readonly tries?: number;
  readonly connection?: 'new' | 'reused';
  readonly pinned?: boolean;
  /** Of storing alone. */
  readonly storeMilliseconds?: number;
  readonly error?: string;
}

/**
 * Writes a call's line, which is a CloudWatch metric document as well: its metrics are members of the root beside the other
 * fields, as the format allows (CloudWatch User Guide, "Specification: Embedded metric format": the event must be the JSON object
 * and nothing else). Written to stdout itself, because in Lambda's JSON log format the console wraps what it is given
 * in a `message` (Lambda Developer Guide, "Log and monitor Node.js Lambda functions"); `timestamp` and `level` are what Lambda
 * filters such lines by.
 */
export function logRequest(environment: Environment, line: RequestLine, now = Date.now()): void {
  process.stdout.write(`${JSON.stringify(documentOf(environment, line, now))}\n`);
}

function documentOf(environment: Environment, line: RequestLine, now: number): unknown {
  const metrics = metricsOf(line);
  return {
    timestamp: new Date(now).toISOString(),
    level: LEVELS[line.outcome],
    event: 'request',
    ...line,
    // Nobody but an operator's own test sends more.
    requestId: line.requestId.slice(0, 64),
    method: line.method.slice(0, 16),
    ...Object.fromEntries(metrics.map(({ Name, value }) => [Name, value])),
    FunctionName: environment.AWS_LAMBDA_FUNCTION_NAME ?? 'unknown',
    _aws: {
      Timestamp: now,
      CloudWatchMetrics: [
        {
          Namespace: 'proxywebhook',
          Dimensions: [['FunctionName']],
          Metrics: metrics.map(({ Name, Unit }) => ({ Name, Unit })),
        },
      ],
    },
  };
}

const LEVELS: Readonly<Record<Outcome, 'INFO' | 'WARN' | 'ERROR'>> = {
  stored: 'INFO',
  duplicate: 'INFO',
  answered: 'INFO',
  refused: 'WARN',
  'too-large': 'WARN',
  full: 'ERROR',
  failed: 'ERROR',
};

const COUNTED: Readonly<Record<Outcome, string | undefined>> = {
  stored: 'Stored',
  duplicate: 'Duplicate',
  answered: undefined,
  refused: 'Refused',
  'too-large': 'Refused',
  full: 'Failed',
  failed: 'Failed',
};

interface Metric {
  readonly Name: string;
  readonly Unit: 'Count' | 'Milliseconds' | 'Bytes';
  readonly value: number;
}

function metricsOf({ outcome, bytes, storeMilliseconds }: RequestLine): readonly Metric[] {
  const count = COUNTED[outcome];
  return [
    { Name: 'BodyBytes', Unit: 'Bytes', value: bytes },
    ...(count === undefined ? [] : [{ Name: count, Unit: 'Count', value: 1 } as const]),
    ...(storeMilliseconds === undefined
      ? []
      : [{ Name: 'StoreMilliseconds', Unit: 'Milliseconds', value: storeMilliseconds } as const]),
  ];
}
