import { regulatingChain } from '../../../src/config/regulating-chain.ts';
import type { DownPlan } from '../../../src/deployment/down-plan.ts';
import type { History } from '../../../src/history.ts';
import { assessTargets } from '../../../src/proxy/target-health.ts';
import type { StatusReport } from '../../../src/status.ts';
import { config, stack } from '../scripted.ts';

const targets = (state: string, reason?: string, description?: string) =>
  assessTargets([
    {
      id: 'proxywebhook-dev-db',
      state,
      ...(reason === undefined ? {} : { reason }),
      ...(description === undefined ? {} : { description }),
    },
  ]);

export const healthy: StatusReport = {
  environment: 'dev',
  account: '123456789012',
  region: 'us-east-1',
  at: '2026-11-24T02:30:00.000Z',
  stack: {
    name: stack.name,
    arn: stack.arn,
    status: 'UPDATE_COMPLETE',
    createdAt: '2026-11-24T02:00:00.000Z',
    updatedAt: '2026-11-24T02:20:00.000Z',
    terminationProtection: true,
  },
  lastOperation: {
    kind: 'update',
    result: 'succeeded',
    stackStatus: 'UPDATE_COMPLETE',
    startedAt: '2026-11-24T02:20:00.000Z',
    endedAt: '2026-11-24T02:23:12.000Z',
    milliseconds: 192_000,
    causes: [],
    cancelled: 0,
    rollbackFailures: [],
    leftBehind: [],
  },
  webhookUrl: 'https://abcdefghij.execute-api.us-east-1.amazonaws.com',
  outputs: {
    ...stack.outputs,
    FunctionLogGroup: 'proxywebhook-dev-FunctionLogs-AbCdEf',
    ApiLogGroup: '/aws/vendedlogs/proxywebhook-dev',
  },
  database: {
    id: 'proxywebhook-dev-db',
    status: 'available',
    engine: 'mysql',
    engineVersion: '8.4.7',
    instanceClass: 'db.t4g.micro',
    allocatedStorageGb: 20,
    multiAz: false,
    zone: 'us-east-1a',
    deletionProtection: false,
  },
  proxy: {
    name: 'proxywebhook-dev-1a2b3c4d',
    status: 'available',
    requireTls: true,
    debugLogging: false,
    idleClientTimeoutSeconds: 1800,
    auth: 'secret',
  },
  pool: { maxConnectionsPercent: 100, maxIdleConnectionsPercent: 50, connectionBorrowTimeoutSeconds: 3 },
  targets: targets('AVAILABLE').targets,
  verdict: 'healthy',
  advice: { meaning: 'The stack is deployed, with its last update.', next: [] },
  regulatingChain: regulatingChain(config),
  warnings: [],
};

const sick = targets(
  'UNAVAILABLE',
  'AUTH_FAILURE',
  'Proxy does not have any registered credentials for the user webhook.',
);

export const unhealthy: StatusReport = {
  ...healthy,
  targets: sick.targets,
  verdict: 'unhealthy',
  advice: { ...healthy.advice, next: sick.remedies },
  warnings: ['The proxy is modifying.'],
};

export const downPlan: DownPlan = {
  stackName: 'proxywebhook-dev',
  account: '123456789012',
  region: 'us-east-1',
  environment: 'dev',
  removed: [
    { logicalId: 'NetworkVpc', resourceType: 'AWS::EC2::VPC' },
    { logicalId: 'DatabaseInstance', resourceType: 'AWS::RDS::DBInstance' },
    { logicalId: 'ProxyProxy', resourceType: 'AWS::RDS::DBProxy' },
  ],
  kept: [
    {
      what: 'A final snapshot of DatabaseInstance',
      why: 'database.onDelete is snapshot; it costs by its size.',
    },
    {
      what: 'The artifact bucket proxywebhook-artifacts-123456789012-us-east-1',
      why: 'other environments use it.',
    },
  ],
  protections: ['Termination protection is on.'],
  webhookUrl: 'https://abcdefghij.execute-api.us-east-1.amazonaws.com',
};

const reason =
  'Cannot create a db.t4g.micro database instance because there are no Availability Zones with sufficient capacity.';

export const failedHistory: History = {
  account: '123456789012',
  region: 'us-east-1',
  stackName: 'proxywebhook-dev',
  stackArn: stack.arn,
  status: 'ROLLBACK_COMPLETE',
  operations: [
    {
      kind: 'create',
      result: 'failed',
      stackStatus: 'ROLLBACK_COMPLETE',
      startedAt: '2026-11-24T02:00:00.000Z',
      endedAt: '2026-11-24T02:02:00.000Z',
      milliseconds: 120_000,
      causes: [
        {
          logicalId: 'DatabaseInstance',
          resourceType: 'AWS::RDS::DBInstance',
          reason,
          remedies: ['Choose another database.instanceClass, or try again later.'],
        },
      ],
      cancelled: 2,
      rollbackFailures: [],
      leftBehind: [],
      resources: [],
      events: [
        ['00', 'proxywebhook-dev', 'AWS::CloudFormation::Stack', 'CREATE_IN_PROGRESS', 'User Initiated'],
        ['02', 'NetworkVpc', 'AWS::EC2::VPC', 'CREATE_IN_PROGRESS', undefined],
        ['14', 'NetworkVpc', 'AWS::EC2::VPC', 'CREATE_COMPLETE', undefined],
        ['15', 'DatabaseInstance', 'AWS::RDS::DBInstance', 'CREATE_FAILED', reason],
        ['16', 'ProxyRole', 'AWS::IAM::Role', 'CREATE_FAILED', 'Resource creation cancelled'],
        ['59', 'proxywebhook-dev', 'AWS::CloudFormation::Stack', 'ROLLBACK_COMPLETE', undefined],
      ].map(([second, logicalId = '', resourceType = '', status = '', because]) => ({
        at: `2026-11-24T02:00:${second}.000Z`,
        logicalId,
        resourceType,
        status,
        ...(because === undefined ? {} : { reason: because }),
      })),
    },
  ],
};
