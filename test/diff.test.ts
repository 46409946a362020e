import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DiffOptions, type DiffResult, diff } from '../src/diff.ts';
import { finish } from '../src/run.ts';
import { up } from '../src/up.ts';
import { denied, failure, loadedConfig, NAME } from './support/engine.ts';
import { type FakeAccount, fakeAccount } from './support/fake-account.ts';

let cacheDirectory = '';
beforeAll(async () => {
  cacheDirectory = await mkdtemp(path.join(tmpdir(), 'proxywebhook-diff-'));
});
afterAll(() => rm(cacheDirectory, { recursive: true, force: true }));

describe('diff', () => {
  it('compares a stack that is not there with nothing, without a change set', async () => {
    const account = fakeAccount();
    const { differs, plan } = await compared(account);
    expect([differs, plan.action]).toEqual([true, 'create']);
    expect(plan.changes.length).toBeGreaterThan(20);
    expect(plan.changes.every(({ kind }) => kind === 'add')).toBe(true);
    expect(account.calls.filter((call) => call.startsWith('changeSets.'))).toEqual([]);
    expect(account.stacks.size + account.buckets.size).toBe(0);
  });

  it('finds no difference in what was just deployed, and leaves no change set', async () => {
    const account = await withStack();
    expect(await compared(account)).toMatchObject({ differs: false, plan: { action: 'none', changes: [] } });
    expect(account.changeSets.size).toBe(0);
  });

  it('tells what differs, also what `up` would refuse, and leaves no change set', async () => {
    const account = await withStack();
    account.replacing.set('DatabaseInstance', 'True');
    const { differs, plan } = await compared(account, { database: { instanceClass: 'db.t4g.small' } });
    expect(differs).toBe(true);
    expect(plan.refused.map(({ logicalId }) => logicalId)).toEqual(['DatabaseInstance']);
    expect(plan.refused[0]?.values).toEqual([
      { property: 'DBInstanceClass', before: 'db.t4g.micro', after: 'db.t4g.small' },
    ]);
    expect(account.changeSets.size).toBe(0);
  });

  it('tells that tags alone differ although no resource does', async () => {
    const account = await withStack();
    const of = account.find(NAME);
    if (of !== undefined) of.stack = { ...of.stack, tags: { ...of.stack.tags, team: 'a' } };
    expect(await compared(account)).toMatchObject({ differs: true, plan: { action: 'update', changes: [] } });
  });

  it('tells that termination protection alone differs', async () => {
    const account = await withStack();
    const { differs, plan } = await compared(account, { terminationProtection: true });
    expect([differs, plan.terminationProtection]).toEqual([true, { from: false, to: true }]);
    expect(account.find(NAME)?.stack.terminationProtection).toBe(false);
  });

  it('deletes its change set when it is interrupted', async () => {
    const account = await withStack();
    const controller = new AbortController();
    const run = diff(loadedConfig(CHANGE), {
      ports: account.ports,
      cacheDirectory,
      signal: controller.signal,
    });
    const error = await failure(
      finish(run, (event) => {
        if (event.type === 'step-started' && event.step === 'change-set') controller.abort();
      }),
    );
    expect(error.code).toBe('cancelled');
    expect(account.changeSets.size).toBe(0);
  });

  it('deletes its change set when it cannot be read', async () => {
    const account = await withStack();
    account.faults.set('changeSets.describe', [denied('cloudformation:DescribeChangeSet')]);
    expect((await failure(compared(account, CHANGE))).code).toBe('access-denied');
    expect(account.changeSets.size).toBe(0);
  });

  it('is an error while the stack is busy', async () => {
    const account = await withStack();
    account.begin(NAME, 'update');
    expect((await failure(compared(account))).code).toBe('stack-busy');
  });

  it('compares a failed creation with nothing, and says that it would be made anew', async () => {
    const account = fakeAccount();
    account.failing.set('ProxyProxy', 'no');
    await failure(withStack(account));
    expect((await compared(account)).plan).toMatchObject({
      action: 'recreate',
      recreate: { why: 'its creation failed and was rolled back' },
    });
  });
});

const CHANGE = { function: { memoryMb: 512 } };

async function withStack(account = fakeAccount()): Promise<FakeAccount> {
  const run = up(loadedConfig(), {
    ports: account.ports,
    approve: async () => true,
    verify: false,
    cacheDirectory,
  });
  await finish(run);
  account.calls.length = 0;
  return account;
}

function compared(
  account: FakeAccount,
  input: Readonly<Record<string, unknown>> = {},
  options: Partial<DiffOptions> = {},
): Promise<DiffResult> {
  return finish(diff(loadedConfig(input), { ports: account.ports, cacheDirectory, ...options }));
}
