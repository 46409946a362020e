/** Runs that tell what a real one would, without doing anything: for looking at what the CLI makes of it. */

import type { UseCases } from '../../src/cli/use-cases.ts';
import type { LoadedConfig } from '../../src/config/load.ts';
import { regulatingChain } from '../../src/config/regulating-chain.ts';
import { type Config, configSchema } from '../../src/config/schema.ts';
import type { DeploymentEvent, Progress } from '../../src/deployment/events.ts';
import type { Plan, PlannedChange } from '../../src/deployment/plan.ts';
import type { Ports } from '../../src/deployment/ports.ts';
import type { Stack } from '../../src/deployment/stack.ts';
import type { Run } from '../../src/run.ts';

export const config: Config = configSchema.parse({ environment: 'dev', stackName: 'proxywebhook-dev' });

/** A configuration that is always there, and ports that nobody may call. */
export const atHand: Partial<UseCases> = {
  config: async () => ({
    loadConfig: async (): Promise<LoadedConfig> => ({
      config,
      file: '/nowhere/config.dev.json',
      directory: '/nowhere',
    }),
  }),
  aws: async () => ({
    awsPorts: async () => ({}) as Ports,
    loadAdapters: async () => {},
    localAccount: () => ({}),
  }),
};

/** A run that yields these events and returns, or throws, its end. */
export async function* scripted<Result>(
  events: readonly DeploymentEvent[],
  end: Result | Error,
): Run<DeploymentEvent, Result> {
  yield* events;
  if (end instanceof Error) throw end;
  return end;
}

export const stack: Stack = {
  arn: 'arn:aws:cloudformation:us-east-1:123456789012:stack/proxywebhook-dev/11111111-2222',
  name: 'proxywebhook-dev',
  status: 'CREATE_COMPLETE',
  createdAt: new Date('2026-11-24T02:00:00Z'),
  parameters: {},
  outputs: {
    WebhookUrl: 'https://abcdefghij.execute-api.us-east-1.amazonaws.com',
    ProxyName: 'proxywebhook-dev-1a2b3c4d',
    FunctionName: 'proxywebhook-dev-FunctionFunction-AbCdEfGhIjKl',
    SecretArn: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:CredentialsSecret-AbCdEf-123456',
  },
  tags: {},
  terminationProtection: false,
};

export function change(
  kind: PlannedChange['kind'],
  logicalId: string,
  resourceType: string,
  more: Partial<PlannedChange> = {},
): PlannedChange {
  const action = kind === 'add' ? 'Add' : kind === 'remove' ? 'Remove' : 'Modify';
  return {
    kind,
    logicalId,
    resourceType,
    properties: [],
    conditional: false,
    source: { action, logicalId, resourceType, changedProperties: [] },
    ...more,
  };
}

export const createPlan: Plan = {
  action: 'create',
  environment: 'dev',
  stackName: 'proxywebhook-dev',
  account: '123456789012',
  region: 'us-east-1',
  changes: [
    ['NetworkVpc', 'AWS::EC2::VPC'],
    ['NetworkSubnetA', 'AWS::EC2::Subnet'],
    ['NetworkSubnetB', 'AWS::EC2::Subnet'],
    ['NetworkDatabaseSecurityGroup', 'AWS::EC2::SecurityGroup'],
    ['CredentialsSecret', 'AWS::SecretsManager::Secret'],
    ['DatabaseSubnetGroup', 'AWS::RDS::DBSubnetGroup'],
    ['DatabaseInstance', 'AWS::RDS::DBInstance'],
    ['ProxyRole', 'AWS::IAM::Role'],
    ['ProxyProxy', 'AWS::RDS::DBProxy'],
    ['ApiApi', 'AWS::ApiGatewayV2::Api'],
  ].map(([id = '', type = '']) => change('add', id, type)),
  bucketToCreate: 'proxywebhook-artifacts-123456789012-us-east-1',
  upload: {
    bucket: 'proxywebhook-artifacts-123456789012-us-east-1',
    key: `handler/${'a1'.repeat(32)}.zip`,
    bytes: 401_234,
  },
  createServiceLinkedRole: true,
  cost: {
    total: 50.88,
    lines: [
      { what: 'Database db.t4g.micro', usd: 11.68 },
      { what: 'RDS Proxy (2 vCPU)', usd: 21.9 },
      { what: 'Secrets Manager endpoint, two zones', usd: 14.6 },
    ],
  },
  regulatingChain: regulatingChain(config),
  refused: [],
  warnings: ['The database has no standby: a failure of its zone is an outage.'],
  findings: [],
  skippedChecks: [],
};

export const updatePlan: Plan = {
  ...createPlan,
  action: 'update',
  changes: [
    change('add', 'ProxyTargetGroup', 'AWS::RDS::DBProxyTargetGroup'),
    change('change', 'DatabaseInstance', 'AWS::RDS::DBInstance', {
      properties: ['DBInstanceClass'],
      values: [{ property: 'DBInstanceClass', before: 'db.t4g.micro', after: 'db.t4g.small' }],
      interruption:
        'The database is down for some minutes while the class changes; requests are answered 503.',
    }),
    change('change', 'FunctionFunction', 'AWS::Lambda::Function', {
      properties: ['Code', 'Environment', 'Layers', 'MemorySize'],
      values: [
        {
          property: 'Code.S3Key',
          before: `handler/${'a1'.repeat(32)}.zip`,
          after: `handler/${'b2'.repeat(32)}.zip`,
        },
        { property: 'Environment.Variables.LEVEL' },
        { property: 'MemorySize', after: '512' },
      ],
    }),
    change('replace', 'DatabaseSubnetGroup', 'AWS::RDS::DBSubnetGroup', {
      properties: ['DBSubnetGroupName'],
    }),
    change('remove', 'ApiAccessLogs', 'AWS::Logs::LogGroup'),
    change('replace', 'ProxyProxy', 'AWS::RDS::DBProxy', { properties: ['VpcSubnetIds'], conditional: true }),
  ],
  warnings: [],
  findings: [],
  skippedChecks: [],
};

const T0 = new Date('2026-11-24T02:00:00Z');
export function at(seconds: number): Date {
  return new Date(T0.getTime() + seconds * 1000);
}

export function progress(
  done: number,
  inProgress: readonly string[],
  more: Partial<Progress> = {},
): Progress {
  return {
    done,
    total: 10,
    direction: 'forward',
    inProgress: inProgress.map((logicalId) => ({
      logicalId,
      resourceType: 'AWS::RDS::DBInstance',
      since: at(10),
    })),
    ...more,
  };
}

export function resource(
  seconds: number,
  logicalId: string,
  resourceType: string,
  status: string,
  told: Progress,
  more: { readonly reason?: string; readonly tookMilliseconds?: number } = {},
): DeploymentEvent {
  return {
    type: 'resource-changed',
    at: at(seconds),
    logicalId,
    resourceType,
    status,
    progress: told,
    ...more,
  };
}

/** A creation from its first step to its last. */
export const creation: readonly DeploymentEvent[] = [
  { type: 'step-started', step: 'identity' },
  { type: 'step-finished', step: 'identity', milliseconds: 210, detail: '123456789012, us-east-1' },
  { type: 'step-started', step: 'bundle' },
  { type: 'step-finished', step: 'bundle', milliseconds: 1_230, detail: `handler/${'a1'.repeat(32)}.zip` },
  { type: 'planned', plan: createPlan },
  { type: 'step-started', step: 'upload' },
  { type: 'upload-progress', sentBytes: 200_000, totalBytes: 401_234 },
  { type: 'step-finished', step: 'upload', milliseconds: 800 },
  { type: 'step-started', step: 'execute' },
  { type: 'stack-changed', at: at(0), status: 'CREATE_IN_PROGRESS', reason: 'User Initiated' },
  resource(1, 'NetworkVpc', 'AWS::EC2::VPC', 'CREATE_IN_PROGRESS', progress(0, ['NetworkVpc'])),
  resource(2, 'NetworkVpc', 'AWS::EC2::VPC', 'CREATE_IN_PROGRESS', progress(0, ['NetworkVpc']), {
    reason: 'Resource creation Initiated',
  }),
  resource(13, 'NetworkVpc', 'AWS::EC2::VPC', 'CREATE_COMPLETE', progress(1, []), {
    tookMilliseconds: 12_000,
  }),
  resource(
    14,
    'DatabaseInstance',
    'AWS::RDS::DBInstance',
    'CREATE_IN_PROGRESS',
    progress(8, ['DatabaseInstance']),
  ),
  { type: 'ticked', progress: progress(8, ['DatabaseInstance'], { secondsLeft: 412 }) },
];

/** How it goes on when the database cannot be made. */
export const failure: readonly DeploymentEvent[] = [
  resource(60, 'DatabaseInstance', 'AWS::RDS::DBInstance', 'CREATE_FAILED', progress(8, ['ProxyRole']), {
    reason:
      'Cannot create a db.t4g.micro database instance because there are no Availability Zones with sufficient capacity.',
    tookMilliseconds: 46_000,
  }),
  resource(61, 'ProxyRole', 'AWS::IAM::Role', 'CREATE_FAILED', progress(8, []), {
    reason: 'Resource creation cancelled',
  }),
  {
    type: 'cause-found',
    cause: {
      logicalId: 'DatabaseInstance',
      resourceType: 'AWS::RDS::DBInstance',
      reason:
        'Cannot create a db.t4g.micro database instance because there are no Availability Zones with sufficient capacity.',
      remedies: ['Choose another database.instanceClass, or try again later.'],
    },
  },
  {
    type: 'stack-changed',
    at: at(62),
    status: 'ROLLBACK_IN_PROGRESS',
    reason: 'The following resource(s) failed to create: [DatabaseInstance].',
  },
  resource(70, 'NetworkVpc', 'AWS::EC2::VPC', 'DELETE_COMPLETE', progress(0, [], { direction: 'rollback' }), {
    tookMilliseconds: 3_000,
  }),
  { type: 'stack-changed', at: at(72), status: 'ROLLBACK_COMPLETE' },
  { type: 'step-finished', step: 'execute', milliseconds: 72_000, failed: true },
];

/** How it goes on when all goes well. */
export const success: readonly DeploymentEvent[] = [
  resource(420, 'DatabaseInstance', 'AWS::RDS::DBInstance', 'CREATE_COMPLETE', progress(10, []), {
    tookMilliseconds: 406_000,
  }),
  { type: 'stack-changed', at: at(421), status: 'CREATE_COMPLETE' },
  { type: 'step-finished', step: 'execute', milliseconds: 421_000 },
];
