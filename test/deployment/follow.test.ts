import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attach } from '../../src/deployment/attach.ts';
import { deleteStack } from '../../src/deployment/delete-stack.ts';
import type { DeploymentEvent } from '../../src/deployment/events.ts';
import { execute } from '../../src/deployment/execute.ts';
import { follow } from '../../src/deployment/follow.ts';
import type { Stack } from '../../src/deployment/stack.ts';
import { cancellation, ProxyWebhookError } from '../../src/errors.ts';
import { finish } from '../../src/run.ts';
import { failure, NAME, transient } from '../support/engine.ts';
import { type FakeAccount, fakeAccount } from '../support/fake-account.ts';

describe('following an operation', () => {
  it('tells every event once, oldest first, and ends with the truth, whatever pages, lags, stale reads and faults do', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          pageSize: fc.integer({ min: 1, max: 12 }),
          eventLag: fc.integer({ min: 0, max: 9_000 }),
          stale: fc.integer({ min: 0, max: 15 }),
          faults: fc.array(fc.boolean(), { maxLength: 12 }),
          kind: fc.constantFrom('create', 'update', 'delete'),
          fails: fc.boolean(),
        }),
        async ({ kind, fails, stale, faults, ...options }) => {
          const account = fakeAccount(options);
          const work = await begin(account, kind, fails);
          const before = new Set(account.find(work.arn)?.events.map(({ id }) => id));
          account.control.stale = stale;
          const told: DeploymentEvent[] = [];
          const ended = await finish(work.run, (event) => {
            told.push(event);
            if (event.type === 'ticked' && faults.pop() === true) {
              account.faults.set('stacks.events', [transient()]);
            }
          });
          const truth = account.find(work.arn);
          expect(ended.status).toBe(truth?.stack.status);
          const own = (truth?.events ?? []).filter(({ id }) => !before.has(id)).toReversed();
          expect(ended.events.map(({ id }) => id)).toEqual(own.map(({ id }) => id));
          const changed = told.filter(({ type }) => type === 'resource-changed' || type === 'stack-changed');
          expect(changed).toHaveLength(own.length);
        },
      ),
      { numRuns: 150 },
    );
  }, 60_000);

  it('reads events with one call a tick, and describes only at the end', async () => {
    const account = fakeAccount({ pageSize: 100 });
    const { run } = await begin(account, 'create', false);
    account.calls.length = 0;
    let ticks = 0;
    await finish(run, ({ type }) => {
      if (type === 'ticked') ticks += 1;
    });
    const reads = account.calls.filter((call) => call === 'stacks.events');
    // One for the baseline, one a tick, one that met the end.
    expect(reads).toHaveLength(ticks + 2);
    expect(account.calls.filter((call) => call === 'stacks.describe')).toHaveLength(1);
  });

  it('looks twice as often when the end is near, and not for ever where it does not come', async () => {
    const account = fakeAccount();
    const { ports } = account;
    const { arn } = await begin(account, 'create', false);
    const stack = { ...(await shown(account, arn)), status: 'CREATE_IN_PROGRESS' as const };
    let left: number | undefined;
    const waits: { readonly near: boolean; readonly milliseconds: number }[] = [];
    const clock = {
      ...ports.clock,
      async sleep(milliseconds: number, signal?: AbortSignal) {
        waits.push({ near: (left ?? Infinity) <= 20, milliseconds });
        if (waits.length > 400) throw new Error('enough');
        await ports.clock.sleep(milliseconds, signal);
      },
    };
    // Nobody carries the change set out: a role is expected within seconds, and never comes.
    const run = follow(
      {
        stackArn: arn,
        kind: 'create',
        before: { status: stack.status },
        baseline: { seen: new Set(), floor: 0 },
        progress: {
          direction: 'forward',
          graph: { Role: { resourceType: 'AWS::IAM::Role', dependsOn: [] } },
        },
        told: { doing: 'creation', stackName: NAME, resume: 'up again' },
      },
      { ports: { ...ports, clock } },
    );
    await finish(run, (event) => {
      if (event.type === 'ticked') left = event.progress.secondsLeft;
    }).catch(() => {});
    const hurried = waits.filter(({ near, milliseconds }) => near && milliseconds <= 750);
    expect(hurried).toHaveLength(100);
    expect(waits.filter(({ milliseconds }) => milliseconds < 500).length).toBeLessThanOrEqual(3);
    expect(waits.slice(-200).every(({ milliseconds }) => milliseconds >= 1_000)).toBe(true);
  });

  it('never takes the status that the stack had before for the end', async () => {
    const account = fakeAccount();
    const { run } = await begin(account, 'update', false);
    account.control.stale = 1_000;
    const ended = await finish(run);
    // Believed from the events alone after many contradicting reads.
    expect(ended.events.at(-1)?.status).toBe('UPDATE_COMPLETE');
  });

  it('counts a rollback down, never over the total', async () => {
    const account = fakeAccount();
    const { run } = await begin(account, 'create', true);
    const progress: number[] = [];
    await finish(run, (event) => {
      if (event.type !== 'ticked') return;
      progress.push(event.progress.done);
      expect(event.progress.done).toBeLessThanOrEqual(event.progress.total);
    });
    expect(progress.at(-1)).toBe(0);
  });

  it('does not take another operation for its own when a late event of it comes', async () => {
    const account = fakeAccount({ pageSize: 100 });
    const { run, arn } = await begin(account, 'update', false);
    const of = account.find(arn);
    const first = of?.events[0];
    if (of === undefined || first === undefined) throw new Error('no stack');
    let came = false;
    const ended = await finish(run, ({ type }) => {
      if (type !== 'ticked' || came) return;
      came = true;
      of.events.unshift({
        ...first,
        id: 'late',
        status: 'UPDATE_COMPLETE',
        token: 'another',
        at: new Date(account.ports.clock.now()),
      });
    });
    expect(ended.events.map(({ id }) => id)).not.toContain('late');
    expect(ended.events.at(-1)?.status).toBe('UPDATE_COMPLETE');
  });

  it.each(['access-denied', 'no-credentials'] as const)(
    'ends with %s when it may not look any more, and says that CloudFormation goes on',
    async (code) => {
      const account = fakeAccount();
      const { run } = await begin(account, 'create', false);
      const error = await failure(
        finish(run, ({ type }) => {
          if (type === 'ticked') {
            account.faults.set('stacks.events', [
              new ProxyWebhookError(code, 'No.', { remedies: ['Log in.'] }),
            ]);
          }
        }),
      );
      expect(error.code).toBe(code);
      expect(error.message).toBe(`No. CloudFormation goes on with the creation of ${NAME}.`);
      expect(error.remedies).toEqual(['Log in.', 'Go on where this stopped: `up again`.']);
      expect(error.data).toMatchObject({ goesOn: true });
    },
  );

  it('stops with `cancelled` when it is interrupted, and leaves the operation to itself', async () => {
    const account = fakeAccount();
    const controller = new AbortController();
    const { run, arn } = await begin(account, 'create', false, controller.signal);
    const error = await failure(finish(run, ({ type }) => type === 'ticked' && controller.abort()));
    expect(error).toMatchObject({
      code: 'cancelled',
      message: expect.stringContaining('goes on with the creation'),
    });
    await account.ports.clock.sleep(60_000);
    expect(account.find(arn)?.stack.status).toBe('CREATE_COMPLETE');
  });

  it('tells the end that it has read, also where it is interrupted before the stack is described', async () => {
    const account = fakeAccount();
    const controller = new AbortController();
    const { run } = await begin(account, 'create', false, controller.signal);
    const told: DeploymentEvent[] = [];
    Object.assign(account.ports.stacks, {
      describe: async () => {
        controller.abort();
        throw cancellation(controller.signal);
      },
    });
    const error = await failure(finish(run, (event) => told.push(event)));
    expect(error).toMatchObject({
      code: 'cancelled',
      message: `Interrupted. CloudFormation has ended the creation of ${NAME} (CREATE_COMPLETE).`,
      data: { goesOn: false },
    });
    expect(told.findLast(({ type }) => type === 'stack-changed')).toMatchObject({
      status: 'CREATE_COMPLETE',
    });
  });

  it('gives up looking after half an hour without any answer, and never before', async () => {
    const account = fakeAccount();
    const { run } = await begin(account, 'create', false);
    const startedAt = account.ports.clock.now();
    const warnings: string[] = [];
    const error = await failure(
      finish(run, (event) => {
        if (event.type === 'warned') warnings.push(event.message);
        if (event.type === 'ticked')
          account.faults.set('stacks.events', Array.from({ length: 500 }, transient));
      }),
    );
    expect(error).toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining('CloudFormation goes on'),
    });
    expect((account.ports.clock.now() - startedAt) / 60_000).toBeCloseTo(30, 0);
    expect(warnings).toHaveLength(1);
  });

  it('goes on after its machine slept for hours in the middle of a fault', async () => {
    const account = fakeAccount();
    const { run } = await begin(account, 'create', false);
    let slept = false;
    const ended = await finish(run, async ({ type }) => {
      if (type !== 'ticked' || slept) return;
      slept = true;
      account.faults.set('stacks.events', Array.from({ length: 10 }, transient));
      await account.ports.clock.sleep(5 * 60 * 60_000);
    });
    expect(ended.status).toBe('CREATE_COMPLETE');
  });

  it('follows an operation that was begun by somebody else from its start', async () => {
    const account = fakeAccount({ pageSize: 2 });
    const { run, arn } = await begin(account, 'create', false);
    await finish(run);
    await account.ports.clock.sleep(5_000);
    account.begin(NAME, 'update');
    await account.ports.clock.sleep(700);
    const ended = await finish(attach(stackOf(account), 'up again', { ports: account.ports }));
    expect(ended.events.map(({ status }) => status)).toEqual([
      'UPDATE_IN_PROGRESS',
      'UPDATE_IN_PROGRESS',
      'UPDATE_COMPLETE',
      'UPDATE_COMPLETE',
    ]);
    expect(account.find(arn)?.stack.status).toBe('UPDATE_COMPLETE');
  });

  it('attaches to an operation that ends before it looks', async () => {
    const account = fakeAccount();
    await finish((await begin(account, 'create', false)).run);
    account.begin(NAME, 'update');
    const stack = stackOf(account);
    await account.ports.clock.sleep(60_000);
    const ended = await finish(attach(stack, 'up again', { ports: account.ports }));
    expect(ended.status).toBe('UPDATE_COMPLETE');
  });
});

const TEMPLATE = (size: number) =>
  JSON.stringify({
    Resources: {
      Vpc: { Type: 'AWS::EC2::VPC', Properties: {} },
      FunctionFunction: { Type: 'AWS::Lambda::Function', Properties: { MemorySize: size } },
      Schedule: { Type: 'AWS::Scheduler::Schedule', Properties: { Size: size } },
    },
  });

async function begin(
  account: FakeAccount,
  kind: 'create' | 'update' | 'delete',
  fails: boolean,
  signal?: AbortSignal,
): Promise<{ readonly arn: string; readonly run: ReturnType<typeof execute> }> {
  const options = { ports: account.ports, begun: () => {}, ...(signal === undefined ? {} : { signal }) };
  if (kind === 'create') return change(account, undefined, 1, fails, options);
  await finish((await change(account, undefined, 1, false, options)).run);
  await account.ports.clock.sleep(20_000);
  if (kind === 'update') return change(account, stackOf(account), 2, fails, options);
  if (fails) account.failing.set('FunctionFunction', 'has a dependent object');
  const stack = stackOf(account);
  const run = deleteStack(
    { stack, logicalIds: ['Vpc'], document: TEMPLATE(1), resume: 'down again' },
    options,
  );
  return { arn: stack.arn, run };
}

async function change(
  account: FakeAccount,
  stack: Stack | undefined,
  size: number,
  fails: boolean,
  options: Parameters<typeof execute>[1],
): Promise<{ readonly arn: string; readonly run: ReturnType<typeof execute> }> {
  const { arn, stackArn } = await account.ports.changeSets.create({
    stackName: NAME,
    changeSetName: `set-${size}`,
    type: stack === undefined ? 'CREATE' : 'UPDATE',
    templateBody: TEMPLATE(size),
    parameters: {},
    tags: {},
    token: 't',
  });
  const changeSet = await account.ports.changeSets.describe(arn);
  if (changeSet === undefined) throw new Error('no change set');
  if (fails) account.failing.set('Schedule', 'no such role');
  const document = JSON.parse(TEMPLATE(size));
  const kind = stack === undefined ? 'create' : 'update';
  const run = execute({ kind, changeSet, stack, stackName: NAME, document, resume: 'up again' }, options);
  return { arn: stackArn, run };
}

async function shown(account: FakeAccount, arn: string): Promise<Stack> {
  const stack = await account.ports.stacks.describe(arn);
  if (stack === undefined) throw new Error('no stack');
  return stack;
}

function stackOf(account: FakeAccount): Stack {
  const of = account.find(NAME);
  if (of === undefined) throw new Error('no stack');
  return of.stack;
}
