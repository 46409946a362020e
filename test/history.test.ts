import { describe, expect, it } from 'vitest';
import { history } from '../src/history.ts';
import { STACK_ARN } from './deployment/event-lines.ts';
import { CREATED, type Pretended, pretendAccount } from './support/pretend-account.ts';

const UPDATED = [
  '1000 Stack UPDATE_IN_PROGRESS User Initiated',
  '1001 Function UPDATE_IN_PROGRESS',
  '1002 Proxy UPDATE_IN_PROGRESS',
  '1010 Proxy UPDATE_FAILED Resource handler returned message: "No such role (Service: Rds, Status Code: 400, Request ID: 1)" (RequestToken: 2, HandlerErrorCode: InvalidRequest)',
  '1010 Function UPDATE_FAILED Resource update cancelled',
  '1011 Stack UPDATE_ROLLBACK_IN_PROGRESS The following resource(s) failed to update: [Proxy, Function].',
  '1015 Proxy UPDATE_COMPLETE',
  '1016 Function UPDATE_COMPLETE',
  '1018 Stack UPDATE_ROLLBACK_COMPLETE',
];

function tell(pretended: Pretended, options: { all?: boolean; stackName?: string } = {}) {
  const { stackName = 'proxywebhook-dev', all = false } = options;
  return history({ stackName, environment: 'dev' }, { ports: pretendAccount(pretended), all });
}

describe('the history of a stack', () => {
  it.each([
    [
      'in another account than the configuration names',
      { environment: 'dev', account: '999999999999' },
      'wrong-account',
    ],
    ['of another environment', { environment: 'prod' }, 'refused'],
  ])('is not told of one %s', async (_, guard, code) => {
    const target = { stackName: 'proxywebhook-dev', ...guard };
    await expect(history(target, { ports: pretendAccount({}) })).rejects.toMatchObject({ code });
  });

  it('is its last operation', async () => {
    expect(await tell({ events: [...CREATED, ...UPDATED] })).toMatchObject({
      account: '123456789012',
      region: 'us-east-1',
      stackName: 'proxywebhook-dev',
      stackArn: STACK_ARN,
      operations: [
        {
          kind: 'update',
          result: 'rolled-back',
          stackStatus: 'UPDATE_ROLLBACK_COMPLETE',
          startedAt: '2026-11-24T09:16:40.000Z',
          endedAt: '2026-11-24T09:16:58.000Z',
          milliseconds: 18_000,
          causes: [{ logicalId: 'Proxy', reason: 'No such role', code: 'InvalidRequest' }],
          cancelled: 1,
        },
      ],
    });
  });

  it.each([1, 2, 3, 7, 100])(
    'is all of it when asked for, the newest operation last, in pages of %i',
    async (pageSize) => {
      const { operations } = await tell({ events: [...CREATED, ...UPDATED], pageSize }, { all: true });
      expect(operations.map(({ kind, events }) => `${kind} ${events.length}`)).toEqual([
        'create 6',
        'update 9',
      ]);
    },
  );

  it.each([1, 2, 3, 7, 100])('is the same last operation in pages of %i', async (pageSize) => {
    const { operations } = await tell({ events: [...CREATED, ...UPDATED], pageSize });
    expect(operations.map(({ kind, events }) => `${kind} ${events.length}`)).toEqual(['update 9']);
  });

  it('says how long each resource took, the rollback left out', async () => {
    const { operations } = await tell({ events: [...CREATED, ...UPDATED] }, { all: true });
    expect(
      operations.map(({ resources }) =>
        resources.map(({ logicalId, milliseconds }) => `${logicalId} ${milliseconds}`),
      ),
    ).toEqual([
      ['Vpc 12000', 'Database 600000'],
      ['Function 9000', 'Proxy 8000'],
    ]);
  });

  it('of an operation that is running has no end', async () => {
    const [operation] = (await tell({ events: CREATED.slice(0, 4) })).operations;
    expect(operation).toMatchObject({ kind: 'create', result: 'running' });
    expect(operation).not.toHaveProperty('endedAt');
    expect(operation?.resources.at(-1)).not.toHaveProperty('milliseconds');
  });

  it('is plain data', async () => {
    const told = await tell({ events: CREATED }, { all: true });
    expect(JSON.parse(JSON.stringify(told))).toEqual(told);
  });

  it('of a deleted stack is found by its ARN', async () => {
    const deleted: Pretended = { stack: { status: 'DELETE_COMPLETE', name: 'proxywebhook-old' } };
    expect(await tell(deleted, { stackName: STACK_ARN })).toMatchObject({ status: 'DELETE_COMPLETE' });
  });

  it('of a stack that is not there says so, with account and region', async () => {
    await expect(tell({ stack: undefined })).rejects.toMatchObject({
      code: 'stack-not-found',
      message: 'There is no stack proxywebhook-dev in account 123456789012, region us-east-1.',
      remedies: expect.arrayContaining(['Deploy it: `npx proxywebhook up --env dev`.']),
    });
  });
});
