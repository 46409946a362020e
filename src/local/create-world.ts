import { type ClockSchedule, createClock } from './clock.ts';
import type { World, WorldClock } from './world.ts';

export interface WorldOptions {
  /** `123456789012` when not given. */
  readonly account?: string;
  /** `us-east-1` when not given. */
  readonly region?: string;
  /** Of all that is drawn: ids, durations, passwords. 1 when not given. */
  readonly seed?: number;
  /** What is drawn from instead of a seed: numbers from 0 up to 1. */
  readonly random?: () => number;
  /** A clock that stands still when neither is given. */
  readonly clock?: WorldClock;
  readonly schedule?: ClockSchedule;
  /** Three zones of the region when not given, ids as AWS writes them. */
  readonly zones?: World['zones'];
  /** False for an account that never used RDS: its service-linked role is not there yet. */
  readonly rdsServiceLinkedRole?: boolean;
}

/** An account with nothing in it but RDS's service-linked role. */
export function createWorld(options: WorldOptions = {}): World {
  const { account = '123456789012', region = 'us-east-1', seed = 1, rdsServiceLinkedRole = true } = options;
  const clock = options.clock ?? createClock(options.schedule ?? { kind: 'manual' });
  const world: World = {
    account,
    region,
    clock,
    random: options.random ?? seededRandom(seed),
    zones: options.zones ?? zonesOf(region),
    buckets: new Map(),
    databases: new Map(),
    snapshots: new Map(),
    proxies: new Map(),
    secrets: new Map(),
    functions: new Map(),
    roles: new Map(),
    logGroups: new Map(),
    vpcs: new Map(),
    subnets: new Map(),
    networkInterfaces: new Map(),
    limits: new Map(),
    withdrawn: [],
    others: new Map(),
  };
  if (rdsServiceLinkedRole) addRdsServiceLinkedRole(world);
  return world;
}

/** What RDS does when it is first used. Source: RDS User Guide, "Using service-linked roles for Amazon RDS". */
export function addRdsServiceLinkedRole({ roles, account, clock }: World): void {
  if (roles.has(RDS_ROLE)) return;
  roles.set(RDS_ROLE, {
    name: RDS_ROLE,
    arn: `arn:aws:iam::${account}:role/aws-service-role/rds.amazonaws.com/${RDS_ROLE}`,
    properties: {
      Path: '/aws-service-role/rds.amazonaws.com/',
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          { Effect: 'Allow', Principal: { Service: 'rds.amazonaws.com' }, Action: 'sts:AssumeRole' },
        ],
      },
    },
    serviceLinked: true,
    createdAt: clock.now(),
  });
}

const RDS_ROLE = 'AWSServiceRoleForRDS';

/** The same seed gives the same numbers, from 0 up to 1 (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Zone ids as AWS abbreviates regions: us-east-1 is use1. RDS Proxy refuses use1-az3, so the third of us-east-1 is that one. */
function zonesOf(region: string): World['zones'] {
  const [area = '', direction = '', number = ''] = region.split('-').filter((part) => part !== 'gov');
  const short = direction.replace(
    /north|south|east|west|central/g,
    (word) => ({ north: 'n', south: 's', east: 'e', west: 'w', central: 'c' })[word] ?? '',
  );
  return ['a', 'b', 'c'].map((letter, index) => ({
    name: `${region}${letter}`,
    id: `${area}${short}${number}-az${index + 1}`,
  }));
}
