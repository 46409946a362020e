// What `down` did before the deletion is taken back when there is none, and nothing is done to a stack that is not the one agreed to.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DeploymentEvent } from '../src/deployment/events.ts';
import { type DownOptions, down } from '../src/down.ts';
import { finish } from '../src/run.ts';
import { up } from '../src/up.ts';
import { denied, failure, loadedConfig, NAME, transient } from './support/engine.ts';
import { type FakeAccount, fakeAccount } from './support/fake-account.ts';

const DATABASE = `${NAME}-databaseinstance`;
let cacheDirectory = '';
beforeAll(async () => {
  cacheDirectory = await mkdtemp(path.join(tmpdir(), 'proxywebhook-put-back-'));
});
afterAll(() => rm(cacheDirectory, { recursive: true, force: true }));

describe('protections that were lifted', () => {
  it('are put back when the deletion is refused', async () => {
    const account = await protectedStack();
    account.faults.set('stacks.delete', [denied('cloudformation:DeleteStack')]);
    expect((await failure(taken(account).result)).code).toBe('access-denied');
    expect(protections(account)).toEqual({ stack: true, database: true });
  });

  it('are put back when the second of them cannot be lifted', async () => {
    const account = await protectedStack();
    account.faults.set('proxyTargets.setDeletionProtection', [denied('rds:ModifyDBInstance')]);
    expect((await failure(taken(account).result)).code).toBe('access-denied');
    expect(protections(account)).toEqual({ stack: true, database: true });
    expect(account.calls).not.toContain('stacks.delete');
  });

  it('are put back when `down` is interrupted before the deletion', async () => {
    const account = await protectedStack();
    const stop = new AbortController();
    const { result } = taken(account, { signal: stop.signal }, (event) => {
      if (event.type === 'step-started' && event.step === 'free-network') stop.abort();
    });
    expect((await failure(result)).code).toBe('cancelled');
    expect(protections(account)).toEqual({ stack: true, database: true });
    expect(account.calls).not.toContain('stacks.delete');
  });

  it('are put back when the listener stops listening before the deletion', async () => {
    const account = await protectedStack();
    const options = { ports: account.ports, liftProtection: true, confirm: async () => true };
    for await (const event of down(loadedConfig(), options)) {
      if (event.type === 'step-started' && event.step === 'free-network') break;
    }
    expect(protections(account)).toEqual({ stack: true, database: true });
    expect(account.calls).not.toContain('stacks.delete');
  });

  it('are told one by one, with what sets them, when they cannot be put back', async () => {
    const account = await protectedStack();
    account.faults.set('stacks.delete', [denied('cloudformation:DeleteStack')]);
    const { result, events } = taken(account, {}, (event) => {
      if (event.type !== 'step-started' || event.step !== 'delete') return;
      account.faults.set('stacks.setTerminationProtection', [
        denied('cloudformation:UpdateTerminationProtection'),
      ]);
      account.faults.set('proxyTargets.setDeletionProtection', [denied('rds:ModifyDBInstance')]);
    });
    expect((await failure(result)).message).toContain('cloudformation:DeleteStack');
    expect(events.filter((it) => it.type === 'warned')).toEqual([
      {
        type: 'warned',
        message: `Deletion protection of the database ${DATABASE} was lifted for a deletion that did not begin, and could not be put back: Not allowed: rds:ModifyDBInstance.`,
        remedies: [
          `Put it back: \`aws rds modify-db-instance --db-instance-identifier ${DATABASE} --deletion-protection --apply-immediately --region us-east-1\`.`,
        ],
      },
      {
        type: 'warned',
        message: `Termination protection of the stack ${NAME} was lifted for a deletion that did not begin, and could not be put back: Not allowed: cloudformation:UpdateTerminationProtection.`,
        remedies: [
          `Put it back: \`aws cloudformation update-termination-protection --stack-name ${NAME} --enable-termination-protection --region us-east-1\`.`,
        ],
      },
    ]);
  });

  it('are put back when going on with a deletion that had failed is refused', async () => {
    const account = await protectedStack();
    const of = account.find(NAME);
    if (of !== undefined) of.stack = { ...of.stack, status: 'DELETE_FAILED' };
    account.faults.set('stacks.delete', [denied('cloudformation:DeleteStack')]);
    expect((await failure(taken(account).result)).code).toBe('access-denied');
    expect(protections(account)).toEqual({ stack: true, database: true });
  });

  it('stay off, and are told, when nobody can say whether the deletion began: put back, they would stop it half way', async () => {
    const account = await protectedStack();
    account.faults.set('stacks.delete', [transient()]);
    const { result, events } = taken(account);
    expect((await failure(result)).data.goesOn).toBe('unknown');
    expect(protections(account)).toEqual({ stack: false, database: false });
    const told = events.flatMap((it) => (it.type === 'warned' ? [it.message, ...(it.remedies ?? [])] : []));
    expect(told).toEqual([
      `Deletion protection of the database ${DATABASE} was lifted, and stays so: whether the deletion began cannot be told.`,
      expect.stringContaining('`aws rds modify-db-instance'),
      `Termination protection of the stack ${NAME} was lifted, and stays so: whether the deletion began cannot be told.`,
      expect.stringContaining('`aws cloudformation update-termination-protection'),
    ]);
  });

  it('stay off when the deletion goes on although its answer was lost', async () => {
    const account = await protectedStack();
    const { stacks } = account.ports;
    const really = stacks.delete;
    stacks.delete = async (...args) => {
      await really(...args);
      throw transient();
    };
    expect((await taken(account).result).outcome).toBe('deleted');
    expect(account.control.protectedDatabases.size).toBe(0);
  });
});

describe('a stack that changes while its user is asked', () => {
  it.each<readonly [string, (account: FakeAccount) => void]>([
    [
      'is gone and another has its name',
      (account) => {
        const of = account.find(NAME);
        if (of !== undefined) of.stack = { ...of.stack, arn: `${of.stack.arn}-of-somebody-else` };
      },
    ],
    ['is being updated', (account) => account.begin(NAME, 'update')],
  ])('and %s is not touched: neither its protections, nor its function', async (_, meanwhile) => {
    const account = await protectedStack();
    const confirm = async () => {
      meanwhile(account);
      account.calls.length = 0;
      return true;
    };
    const error = await failure(taken(account, { confirm }).result);
    expect(error.code).toBe('stack-busy');
    expect(account.calls.filter((call) => !/\.describe$/.test(call))).toEqual([]);
    expect(protections(account)).toEqual({ stack: true, database: true });
  });

  it('and is gone is told as deleted', async () => {
    const account = await protectedStack();
    const confirm = async () => {
      const of = account.find(NAME);
      if (of !== undefined) of.stack = { ...of.stack, terminationProtection: false };
      account.begin(NAME, 'delete');
      await account.ports.clock.sleep(3_600_000);
      return true;
    };
    expect((await taken(account, { confirm }).result).outcome).toBe('deleted');
  });
});

async function protectedStack(): Promise<FakeAccount> {
  const account = fakeAccount();
  const { ports } = account;
  const config = loadedConfig({ terminationProtection: true });
  await finish(up(config, { ports, approve: async () => true, verify: false, cacheDirectory }));
  account.control.protectedDatabases.add(DATABASE);
  account.calls.length = 0;
  return account;
}

function protections(account: FakeAccount) {
  return {
    stack: account.find(NAME)?.stack.terminationProtection,
    database: account.control.protectedDatabases.has(DATABASE),
  };
}

function taken(
  account: FakeAccount,
  options: Partial<DownOptions> = {},
  seen: (event: DeploymentEvent) => void = () => {},
) {
  const events: DeploymentEvent[] = [];
  const run = down(loadedConfig(), {
    ports: account.ports,
    liftProtection: true,
    confirm: async () => true,
    ...options,
  });
  const result = finish(run, (event) => {
    events.push(event);
    seen(event);
  });
  return { result, events };
}
