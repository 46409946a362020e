import type { DatabaseState, Target, TargetReason, TargetState } from './ports.ts';

/** Whether the proxy can serve: `pending` gets there by itself, `empty` has no target at all. */
export type HealthVerdict = 'healthy' | 'pending' | 'unhealthy' | 'empty';

/** A target with what its state means and what to do about it, in the order to try. */
export interface AssessedTarget extends Target {
  readonly health: 'healthy' | 'pending' | 'unhealthy';
  readonly meaning: string;
  readonly remedies: readonly string[];
}

export interface TargetHealth {
  readonly verdict: HealthVerdict;
  readonly targets: readonly AssessedTarget[];
  /** What to do about the verdict: all targets' remedies, each once; those of an empty list too. */
  readonly remedies: readonly string[];
}

export interface AssessmentContext {
  /** True once the wait was longer than is normal for a new proxy (`NORMAL_PENDING_MILLISECONDS`). */
  readonly waitedLong?: boolean;
  /** The database behind the target, where it is known: one that is stopped explains the rest. */
  readonly database?: Pick<DatabaseState, 'id' | 'status'>;
}

/** How long a new target may wait for proxy capacity: field reports say 5 to 15 minutes. */
export const NORMAL_PENDING_MILLISECONDS = 15 * 60_000;

/** Judges targets as DescribeDBProxyTargets tells them. Source of states and reasons: RDS API reference, TargetHealth. */
export function assessTargets(targets: readonly Target[], context: AssessmentContext = {}): TargetHealth {
  const assessed = targets.map((target) => assess(target, context));
  if (assessed.length === 0) return { verdict: 'empty', targets: [], remedies: EMPTY_REMEDIES };
  return {
    verdict: verdictOf(assessed),
    targets: assessed,
    remedies: [...new Set(assessed.flatMap(({ remedies }) => remedies))],
  };
}

/** One line on a target: its id, state, reason and AWS's own description. */
export function describeTarget({ id, state, reason, description }: Target): string {
  const told = [state, reason].filter(Boolean).join(', ');
  return description === undefined || description === ''
    ? `${id}: ${told}`
    : `${id}: ${told} (${description})`;
}

function verdictOf(targets: readonly AssessedTarget[]): HealthVerdict {
  if (targets.some(({ health }) => health === 'unhealthy')) return 'unhealthy';
  return targets.some(({ health }) => health === 'pending') ? 'pending' : 'healthy';
}

type Judgement = Pick<AssessedTarget, 'health' | 'meaning' | 'remedies'>;

function assess(target: Target, context: AssessmentContext): AssessedTarget {
  const judged = judge(target, context);
  if (judged.health === 'healthy') return { ...target, ...judged };
  return { ...target, ...judged, remedies: [...databaseRemedies(context.database), ...judged.remedies] };
}

function judge({ state, reason }: Target, { waitedLong = false }: AssessmentContext): Judgement {
  if (state === 'AVAILABLE') return STATES.AVAILABLE;
  if (state === 'UNUSED') return STATES.UNUSED;
  if (reason === 'PENDING_PROXY_CAPACITY' && waitedLong) return PENDING_TOO_LONG;
  if (reason !== undefined && Object.hasOwn(REASONS, reason)) return REASONS[reason as TargetReason];
  if (reason === undefined && Object.hasOwn(STATES, state)) {
    const judged = STATES[state as TargetState];
    return waitedLong ? { ...judged, health: 'unhealthy', remedies: [...NETWORK, PROXY_LOG] } : judged;
  }
  return {
    health: 'unhealthy',
    meaning: `RDS calls this ${[state, reason].filter(Boolean).join(', ')}, which this version of proxywebhook does not know.`,
    remedies: ['Look it up in the RDS API reference, "TargetHealth".', PROXY_LOG],
  };
}

const NETWORK: readonly string[] = [
  'Check that the database security group admits port 3306 from the proxy security group.',
  'Check that the proxy security group lets traffic out to the database security group, and that no network ACL blocks traffic between the zones.',
];
const PROXY_LOG = 'Read the proxy log, /aws/rds/proxy/<proxy name>, in CloudWatch Logs.';

const EMPTY_REMEDIES: readonly string[] = [
  'Run `up` again: the stack registers the database as the target of the proxy.',
  'If the target was taken out by hand: `aws rds register-db-proxy-targets` puts it back.',
];

/** Judged by the state alone: where RDS gives no reason, or the reason says no more. */
const STATES: Readonly<Record<TargetState, Judgement>> = {
  AVAILABLE: { health: 'healthy', meaning: 'The proxy is connected to the database.', remedies: [] },
  REGISTERING: {
    health: 'pending',
    meaning: 'The proxy is being connected to the database; this takes a short while.',
    remedies: ['Wait: `status --wait` returns when it is done.'],
  },
  UNAVAILABLE: {
    health: 'pending',
    meaning: 'The proxy is not connected to the database now; new targets go through this.',
    remedies: ['Wait a minute: `status --wait` returns when it is available.'],
  },
  UNUSED: {
    health: 'unhealthy',
    meaning: 'The target is registered but the proxy does not use it.',
    remedies: ['Run `up` again, which registers the database of the stack.', PROXY_LOG],
  },
};

/** Sources: RDS User Guide, "Verifying connectivity for RDS Proxy" and "Troubleshooting for RDS Proxy"; the issues named. */
const REASONS: Readonly<Record<TargetReason, Judgement>> = {
  PENDING_PROXY_CAPACITY: {
    health: 'pending',
    meaning: 'The proxy is being scaled for its target; normal for up to 15 minutes after it was made.',
    remedies: ['Wait: `status --wait` returns when it is available.'],
  },
  UNREACHABLE: {
    health: 'unhealthy',
    meaning: 'The proxy cannot reach the database over the network.',
    remedies: [...NETWORK, 'Check that the database is available, not stopped or restarting.'],
  },
  CONNECTION_FAILED: {
    health: 'unhealthy',
    meaning: 'The proxy reaches the database, but it refuses the connection.',
    remedies: [
      'Check that the database has connections free (max_connections): a larger `database.instanceClass` has more.',
      'Check that the parameter group does not set read_only=1 and that the port is 3306.',
      'Check that the database accepts TLS with the versions the proxy speaks.',
    ],
  },
  AUTH_FAILURE: {
    // aws/aws-cdk#28847: the proxy log names the role and the secret.
    health: 'unhealthy',
    meaning: 'The proxy cannot log in to the database.',
    remedies: [
      "Check that the secret exists and is JSON with `username` and `password`, and that the password is the database's.",
      "Check that the proxy's role may read the secret (secretsmanager:GetSecretValue; kms:Decrypt for a key of your own).",
      PROXY_LOG,
    ],
  },
  INVALID_REPLICATION_STATE: {
    health: 'unhealthy',
    meaning: 'The target is a replica in a state the proxy cannot use.',
    remedies: ['The proxy of this stack serves the writer: run `up` again, which registers it.'],
  },
  PROMOTED: {
    health: 'unhealthy',
    meaning: 'The target was a replica and was promoted to a database of its own.',
    remedies: ['The proxy of this stack serves the writer: run `up` again, which registers it.'],
  },
};

/** Where the database does not admit the proxy, the target never becomes available. Source: aws/aws-cdk#8885, #8919. */
const PENDING_TOO_LONG: Judgement = {
  health: 'unhealthy',
  meaning:
    'The proxy has been waiting for capacity for more than 15 minutes; most often it cannot reach the database.',
  remedies: [
    ...NETWORK,
    'Check that each proxy subnet has 10 free addresses or more (RDS-EVENT-0243 tells of none left).',
    'Check that the database is available.',
  ],
};

function databaseRemedies(database: AssessmentContext['database']): readonly string[] {
  switch (database?.status ?? 'available') {
    case 'available':
      return [];
    case 'stopped':
      return [
        `The database is stopped: start it with \`aws rds start-db-instance --db-instance-identifier ${database?.id}\`.`,
      ];
    case 'storage-full':
      return ['The database has no storage left: raise `database.maxAllocatedStorageGb` and run `up`.'];
    default:
      return [`The database is ${database?.status}: wait until it is available.`];
  }
}
