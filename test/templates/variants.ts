import { type Config, type ConfigInput, configSchema } from '../../src/config/schema.ts';
import { pairwise } from './pairwise.ts';

export interface Variant {
  readonly name: string;
  readonly config: Config;
}

type Change = Partial<ConfigInput>;
export type Changes = readonly Change[];

const existingVpc = {
  vpcId: 'vpc-0a1b2c3d4e5f60718',
  subnetIds: ['subnet-0b1b2c3d4e5f60718', 'subnet-0a1b2c3d4e5f60718', 'subnet-0c1b2c3d4e5f60718'],
};

/** Everything in a configuration that the template depends on. */
const DIMENSIONS = {
  network: {
    own: {},
    small: { network: { cidr: '192.168.7.0/24' } },
    existing: { network: existingVpc },
    'existing endpoint': { network: { ...existingVpc, secretsManagerAccess: 'existing' } },
  },
  auth: { secret: {}, iam: { proxy: { auth: 'iam' } } },
  routes: {
    none: {},
    plain: { routes: [{ path: '/plain', deliveryIdHeader: 'x-id' }] },
    verified: {
      routes: [
        { path: '/github', verify: { scheme: 'github', secrets: ['github/webhook', 'github/old'] } },
        { path: '/meta', challenge: { provider: 'meta', secrets: ['meta/verify-token'] } },
        {
          path: '/stripe',
          verify: {
            scheme: 'stripe',
            secrets: [
              'github/webhook',
              'arn:aws:secretsmanager:eu-central-1:123456789012:secret:stripe-AbCdEf',
            ],
          },
        },
      ],
    },
  },
  view: { token: {}, public: { view: { access: 'public' } }, off: { view: { access: 'off' } } },
  logs: { on: {}, off: { api: { accessLogs: false, throttle: { ratePerSecond: 0.5, burst: 1 } } } },
  onDelete: { snapshot: {}, delete: { database: { onDelete: 'delete' } } },
  protection: { off: {}, on: { database: { deletionProtection: true, backupRetentionDays: 35 } } },
  zones: { one: {}, two: { database: { multiAz: true, instanceClass: 'db.m7g.large' } } },
  restored: { no: {}, yes: { database: { restoreFromSnapshot: 'proxywebhook-dev-snapshot' } } },
  version: {
    '8.4': {},
    '8.0': { database: { engineVersion: '8.0', extendedSupport: true, backupRetentionDays: 0 } },
  },
  storage: { small: {}, large: { database: { allocatedStorageGb: 400, maxAllocatedStorageGb: 65_536 } } },
  concurrency: { shared: {}, reserved: { function: { reservedConcurrency: 20 } } },
  processor: { arm64: {}, x86_64: { function: { architecture: 'x86_64', logRetentionDays: 3653 } } },
  pool: {
    usual: {},
    other: {
      proxy: {
        maxConnectionsPercent: 60,
        maxIdleConnectionsPercent: 0,
        idleClientTimeoutSeconds: 28_800,
        debugLogging: true,
      },
    },
  },
  tags: { none: {}, some: { tags: { Name: 'webhooks', 'cost-centre': '4711', team: 'Père + Söhne' } } },
} as const satisfies Readonly<Record<string, Readonly<Record<string, Change>>>>;

/** Every pair of two settings is in one of these. The first is the default. */
const pairs: readonly Variant[] = pairwise(DIMENSIONS).map((row) => {
  const entries = Object.entries(row) as readonly (readonly [keyof typeof DIMENSIONS, string])[];
  const changes = entries.map(([name, value]) => (DIMENSIONS[name] as Record<string, Change>)[value] ?? {});
  const unusual = entries.filter(([name, value]) => value !== Object.keys(DIMENSIONS[name])[0]);
  return {
    name: unusual.map(([name, value]) => `${name} ${value}`).join(', ') || 'default',
    config: configFrom(...changes),
  };
});

/** The configurations that are checked: the pairs, and where three settings decide one thing together. */
export const variants: readonly Variant[] = [
  ...pairs,
  {
    name: 'own network, auth iam, routes verified',
    config: configFrom(DIMENSIONS.auth.iam, DIMENSIONS.routes.verified),
  },
  {
    name: 'existing network, auth iam, routes verified',
    config: configFrom(DIMENSIONS.network.existing, DIMENSIONS.auth.iam, DIMENSIONS.routes.verified),
  },
];

/** A configuration for a test: defaults, and what is said. Objects are merged one level deep. */
export function configFrom(...changes: Changes): Config {
  const merged: Record<string, unknown> = { environment: 'dev', stackName: 'proxywebhook-dev' };
  for (const [key, value] of changes.flatMap((change) => Object.entries(change))) {
    const before = merged[key];
    merged[key] = isObject(before) && isObject(value) ? { ...before, ...value } : value;
  }
  return configSchema.parse(merged);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
