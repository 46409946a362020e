import { describe, expect, it } from 'vitest';
import {
  discardChangeSet,
  ownsStack,
  prepareChangeSet,
  saysNoChanges,
} from '../../src/deployment/change-set.ts';
import { changeSetName, endOfRun } from '../../src/deployment/leftovers.ts';
import type { ChangeSet, Stack } from '../../src/deployment/stack.ts';
import { failure, NAME, transient } from '../support/engine.ts';
import { type FakeAccount, fakeAccount } from '../support/fake-account.ts';

const REQUEST = {
  stackName: NAME,
  changeSetName: 'mine',
  type: 'CREATE',
  templateBody: '{"Resources":{"A":{"Type":"AWS::EC2::VPC"}}}',
  parameters: {},
  tags: {},
  token: 't',
} as const;

describe('"no changes"', () => {
  it.each([
    [
      "The submitted information didn't contain changes. Submit different information to create a change set.",
      true,
    ],
    ['No updates are to be performed.', true],
    ['Transform AWS::Foo failed', false],
    [undefined, false],
  ])('is said by %j: %s', (reason, none) => {
    expect(saysNoChanges(reason)).toBe(none);
  });

  it('is never concluded from an empty list: outputs alone may differ', async () => {
    const account = fakeAccount();
    const prepared = await prepare(account, { status: 'CREATE_COMPLETE', changes: [] });
    expect(prepared.kind).toBe('changes');
  });
});

describe('waiting for a change set', () => {
  it('looks soon at first, then every two seconds', async () => {
    const account = fakeAccount();
    const waits = waitsOf(account);
    let looks = 0;
    await prepare(account, () => {
      looks += 1;
      return { status: looks < 12 ? 'CREATE_IN_PROGRESS' : 'CREATE_COMPLETE' };
    });
    expect(waits[0]).toBe(250);
    expect(waits.at(-1)).toBe(2_000);
    expect(waits).toEqual(waits.toSorted((a, b) => a - b));
  });

  it('is not ended by a few faults, but by many', async () => {
    const account = fakeAccount();
    account.faults.set('changeSets.describe', [transient(), transient()]);
    expect((await prepare(account, { status: 'CREATE_COMPLETE' })).kind).toBe('changes');
    account.faults.set('changeSets.describe', Array.from({ length: 20 }, transient));
    expect((await failure(prepare(account, { status: 'CREATE_COMPLETE' }))).code).toBe('unreachable');
  });

  it('ends after ten minutes without an answer', async () => {
    const error = await failure(prepare(fakeAccount(), { status: 'CREATE_IN_PROGRESS' }));
    expect(error).toMatchObject({
      code: 'deployment-failed',
      message: expect.stringContaining('within 10 minutes'),
    });
  });

  it("tells CloudFormation's reason and what early validation said", async () => {
    const account = fakeAccount();
    account.validation.push({
      name: 'NAME_CONFLICT',
      path: '/Resources/A',
      reason: 'There is one of that name.',
    });
    const error = await failure(prepare(account, { status: 'FAILED', statusReason: 'Validation failed.' }));
    expect(error.message).toBe(
      `CloudFormation refused the change set for ${NAME}: Validation failed.\n` +
        '  template (NAME_CONFLICT): There is one of that name. (/Resources/A)',
    );
  });
});

describe('a change set that is not executed', () => {
  it('goes with the stack in review that it made', async () => {
    const account = fakeAccount();
    const { arn } = await account.ports.changeSets.create(REQUEST);
    await discardChangeSet({ name: 'mine', stackName: NAME, arn, ownsStack: true }, account.ports);
    expect([account.stacks.size, account.changeSets.size]).toEqual([0, 0]);
  });

  it('leaves a stack in review on which somebody else has a change set', async () => {
    const account = fakeAccount();
    const { arn } = await account.ports.changeSets.create(REQUEST);
    await account.ports.changeSets.create({ ...REQUEST, changeSetName: 'theirs' });
    await discardChangeSet({ name: 'mine', stackName: NAME, arn, ownsStack: true }, account.ports);
    expect([...account.changeSets.values()].map(({ changeSet }) => changeSet.name)).toEqual(['theirs']);
    expect(account.find(NAME)?.stack.status).toBe('REVIEW_IN_PROGRESS');
  });

  it('leaves a stack that was there before', async () => {
    const account = fakeAccount();
    const { arn } = await account.ports.changeSets.create(REQUEST);
    await discardChangeSet({ name: 'mine', stackName: NAME, arn, ownsStack: false }, account.ports);
    expect(account.find(NAME)).toBeDefined();
    expect(account.changeSets.size).toBe(0);
  });

  it.each<readonly [string, Partial<Stack>]>([
    ['that somebody deploys to meanwhile', { status: 'CREATE_IN_PROGRESS' }],
    [
      'of that name that another has made meanwhile',
      { arn: 'arn:aws:cloudformation:us-east-1:1:stack/other' },
    ],
  ])('leaves a stack %s', async (_, now) => {
    const account = fakeAccount();
    const { arn } = await account.ports.changeSets.create(REQUEST);
    const { changeSets } = account.ports;
    const really = changeSets.delete;
    changeSets.delete = async (name) => {
      await really(name);
      const of = account.find(NAME);
      if (of !== undefined) of.stack = { ...of.stack, ...now };
    };
    await discardChangeSet({ name: 'mine', stackName: NAME, arn, ownsStack: true }, account.ports);
    expect(account.calls).not.toContain('stacks.delete');
    expect(account.find(NAME)?.stack).toMatchObject(now);
  });

  it('says that the stack is still there after a minute', async () => {
    const account = fakeAccount();
    const { arn } = await account.ports.changeSets.create(REQUEST);
    account.ports.stacks.delete = async () => {};
    const open = { name: 'mine', stackName: NAME, arn, ownsStack: true };
    expect(await discardChangeSet(open, account.ports)).toBe('going');
  });

  it('is found by its name when its ARN never arrived', async () => {
    const account = fakeAccount();
    await account.ports.changeSets.create(REQUEST);
    await discardChangeSet({ name: 'mine', stackName: NAME, arn: undefined, ownsStack: true }, account.ports);
    expect([account.stacks.size, account.changeSets.size]).toEqual([0, 0]);
  });
});

describe('whose a stack is', () => {
  it('ours when all that waits on it was abandoned', async () => {
    const account = fakeAccount();
    const name = changeSetName(account.ports);
    await account.ports.changeSets.create({ ...REQUEST, changeSetName: name });
    expect(await ownsStack(account.find(NAME)?.stack, account.ports)).toBe(false);
    endOfRun(name, account.ports);
    expect(await ownsStack(account.find(NAME)?.stack, account.ports)).toBe(true);
  });

  it('ours when there is none, or an empty one in review', async () => {
    const account = fakeAccount();
    expect(await ownsStack(undefined, account.ports)).toBe(true);
    const { arn } = await account.ports.changeSets.create(REQUEST);
    expect(await ownsStack(account.find(NAME)?.stack, account.ports)).toBe(false);
    await account.ports.changeSets.delete(arn);
    expect(await ownsStack(account.find(NAME)?.stack, account.ports)).toBe(true);
  });
});

it('has a name of its own every time, which CloudFormation takes', () => {
  const { ports } = fakeAccount();
  const names = [changeSetName(ports), changeSetName(ports)];
  expect(new Set(names).size).toBe(2);
  for (const name of names) expect(name).toMatch(/^[a-zA-Z][-a-zA-Z0-9]{0,127}$/);
});

function prepare(account: FakeAccount, said: Partial<ChangeSet> | (() => Partial<ChangeSet>)) {
  const { describe: real } = account.ports.changeSets;
  const changeSets = {
    ...account.ports.changeSets,
    async describe(arn: string): Promise<ChangeSet | undefined> {
      const found = await real(arn);
      return found && { ...found, ...(typeof said === 'function' ? said() : said) };
    },
  };
  return prepareChangeSet(REQUEST, { ports: { ...account.ports, changeSets } }, () => {});
}

function waitsOf(account: FakeAccount): number[] {
  const waits: number[] = [];
  const { sleep } = account.ports.clock;
  account.ports.clock.sleep = (milliseconds, signal) => {
    waits.push(milliseconds);
    return sleep(milliseconds, signal);
  };
  return waits;
}
