import { describe, expect, it } from 'vitest';
import { ProxyWebhookError } from '../src/errors.ts';
import type { Target } from '../src/proxy/ports.ts';
import { status, statusErrorCode } from '../src/status.ts';
import { config, DATABASE, POOL, PROXY, type Pretended, pretendAccount } from './support/pretend-account.ts';

const look = (pretended: Pretended) => status({ config }, { ports: pretendAccount(pretended) });
const sick = (reason: string): readonly Target[] => [{ id: 'db-1', state: 'UNAVAILABLE', reason }];

describe('the verdict of a status, its error code and its suggestion', () => {
  it.each<[string, Pretended, string]>([
    ['a stack whose targets are available is healthy', {}, 'healthy, undefined, undefined'],
    ['an updated one too', { stack: { status: 'UPDATE_COMPLETE' } }, 'healthy, undefined, undefined'],
    [
      'a login that fails makes it unhealthy',
      { targets: sick('AUTH_FAILURE') },
      'unhealthy, unhealthy, undefined',
    ],
    [
      'a target that waits right after the creation is pending',
      { targets: sick('PENDING_PROXY_CAPACITY'), minutesLater: 26 },
      'pending, unhealthy, npx proxywebhook status --env dev --wait',
    ],
    [
      'a target that still waits a quarter of an hour later is unhealthy',
      { targets: sick('PENDING_PROXY_CAPACITY'), minutesLater: 28 },
      'unhealthy, unhealthy, undefined',
    ],
    ['no target is empty', { targets: [] }, 'empty, unhealthy, undefined'],
    [
      'a stack in review has nothing deployed',
      { stack: { status: 'REVIEW_IN_PROGRESS', outputs: {} } },
      'empty, unhealthy, npx proxywebhook up --env dev',
    ],
    [
      'an update that runs is busy, whatever the targets',
      { stack: { status: 'UPDATE_IN_PROGRESS' }, targets: sick('AUTH_FAILURE') },
      'busy, stack-busy, npx proxywebhook status --env dev --watch',
    ],
    [
      'an update that cleans up is busy',
      { stack: { status: 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS' } },
      'busy, stack-busy, npx proxywebhook status --env dev --watch',
    ],
    [
      'a creation that was undone has failed',
      { stack: { status: 'ROLLBACK_COMPLETE', outputs: {} } },
      'failed, deployment-failed, npx proxywebhook up --env dev',
    ],
    [
      'a rollback that failed has failed',
      { stack: { status: 'UPDATE_ROLLBACK_FAILED' } },
      'failed, deployment-failed, npx proxywebhook recover --env dev',
    ],
    [
      'a deletion that failed has failed',
      { stack: { status: 'DELETE_FAILED' } },
      'failed, deployment-failed, npx proxywebhook down --env dev',
    ],
    [
      'an update that was taken back still serves',
      { stack: { status: 'UPDATE_ROLLBACK_COMPLETE' } },
      'healthy, undefined, npx proxywebhook up --env dev',
    ],
  ])('%s', async (_title, pretended, expected) => {
    const report = await look(pretended);
    expect([report.verdict, statusErrorCode(report), report.advice.command].map(String).join(', ')).toBe(
      expected,
    );
  });
});

describe('a status report', () => {
  it.each([
    ['in another account than the configuration names', { account: '999999999999' }, 'wrong-account'],
    ['of another environment', { environment: 'prod' }, 'refused'],
  ])('is not made of a stack %s', async (_, guard, code) => {
    const target = { config: { ...config, ...guard } };
    await expect(status(target, { ports: pretendAccount({}) })).rejects.toMatchObject({ code });
  });

  it('tells the rest when a part may not be read, and reckons with what is deployed', async () => {
    const ports = pretendAccount({ database: { instanceClass: 'db.t4g.large' } });
    const denied = new ProxyWebhookError('access-denied', 'Not allowed: rds:DescribeDBProxies.');
    const proxyTargets = { ...ports.proxyTargets, proxy: () => Promise.reject(denied) };
    const report = await status({ config }, { ports: { ...ports, proxyTargets } });
    expect(report.verdict).toBe('healthy');
    expect(report.warnings).toEqual(['The proxy could not be read. Not allowed: rds:DescribeDBProxies.']);
    const asConfigured = await look({});
    expect(report.regulatingChain.databaseConnections).toBeGreaterThan(
      asConfigured.regulatingChain.databaseConnections,
    );
  });

  it('has the stack, its last operation, outputs, database, proxy, pool, targets and the regulating chain', async () => {
    expect(await look({})).toMatchObject({
      environment: 'dev',
      account: '123456789012',
      region: 'us-east-1',
      at: '2026-11-24T10:00:00.000Z',
      stack: { name: 'proxywebhook-dev', status: 'CREATE_COMPLETE', createdAt: '2026-11-24T09:00:00.000Z' },
      lastOperation: {
        kind: 'create',
        result: 'succeeded',
        startedAt: '2026-11-24T09:00:00.000Z',
        endedAt: '2026-11-24T09:12:00.000Z',
        milliseconds: 720_000,
        causes: [],
      },
      webhookUrl: 'https://abc123.execute-api.us-east-1.amazonaws.com',
      database: DATABASE,
      proxy: PROXY,
      pool: POOL,
      targets: [{ id: 'db-1', state: 'AVAILABLE', health: 'healthy', remedies: [] }],
      verdict: 'healthy',
      advice: { meaning: 'The stack is deployed.', next: [] },
      regulatingChain: { requestsPerSecond: 50 },
      warnings: [],
    });
  });

  it('is plain data', async () => {
    const report = await look({ targets: sick('AUTH_FAILURE') });
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  });

  it('tells why the last operation failed', async () => {
    const report = await look({
      stack: { status: 'ROLLBACK_COMPLETE', outputs: {} },
      events: [
        '0 Stack CREATE_IN_PROGRESS',
        '9 Database CREATE_FAILED Cannot find version 8.4.1 for mysql',
        '9 Api CREATE_FAILED Resource creation cancelled',
        '10 Stack ROLLBACK_IN_PROGRESS The following resource(s) failed to create: [Database, Api]. Rollback requested by user.',
        '20 Stack ROLLBACK_COMPLETE',
      ],
    });
    expect(report.lastOperation).toMatchObject({
      result: 'rolled-back',
      cancelled: 1,
      causes: [{ logicalId: 'Database', reason: 'Cannot find version 8.4.1 for mysql' }],
    });
  });

  it('says what to do about each target, the stopped database first', async () => {
    const report = await look({ targets: sick('UNREACHABLE'), database: { status: 'stopped' } });
    expect(report.advice.next[0]).toMatch(/start-db-instance/);
    expect(report.targets[0]?.remedies).toEqual(report.advice.next);
  });

  it('does not call a target overdue while CloudFormation waits for it', async () => {
    const report = await look({
      stack: { status: 'CREATE_IN_PROGRESS' },
      events: ['0 Stack CREATE_IN_PROGRESS'],
      targets: sick('PENDING_PROXY_CAPACITY'),
    });
    expect(report.targets[0]?.health).toBe('pending');
  });

  it('finds the proxy of a stack that has no outputs yet by its resources', async () => {
    const report = await look({
      stack: { status: 'CREATE_IN_PROGRESS', outputs: {} },
      resources: [
        {
          logicalId: 'Proxy',
          physicalId: PROXY.name,
          resourceType: 'AWS::RDS::DBProxy',
          status: 'CREATE_COMPLETE',
        },
        {
          logicalId: 'Database',
          physicalId: 'db-1',
          resourceType: 'AWS::RDS::DBInstance',
          status: 'CREATE_IN_PROGRESS',
        },
      ],
    });
    expect([report.proxy, report.database]).toEqual([PROXY, DATABASE]);
  });

  it.each<[string, Pretended, RegExp]>([
    ['a database that was deleted by hand', { database: undefined }, /database db-1 is not there/],
    ['a proxy that was deleted by hand', { proxy: undefined }, /proxy proxywebhook-dev-1a2b3c is not there/],
    ['a proxy that AWS suspends', { proxy: { status: 'suspended' } }, /proxy is suspended/],
  ])('warns of %s', async (_title, pretended, expected) => {
    expect((await look(pretended)).warnings.join()).toMatch(expected);
  });

  it('reads no more pages of events than hold the last operation', async () => {
    const update = ['800 Stack UPDATE_IN_PROGRESS', '801 Proxy UPDATE_COMPLETE', '802 Stack UPDATE_COMPLETE'];
    const before = Array.from({ length: 40 }, (_, i) => `${i} Vpc CREATE_IN_PROGRESS`);
    const ports = pretendAccount({
      pageSize: 4,
      events: ['0 Stack CREATE_IN_PROGRESS', ...before, '700 Stack CREATE_COMPLETE', ...update],
    });
    expect((await status({ config }, { ports })).lastOperation).toMatchObject({ kind: 'update' });
    expect(ports.pagesRead()).toBe(1);
  });

  it.each<[string, Pretended]>([
    ['that never was', { stack: undefined }],
    ['that was deleted', { stack: { status: 'DELETE_COMPLETE' } }],
  ])('of a stack %s says so, with account and region', async (_title, pretended) => {
    await expect(look(pretended)).rejects.toMatchObject({
      code: 'stack-not-found',
      message: 'There is no stack proxywebhook-dev in account 123456789012, region us-east-1.',
    });
  });
});
