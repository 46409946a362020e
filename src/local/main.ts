import { type LocalCloud, openLocalCloud, writeToStderr } from './aws-api/local-cloud.ts';
import type { FunctionChanged, Invoke } from './aws-api/services/lambda.ts';
import type { DatabaseChanged } from './aws-api/services/rds.ts';
import { type ClockSchedule, createClock } from './clock.ts';
import { createWorld, type WorldOptions } from './create-world.ts';
import { cloudFormation, type StackEngineOptions } from './stack-engine/cloudformation.ts';

export type { LocalCloud } from './aws-api/local-cloud.ts';

export interface LocalCloudOptions {
  readonly schedule: ClockSchedule;
  /** 0 or none: any free port of 127.0.0.1. */
  readonly port?: number;
  /** Of everything that is drawn: durations, ids, faults with a probability. 1 when not given. */
  readonly seed?: number;
  /** What the world is drawn from instead of the seed: numbers from 0 up to 1. */
  readonly random?: () => number;
  /** `123456789012` when not given. */
  readonly account?: string;
  /** `us-east-1` when not given. */
  readonly region?: string;
  /** False for an account that never used RDS. */
  readonly rdsServiceLinkedRole?: boolean;
  /** How long resources take, what is told of them, page sizes and lags: see the stack engine. */
  readonly engine?: Omit<StackEngineOptions, 'report'>;
  /** Runs functions; without it Invoke says that there is no function runtime. */
  readonly invoke?: Invoke;
  /** Told of a function whose code or configuration a call of Lambda's API changed, and waited for. */
  readonly functionChanged?: FunctionChanged;
  /** Told of a database whose password a call of RDS's API changed, and waited for. */
  readonly databaseChanged?: DatabaseChanged;
  /** Told of bugs of the local cloud; written to stderr when not given. */
  readonly report?: (error: unknown) => void;
}

/** Starts a cloud of its own on loopback: an account, its CloudFormation, the APIs over both. */
export async function startLocalCloud(options: LocalCloudOptions): Promise<LocalCloud> {
  const {
    schedule,
    port = 0,
    seed = 1,
    random,
    invoke,
    functionChanged,
    databaseChanged,
    report = writeToStderr,
  } = options;
  const clock = createClock(schedule);
  const world = createWorld({
    ...accountOf(options),
    seed,
    clock,
    ...(random === undefined ? {} : { random }),
  });
  const engine = cloudFormation(world, { ...options.engine, report });
  const cloud = await openLocalCloud({
    world,
    cloudFormation: engine,
    engine,
    port,
    seed,
    ...(clock.advance === undefined ? {} : { advance: clock.advance }),
    ...(invoke === undefined ? {} : { invoke }),
    ...(functionChanged === undefined ? {} : { functionChanged }),
    ...(databaseChanged === undefined ? {} : { databaseChanged }),
    report,
  });
  return {
    ...cloud,
    async stop() {
      await cloud.stop();
      clock.stop();
    },
  };
}

function accountOf({ account, region, rdsServiceLinkedRole }: LocalCloudOptions): WorldOptions {
  return {
    ...(account === undefined ? {} : { account }),
    ...(region === undefined ? {} : { region }),
    ...(rdsServiceLinkedRole === undefined ? {} : { rdsServiceLinkedRole }),
  };
}
