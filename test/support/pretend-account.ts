import { type Config, configSchema } from '../../src/config/schema.ts';
import type { Ports, Stacks } from '../../src/deployment/ports.ts';
import type { Stack, StackResource } from '../../src/deployment/stack.ts';
import type { DatabaseState, Pool, Proxy as ProxyState, Target } from '../../src/proxy/ports.ts';
import { eventLines, STACK_ARN, START } from '../deployment/event-lines.ts';
import { skippingClock } from './skipping-clock.ts';

export const config: Config = configSchema.parse({ environment: 'dev', stackName: 'proxywebhook-dev' });

export interface Pretended {
  readonly stack?: Partial<Stack> | undefined;
  readonly events?: readonly string[];
  readonly pageSize?: number;
  readonly resources?: readonly StackResource[];
  readonly targets?: readonly Target[];
  readonly database?: Partial<DatabaseState> | undefined;
  readonly proxy?: Partial<ProxyState> | undefined;
  /** Minutes between the start of the events and now. */
  readonly minutesLater?: number;
}

export type PretendedPorts = Pick<Ports, 'account' | 'clock' | 'proxyTargets' | 'stacks'> & {
  /** How many pages of events were read. */
  pagesRead(): number;
};

/** Read-only ports over an account as a test describes it: one stack, its database and its proxy. */
export function pretendAccount(pretended: Pretended): PretendedPorts {
  const stack: Stack | undefined =
    'stack' in pretended && pretended.stack === undefined ? undefined : { ...STACK, ...pretended.stack };
  const events = eventLines(...(pretended.events ?? CREATED)).toReversed();
  let pages = 0;
  const never = () => Promise.reject(new Error('Looking must not change anything.'));
  const stacks: Stacks = {
    describe: async (name) => (name === stack?.name || name === stack?.arn ? stack : undefined),
    async events(_name, page = '0') {
      pages += 1;
      const { pageSize = 100 } = pretended;
      const end = Number(page) + pageSize;
      return {
        events: events.slice(Number(page), end),
        ...(end < events.length ? { next: String(end) } : {}),
      };
    },
    resources: async () => pretended.resources ?? [],
    template: async () => undefined,
    all: async () => (stack === undefined ? [] : [stack]),
    delete: never,
    cancelUpdate: never,
    continueRollback: never,
    rollBack: never,
    setTerminationProtection: never,
  };
  return {
    stacks,
    account: {
      identity: async () => ({
        account: '123456789012',
        arn: 'arn:aws:iam::123456789012:user/dev',
        region: 'us-east-1',
        partition: 'aws',
      }),
      zones: async () => [],
      hasRdsServiceLinkedRole: async () => true,
      createRdsServiceLinkedRole: never,
      simulate: async () => [],
    },
    proxyTargets: {
      database: async (id) =>
        id === DATABASE.id && !isAbsent(pretended, 'database')
          ? { ...DATABASE, ...pretended.database }
          : undefined,
      proxy: async (name) =>
        name === PROXY.name && !isAbsent(pretended, 'proxy') ? { ...PROXY, ...pretended.proxy } : undefined,
      newestSnapshot: never,
      snapshots: never,
      setDeletionProtection: never,
      setMasterPassword: never,
      setPool: never,
      pool: async (name) => (name === PROXY.name ? POOL : undefined),
      targets: async (name) =>
        name === PROXY.name ? (pretended.targets ?? [{ id: DATABASE.id, state: 'AVAILABLE' }]) : [],
    },
    clock: skippingClock(START + (pretended.minutesLater ?? 60) * 60_000),
    pagesRead: () => pages,
  };
}

export const CREATED: readonly string[] = [
  '0 Stack CREATE_IN_PROGRESS User Initiated',
  '1 Vpc CREATE_IN_PROGRESS',
  '13 Vpc CREATE_COMPLETE',
  '14 Database CREATE_IN_PROGRESS',
  '614 Database CREATE_COMPLETE',
  '720 Stack CREATE_COMPLETE',
];

export const DATABASE: DatabaseState = {
  id: 'db-1',
  status: 'available',
  engine: 'mysql',
  engineVersion: '8.4.10',
  instanceClass: 'db.t4g.micro',
  endpoint: 'db-1.cxyz.us-east-1.rds.amazonaws.com',
  allocatedStorageGb: 20,
  multiAz: false,
  zone: 'us-east-1a',
  deletionProtection: false,
};

export const PROXY: ProxyState = {
  name: 'proxywebhook-dev-1a2b3c',
  status: 'available',
  endpoint: 'proxywebhook-dev-1a2b3c.proxy-cxyz.us-east-1.rds.amazonaws.com',
  requireTls: true,
  debugLogging: false,
  idleClientTimeoutSeconds: 1800,
  auth: 'secret',
};

export const POOL: Pool = {
  maxConnectionsPercent: 100,
  maxIdleConnectionsPercent: 50,
  connectionBorrowTimeoutSeconds: 3,
};

const STACK: Stack = {
  arn: STACK_ARN,
  name: 'proxywebhook-dev',
  status: 'CREATE_COMPLETE',
  createdAt: new Date(START),
  parameters: {},
  outputs: {
    WebhookUrl: 'https://abc123.execute-api.us-east-1.amazonaws.com',
    ProxyName: PROXY.name,
    DatabaseId: DATABASE.id,
  },
  tags: { 'proxywebhook:environment': 'dev' },
  terminationProtection: false,
};

function isAbsent(pretended: Pretended, key: 'database' | 'proxy'): boolean {
  return key in pretended && pretended[key] === undefined;
}
