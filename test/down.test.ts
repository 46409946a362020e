import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DeploymentEvent } from '../src/deployment/events.ts';
import { type DownOptions, type DownPlan, type DownResult, down } from '../src/down.ts';
import { finish } from '../src/run.ts';
import { up } from '../src/up.ts';
import { denied, failure, loadedConfig, NAME, steps, transient } from './support/engine.ts';
import { ACCOUNT, type FakeAccount, fakeAccount, REGION } from './support/fake-account.ts';

let cacheDirectory = '';
beforeAll(async () => {
  cacheDirectory = await mkdtemp(path.join(tmpdir(), 'proxywebhook-down-'));
});
afterAll(() => rm(cacheDirectory, { recursive: true, force: true }));

describe('down', () => {
  it('deletes the stack and says what is left', async () => {
    const account = await withStack();
    const { result, events } = await taken(account);
    expect(result.outcome).toBe('deleted');
    expect(result.left).toEqual([
      expect.stringMatching(/^a final snapshot of the database proxywebhook-dev-databaseinstance$/),
      expect.stringMatching(/^the log group \/aws\/rds\/proxy\//),
      `the artifact bucket proxywebhook-artifacts-${ACCOUNT}-${REGION}`,
    ]);
    expect(account.find(NAME)).toBeUndefined();
    expect(steps(events)).toEqual(['identity', 'observe', 'approve', 'free-network', 'delete']);
    expect(events.findLast((it) => it.type === 'stack-changed')).toMatchObject({ status: 'DELETE_COMPLETE' });
  });

  it('reads what goes and stays from the deployed template, not from the configuration', async () => {
    const account = await withStack({ database: { onDelete: 'delete' } });
    const { plan } = await taken(account, { database: { onDelete: 'snapshot' } });
    expect(plan?.kept.map(({ what }) => what).join()).not.toContain('snapshot');
    expect(plan?.removed.map(({ logicalId }) => logicalId)).toContain('DatabaseInstance');
    expect(plan?.webhookUrl).toMatch(/^https:/);
  });

  it('says that a stack is not there, and where it looked', async () => {
    const { result } = await taken(fakeAccount());
    expect(result).toMatchObject({ outcome: 'absent', account: ACCOUNT, region: REGION, left: [] });
  });

  it('deletes a stack that only waits for review', async () => {
    const account = fakeAccount();
    await account.ports.changeSets.create({
      stackName: NAME,
      changeSetName: 'x',
      type: 'CREATE',
      templateBody: '{"Resources":{}}',
      parameters: {},
      tags: {},
      token: 't',
    });
    expect((await taken(account)).result.outcome).toBe('deleted');
    expect(account.find(NAME)).toBeUndefined();
  });

  it('leaves everything as it is after a no', async () => {
    const account = await withStack();
    expect((await failure(taken(account, {}, { confirm: async () => false }))).code).toBe('declined');
    expect(account.find(NAME)?.stack.status).toBe('CREATE_COMPLETE');
    expect(account.calls).not.toContain('stacks.delete');
  });

  it('refuses a protected stack before it asks, and names --lift-protection', async () => {
    const account = await withStack({ terminationProtection: true });
    account.control.protectedDatabases.add(`${NAME}-databaseinstance`);
    let asked = false;
    const confirm = async () => {
      asked = true;
      return true;
    };
    const error = await failure(taken(account, {}, { confirm }));
    expect([error.code, asked]).toEqual(['refused', false]);
    expect(error.message).toMatch(/Termination protection .* Deletion protection/);
    expect(error.remedies[0]).toContain('--lift-protection');
  });

  it('lifts both protections only after the yes', async () => {
    const account = await withStack({ terminationProtection: true });
    account.control.protectedDatabases.add(`${NAME}-databaseinstance`);
    await failure(taken(account, {}, { liftProtection: true, confirm: async () => false }));
    expect(account.find(NAME)?.stack.terminationProtection).toBe(true);
    const { result } = await taken(account, {}, { liftProtection: true });
    expect(result.outcome).toBe('deleted');
    expect(account.control.protectedDatabases.size).toBe(0);
  });

  it('reports a deletion that stopped half way with its reason, and goes on when called again', async () => {
    const account = await withStack();
    const words = "The subnet 'subnet-1' has dependencies and cannot be deleted.";
    account.failing.set('NetworkSubnetA', words);
    const error = await failure(taken(account));
    expect(error.code).toBe('deletion-incomplete');
    expect(error.message).toContain(`NetworkSubnetA (AWS::EC2::Subnet): ${words}`);
    account.failing.clear();
    expect((await taken(account)).result.outcome).toBe('deleted');
  });

  it('names the snapshot that holds the data', async () => {
    const account = await withStack();
    account.ports.proxyTargets.newestSnapshot = async (databaseId) => `final-of-${databaseId}`;
    const { result } = await taken(account);
    expect(result.left[0]).toBe(
      'a final snapshot of the database proxywebhook-dev-databaseinstance: final-of-proxywebhook-dev-databaseinstance (to go on with it: database.restoreFromSnapshot)',
    );
  });

  it('joins a deletion that somebody began', async () => {
    const account = await withStack();
    account.ports.proxyTargets.newestSnapshot = async (databaseId) => `final-of-${databaseId}`;
    account.begin(NAME, 'delete');
    const { result, events } = await taken(account);
    expect(result.outcome).toBe('deleted');
    expect(result.left.join()).toContain('snapshot');
    expect(result.left.join()).toContain('final-of-proxywebhook-dev-databaseinstance');
    expect(account.calls).not.toContain('stacks.delete');
    expect(steps(events)).toContain('wait-for-other');
  });

  it('waits for an update to end before it deletes', async () => {
    const account = await withStack();
    account.begin(NAME, 'update');
    const { result } = await taken(account);
    expect(result.outcome).toBe('deleted');
    const busy = await withStack();
    busy.begin(NAME, 'update');
    expect((await failure(taken(busy, {}, { wait: false }))).code).toBe('stack-busy');
  });

  it('is not ended by faults while it follows, and warns once', async () => {
    const account = await withStack();
    const { result, events } = await taken(account, {}, {}, (event) => {
      if (event.type === 'ticked' && !account.faults.has('stacks.events')) {
        account.faults.set('stacks.events', [transient(), transient(), transient()]);
      }
    });
    expect(result.outcome).toBe('deleted');
    expect(events.filter((it) => it.type === 'warned')).toHaveLength(1);
  });

  it('says that CloudFormation goes on when credentials expire meanwhile', async () => {
    const account = await withStack();
    const run = taken(account, {}, {}, (event) => {
      if (event.type === 'resource-changed')
        account.faults.set('stacks.events', [denied('x', 'no-credentials')]);
    });
    const error = await failure(run);
    expect(error.code).toBe('no-credentials');
    expect(error.message).toContain('CloudFormation goes on with the deletion of proxywebhook-dev');
    expect(error.remedies.at(-1)).toContain('npx proxywebhook down --env dev');
  });

  it('does not touch a stack that something else made', async () => {
    const account = await withStack();
    const of = account.find(NAME);
    if (of !== undefined) of.stack = { ...of.stack, tags: {} };
    expect((await failure(taken(account))).code).toBe('refused');
  });
});

async function withStack(input: Readonly<Record<string, unknown>> = {}): Promise<FakeAccount> {
  const account = fakeAccount();
  const run = up(loadedConfig(input), {
    ports: account.ports,
    approve: async () => true,
    verify: false,
    cacheDirectory,
  });
  await finish(run);
  account.calls.length = 0;
  return account;
}

async function taken(
  account: FakeAccount,
  input: Readonly<Record<string, unknown>> = {},
  options: Partial<DownOptions> = {},
  seen: (event: DeploymentEvent) => void = () => {},
): Promise<{ result: DownResult; events: DeploymentEvent[]; plan: DownPlan | undefined }> {
  const events: DeploymentEvent[] = [];
  let plan: DownPlan | undefined;
  const confirm = async (shown: DownPlan) => {
    plan = shown;
    return options.confirm === undefined || options.confirm(shown);
  };
  const run = down(loadedConfig(input), { ports: account.ports, ...options, confirm });
  const result = await finish(run, (event) => {
    events.push(event);
    seen(event);
  });
  return { result, events, plan };
}
